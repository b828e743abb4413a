#include "run/patience.h"

#include <string>
#include <utility>

#include "call/codes.h"
#include "run/in_words.h"

namespace dataworks {

namespace {

// What this side of the wire refuses stays refused. What the service refuses will not get better by waiting, unless an
// earlier poll was good, or the source of the credentials says when to come back.
bool isFinal(const Error& error, bool succeededBefore) {
  if (error.kind == ErrorKind::kInvalidArgument) return true;
  const bool refused = error.kind == ErrorKind::kRejected ||
                       (error.kind == ErrorKind::kCredentials && !error.retryAfter) ||
                       remedyFor(error.code) == Remedy::kTomorrow;
  return refused && !succeededBefore;
}

}  // namespace

std::optional<Error> Patience::onTrouble(const Error& error, bool succeededBefore, TimePoint now) {
  if (!troubleSince_) troubleSince_ = now;
  ++failedInARow_;
  if (isFinal(error, succeededBefore)) return error;
  if (now - *troubleSince_ < maxPollTrouble_) return std::nullopt;
  Error ending = error;
  ending.message = "no look succeeded for " + inWords(maxPollTrouble_) + " (" + std::to_string(failedInARow_) +
                   " in a row), the last one: " + error.message;
  return ending;
}

Patience::TimePoint::duration Patience::onAnswer(TimePoint now) {
  const TimePoint::duration blind = troubleSince_ ? now - *troubleSince_ : TimePoint::duration(0);
  if (invisibleSince_) *invisibleSince_ += blind;
  troubleSince_.reset();
  failedInARow_ = 0;
  return blind;
}

std::optional<Error> Patience::onInvisible(TimePoint now) {
  if (!invisibleSince_) invisibleSince_ = now;
  if (now - *invisibleSince_ < appearWithin_) return std::nullopt;
  Error error;
  error.kind = ErrorKind::kService;
  error.message = "the service lists no node of this run after " + inWords(appearWithin_);
  error.hint = "Look for the run in Operation Center; it may appear later, and can be watched by its id then.";
  return error;
}

}  // namespace dataworks
