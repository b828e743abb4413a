// SPDX-License-Identifier: Apache-2.0
#include "client_impl.h"

#include <openssl/crypto.h>

#include "call/notify.h"
#include "event_loop/transport_backend.h"
#include "http/curl_backend.h"

namespace dataworks::detail {

namespace {

// Otherwise, if we are the first to use it, OpenSSL ends itself before static objects of the program that were there
// earlier, and brings the process down when one of them still calls.
void keepOpenSslToTheEnd() { OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr); }

}  // namespace

ClientImpl::ClientImpl(Settings settings, const ClientOptions& options)
    : state_(std::move(settings), options.pollsPerSecond, options.dailyCalls, options.dailyCallsUsed),
      maxQueuedCalls_(options.maxQueuedCalls),
      loops_(std::make_shared<Pool<EventLoop>>([clock = state_.settings.clock, transport = options.transport,
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
      })),
      signers_([] { return std::make_unique<Signer>(); }),
      credentials_(cacheOf(state_.settings.credentials)),
      fetchHere_([cache = credentials_](const FetchContext& wanted, const auto& done) { done(cache->get(wanted)); }),
      background_([this] { return loops_->makeNew(); }) {
  keepOpenSslToTheEnd();
  static_cast<void>(state_.dailyCalls.left(state_.now()));  // what others have used, they have used today
  for (const std::string& warning : state_.settings.warnings) {
    notify(state_, &Observer::onWarning, [&] { return Warning{warning}; });
  }
  state_.settings.credentialsSend = [loops = loops_](HttpRequest request, const std::stop_token& stop) {
    return sendHere(*loops, std::move(request), stop);
  };
}

// What takes a fetch is fetched on the cache's helper thread and comes back to the loop.
ClientImpl::AsyncContext::AsyncContext(EventLoop& loop, ClientState& client, std::shared_ptr<CredentialsCache> shared)
    : cache(std::move(shared)),
      fetch([this, &loop](FetchContext&& wanted, auto&& done) {
        if (auto known = cache->tryGet(wanted)) return done(*std::move(known));
        loop.hold();
        cache->getLater(this, std::move(wanted),
                        [&loop, done = std::forward<decltype(done)>(done)](Result<Credentials>&& result) {
                          loop.post([&loop, done, result = std::move(result)]() mutable {
                            loop.release();
                            done(std::move(result));
                          });
                        });
      }),
      context{loop, signer, client, fetch} {}

CallContext& ClientImpl::asyncContextOn(EventLoop& loop) {
  if (!asyncContext_) asyncContext_ = std::make_unique<AsyncContext>(loop, state_, credentials_);
  return asyncContext_->context;
}

void ClientImpl::listen(OnStop& onStop, const std::stop_token& caller, const std::stop_token& pending, EventLoop& loop,
                        const Cancel& cancel) {
  onStop.cancel = cancel;
  const auto request = [&loop, &onStop] { loop.post(onStop.cancel); };
  if (caller.stop_possible()) onStop.caller.emplace(caller, request);
  onStop.pending.emplace(pending, request);
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

Error ClientImpl::clientEnded() {
  return {.kind = ErrorKind::kCancelled, .message = "the client was destroyed before this was sent"};
}

Error ClientImpl::tooMany() {
  return {.kind = ErrorKind::kThrottled,
          .message = "too many asynchronous calls are in flight (maxQueuedCalls)",
          .hint = "Wait for some of them to end, or raise ClientOptions::maxQueuedCalls."};
}

Error ClientImpl::noThread() {
  Error error = internalError();
  error.message = "the system gives this process no more threads, and asynchronous calls need one";
  error.hint = "Raise the limit of threads (ulimit -u, or the container's), or call the blocking form.";
  return error;
}

}  // namespace dataworks::detail
