// SPDX-License-Identifier: Apache-2.0
// The process environment as a parameter, so that code that reads it can be tested without changing it. What systems do
// differently is in environment_posix.cc and environment_windows.cc.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dataworks::detail {

struct Environment {
  /// Returns the value of a variable; empty if it is unset or empty.
  std::function<std::string(const char* name)> variable;

  /// True if the variable is `true`, case-insensitively, or `1`.
  [[nodiscard]] bool isTrue(const char* name) const;
  /// Returns the user's home directory without a trailing slash, or empty.
  [[nodiscard]] std::string home() const;
};

[[nodiscard]] Environment processEnvironment();

}  // namespace dataworks::detail
