// SPDX-License-Identifier: Apache-2.0
#include "options/validate.h"

#include <chrono>
#include <initializer_list>
#include <utility>

namespace dataworks::detail {

// A timeout that was computed and came out negative is a mistake: taken as "none", it would wait for ever.
std::string negativeAmong(std::initializer_list<NamedDuration> durations) {
  for (const NamedDuration& each : durations) {
    if (each.value < each.value.zero()) return std::string(each.name) + " is negative" + each.zero;
  }
  return {};
}

std::string validate(const RetryOptions& options) {
  if (options.maxAttempts < 1) return "retry.maxAttempts must be at least 1";
  return negativeAmong({{"retry.baseBackoff", options.baseBackoff},
                        {"retry.throttledBackoff", options.throttledBackoff},
                        {"retry.maxBackoff", options.maxBackoff}});
}

std::string validate(const CallOptions& options) {
  if (options.timeout && options.timeout->count() < 0) return "timeout is negative; 0 means none";
  return options.retry ? validate(*options.retry) : std::string();
}

std::string validate(const ClientOptions& options) {
  std::string problem =
      negativeAmong({{"timeout", options.timeout, "; 0 means none"},
                     {"http.connectTimeout", options.http.connectTimeout, "; 0 means none of its own"},
                     {"attemptTimeout", options.attemptTimeout, "; 0 means none of its own"}});
  if (problem.empty()) problem = validate(options.retry);
  if (!problem.empty()) return problem;
  if (!(options.pollsPerSecond >= 0)) return "pollsPerSecond is negative; 0 means no limit";
  if (options.dailyCalls < 0) return "dailyCalls is negative; 0 means no limit";
  if (options.dailyCallsUsed < 0) return "dailyCallsUsed is negative";
  if (options.http.maxConnections < 1) return "http.maxConnections must be at least 1";
  if (options.http.maxResponseBytes < 1024) return "http.maxResponseBytes must be at least 1024";
  if (options.http.maxLogBytes < 1024) return "http.maxLogBytes must be at least 1024";
  return {};
}

}  // namespace dataworks::detail
