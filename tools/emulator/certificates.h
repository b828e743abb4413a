// SPDX-License-Identifier: Apache-2.0
// For `--tls`: an authority and a certificate for this machine, made at each start. Only the certificate of the
// authority is written to a file: clients must trust it.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>

namespace dataworks::emulator {

using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

struct Certificates {
  CertificatePtr server;
  KeyPtr serverKey;
  std::string authorityPem;
};

/// For `localhost`, the loopback addresses and `address`. Throws `std::runtime_error`.
[[nodiscard]] Certificates makeCertificates(const std::string& address);

/// A file in a directory of its own under `$TMPDIR`, removed with this object.
class TemporaryFile {
 public:
  /// Throws `std::runtime_error`.
  TemporaryFile(const std::string& name, const std::string& content);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string directory_;
  std::string path_;
};

}  // namespace dataworks::emulator
