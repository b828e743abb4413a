// SPDX-License-Identifier: Apache-2.0
#include "support/certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace dataworks::testing {

namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

struct Signed {
  Certificate certificate;
  Key key;
};

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("certificates: ") + what);
}

Key makeKey() {
  EVP_PKEY* key = nullptr;
  const std::shared_ptr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nullptr), EVP_PKEY_CTX_free);
  require(EVP_PKEY_keygen_init(context.get()) == 1 &&
              EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), NID_X9_62_prime256v1) == 1 &&
              EVP_PKEY_keygen(context.get(), &key) == 1,
          "no key");
  return Key(key, EVP_PKEY_free);
}

void addExtension(X509& certificate, X509& issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
  require(extension != nullptr && X509_add_ext(&certificate, extension, -1) == 1, "no extension");
  X509_EXTENSION_free(extension);
}

// `issuer` null: signed by itself.
Signed makeCertificate(const char* name, const char* alternatives, const Signed* issuer, long validForSeconds) {
  Signed made{Certificate(X509_new(), X509_free), makeKey()};
  X509& certificate = *made.certificate;
  static long serial = 0;
  X509_set_version(&certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(&certificate), ++serial);
  constexpr long kDay = 24L * 3600;
  X509_gmtime_adj(X509_getm_notBefore(&certificate), -7 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(&certificate), validForSeconds);
  X509_set_pubkey(&certificate, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(&certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509& by = issuer != nullptr ? *issuer->certificate : certificate;
  X509_set_issuer_name(&certificate, X509_get_subject_name(&by));
  if (alternatives == nullptr) {
    addExtension(certificate, by, NID_basic_constraints, "critical,CA:TRUE");
  } else {
    addExtension(certificate, by, NID_subject_alt_name, alternatives);
  }
  require(X509_sign(&certificate, (issuer != nullptr ? issuer->key : made.key).get(), EVP_sha256()) > 0, "not signed");
  return made;
}

const Signed& authority() {
  static const Signed made = makeCertificate("dataworks test authority", nullptr, nullptr, 24L * 3600);
  return made;
}

Signed certificateFor(CertificateKind kind) {
  constexpr const char* kHere = "DNS:localhost,DNS:dataworks.test,IP:127.0.0.1";
  constexpr long kDay = 24L * 3600;
  switch (kind) {
    case CertificateKind::kGood: return makeCertificate("localhost", kHere, &authority(), kDay);
    case CertificateKind::kSelfSigned: return makeCertificate("localhost", kHere, nullptr, kDay);
    case CertificateKind::kWrongHost: return makeCertificate("elsewhere", "DNS:elsewhere.test", &authority(), kDay);
    case CertificateKind::kExpired: return makeCertificate("localhost", kHere, &authority(), -kDay);
  }
  throw std::logic_error("no such kind");
}

struct TemporaryFile {
  TemporaryFile() {
    std::string pattern = std::filesystem::temp_directory_path() / "dataworks-ca-XXXXXX";
    const int descriptor = mkstemp(pattern.data());
    require(descriptor >= 0, "no temporary file");
    path = pattern;
    FILE* file = fdopen(descriptor, "w");
    require(PEM_write_X509(file, authority().certificate.get()) == 1 && std::fclose(file) == 0, "not written");
  }
  ~TemporaryFile() {
    if (getpid() == maker) unlink(path.c_str());  // not a forked child's to remove
  }
  std::string path;
  pid_t maker = getpid();
};

}  // namespace

const std::string& testCaFile() {
  static const TemporaryFile file;
  return file.path;
}

std::shared_ptr<SSL_CTX> serverContext(CertificateKind kind, int newestVersion) {
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  const Signed own = certificateFor(kind);
  require(context && SSL_CTX_use_certificate(context.get(), own.certificate.get()) == 1 &&
              SSL_CTX_use_PrivateKey(context.get(), own.key.get()) == 1,
          "no context");
  if (newestVersion != 0) {
    SSL_CTX_set_security_level(context.get(), 0);  // the old versions are not even offered above it
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), newestVersion);
  }
  return context;
}

}  // namespace dataworks::testing
