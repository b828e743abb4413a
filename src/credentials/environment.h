// The process environment as a parameter, so that what reads it can be tested without changing it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dataworks {

struct Environment {
  /// The value of a variable; empty if it is unset or empty.
  std::function<std::string(const char* name)> variable;

  /// True if the variable says so: `true`, in any case, or `1`.
  [[nodiscard]] bool isTrue(const char* name) const;
  /// The user's home directory without a slash at its end, or empty.
  [[nodiscard]] std::string home() const;
};

[[nodiscard]] Environment processEnvironment();

}  // namespace dataworks
