#include "client_core.h"

#include <openssl/crypto.h>

#include "engine/transport_driver.h"
#include "http/curl_driver.h"

namespace dataworks {

namespace {

// Otherwise, if we are the first to use it, OpenSSL ends itself before static objects of the program that were there
// earlier, and brings the process down when one of them still calls.
void keepOpenSslToTheEnd() { OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr); }

}  // namespace

ClientCore::ClientCore(Settings settings, const ClientOptions& options)
    : bucket_(options.pollsPerSecond),
      maxQueuedCalls_(options.maxQueuedCalls),
      engines_(
          std::make_shared<Pool<Engine>>([clock = settings.clock, transport = options.transport,
                                          http = HttpOptions{options.proxy, options.caFile, options.maxConnections}] {
            std::unique_ptr<Driver> driver;
            if (transport) {
              driver = std::make_unique<TransportDriver>(transport);
            } else {
              driver = std::make_unique<CurlDriver>(http);
            }
            return std::make_unique<Engine>(clock, std::move(driver));
          })),
      signers_([] { return std::make_unique<Signer>(); }),
      fetchHere_([provider = settings.credentials](const CredentialsRequest& request, const auto& done) {
        done(askQuietly(*provider, request));
      }),
      background_([this] { return engines_->makeNew(); }) {
  keepOpenSslToTheEnd();
  client_.settings = std::move(settings);
  client_.settings.credentialsTransport = std::make_shared<BlockingTransport>(engines_);
}

ClientCore::AsyncBench::AsyncBench(Engine& engineOfIt, ClientState& client)
    : engine(engineOfIt),
      desk(client.settings.credentials, [&engineOfIt](auto task) { engineOfIt.post(std::move(task)); }),
      fetch([this](CredentialsRequest&& request, auto&& done) {
        desk.fetch(std::move(request), std::forward<decltype(done)>(done));
      }),
      bench{engine, signer, client, fetch} {}

Workbench& ClientCore::asyncBenchOn(Engine& engine) {
  if (!asyncBench_ || &asyncBench_->engine != &engine) {
    static_cast<void>(asyncBench_.release());  // of the parent, if this is a forked child
    asyncBench_ = std::make_unique<AsyncBench>(engine, client_);
  }
  return asyncBench_->bench;
}

// Has a call on the background's engine cancelled when a stop is requested. Without memory for that the call goes on,
// and ends by itself.
void ClientCore::listen(OnStop& onStop, const std::stop_token& stop, Engine& engine, const Cancel& cancel) noexcept {
  try {
    onStop.cancel = cancel;
    onStop.callback.emplace(stop, [&engine, &onStop]() noexcept {
      try {
        engine.post(std::move(onStop.cancel));
      } catch (...) {
      }
    });
  } catch (...) {
  }
}

Error ClientCore::endedBeforeItBegan() {
  Error error;
  error.kind = ErrorKind::kCancelled;
  error.message = "the client was destroyed before this was sent";
  return error;
}

Error ClientCore::tooMany() {
  Error error;
  error.kind = ErrorKind::kThrottled;
  error.message = "too many asynchronous calls are under way (maxQueuedCalls)";
  error.hint = "Wait for some of them to end, or raise ClientOptions::maxQueuedCalls.";
  return error;
}

Error ClientCore::noThread() {
  Error error = outOfMemory(Execution::kNotExecuted);
  error.message = "the system gives this process no more threads, and asynchronous calls need one";
  error.hint = "Raise the limit of threads (ulimit -u, or the container's), or call the blocking form.";
  return error;
}

}  // namespace dataworks
