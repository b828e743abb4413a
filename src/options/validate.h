// SPDX-License-Identifier: Apache-2.0
// Checks the numbers that a program sets. Each function returns what is wrong as a sentence, or nothing. Pure.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string>

#include "dataworks/options.h"

namespace dataworks::detail {

struct NamedDuration {
  const char* name;
  std::chrono::milliseconds value;
  const char* zero = "";  ///< What 0 means, where that is worth saying.
};

/// Returns which duration is negative, or nothing.
[[nodiscard]] std::string negativeAmong(std::initializer_list<NamedDuration> durations);

[[nodiscard]] std::string validate(const RetryOptions& options);
[[nodiscard]] std::string validate(const CallOptions& options);
[[nodiscard]] std::string validate(const ClientOptions& options);

}  // namespace dataworks::detail
