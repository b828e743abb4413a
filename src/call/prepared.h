// SPDX-License-Identifier: Apache-2.0
// What one call needs to run: validated and encoded on the caller's thread, ready to start on any event loop.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "call/call.h"
#include "dataworks/error.h"
#include "dataworks/result.h"

namespace dataworks::detail {

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

/// Adds to an encoded operation what all calls have in common: checked options, start time and deadline.
[[nodiscard]] Result<CallRequest> prepareCall(CallRequest request, const CallOptions& options,
                                              const Settings& settings);

template <class T>
[[nodiscard]] Result<Prepared<T>> prepared(Result<CallRequest>&& encoded, const CallOptions& options,
                                           const Settings& settings,
                                           Result<T> (*decode)(HttpResponse&&, const CallRequest&));

// --- implementation -------------------------------------------------------------------------------------------------

template <class T>
Result<Prepared<T>> prepared(Result<CallRequest>&& encoded, const CallOptions& options, const Settings& settings,
                             Result<T> (*decode)(HttpResponse&&, const CallRequest&)) {
  if (!encoded) return std::move(encoded).error();
  auto request = prepareCall(*std::move(encoded), options, settings);
  if (!request) return std::move(request).error();
  return Prepared<T>{*std::move(request), decode};
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
