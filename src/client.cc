// The façade: one short function for each operation. Every operation is started in one way (start.h) and pumped in
// two: here, by the caller's thread, or in the background.
#include "dataworks/client.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <system_error>
#include <utility>

#include "call/call.h"
#include "call/make_settings.h"
#include "credentials/desk.h"
#include "engine/background.h"
#include "engine/blocking.h"
#include "engine/engine.h"
#include "engine/pool.h"
#include "engine/transport_driver.h"
#include "http/curl_driver.h"
#include "run/poll_bucket.h"
#include "start.h"

namespace dataworks {

namespace {

// Otherwise, if we are the first to use it, OpenSSL ends itself before static objects of the program that were there
// earlier, and brings the process down when one of them still calls.
void keepOpenSslToTheEnd() { OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr); }

Error endedBeforeItBegan() {
  Error error;
  error.kind = ErrorKind::kCancelled;
  error.message = "the client was destroyed before this was sent";
  return error;
}

Error tooMany() {
  Error error;
  error.kind = ErrorKind::kThrottled;
  error.message = "too many asynchronous calls are under way (maxQueuedCalls)";
  error.hint = "Wait for some of them to end, or raise ClientOptions::maxQueuedCalls.";
  return error;
}

Error noThread() {
  Error error = outOfMemory(Execution::kNotExecuted);
  error.message = "the system gives this process no more threads, and asynchronous calls need one";
  error.hint = "Raise the limit of threads (ulimit -u, or the container's), or call the blocking form.";
  return error;
}

struct OnStop {
  Cancel cancel;
  std::optional<std::stop_callback<std::function<void()>>> callback;
};

// Has a call on a background engine cancelled when a stop is requested. Without memory for that the call goes on, and
// ends by itself.
void listen(OnStop& onStop, const std::stop_token& stop, Engine& engine, const Cancel& cancel) noexcept {
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

}  // namespace

// --- who pumps
// --------------------------------------------------------------------------------------------------------------------

class __attribute__((visibility("hidden"))) DataWorksClient::Impl {  // else it would be exported as its class is
 public:
  Impl(Settings settings, const ClientOptions& options) : core_(std::make_shared<Core>(std::move(settings), options)) {}

  /// Completes what is in flight. Callbacks may still use the client meanwhile, so its owner does not let go of it
  /// before.
  void end() const { core_->background.end(); }

  [[nodiscard]] const Settings& settings() const noexcept { return core_->client.settings; }
  [[nodiscard]] PollBucket& bucket() const noexcept { return core_->bucket; }

  /// Pumps on this thread. `start(bench, askedAt, done)` starts the operation and answers what cancels it.
  template <class T, class Start>
  Result<T> here(const Subject& subject, const std::stop_token& stop, Start start) const;

  /// Has it pumped in the background.
  template <class T, class Start>
  Pending<T> there(const Subject& subject, const std::stop_token& stop, Start start) const;

 private:
  /// What calls on the background engine work with.
  struct AsyncBench {
    AsyncBench(Engine& engineOfIt, ClientState& client)
        : engine(engineOfIt),
          desk(client.settings.credentials, [&engineOfIt](auto task) { engineOfIt.post(std::move(task)); }),
          bench{engine, signer, client, fetch} {}

    Engine& engine;
    Signer signer;
    CredentialsDesk desk;
    FetchCredentials fetch = [this](CredentialsRequest&& request, auto&& done) {
      desk.fetch(std::move(request), std::forward<decltype(done)>(done));
    };
    Workbench bench;
  };

  /// Shared with the work in the background, which may be the last to let go of it.
  struct Core {
    Core(Settings settings, const ClientOptions& options);
    ~Core() { background.end(); }
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    Workbench& asyncBenchOn(Engine& engine);

    ClientState client;
    PollBucket bucket;
    std::size_t maxQueuedCalls;
    std::shared_ptr<Pool<Engine>> engines;
    Pool<Signer> signers;
    FetchCredentials fetchHere;  // where waiting is allowed
    Background background;
    std::unique_ptr<AsyncBench> asyncBench;  // made and used on the background's thread
  };

  std::shared_ptr<Core> core_;
};

DataWorksClient::Impl::Core::Core(Settings settings, const ClientOptions& options)
    : bucket(options.pollsPerSecond),
      maxQueuedCalls(options.maxQueuedCalls),
      engines(
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
      signers([] { return std::make_unique<Signer>(); }),
      fetchHere([provider = settings.credentials](const CredentialsRequest& request, const auto& done) {
        done(askQuietly(*provider, request));
      }),
      background([this] { return engines->makeNew(); }) {
  keepOpenSslToTheEnd();
  client.settings = std::move(settings);
  client.settings.credentialsTransport = std::make_shared<BlockingTransport>(engines);
}

Workbench& DataWorksClient::Impl::Core::asyncBenchOn(Engine& engine) {
  if (!asyncBench || &asyncBench->engine != &engine) {
    static_cast<void>(asyncBench.release());  // of the parent, if this is a forked child
    asyncBench = std::make_unique<AsyncBench>(engine, client);
  }
  return asyncBench->bench;
}

template <class T, class Start>
Result<T> DataWorksClient::Impl::here(const Subject& subject, const std::stop_token& stop, Start start) const {
  if (detail::onEngineThread()) return about(subject, detail::waitingOnEngineThread());
  const auto engine = core_->engines->borrow();
  const auto signer = core_->signers.borrow();
  Workbench bench{*engine, *signer, core_->client, core_->fetchHere};
  return runHere<Result<T>>(*engine, stop, [&](Done<T> done) { return start(bench, AskedAt(), std::move(done)); });
}

template <class T, class Start>
Pending<T> DataWorksClient::Impl::there(const Subject& subject, const std::stop_token& stop, Start start) const {
  auto promise = std::make_shared<detail::Promise<T>>();
  const AskedAt askedAt = core_->client.settings.clock->steadyNow();
  auto work = [core = core_, promise, subject, stop, askedAt, start = std::move(start)](
                  Engine& engine, const std::function<void()>& finished) -> Cancel {
    try {
      if (core->background.ending()) {  // a trigger that waited in line is not sent any more
        Error ended = endedBeforeItBegan();
        finished();
        promise->set(about(subject, std::move(ended)));
        return nullptr;
      }
      const auto onStop = stop.stop_possible() ? std::make_shared<OnStop>() : nullptr;
      Cancel cancel = start(core->asyncBenchOn(engine), askedAt, [core, promise, onStop, finished](Result<T>&& result) {
        if (onStop) onStop->callback.reset();
        finished();
        promise->set(std::move(result));
      });
      if (onStop && !promise->ready()) listen(*onStop, stop, engine, cancel);
      return cancel;
    } catch (...) {  // it did not even begin
      finished();
      promise->set(about(subject, outOfMemory(Execution::kNotExecuted)));
      return nullptr;
    }
  };
  try {
    if (!core_->background.submit(std::move(work), core_->maxQueuedCalls)) {
      promise->set(about(subject, core_->background.ending() ? endedBeforeItBegan() : tooMany()));
    }
  } catch (const std::system_error&) {
    promise->set(about(subject, noThread()));
  }
  return Pending<T>(std::move(promise));
}

// --- the public methods
// -----------------------------------------------------------------------------------------------------------

Result<DataWorksClient> DataWorksClient::create(ClientOptions options) {
  auto settings = makeSettings(options, [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
  });
  if (!settings) return std::move(settings).error();
  return DataWorksClient(std::make_unique<Impl>(std::move(*settings), options));
}

DataWorksClient::DataWorksClient(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
DataWorksClient::DataWorksClient(DataWorksClient&&) noexcept = default;

DataWorksClient& DataWorksClient::operator=(DataWorksClient&& other) noexcept {
  if (impl_ && this != &other) impl_->end();
  impl_ = std::move(other.impl_);
  return *this;
}

DataWorksClient::~DataWorksClient() {
  if (impl_) impl_->end();
}

Result<CreateManualDagResponse> DataWorksClient::createManualDag(const CreateManualDagRequest& request,
                                                                 const CallOptions& options) const {
  return impl_->here<CreateManualDagResponse>(kCreating, options.stop,
                                              [&](Workbench& bench, AskedAt askedAt, auto done) {
                                                return startCreate(bench, askedAt, request, options, std::move(done));
                                              });
}

Pending<CreateManualDagResponse> DataWorksClient::createManualDagAsync(CreateManualDagRequest request,
                                                                       CallOptions options) const {
  const auto stop = options.stop;
  return impl_->there<CreateManualDagResponse>(
      kCreating, stop,
      [request = std::move(request), options = std::move(options)](Workbench& bench, AskedAt askedAt, auto done) {
        return startCreate(bench, askedAt, request, options, std::move(done));
      });
}

Result<SearchManualDagNodeInstanceResponse> DataWorksClient::searchManualDagNodeInstance(
    const SearchManualDagNodeInstanceRequest& request, const CallOptions& options) const {
  return impl_->here<SearchManualDagNodeInstanceResponse>(
      kSearching, options.stop, [&](Workbench& bench, AskedAt askedAt, auto done) {
        return startSearch(bench, askedAt, request, options, std::move(done));
      });
}

Pending<SearchManualDagNodeInstanceResponse> DataWorksClient::searchManualDagNodeInstanceAsync(
    SearchManualDagNodeInstanceRequest request, CallOptions options) const {
  const auto stop = options.stop;
  return impl_->there<SearchManualDagNodeInstanceResponse>(
      kSearching, stop,
      [request = std::move(request), options = std::move(options)](Workbench& bench, AskedAt askedAt, auto done) {
        return startSearch(bench, askedAt, request, options, std::move(done));
      });
}

Result<DagRun> DataWorksClient::waitForManualDag(const SearchManualDagNodeInstanceRequest& run,
                                                 const WaitOptions& options) const {
  return impl_->here<DagRun>(waiting(run, options), options.stop, [&](Workbench& bench, AskedAt askedAt, auto done) {
    return startWait(bench, askedAt, impl_->bucket(), run, options, std::move(done));
  });
}

Pending<DagRun> DataWorksClient::waitForManualDagAsync(SearchManualDagNodeInstanceRequest run,
                                                       WaitOptions options) const {
  const auto stop = options.stop;
  const Subject subject = waiting(run, options);
  return impl_->there<DagRun>(subject, stop,
                              [&bucket = impl_->bucket(), run = std::move(run), options = std::move(options)](
                                  Workbench& bench, AskedAt askedAt, auto done) {
                                return startWait(bench, askedAt, bucket, run, options, std::move(done));
                              });
}

Result<DagRun> DataWorksClient::runManualDag(const CreateManualDagRequest& request, const WaitOptions& options) const {
  return impl_->here<DagRun>(kCreating, options.stop, [&](Workbench& bench, AskedAt askedAt, auto done) {
    return startRun(bench, askedAt, impl_->bucket(), request, options, std::move(done));
  });
}

Pending<DagRun> DataWorksClient::runManualDagAsync(CreateManualDagRequest request, WaitOptions options) const {
  const auto stop = options.stop;
  return impl_->there<DagRun>(kCreating, stop,
                              [&bucket = impl_->bucket(), request = std::move(request), options = std::move(options)](
                                  Workbench& bench, AskedAt askedAt, auto done) {
                                return startRun(bench, askedAt, bucket, request, options, std::move(done));
                              });
}

Result<RpcResponse> DataWorksClient::call(const RpcRequest& request, const CallOptions& options) const {
  return impl_->here<RpcResponse>({.operation = request.action}, options.stop,
                                  [&](Workbench& bench, AskedAt askedAt, auto done) {
                                    return startRpc(bench, askedAt, request, options, std::move(done));
                                  });
}

Pending<RpcResponse> DataWorksClient::callAsync(RpcRequest request, CallOptions options) const {
  const auto stop = options.stop;
  const auto kept = std::make_shared<const RpcRequest>(std::move(request));
  return impl_->there<RpcResponse>({.operation = kept->action}, stop,
                                   [kept, options = std::move(options)](Workbench& bench, AskedAt askedAt, auto done) {
                                     return startRpc(bench, askedAt, *kept, options, std::move(done));
                                   });
}

const std::string& DataWorksClient::regionId() const noexcept { return impl_->settings().regionId; }
const std::string& DataWorksClient::endpoint() const noexcept { return impl_->settings().endpoint; }

}  // namespace dataworks
