#include "trigger_recorder.h"

#include <utility>

#include "language.h"
#include "streams.h"

namespace dataworks::cli {

void TriggerRecorder::begin(JournalEntry entry, std::shared_ptr<RememberedCredentials> credentials, bool mustWrite,
                            GiveUp giveUp) {
  entry_ = std::move(entry);
  credentials_ = std::move(credentials);
  mustWrite_ = mustWrite;
  giveUp_ = std::move(giveUp);
  armed_ = true;
}

void TriggerRecorder::onAttemptStarting(const AttemptStarting& event) {
  if (!armed_ || signals_.stopToken().stop_requested()) return;
  keptBack_ = !announce(event) && (mustWrite_ || giveUp_());
  if (keptBack_) return signals_.requestStop();  // what the journal does not know must not be sent
  signals_.triggerLeaves(
      in(language_, "dataworks: the trigger is on its way; waiting up to 5 s for its response (again: end at once)",
         "dataworks: 触发请求已发出，最多等待 5 秒以接收响应（再次中断则立即结束）"));
}

void TriggerRecorder::onRetryScheduled(const RetryScheduled& /*event*/) {
  signals_.triggerEnded();  // surely not executed
}

void TriggerRecorder::end(const Result<CreateManualDagResponse>& result) {
  signals_.triggerEnded();
  armed_ = false;
  if (!announced_) return;
  const Error& error = result.error();
  entry_.time = std::chrono::system_clock::now();
  entry_.outcome = result ? Outcome::kStarted : outcomeOf(error.execution);
  entry_.requestId = result ? result->requestId : error.requestId;
  entry_.dagId = result ? result->dagId() : error.dagId.value_or(0);
  entry_.errorCode = error.code;
  // What the service responded is worth a second more.
  const auto patient = std::chrono::steady_clock::now() + std::chrono::seconds(keptBack_ ? 0 : 1);
  write(answeredLine(entry_), [&] { return std::chrono::steady_clock::now() >= patient && giveUp_(); });
}

void TriggerRecorder::fail(std::string failure) {
  if (failure_.empty()) {
    logLine(
        in(language_, "dataworks: warning: the journal cannot be written: ", "dataworks: 警告：无法写入触发记录：") +
        failure);
  }
  failure_ = std::move(failure);
}

/// False also if memory runs out: the library would swallow that and send.
bool TriggerRecorder::announce(const AttemptStarting& event) noexcept {
  try {
    entry_.time = std::chrono::system_clock::now();
    entry_.nonce = event.signatureNonce;
    entry_.credentials = credentials_->source();
    announced_ = true;
    return write(sendingLine(entry_), giveUp_);
  } catch (...) {
    return false;
  }
}

bool TriggerRecorder::write(const std::string& line, const GiveUp& giveUp) {
  std::string failure = append_(line, giveUp);
  if (failure.empty()) return true;
  fail(std::move(failure));
  return false;
}

}  // namespace dataworks::cli
