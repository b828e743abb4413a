// SPDX-License-Identifier: Apache-2.0
// Records a trigger while the library sends it: a journal line before it is sent and one after its response; in between
// a signal waits for the response.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "dataworks/manual_dag.h"
#include "dataworks/observer.h"
#include "journal/journal.h"
#include "run/connection.h"
#include "session/signals.h"

namespace dataworks::cli {

/// `throttled, next attempt in 2 s (3)`: the attempts are counted from 1.
[[nodiscard]] std::string retryText(const RetryScheduled& event, Language language);

/// Holds back what it cannot record (`beforeAttempt`), and watches the retries as the client's observer. Called on the
/// calling thread.
class TriggerRecorder : public Observer {
 public:
  /// True if no time is left to wait for the journal.
  using GiveUp = std::function<bool()>;
  /// Writes one line; empty on success, else the reason.
  using Append = std::function<std::string(const std::string& line, const GiveUp& giveUp)>;

  /// `showRetries`: a person watches, who should see why nothing happens.
  TriggerRecorder(Signals& signals, Append append, Language language, bool showRetries = false)
      : signals_(signals), append_(std::move(append)), language_(language), showRetries_(showRetries) {}

  /// What the journal's times are taken from: the service's clock, as far as it is known. Before that, the machine's.
  void setClock(std::function<std::chrono::system_clock::time_point()> now) { now_ = std::move(now); }

  /// The next call is the trigger of `entry`. With `mustWrite`, nothing is sent whose line could not be written;
  /// without, nothing is sent after `giveUp` returned true.
  void begin(JournalEntry entry, std::shared_ptr<RememberedCredentials> credentials, bool mustWrite, GiveUp giveUp);
  /// Calls `trigger`. What it throws once the trigger may have left, as when memory runs out, is an error of unknown
  /// outcome: a bug of this program must not hide a run.
  Result<CreateManualDagResponse> send(const std::function<Result<CreateManualDagResponse>()>& trigger);

  /// For `CallOptions`: an error holds the attempt back.
  [[nodiscard]] std::optional<Error> beforeAttempt(const AttemptStarting& attempt);
  void onRetryScheduled(const RetryScheduled& event) override;

  /// The journal or its lock is not available. Logged once.
  void fail(std::string failure);
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  /// True if the last attempt was not sent because its journal line could not be written, or not in time.
  [[nodiscard]] bool heldBack() const noexcept { return heldBack_; }

 private:
  void end(const Result<CreateManualDagResponse>& result);
  bool announce(const AttemptStarting& attempt) noexcept;
  bool write(const std::string& line, const GiveUp& giveUp);

  Signals& signals_;
  const Append append_;
  const Language language_;
  const bool showRetries_;
  std::function<std::chrono::system_clock::time_point()> now_ = [] { return std::chrono::system_clock::now(); };
  JournalEntry entry_;
  std::shared_ptr<RememberedCredentials> credentials_;
  bool mustWrite_ = false;
  GiveUp giveUp_;
  bool armed_ = false;
  bool announced_ = false;
  bool heldBack_ = false;
  std::string failure_;
};

}  // namespace dataworks::cli
