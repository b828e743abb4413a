// SPDX-License-Identifier: Apache-2.0
#include "client_impl.h"

#include <openssl/crypto.h>

#include <system_error>

#include "event_loop/transport_backend.h"
#include "http/curl_backend.h"
#include "types/make_error.h"

namespace dataworks::detail {

namespace {

// Otherwise, if we are the first to use it, OpenSSL ends itself before static objects of the program that were there
// earlier, and brings the process down when one of them still calls.
void keepOpenSslToTheEnd() { OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr); }

Error clientEnded() {
  return {.kind = ErrorKind::kCancelled, .message = "the client was destroyed before this was sent"};
}

Error tooMany() {
  return {.kind = ErrorKind::kThrottled,
          .message = "too many asynchronous calls are in flight (maxQueuedCalls)",
          .hint = "Wait for some of them to end, or raise ClientOptions::maxQueuedCalls."};
}

Error noThread() {
  Error error = internalError();
  error.message = "the system gives this process no more threads, and asynchronous calls need one";
  error.hint = "Raise the limit of threads (ulimit -u, or the container's), or call the blocking form.";
  return error;
}

}  // namespace

ClientImpl::ClientImpl(Settings settings, const ClientOptions& options)
    : state_(std::move(settings), options.pollsPerSecond, options.dailyCalls, options.dailyCallsUsed),
      maxQueuedCalls_(options.maxQueuedCalls),
      makeLoop_([clock = state_.settings.clock, transport = options.transport,
                 http = BackendOptions{.proxy = options.http.proxy,
                                       .caFile = options.http.caFile,
                                       .maxConnections = options.http.maxConnections,
                                       .warn = warnings(state_)}] {
        std::unique_ptr<HttpBackend> backend;
        if (transport) {
          backend = std::make_unique<TransportBackend>(transport);
        } else {
          backend = std::make_unique<CurlBackend>(http);
        }
        return std::make_unique<EventLoop>(clock, std::move(backend));
      }),
      workers_(std::make_shared<Pool<Worker>>([make = makeLoop_] { return std::make_unique<Worker>(make()); })),
      credentials_(cacheOf(state_.settings.credentials)),
      background_(makeLoop_) {
  keepOpenSslToTheEnd();
  static_cast<void>(state_.dailyCalls.left(state_.now()));  // what others have used, they have used today
  for (const std::string& warning : state_.settings.warnings) {
    notify(state_, &Observer::onWarning, [&] { return Warning{warning}; });
  }
  state_.settings.credentialsSend = [workers = workers_](HttpRequest request, const std::stop_token& stop) {
    const auto worker = workers->borrow();
    return sendHere(*worker->loop, std::move(request), stop);
  };
}

std::optional<Error> ClientImpl::refusal(bool blocking) const {
  if (inChild()) return createdBeforeFork();
  if (blocking && onEventLoopThread()) {
    Error error = waitingOnEventLoopThread();
    error.execution = Execution::kNotExecuted;  // this call has not even begun
    return error;
  }
  return std::nullopt;
}

// --- in the background

/// Has an operation cancelled when a stop is requested: the caller's, or that of its `Pending`.
struct ClientImpl::OnStop {
  using Callback = std::stop_callback<std::function<void()>>;
  Cancel cancel;
  std::optional<Callback> caller;
  std::optional<Callback> pending;
  bool over = false;

  void listen(const Task& task, EventLoop& loop, const Cancel& itsCancel) {
    cancel = itsCancel;
    const auto request = [&loop, this] { loop.post(cancel); };
    if (task.stop.stop_possible()) caller.emplace(task.stop, request);
    pending.emplace(task.cancelled, request);
  }
  void end() {
    over = true;
    caller.reset();
    pending.reset();
  }
};

bool ClientImpl::refuses(Task& task) const {
  auto refused = refusal(false);
  if (!refused) return false;
  task.fail(withContext(std::move(task.errorContext), *std::move(refused)));
  return true;
}

void ClientImpl::fail(Task& task, const Error& problem) const {
  if (!refuses(task)) task.fail(problem);
}

void ClientImpl::submit(Task task) {
  if (refuses(task)) return;
  const auto shared = std::make_shared<Task>(std::move(task));
  auto work = [self = shared_from_this(), shared](EventLoop& loop, const std::function<void()>& finished) {
    return self->startInBackground(loop, *shared, finished);
  };
  try {
    if (background_.submit(std::move(work), maxQueuedCalls_)) return;
    shared->fail(withContext(std::move(shared->errorContext), background_.ending() ? clientEnded() : tooMany()));
  } catch (const std::system_error&) {
    shared->fail(withContext(std::move(shared->errorContext), noThread()));
  }
}

Cancel ClientImpl::startInBackground(EventLoop& loop, Task& task, const std::function<void()>& finished) {
  std::shared_ptr<OnStop> onStop;
  Cancel cancel;
  try {
    if (background_.ending()) {  // a trigger that waited in line is not sent any more
      finished();
      task.fail(withContext(std::move(task.errorContext), clientEnded()));
      return nullptr;
    }
    onStop = std::make_shared<OnStop>();
    cancel = task.start(asyncContextOn(loop), [self = shared_from_this(), onStop, finished] {
      onStop->end();
      finished();
    });
  } catch (...) {  // it could not begin
    finished();
    task.fail(withContext(std::move(task.errorContext), internalError()));
    return nullptr;
  }
  try {
    if (!onStop->over) onStop->listen(task, loop, cancel);
  } catch (...) {  // it has begun, and goes on: without memory to listen for a stop, its deadline ends it
  }
  return cancel;
}

template Result<CreateManualDagResponse> ClientImpl::run(Result<Prepared<CreateManualDagResponse>>&& prepared);
template Result<SearchManualDagNodeInstanceResponse> ClientImpl::run(
    Result<Prepared<SearchManualDagNodeInstanceResponse>>&& prepared);

CallContext& ClientImpl::asyncContextOn(EventLoop& loop) {
  if (!asyncContext_) asyncContext_ = std::make_unique<AsyncContext>(loop, state_, *credentials_);
  return asyncContext_->context;
}

}  // namespace dataworks::detail
