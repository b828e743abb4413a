// SPDX-License-Identifier: Apache-2.0
// Tells, once, that a run takes longer than `--late` allows: to the person who watches, to the reader of events, and to
// the commands of `--on late`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "command_line/options.h"
#include "dataworks/client.h"
#include "terminal/table.h"
#include "watch/lateness.h"
#include "watch/notifier.h"

namespace dataworks::cli {

/// Throws `BadArgument` if `--late` or `--on` cannot be read: before a flow is triggered, not hours later.
void checkEvents(const WatchFlags& flags);

/// The commands of `--on`. Throws `BadArgument`.
[[nodiscard]] std::vector<OnEvent> commandsOf(const WatchFlags& flags);

/// The limit of `--late` for that run; empty if none is given, or if it is not known what is usual.
[[nodiscard]] std::optional<std::chrono::milliseconds> lateLimitOf(const WatchFlags& flags,
                                                                   const terminal::WatchedRun& run);

/// Logs that `--late 1.5x` has no effect on a run of whose flow too little is known.
void warnOfUnknownLimit(const WatchFlags& flags, const terminal::WatchedRun& run, Language language);

/// For one run; used on the thread that calls back.
class LateAlarm {
 public:
  struct Context {
    const DataWorksClient* client = nullptr;
    Notifier* notifier = nullptr;
    std::function<void(std::string)> emit{};  ///< Writes an event of `-o jsonl`.
    std::string resumeCommand{};
    Language language = Language::kEnglish;
    terminal::Charset charset = terminal::Charset::kAscii;
  };
  LateAlarm(const WatchFlags& flags, const terminal::WatchedRun& run, Context context);

  void update(const DagRun& run);
  void poll(const PollEvent& poll);

 private:
  terminal::WatchedRun run_;
  Context context_;
  std::optional<std::chrono::milliseconds> limit_;
  LateWatch watch_;
  DagRun last_;
};

}  // namespace dataworks::cli
