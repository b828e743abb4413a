// The façade: one short function for each operation. Each is started in one way (start.h), and runs in one of two
// (client_core.h).
#include "dataworks/client.h"

#include <utility>

#include "call/make_settings.h"
#include "client_core.h"
#include "credentials/environment.h"
#include "start.h"

namespace dataworks {

class __attribute__((visibility("hidden"))) DataWorksClient::Impl {  // else it would be exported as its class is
 public:
  explicit Impl(std::shared_ptr<ClientCore> itsCore) : core(std::move(itsCore)) {}
  const std::shared_ptr<ClientCore> core;
};

Result<DataWorksClient> DataWorksClient::create(ClientOptions options) {
  auto settings = makeSettings(options, processEnvironment());
  if (!settings) return std::move(settings).error();
  return DataWorksClient(std::make_unique<Impl>(std::make_shared<ClientCore>(std::move(*settings), options)));
}

DataWorksClient::DataWorksClient(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
DataWorksClient::DataWorksClient(DataWorksClient&&) noexcept = default;

DataWorksClient& DataWorksClient::operator=(DataWorksClient&& other) noexcept {
  if (impl_ && this != &other) impl_->core->end();
  impl_ = std::move(other.impl_);
  return *this;
}

DataWorksClient::~DataWorksClient() {
  if (impl_) impl_->core->end();
}

Result<CreateManualDagResponse> DataWorksClient::createManualDag(const CreateManualDagRequest& request,
                                                                 const CallOptions& options) const {
  return impl_->core->here<CreateManualDagResponse>(
      kCreating, options.stop, [&](Workbench& bench, AskedAt askedAt, auto done) {
        return startCreate(bench, askedAt, request, options, std::move(done));
      });
}

Pending<CreateManualDagResponse> DataWorksClient::createManualDagAsync(CreateManualDagRequest request,
                                                                       CallOptions options) const {
  const auto stop = options.stop;
  return impl_->core->there<CreateManualDagResponse>(
      kCreating, stop,
      [request = std::move(request), options = std::move(options)](Workbench& bench, AskedAt askedAt, auto done) {
        return startCreate(bench, askedAt, request, options, std::move(done));
      });
}

Result<SearchManualDagNodeInstanceResponse> DataWorksClient::searchManualDagNodeInstance(
    const SearchManualDagNodeInstanceRequest& request, const CallOptions& options) const {
  return impl_->core->here<SearchManualDagNodeInstanceResponse>(
      kSearching, options.stop, [&](Workbench& bench, AskedAt askedAt, auto done) {
        return startSearch(bench, askedAt, request, options, std::move(done));
      });
}

Pending<SearchManualDagNodeInstanceResponse> DataWorksClient::searchManualDagNodeInstanceAsync(
    SearchManualDagNodeInstanceRequest request, CallOptions options) const {
  const auto stop = options.stop;
  return impl_->core->there<SearchManualDagNodeInstanceResponse>(
      kSearching, stop,
      [request = std::move(request), options = std::move(options)](Workbench& bench, AskedAt askedAt, auto done) {
        return startSearch(bench, askedAt, request, options, std::move(done));
      });
}

Result<DagRun> DataWorksClient::waitForManualDag(const SearchManualDagNodeInstanceRequest& run,
                                                 const WaitOptions& options) const {
  return impl_->core->here<DagRun>(
      waiting(run, options), options.stop, [&](Workbench& bench, AskedAt askedAt, auto done) {
        return startWait(bench, askedAt, impl_->core->bucket(), run, options, std::move(done));
      });
}

Pending<DagRun> DataWorksClient::waitForManualDagAsync(SearchManualDagNodeInstanceRequest run,
                                                       WaitOptions options) const {
  const auto stop = options.stop;
  const Subject subject = waiting(run, options);
  return impl_->core->there<DagRun>(subject, stop,
                                    [&bucket = impl_->core->bucket(), run = std::move(run),
                                     options = std::move(options)](Workbench& bench, AskedAt askedAt, auto done) {
                                      return startWait(bench, askedAt, bucket, run, options, std::move(done));
                                    });
}

Result<DagRun> DataWorksClient::runManualDag(const CreateManualDagRequest& request, const WaitOptions& options) const {
  return impl_->core->here<DagRun>(kCreating, options.stop, [&](Workbench& bench, AskedAt askedAt, auto done) {
    return startRun(bench, askedAt, impl_->core->bucket(), request, options, std::move(done));
  });
}

Pending<DagRun> DataWorksClient::runManualDagAsync(CreateManualDagRequest request, WaitOptions options) const {
  const auto stop = options.stop;
  return impl_->core->there<DagRun>(kCreating, stop,
                                    [&bucket = impl_->core->bucket(), request = std::move(request),
                                     options = std::move(options)](Workbench& bench, AskedAt askedAt, auto done) {
                                      return startRun(bench, askedAt, bucket, request, options, std::move(done));
                                    });
}

Result<RpcResponse> DataWorksClient::call(const RpcRequest& request, const CallOptions& options) const {
  return impl_->core->here<RpcResponse>({.operation = request.action}, options.stop,
                                        [&](Workbench& bench, AskedAt askedAt, auto done) {
                                          return startRpc(bench, askedAt, request, options, std::move(done));
                                        });
}

Pending<RpcResponse> DataWorksClient::callAsync(RpcRequest request, CallOptions options) const {
  const auto stop = options.stop;
  const auto kept = std::make_shared<const RpcRequest>(std::move(request));
  return impl_->core->there<RpcResponse>(
      {.operation = kept->action}, stop,
      [kept, options = std::move(options)](Workbench& bench, AskedAt askedAt, auto done) {
        return startRpc(bench, askedAt, *kept, options, std::move(done));
      });
}

const std::string& DataWorksClient::regionId() const noexcept { return impl_->core->settings().regionId; }
const std::string& DataWorksClient::endpoint() const noexcept { return impl_->core->settings().endpoint; }

}  // namespace dataworks
