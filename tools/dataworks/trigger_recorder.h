// What is written down of a trigger while the library sends it: its line in the journal before it leaves and after its
// response, and that a signal waits for that response meanwhile.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "connection.h"
#include "dataworks/manual_dag.h"
#include "dataworks/observer.h"
#include "journal.h"
#include "signals.h"

namespace dataworks::cli {

/// The observer of the client that triggers. Its callbacks come from the thread that calls.
class TriggerRecorder : public Observer {
 public:
  /// True when there is no time left to wait for the journal.
  using GiveUp = std::function<bool()>;
  /// Writes one line; empty on success, else why not.
  using Append = std::function<std::string(const std::string& line, const GiveUp& giveUp)>;

  TriggerRecorder(Signals& signals, Append append, Language language)
      : signals_(signals), append_(std::move(append)), language_(language) {}

  /// The next call is the trigger of `entry`. With `mustWrite` nothing leaves whose line could not be written; without,
  /// nothing leaves after `giveUp` said true.
  void begin(JournalEntry entry, std::shared_ptr<RememberedCredentials> credentials, bool mustWrite, GiveUp giveUp);
  void end(const Result<CreateManualDagResponse>& result);

  void onAttemptStarting(const AttemptStarting& event) override;
  void onRetryScheduled(const RetryScheduled& event) override;

  /// The journal, or its lock, cannot be had. Said once.
  void fail(std::string failure);
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  /// True if the last try was not sent for want of its line in the journal, or because writing it took too long.
  [[nodiscard]] bool keptBack() const noexcept { return keptBack_; }

 private:
  bool announce(const AttemptStarting& event) noexcept;
  bool write(const std::string& line, const GiveUp& giveUp);

  Signals& signals_;
  const Append append_;
  const Language language_;
  JournalEntry entry_;
  std::shared_ptr<RememberedCredentials> credentials_;
  bool mustWrite_ = false;
  GiveUp giveUp_;
  bool armed_ = false;
  bool announced_ = false;
  bool keptBack_ = false;
  std::string failure_;
};

}  // namespace dataworks::cli
