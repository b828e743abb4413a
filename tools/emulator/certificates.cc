// SPDX-License-Identifier: Apache-2.0
#include "certificates.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace dataworks::emulator {
namespace {

void require(bool worked, const char* step) {
  if (!worked) throw std::runtime_error(std::string("cannot make a certificate: ") + step + " failed");
}

KeyPtr makeKey() {
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nullptr),
                                                                            &EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  require(context != nullptr && EVP_PKEY_keygen_init(context.get()) == 1 &&
              EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), NID_X9_62_prime256v1) == 1 &&
              EVP_PKEY_keygen(context.get(), &key) == 1,
          "making a key");
  return {key, &EVP_PKEY_free};
}

void addExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), &X509_EXTENSION_free);
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

/// Everything but extensions and signature. Clocks that are a day apart still accept it.
CertificatePtr makeBlank(const char* commonName, EVP_PKEY* key) {
  static constexpr long kDay = 24 * 3600L;
  CertificatePtr certificate(X509_new(), &X509_free);
  std::uint32_t serial = 0;
  require(certificate != nullptr && RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1,
          "allocating");
  X509_set_version(certificate.get(), 2);  // X.509 version 3
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), static_cast<long>(serial >> 1) + 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 30 * kDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(commonName), -1, -1, 0);
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuerKey) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  require(X509_sign(certificate, issuerKey, EVP_sha256()) > 0, "signing");
}

std::string toPem(X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  require(memory != nullptr && PEM_write_bio_X509(memory.get(), certificate) == 1, "writing PEM");
  char* data = nullptr;
  const long length = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

std::string alternativeNames(const std::string& address) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  in6_addr binary{};
  const bool isAddress =
      inet_pton(AF_INET, address.c_str(), &binary) == 1 || inet_pton(AF_INET6, address.c_str(), &binary) == 1;
  return names + (isAddress ? ",IP:" : ",DNS:") + address;
}

}  // namespace

Certificates makeCertificates(const std::string& address) {
  const KeyPtr authorityKey = makeKey();
  const CertificatePtr authority = makeBlank("dataworks-emulator authority", authorityKey.get());
  addExtension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE");
  addExtension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  addExtension(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
  sign(authority.get(), authority.get(), authorityKey.get());

  Certificates made{{nullptr, &X509_free}, makeKey(), toPem(authority.get())};
  made.server = makeBlank("localhost", made.serverKey.get());
  addExtension(made.server.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
  addExtension(made.server.get(), authority.get(), NID_authority_key_identifier, "keyid");
  addExtension(made.server.get(), authority.get(), NID_ext_key_usage, "serverAuth");
  addExtension(made.server.get(), authority.get(), NID_subject_alt_name, alternativeNames(address));
  sign(made.server.get(), authority.get(), authorityKey.get());
  return made;
}

TemporaryFile::TemporaryFile(const std::string& name, const std::string& content) {
  const char* parent = std::getenv("TMPDIR");
  directory_ = std::string(parent != nullptr && *parent != '\0' ? parent : "/tmp") + "/dataworks-emulator-XXXXXX";
  if (mkdtemp(directory_.data()) == nullptr) throw std::runtime_error("cannot make a directory like " + directory_);
  path_ = directory_ + '/' + name;
  std::ofstream file(path_);
  if (!(file << content).flush()) throw std::runtime_error("cannot write " + path_);
}

TemporaryFile::~TemporaryFile() {
  unlink(path_.c_str());
  rmdir(directory_.c_str());
}

}  // namespace dataworks::emulator
