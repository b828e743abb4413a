// SPDX-License-Identifier: Apache-2.0
#include "http/tls_library.h"

#include <gtest/gtest.h>

namespace dataworks::detail {
namespace {

TEST(TlsLibraryOf, IsOursOnlyForOpenSslOfTheSameMajorVersion) {
  struct Row {
    std::string_view version;
    unsigned long major;
    TlsLibrary expected;
  };
  for (const auto& [version, major, expected] : {
           Row{"OpenSSL/3.0.15", 3, TlsLibrary::kOurs},
           {"OpenSSL/1.1.1w", 1, TlsLibrary::kOurs},
           {"OpenSSL/1.1.1w", 3, TlsLibrary::kAnother},
           {"OpenSSL/3.0.15", 1, TlsLibrary::kAnother},
           {"OpenSSL/30.1", 3, TlsLibrary::kAnother},
           {"OpenSSL/3", 3, TlsLibrary::kAnother},
           {"OpenSSL", 3, TlsLibrary::kAnother},
           {"mbedTLS/2.28.3", 3, TlsLibrary::kAnother},
           {"GnuTLS/3.7.9", 3, TlsLibrary::kAnother},
           {"LibreSSL/3.8.2", 3, TlsLibrary::kAnother},
           {"BoringSSL", 3, TlsLibrary::kAnother},
           {"wolfSSL/5.5.4", 3, TlsLibrary::kAnother},
           {"quictls/3.1.4", 3, TlsLibrary::kAnother},
           {"(OpenSSL/3.0.15) GnuTLS/3.7.9", 3, TlsLibrary::kAnother},
           {"OpenSSL/3.0.15 (GnuTLS/3.7.9)", 3, TlsLibrary::kOurs},
           {"", 3, TlsLibrary::kNone},
       }) {
    EXPECT_EQ(tlsLibraryOf(version, major), expected) << version << " beside " << major;
  }
}

TEST(TlsLibrary, IsOursInTheseTests) { EXPECT_EQ(tlsLibrary(), TlsLibrary::kOurs); }

}  // namespace
}  // namespace dataworks::detail
