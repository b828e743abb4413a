// SPDX-License-Identifier: Apache-2.0
#include "wait/wait_tolerance.h"

#include <string>
#include <utility>

#include "text/duration.h"

namespace dataworks::detail {

namespace {

// What this side of the wire refuses stays refused. What the service refuses will not get better by waiting, unless an
// earlier poll was good, or the source of the credentials says when to come back.
bool isFinal(const Error& error, bool succeededBefore) {
  if (error.kind == ErrorKind::kInvalidArgument) return true;
  const bool refused =
      error.kind == ErrorKind::kRejected || (error.kind == ErrorKind::kCredentials && !error.retryAfter);
  return refused && !succeededBefore;
}

}  // namespace

std::optional<Error> WaitTolerance::onFailedPoll(const Error& error, bool succeededBefore, TimePoint now) {
  if (!failingSince_) failingSince_ = now;
  ++failedInARow_;
  if (isFinal(error, succeededBefore)) return error;
  if (now - *failingSince_ < maxPollFailureTime_ || failedInARow_ < kFewestFailedPolls) return std::nullopt;
  Error ending = error;
  ending.message = "polling failed for " +
                   formatDuration(std::chrono::duration_cast<std::chrono::milliseconds>(now - *failingSince_)) + " (" +
                   std::to_string(failedInARow_) + " attempts); last error: " + error.message;
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
  ++emptyInARow_;
  const auto missing = std::chrono::duration_cast<std::chrono::milliseconds>(now - *notFoundSince_);
  if (missing < notFoundGrace_ || emptyInARow_ < kFewestEmptyPolls) return std::nullopt;
  return Error{.kind = ErrorKind::kService,
               .message = "the service lists no node of this run after " + formatDuration(missing),
               .hint = "Look for the run in Operation Center; it may appear later, and can be watched by its id then."};
}

}  // namespace dataworks::detail
