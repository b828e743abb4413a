// Checks the numbers that a program sets. Each function returns what is wrong as a sentence, or nothing. Pure.
#pragma once

#include <string>

#include "dataworks/dag_run.h"
#include "dataworks/options.h"

namespace dataworks::detail {

[[nodiscard]] std::string validate(const RetryOptions& options);
[[nodiscard]] std::string validate(const CallOptions& options);
[[nodiscard]] std::string validate(const ClientOptions& options);
[[nodiscard]] std::string validate(const WaitOptions& options);

/// Makes the error of an operation that did not even begin.
[[nodiscard, gnu::cold]] Error invalidOptions(std::string problem);

}  // namespace dataworks::detail
