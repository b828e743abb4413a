// SPDX-License-Identifier: Apache-2.0
#include "run/trigger_recorder.h"

#include <exception>
#include <utility>

#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "terminal/words.h"

namespace dataworks::cli {

std::string retryText(const RetryScheduled& event, Language language) {
  using std::chrono::seconds;
  const bool namesKind = event.error.kind == ErrorKind::kThrottled || event.error.code.empty();
  const std::string why = namesKind ? terminal::kindWord(event.error.kind, language) : event.error.code;
  const auto pause = std::chrono::round<seconds>(event.pause);
  const std::string when = pause.count() == 0
                               ? in(language, "now", "立即")
                               : in(language, "in ", "") + std::to_string(pause.count()) + in(language, " s", " 秒后");
  return why + in(language, ", next attempt ", "，下次尝试：") + when + " (" + std::to_string(event.attempt + 1) + ")";
}

void TriggerRecorder::begin(JournalEntry entry, std::shared_ptr<RememberedCredentials> credentials, bool mustWrite,
                            GiveUp giveUp) {
  entry_ = std::move(entry);
  credentials_ = std::move(credentials);
  mustWrite_ = mustWrite;
  giveUp_ = std::move(giveUp);
  armed_ = true;
}

std::optional<Error> TriggerRecorder::beforeAttempt(const AttemptStarting& attempt) {
  if (signals_.stopToken().stop_requested()) return std::nullopt;  // the library will not send it
  heldBack_ = !announce(attempt) && (mustWrite_ || giveUp_());
  if (heldBack_) return Error{.kind = ErrorKind::kInvalidArgument, .message = "the journal line cannot be written"};
  signals_.triggerSent(
      in(language_, "dataworks: trigger sent; waiting up to 5 s for the response (press Ctrl-C again to quit now)",
         "dataworks: 触发请求已发出，最多等待 5 秒以接收响应（再按一次 Ctrl-C 立即退出）"));
  return std::nullopt;
}

void TriggerRecorder::onRetryScheduled(const RetryScheduled& event) {
  signals_.triggerEnded();  // certainly not executed
  if (armed_ && showRetries_) logLine("dataworks: " + terminal::printable(retryText(event, language_)));
}

Result<CreateManualDagResponse> TriggerRecorder::send(const std::function<Result<CreateManualDagResponse>()>& trigger) {
  try {
    auto created = trigger();
    end(created);
    return created;
  } catch (const std::exception& thrown) {
    if (!announced_) throw;
    Error lost{.kind = ErrorKind::kInternal,
               .execution = Execution::kMaybeExecuted,
               .phase = Phase::kReceive,
               .message = thrown.what(),
               .signatureNonce = entry_.nonce,
               .timestamp = entry_.time};
    end(lost);
    return lost;
  }
}

void TriggerRecorder::end(const Result<CreateManualDagResponse>& result) {
  signals_.triggerEnded();
  armed_ = false;
  if (!announced_) return;
  const Error error = result ? Error{} : result.error();
  entry_.time = now_();
  entry_.outcome = result ? Outcome::kStarted : outcomeOf(error.execution);
  entry_.requestId = result ? result->requestId : error.requestId;
  entry_.dagId = result ? result->dagId() : error.dagId.value_or(0);
  entry_.errorCode = error.code;
  // The service's response is worth one more second.
  const auto patient = std::chrono::steady_clock::now() + std::chrono::seconds(heldBack_ ? 0 : 1);
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

/// False also if memory runs out: whether the trigger may leave without its line is for the caller to say.
bool TriggerRecorder::announce(const AttemptStarting& attempt) noexcept {
  try {
    entry_.time = now_();
    entry_.nonce = attempt.signatureNonce;
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
