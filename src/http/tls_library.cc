// SPDX-License-Identifier: Apache-2.0
#include "http/tls_library.h"

#include <curl/curl.h>
#include <openssl/crypto.h>

#include <charconv>

namespace dataworks::detail {

// A libcurl with several libraries writes those that it does not use in brackets.
TlsLibrary tlsLibraryOf(std::string_view version, unsigned long major) noexcept {
  if (version.empty()) return TlsLibrary::kNone;
  constexpr std::string_view kName = "OpenSSL/";
  if (!version.starts_with(kName)) return TlsLibrary::kAnother;
  version.remove_prefix(kName.size());
  unsigned long theirs = 0;
  const auto end = std::from_chars(version.data(), version.data() + version.size(), theirs).ptr;
  const bool isNumber = end != version.data() + version.size() && *end == '.';
  return isNumber && theirs == major ? TlsLibrary::kOurs : TlsLibrary::kAnother;
}

TlsLibrary tlsLibrary() noexcept {
  static const TlsLibrary library = [] {
    const char* const version = curl_version_info(CURLVERSION_NOW)->ssl_version;
    return tlsLibraryOf(version != nullptr ? version : "", OpenSSL_version_num() >> 28U);
  }();
  return library;
}

}  // namespace dataworks::detail
