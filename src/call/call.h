// SPDX-License-Identifier: Apache-2.0
// One API call from beginning to end. The order of its steps is defined in call.cc and nowhere else.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "call/call_request.h"
#include "call/client_state.h"
#include "call/retry.h"
#include "credentials/cache.h"
#include "dataworks/credentials.h"
#include "dataworks/error.h"
#include "dataworks/options.h"
#include "dataworks/result.h"
#include "event_loop/event_loop.h"
#include "rpc/request.h"
#include "rpc/signer.h"
#include "text/time.h"

namespace dataworks::detail {

/// What a call works with. It belongs to one thread at a time and outlives its calls.
struct CallContext {
  EventLoop& loop;
  Signer& signer;
  ClientState& client;
  CredentialsCache& credentials;
  bool mayBlock = true;  ///< The loop's thread may wait for credentials: it is the caller's own.

  /// Within a catch. What ended by an exception has its error all the same, so that nothing is left behind; but a
  /// blocking operation as a whole ends early, and throws it. Elsewhere the error is all that the caller gets.
  void noteException() const noexcept {
    if (mayBlock) loop.keepException();
  }
};

/// Passes credentials to `use`: at once, if they are known or the thread may wait for them.
template <class Use>
void withCredentials(CallContext& context, FetchContext&& wanted, Use use);
/// The same where it may not wait: fetched on the cache's helper thread, they come back to the loop.
void withFetched(CallContext& context, FetchContext&& wanted, std::function<void(Result<Credentials>&&)> use);

/// A derived class knows how to read the response and who waits for it. A call owns itself until it is over.
class Call : public std::enable_shared_from_this<Call> {
 public:
  Call(CallContext& context, CallRequest&& request);
  virtual ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// Starts a call on the loop of its context. Returns what cancels it.
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
  void send(HttpRequest&& request, Stamp&& stamp);
  [[nodiscard]] std::optional<Error> heldBack(const Stamp& stamp) const;
  [[nodiscard]] std::optional<Error> countCall();
  [[nodiscard]] AttemptStarting attemptStarting(const Stamp& stamp) const;
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

  [[nodiscard]] const RetryOptions& retry() const;
  [[nodiscard]] CommonParameters commonParameters(std::string_view nonce, const IsoTimestamp& timestamp) const;
  [[nodiscard]] HttpRequest signedRequest(const Stamp& stamp);
  [[nodiscard, gnu::cold]] std::string signedText() const;
  [[nodiscard, gnu::cold]] Error describe(Error error) const;
  void setTimer(TimePoint time, Alarm alarm);
  void clearTimer();

  CallContext& context_;
  CallRequest request_;
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
  Stamp stamp_;                                                       // of the last attempt that left
  std::optional<std::chrono::system_clock::time_point> serviceTime_;  // the `Date` of the failed response
  std::unique_ptr<const Error> lastError_;                            // of the attempt before a pause
};

// --- an operation: what one call needs to run, validated and encoded on the caller's thread, ready to start on any
// loop

template <class T>
using Done = std::function<void(Result<T>&&)>;

/// What an error says of the operation that it ended.
struct ErrorContext {
  std::string operation{};
  std::int64_t dagId = 0;
  bool triggered = false;  // the run has started, whatever becomes of following it
  std::vector<InstanceOutcome> instances{};
};

[[nodiscard, gnu::cold]] Error withContext(ErrorContext context, Error error);  // needs no memory of its own
[[nodiscard, gnu::cold]] ErrorContext contextOf(const Error& error);

// Each prepared operation has a result type `Value`, a stop token, an error context, and `start`, which returns what
// cancels it. `done` is called once, by the thread that runs the loop, perhaps before `start` returns.

/// One call.
template <class T>
struct Prepared {
  using Value = T;
  CallRequest request;
  Result<T> (*decode)(HttpResponse&&, const CallRequest&);

  [[nodiscard]] const std::stop_token& stop() const { return request.options.stop; }
  [[nodiscard]] ErrorContext errorContext() const { return {.operation = request.action}; }
  Cancel start(CallContext& context, Done<T> done) &&;
};

/// Adds to an encoded operation what all calls have in common: options, start time and deadline. Returns what is wrong
/// with the options, if so.
[[nodiscard]] std::optional<Error> addOptions(CallRequest& request, const CallOptions& options,
                                              const Settings& settings);

template <class T>
[[nodiscard]] Result<Prepared<T>> prepared(Result<CallRequest>&& encoded, const CallOptions& options,
                                           const Settings& settings,
                                           Result<T> (*decode)(HttpResponse&&, const CallRequest&));

// --- implementation -------------------------------------------------------------------------------------------------

template <class Use>
void withCredentials(CallContext& context, FetchContext&& wanted, Use use) {
  if (context.mayBlock) return use(context.credentials.get(wanted));
  if (auto known = context.credentials.tryGet(wanted)) return use(*std::move(known));
  withFetched(context, std::move(wanted), std::move(use));
}

template <class T>
Result<Prepared<T>> prepared(Result<CallRequest>&& encoded, const CallOptions& options, const Settings& settings,
                             Result<T> (*decode)(HttpResponse&&, const CallRequest&)) {
  if (!encoded) return std::move(encoded).error();
  if (auto problem = addOptions(*encoded, options, settings)) return *std::move(problem);
  return Prepared<T>{*std::move(encoded), decode};
}

/// A call whose response is a T.
template <class T>
class TypedCall final : public Call {
 public:
  TypedCall(CallContext& context, Prepared<T>&& prepared, Done<T>&& done)
      : Call(context, std::move(prepared.request)), decode_(prepared.decode), done_(std::move(done)) {}

 private:
  std::optional<Error> read(HttpResponse& response) override {
    result_.emplace(decode_(std::move(response), request()));
    if (!*result_) return std::move(*result_).error();
    return std::nullopt;
  }

  [[nodiscard]] std::string& requestId() noexcept override { return (**result_).requestId; }

  void done(std::optional<Error>&& error) override {
    const auto doneOnce = std::move(done_);
    if (error) result_.emplace(std::move(*error));
    doneOnce(std::move(*result_));
  }

  Result<T> (*decode_)(HttpResponse&&, const CallRequest&);
  Done<T> done_;
  std::optional<Result<T>> result_;
};

template <class T>
Cancel Prepared<T>::start(CallContext& context, Done<T> done) && {
  return Call::start(std::make_shared<TypedCall<T>>(context, std::move(*this), std::move(done)));
}

}  // namespace dataworks::detail
