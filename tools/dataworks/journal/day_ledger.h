// SPDX-License-Identifier: Apache-2.0
// The calls of a day, counted over all commands of this machine: a small file beside the journal, one line for each
// endpoint, region and day.
//
//   2026-11-23 cn-shanghai https://dataworks.cn-shanghai.aliyuncs.com/ 82
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "text/environment.h"

namespace dataworks::cli {

/// What calls are counted by. The day is Shanghai's, as the service counts.
struct LedgerKey {
  std::string day{};  ///< `2026-11-23`
  std::string regionId{};
  std::string endpoint{};
};

/// `2026-11-23`, in Shanghai.
[[nodiscard]] std::string ledgerDay(std::chrono::system_clock::time_point time);

/// Returns the number of calls that the ledger's text has for `key`. Lines that cannot be read count nothing.
[[nodiscard]] std::int64_t callsIn(std::string_view text, const LedgerKey& key);
/// Returns the text with `more` calls added, without the lines of days before yesterday and those that cannot be read.
[[nodiscard]] std::string withCalls(std::string_view text, const LedgerKey& key, std::int64_t more);

/// The path, beside the journal's; empty if there is no journal.
[[nodiscard]] std::string ledgerPath(const detail::Environment& environment);

/// The file. Each use opens and locks it anew, so that commands may share it.
class DayLedger {
 public:
  explicit DayLedger(std::string path) : path_(std::move(path)) {}

  struct Counted {
    std::int64_t calls = 0;  ///< All of the key, after the addition.
    std::string failure{};   ///< Empty on success; then `calls` is right.
  };
  /// Adds `more` calls, which may be 0, and waits for another process at most a second.
  [[nodiscard]] Counted add(const LedgerKey& key, std::int64_t more) const;

 private:
  std::string path_;
};

}  // namespace dataworks::cli
