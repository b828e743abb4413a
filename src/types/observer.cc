// SPDX-License-Identifier: Apache-2.0
// The observer that writes lines, and the defaults that do nothing.
#include "dataworks/observer.h"

#include <mutex>
#include <ostream>
#include <string>

#include "text/sanitize.h"

namespace dataworks {

using namespace detail;

Observer::~Observer() = default;
void Observer::onCallStarted(const CallStarted& /*event*/) {}
void Observer::onAttemptStarting(const AttemptStarting& /*event*/) {}
void Observer::onRetryScheduled(const RetryScheduled& /*event*/) {}
void Observer::onCallFinished(const CallFinished& /*event*/) {}
void Observer::onWarning(const Warning& /*event*/) {}

namespace {

class LineLog final : public Observer {
 public:
  explicit LineLog(std::ostream& out) : out_(out) {}

  void onCallStarted(const CallStarted& event) override { write(event.call, event.operation + " started"); }
  void onAttemptStarting(const AttemptStarting& event) override {
    write(event.call, event.operation + " try " + std::to_string(event.attempt) + " nonce " + event.signatureNonce);
  }
  void onRetryScheduled(const RetryScheduled& event) override {
    write(event.call, event.operation + " try " + std::to_string(event.attempt) + " failed, next in " +
                          std::to_string(event.pause.count()) + " ms: " + toString(event.error));
  }
  void onCallFinished(const CallFinished& event) override {
    write(event.call, event.operation + (event.ok ? " ok" : " failed") + " after " + std::to_string(event.attempts) +
                          (event.attempts == 1 ? " try, " : " tries, ") + std::to_string(event.elapsed.count()) +
                          " ms" + (event.ok ? std::string() : ": " + toString(event.error)));
  }
  void onWarning(const Warning& event) override { line("dataworks warning: " + event.message); }

 private:
  void write(std::uint64_t call, const std::string& text) { line("dataworks [" + std::to_string(call) + "] " + text); }
  void line(const std::string& text) {
    const std::string whole = sanitizeForLog(text) + '\n';
    const std::lock_guard lock(mutex_);
    out_ << whole << std::flush;
  }

  std::mutex mutex_;
  std::ostream& out_;
};

}  // namespace

std::shared_ptr<Observer> logTo(std::ostream& out) { return std::make_shared<LineLog>(out); }

}  // namespace dataworks
