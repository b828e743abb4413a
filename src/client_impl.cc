#include "client_impl.h"

#include <openssl/crypto.h>

#include "event_loop/transport_backend.h"
#include "http/curl_backend.h"

namespace dataworks::detail {

namespace {

// Otherwise, if we are the first to use it, OpenSSL ends itself before static objects of the program that were there
// earlier, and brings the process down when one of them still calls.
void keepOpenSslToTheEnd() { OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr); }

}  // namespace

ClientImpl::ClientImpl(Settings settings, const ClientOptions& options)
    : limiter_(options.pollsPerSecond),
      maxQueuedCalls_(options.maxQueuedCalls),
      loops_(std::make_shared<Pool<EventLoop>>(
          [clock = settings.clock, transport = options.transport,
           http = HttpOptions{options.proxy, options.caFile, options.maxConnections}] {
            std::unique_ptr<HttpBackend> backend;
            if (transport) {
              backend = std::make_unique<TransportBackend>(transport);
            } else {
              backend = std::make_unique<CurlBackend>(http);
            }
            return std::make_unique<EventLoop>(clock, std::move(backend));
          })),
      signers_([] { return std::make_unique<Signer>(); }),
      credentials_(cacheOf(settings.credentials)),
      fetchHere_([cache = credentials_](const FetchContext& wanted, const auto& done) { done(cache->get(wanted)); }),
      background_([this] { return loops_->makeNew(); }) {
  keepOpenSslToTheEnd();
  client_.settings = std::move(settings);
  client_.settings.credentialsSend = [loops = loops_](HttpRequest request, const std::stop_token& stop) {
    return sendHere(*loops, std::move(request), stop);
  };
}

// What takes a fetch is fetched on the cache's helper thread and comes back to the loop.
ClientImpl::AsyncContext::AsyncContext(EventLoop& engineOfIt, ClientState& client,
                                       std::shared_ptr<CredentialsCache> itsCache)
    : loop(engineOfIt),
      cache(std::move(itsCache)),
      fetch([this](FetchContext&& wanted, auto&& done) {
        if (auto known = cache->tryGet(wanted)) return done(*std::move(known));
        loop.hold();
        cache->getLater(this, std::move(wanted),
                        [this, done = std::forward<decltype(done)>(done)](Result<Credentials>&& result) {
                          loop.post([this, done, result = std::move(result)]() mutable {
                            loop.release();
                            done(std::move(result));
                          });
                        });
      }),
      context{loop, signer, client, fetch} {}

CallContext& ClientImpl::asyncContextOn(EventLoop& loop) {
  if (!asyncContext_ || &asyncContext_->loop != &loop) {
    static_cast<void>(asyncContext_.release());  // of the parent, if this is a forked child
    asyncContext_ = std::make_unique<AsyncContext>(loop, client_, credentials_);
  }
  return asyncContext_->context;
}

// Has a call on the background's event loop cancelled when a stop is requested. Without memory for that the call goes
// on, and ends by itself.
void ClientImpl::listen(OnStop& onStop, const std::stop_token& stop, EventLoop& loop, const Cancel& cancel) noexcept {
  try {
    onStop.cancel = cancel;
    onStop.callback.emplace(stop, [&loop, &onStop]() noexcept {
      try {
        loop.post(std::move(onStop.cancel));
      } catch (...) {
      }
    });
  } catch (...) {
  }
}

Error ClientImpl::endedBeforeItBegan() {
  Error error;
  error.kind = ErrorKind::kCancelled;
  error.message = "the client was destroyed before this was sent";
  return error;
}

Error ClientImpl::tooMany() {
  Error error;
  error.kind = ErrorKind::kThrottled;
  error.message = "too many asynchronous calls are under way (maxQueuedCalls)";
  error.hint = "Wait for some of them to end, or raise ClientOptions::maxQueuedCalls.";
  return error;
}

Error ClientImpl::noThread() {
  Error error = outOfMemory(Execution::kNotExecuted);
  error.message = "the system gives this process no more threads, and asynchronous calls need one";
  error.hint = "Raise the limit of threads (ulimit -u, or the container's), or call the blocking form.";
  return error;
}

}  // namespace dataworks::detail
