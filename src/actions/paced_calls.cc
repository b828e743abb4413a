// SPDX-License-Identifier: Apache-2.0
#include "actions/paced_calls.h"

#include <algorithm>

#include "types/make_error.h"

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;

// A call ends at some time, also where calls have none.
constexpr milliseconds kLongestCall = std::chrono::minutes(1);

}  // namespace

milliseconds PacedCalls::timeout() const {
  const milliseconds usual = context_.client.settings.timeout;
  const milliseconds longest = usual.count() > 0 ? usual : kLongestCall;
  if (ends_ == TimePoint::max()) return longest;
  const auto left = std::chrono::ceil<milliseconds>(ends_ - context_.loop.now());
  return std::clamp(left, milliseconds(1), std::max(milliseconds(1), longest));
}

void PacedCalls::cancel() {
  if (!timer_) {
    if (cancelCall_) cancelCall_();
    return;
  }
  context_.loop.cancel(*timer_);
  timer_.reset();
  if (slot_) context_.client.pollRate.giveBack(*std::exchange(slot_, std::nullopt));
  call_ = nullptr;
  if (const auto fail = std::exchange(fail_, nullptr)) fail({.kind = ErrorKind::kCancelled});
}

void PacedCalls::takeSlot() {
  slot_ = context_.client.pollRate.take(context_.loop.now());
  if (*slot_ <= context_.loop.now()) return onSlot();
  timer_ = context_.loop.at(*slot_, [this] {
    timer_.reset();
    guarded(&PacedCalls::onSlot);
  });
}

// The call may end within this function, and the next one be started.
void PacedCalls::onSlot() {
  slot_.reset();
  const auto call = std::exchange(call_, nullptr);  // keeps this object's owner until the end
  const int started = started_;
  Cancel cancel = call();
  if (started != started_) return;
  cancelCall_ = std::move(cancel);
  fail_ = nullptr;
}

// Memory may run out anywhere; the caller is told.
void PacedCalls::guarded(void (PacedCalls::*step)()) noexcept {
  try {
    (this->*step)();
  } catch (...) {
    context_.noteException();
    if (slot_) context_.client.pollRate.giveBack(*std::exchange(slot_, std::nullopt));
    call_ = nullptr;
    if (const auto fail = std::exchange(fail_, nullptr)) fail(internalError());
  }
}

}  // namespace dataworks::detail
