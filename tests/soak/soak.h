// SPDX-License-Identifier: Apache-2.0
// The long-running measurements behind docs/reliability.md. Each prints a small table, and responds whether what must
// hold did hold.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "dataworks/options.h"

namespace dataworks::soak {

/// What is triggered, and how it is signed.
struct TriggerKind {
  SignatureVersion signature = SignatureVersion::kV1;
  bool parts = false;  ///< Parts of a flow, by another operation.
};
/// `count` triggers, most of them met by a random fault: none may arrive twice, none that arrived may be denied.
[[nodiscard]] bool triggers(int count, TriggerKind kind = {});
/// `count` re-runs of failed runs, with faults, lags and other users: no instance may be restarted twice by one call,
/// no restart that was executed denied, no failure from before reported as a new one.
[[nodiscard]] bool reruns(int count);
/// `count` calls of both kinds, half of them faulted: memory, descriptors and threads may not grow.
[[nodiscard]] bool calls(int count);
/// How much later than its deadline a call returns, in each phase.
[[nodiscard]] bool deadlines(int each);
/// How long after a stop a call returns, in each phase.
[[nodiscard]] bool cancels(int each);
/// How much memory a hostile response can take.
[[nodiscard]] bool memory();

/// A line of a table: a name and a figure.
inline void line(const std::string& name, long figure, const char* unit = "") {
  std::printf("  %-58s %10ld %s\n", name.c_str(), figure, unit);
}

/// Times, reported as quantiles.
class Times {
 public:
  void add(std::chrono::nanoseconds time) { list_.push_back(std::chrono::duration<double, std::milli>(time).count()); }
  [[nodiscard]] double quantile(double share) {
    std::sort(list_.begin(), list_.end());
    const auto at = static_cast<std::size_t>(share * static_cast<double>(list_.size()));
    return list_.empty() ? 0 : list_[std::min(list_.size() - 1, at)];
  }

 private:
  std::vector<double> list_;
};

}  // namespace dataworks::soak
