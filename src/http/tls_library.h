// SPDX-License-Identifier: Apache-2.0
// Which TLS library libcurl uses. Only a context of our own OpenSSL may be given our certificate store: libcurl hands
// over the contexts of mbedTLS, wolfSSL or another major version of OpenSSL in just the same way.
#pragma once

#include <string_view>

namespace dataworks::detail {

enum class TlsLibrary {
  kOurs,     ///< The OpenSSL that this library uses itself.
  kAnother,  ///< It is told where the certificate authorities are, and nothing else.
  kNone,     ///< libcurl was built without TLS.
};

/// `version` is libcurl's description, such as `OpenSSL/3.0.15`; `major` is that of our OpenSSL.
[[nodiscard]] TlsLibrary tlsLibraryOf(std::string_view version, unsigned long major) noexcept;

/// Returns that of the libcurl in this process.
[[nodiscard]] TlsLibrary tlsLibrary() noexcept;

}  // namespace dataworks::detail
