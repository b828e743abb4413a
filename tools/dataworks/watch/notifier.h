// SPDX-License-Identifier: Apache-2.0
// Runs the commands of `--on`: once an event, also across processes, without delaying what the command itself does.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "journal/journal_file.h"
#include "journal/run_events.h"
#include "session/session.h"

namespace dataworks::cli {

/// How long a command of `--on` may take.
inline constexpr std::chrono::seconds kCommandTimeout(30);

/// Runs `command` as given, without a shell and without arguments, with `input` on its stdin and our stderr for what it
/// writes. Empty if it succeeded, else why not. After `timeout` it is killed together with its children; after a stop,
/// it has two seconds.
[[nodiscard]] std::string runCommand(const std::string& command, std::string_view input,
                                     std::chrono::milliseconds timeout, const std::stop_token& stop);

/// Thread-safe. Ends with its commands.
class Notifier {
 public:
  Notifier(std::vector<OnEvent> commands, std::string endpoint, const Session& session, Language language);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  /// Starts the commands for this event, unless the journal says that they were. Returns at once. `nonce`: of a trigger
  /// without an id.
  void tell(const RunNews& news, const std::string& nonce = {});

 private:
  struct Shared;
  std::vector<OnEvent> commands_;
  std::string endpoint_;
  std::shared_ptr<const Shared> shared_;
  std::mutex mutex_;
  std::vector<std::jthread> threads_;
};

}  // namespace dataworks::cli
