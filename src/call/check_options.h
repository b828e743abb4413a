// What is wrong with the numbers that a program gives: a sentence, or nothing. Pure.
#pragma once

#include <string>

#include "dataworks/dag_run.h"
#include "dataworks/options.h"

namespace dataworks {

[[nodiscard]] std::string problemOf(const RetryOptions& options);
[[nodiscard]] std::string problemOf(const CallOptions& options);
[[nodiscard]] std::string problemOf(const ClientOptions& options);
[[nodiscard]] std::string problemOf(const WaitOptions& options);

/// `problem` as the error of an operation that was not even begun.
[[nodiscard, gnu::cold]] Error invalidOptions(std::string problem);

}  // namespace dataworks
