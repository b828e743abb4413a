#include "wait/wait_tolerance.h"

#include <string>
#include <utility>

#include "errors/codes.h"
#include "text/duration.h"

namespace dataworks::detail {

namespace {

// What this side of the wire refuses stays refused. What the service refuses will not get better by waiting, unless an
// earlier poll was good, or the source of the credentials says when to come back.
bool isFinal(const Error& error, bool succeededBefore) {
  if (error.kind == ErrorKind::kInvalidArgument) return true;
  const bool refused = error.kind == ErrorKind::kRejected ||
                       (error.kind == ErrorKind::kCredentials && !error.retryAfter) ||
                       remedyFor(error.code) == Remedy::kDailyQuota;
  return refused && !succeededBefore;
}

}  // namespace

std::optional<Error> WaitTolerance::onFailedPoll(const Error& error, bool succeededBefore, TimePoint now) {
  if (!failingSince_) failingSince_ = now;
  ++failedInARow_;
  if (isFinal(error, succeededBefore)) return error;
  if (now - *failingSince_ < maxPollFailureTime_) return std::nullopt;
  Error ending = error;
  ending.message = "no look succeeded for " + formatDuration(maxPollFailureTime_) + " (" +
                   std::to_string(failedInARow_) + " in a row), the last one: " + error.message;
  return ending;
}

WaitTolerance::TimePoint::duration WaitTolerance::onResponse(TimePoint now) {
  const TimePoint::duration blind = failingSince_ ? now - *failingSince_ : TimePoint::duration(0);
  if (notFoundSince_) *notFoundSince_ += blind;
  failingSince_.reset();
  failedInARow_ = 0;
  return blind;
}

std::optional<Error> WaitTolerance::onNotFound(TimePoint now) {
  if (!notFoundSince_) notFoundSince_ = now;
  if (now - *notFoundSince_ < notFoundGrace_) return std::nullopt;
  Error error;
  error.kind = ErrorKind::kService;
  error.message = "the service lists no node of this run after " + formatDuration(notFoundGrace_);
  error.hint = "Poll for the run in Operation Center; it may appear later, and can be watched by its id then.";
  return error;
}

}  // namespace dataworks::detail
