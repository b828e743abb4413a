// SPDX-License-Identifier: Apache-2.0
#include <windows.h>

#include <wincrypt.h>

#include <openssl/x509.h>

#include "http/system_cas.h"

namespace dataworks::detail {

CaPlace systemCaPlace() { return {.isSystems = true}; }

// The ROOT store, as the user of this process sees it.
bool addSystemCas(x509_store_st* store) {
  const HCERTSTORE roots = CertOpenSystemStoreW(0, L"ROOT");
  if (roots == nullptr) return false;
  int added = 0;
  PCCERT_CONTEXT each = nullptr;
  while ((each = CertEnumCertificatesInStore(roots, each)) != nullptr) {
    const unsigned char* bytes = each->pbCertEncoded;
    X509* const certificate = d2i_X509(nullptr, &bytes, static_cast<long>(each->cbCertEncoded));
    if (certificate == nullptr) continue;
    added += X509_STORE_add_cert(store, certificate) == 1 ? 1 : 0;
    X509_free(certificate);
  }
  CertCloseStore(roots, 0);
  return added > 0;
}

}  // namespace dataworks::detail
