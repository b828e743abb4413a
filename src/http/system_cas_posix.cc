// SPDX-License-Identifier: Apache-2.0
#include <openssl/x509.h>

#include <array>
#include <filesystem>

#include "http/system_cas.h"

namespace dataworks::detail {

CaPlace systemCaPlace() {
  constexpr std::array kDirectories{"/etc/ssl/certs", "/etc/pki/tls/certs"};
  std::error_code error;
  for (const char* directory : kDirectories) {
    if (isHashedDirectory(directory, error)) return {.directories = directory, .isSystems = true};
  }
  constexpr std::array kFiles{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                              "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};
  for (const char* file : kFiles) {
    if (std::filesystem::exists(file, error)) return {.file = file, .isSystems = true};
  }
  return {X509_get_default_cert_file(), X509_get_default_cert_dir(), true};
}

bool addSystemCas(x509_store_st* /*store*/) { return false; }

}  // namespace dataworks::detail
