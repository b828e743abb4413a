// How the built-in transport reaches the network.
#pragma once

#include <optional>
#include <string>

namespace dataworks::detail {

struct HttpOptions {
  std::optional<std::string> proxy;  ///< Unset: from the environment. Empty: none.
  std::string caFile;                ///< A PEM file or a hashed directory. Empty: environment, then the system's.
  int maxConnections = 64;           ///< Open at once.
};

}  // namespace dataworks::detail
