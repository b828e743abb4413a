// SPDX-License-Identifier: Apache-2.0
// One API call from beginning to end. The order of its steps is defined in call.cc and nowhere else.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "call/call_request.h"
#include "call/client_state.h"
#include "call/retry.h"
#include "dataworks/credentials.h"
#include "dataworks/error.h"
#include "dataworks/options.h"
#include "event_loop/event_loop.h"
#include "rpc/request.h"
#include "rpc/signer.h"

namespace dataworks::detail {

/// Gets credentials and passes them on: inline where waiting is allowed, later where it is not.
using FetchCredentials = std::function<void(FetchContext&&, std::function<void(Result<Credentials>&&)>&&)>;

/// What a call works with. It belongs to one thread at a time and outlives its calls.
struct CallContext {
  EventLoop& loop;
  Signer& signer;
  ClientState& client;
  FetchCredentials& fetchCredentials;
};

/// A derived class knows how to read the response and who waits for it. A call owns itself until it is over.
class Call : public std::enable_shared_from_this<Call> {
 public:
  Call(CallContext& context, CallRequest&& request);
  virtual ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// Starts a call on the workbench's loop. Returns what cancels it.
  static Cancel start(const std::shared_ptr<Call>& call);

 protected:
  [[nodiscard]] const CallRequest& request() const noexcept { return request_; }

 private:
  enum class Stage { kCredentials, kOnTheWire, kPausing, kFinished };
  enum class Alarm { kDeadline, kPauseOver };
  using TimePoint = EventLoop::TimePoint;
  /// What tells one attempt from the next.
  struct Stamp {
    std::string nonce;
    std::chrono::system_clock::time_point signedAt;
  };

  /// Reads a complete response, and may take its body. Returns empty if all went well.
  virtual std::optional<Error> read(HttpResponse& response) = 0;
  /// Returns the request id of the response that was read and was good.
  [[nodiscard]] virtual std::string& requestId() noexcept = 0;
  /// Called once, on the thread of the event loop: without an error if the response was good.
  virtual void done(std::optional<Error>&& error) = 0;

  void begin();
  void fetchCredentials();
  void onCredentials(Result<Credentials>&& credentials);
  void sign(Credentials&& credentials);
  void send(HttpRequest&& request, Stamp&& lastSent);
  [[nodiscard]] std::optional<Error> heldBack() const;
  [[nodiscard]] std::optional<Error> countCall();
  [[nodiscard]] AttemptStarting attemptStarting() const;
  [[nodiscard]] std::optional<Error> wrongDay(std::chrono::system_clock::duration offset) const;
  void judge(TransportOutcome&& outcome);
  [[gnu::cold]] void tryAgainOrFinish(Error error);
  [[gnu::cold]] void pause(const RetryDecision& next, const Error& error);

  [[gnu::cold]] void end(ErrorKind kind);
  [[gnu::cold]] void giveUpWaiting(ErrorKind kind);
  void finish(std::optional<Error> error);
  template <class Step>
  void guarded(const Step& step) noexcept;
  [[gnu::cold]] void finishOutOfMemory() noexcept;

  [[nodiscard]] CommonParameters commonParameters(std::string_view timestamp) const;
  [[nodiscard]] HttpRequest signedRequest();
  [[nodiscard, gnu::cold]] std::string signedText() const;
  [[nodiscard, gnu::cold]] Error describe(Error error) const;
  void setTimer(TimePoint time, Alarm alarm);
  void clearTimer();

  CallContext& context_;
  CallRequest request_;
  const RetryOptions retry_;
  const std::uint64_t number_;

  std::shared_ptr<Call> self_;  // from the start to the end
  Stage stage_ = Stage::kCredentials;
  AttemptState attempts_;
  std::uint64_t step_ = 0;  // responses to an earlier step come too late
  std::optional<EventLoop::Timer> timer_;
  HttpBackend::RequestHandle sent_ = HttpBackend::kNoRequest;  // what is on the wire
  bool hostNotFound_ = false;                                  // by the last attempt
  ErrorKind endedBy_ = ErrorKind::kNetwork;  // kTimeout or kCancelled once this call itself ended the attempt
  Credentials credentials_;
  std::string rejectedAccessKeyId_;
  Stamp stamp_;                                                       // of the last attempt
  std::optional<std::chrono::system_clock::time_point> serviceTime_;  // the `Date` of the failed response
  std::unique_ptr<const Error> lastError_;                            // of the attempt before a pause
};

}  // namespace dataworks::detail
