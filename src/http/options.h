// SPDX-License-Identifier: Apache-2.0
// How the built-in transport reaches the network.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "http/tls_library.h"

namespace dataworks::detail {

struct BackendOptions {
  std::optional<std::string> proxy;  ///< Unset: from the environment. Empty: none.
  std::string caFile;                ///< A PEM file or a hashed directory. Empty: environment, then the system's.
  int maxConnections = 64;           ///< Open at once.
  TlsLibrary tls = tlsLibrary();     ///< Which one libcurl has.
  std::function<void(const std::string&)> warn{};  ///< May be null.
};

}  // namespace dataworks::detail
