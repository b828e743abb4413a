// SPDX-License-Identifier: Apache-2.0
// Certificates made on the spot: an authority, and what it has signed or not.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace dataworks::testing {

enum class CertificateKind {
  kGood,        ///< For localhost, 127.0.0.1 and dataworks.test.
  kSelfSigned,  ///< The same names, signed by itself.
  kWrongHost,   ///< For elsewhere.test.
  kExpired,     ///< Yesterday.
};

/// A PEM file with the test authority's certificate, for `ClientOptions::caFile`. Made once a process, and removed at
/// its end.
[[nodiscard]] const std::string& testCaFile();

/// What a server needs to present such a certificate. `newestVersion` limits TLS (0: does not).
[[nodiscard]] std::shared_ptr<SSL_CTX> serverContext(CertificateKind kind, int newestVersion = 0);

}  // namespace dataworks::testing
