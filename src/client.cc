// The façade: one short function for each operation. Each is started in one way (start.h), and runs in one of two
// (client_core.h).
#include "dataworks/client.h"

#include <utility>

#include "client_impl.h"
#include "credentials/environment.h"
#include "operations.h"
#include "options/finalize_options.h"

namespace dataworks {

using namespace detail;

class __attribute__((visibility("hidden"))) DataWorksClient::Impl {  // else it would be exported as its class is
 public:
  explicit Impl(std::shared_ptr<ClientImpl> itsCore) : core(std::move(itsCore)) {}
  const std::shared_ptr<ClientImpl> core;
};

Result<DataWorksClient> DataWorksClient::create(ClientOptions options) {
  auto settings = finalizeOptions(options, processEnvironment());
  if (!settings) return std::move(settings).error();
  return DataWorksClient(std::make_unique<Impl>(std::make_shared<ClientImpl>(std::move(*settings), options)));
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
      kCreating, options.stop, [&](CallContext& context, StartTime startTime, auto done) {
        return startCreate(context, startTime, request, options, std::move(done));
      });
}

Pending<CreateManualDagResponse> DataWorksClient::createManualDagAsync(CreateManualDagRequest request,
                                                                       CallOptions options) const {
  const auto stop = options.stop;
  return impl_->core->there<CreateManualDagResponse>(kCreating, stop,
                                                     [request = std::move(request), options = std::move(options)](
                                                         CallContext& context, StartTime startTime, auto done) {
                                                       return startCreate(context, startTime, request, options,
                                                                          std::move(done));
                                                     });
}

Result<SearchManualDagNodeInstanceResponse> DataWorksClient::searchManualDagNodeInstance(
    const SearchManualDagNodeInstanceRequest& request, const CallOptions& options) const {
  return impl_->core->here<SearchManualDagNodeInstanceResponse>(
      kSearching, options.stop, [&](CallContext& context, StartTime startTime, auto done) {
        return startSearch(context, startTime, request, options, std::move(done));
      });
}

Pending<SearchManualDagNodeInstanceResponse> DataWorksClient::searchManualDagNodeInstanceAsync(
    SearchManualDagNodeInstanceRequest request, CallOptions options) const {
  const auto stop = options.stop;
  return impl_->core->there<SearchManualDagNodeInstanceResponse>(
      kSearching, stop,
      [request = std::move(request), options = std::move(options)](CallContext& context, StartTime startTime,
                                                                   auto done) {
        return startSearch(context, startTime, request, options, std::move(done));
      });
}

Result<DagRun> DataWorksClient::waitForManualDag(const SearchManualDagNodeInstanceRequest& run,
                                                 const WaitOptions& options) const {
  return impl_->core->here<DagRun>(
      waiting(run, options), options.stop, [&](CallContext& context, StartTime startTime, auto done) {
        return startWait(context, startTime, impl_->core->limiter(), run, options, std::move(done));
      });
}

Pending<DagRun> DataWorksClient::waitForManualDagAsync(SearchManualDagNodeInstanceRequest run,
                                                       WaitOptions options) const {
  const auto stop = options.stop;
  const ErrorContext subject = waiting(run, options);
  return impl_->core->there<DagRun>(
      subject, stop,
      [&limiter = impl_->core->limiter(), run = std::move(run), options = std::move(options)](
          CallContext& context, StartTime startTime, auto done) {
        return startWait(context, startTime, limiter, run, options, std::move(done));
      });
}

Result<DagRun> DataWorksClient::runManualDag(const CreateManualDagRequest& request, const WaitOptions& options) const {
  return impl_->core->here<DagRun>(kCreating, options.stop, [&](CallContext& context, StartTime startTime, auto done) {
    return startRun(context, startTime, impl_->core->limiter(), request, options, std::move(done));
  });
}

Pending<DagRun> DataWorksClient::runManualDagAsync(CreateManualDagRequest request, WaitOptions options) const {
  const auto stop = options.stop;
  return impl_->core->there<DagRun>(
      kCreating, stop,
      [&limiter = impl_->core->limiter(), request = std::move(request), options = std::move(options)](
          CallContext& context, StartTime startTime, auto done) {
        return startRun(context, startTime, limiter, request, options, std::move(done));
      });
}

Result<RpcResponse> DataWorksClient::call(const RpcRequest& request, const CallOptions& options) const {
  return impl_->core->here<RpcResponse>({.operation = request.action}, options.stop,
                                        [&](CallContext& context, StartTime startTime, auto done) {
                                          return startRpc(context, startTime, request, options, std::move(done));
                                        });
}

Pending<RpcResponse> DataWorksClient::callAsync(RpcRequest request, CallOptions options) const {
  const auto stop = options.stop;
  const auto kept = std::make_shared<const RpcRequest>(std::move(request));
  return impl_->core->there<RpcResponse>(
      {.operation = kept->action}, stop,
      [kept, options = std::move(options)](CallContext& context, StartTime startTime, auto done) {
        return startRpc(context, startTime, *kept, options, std::move(done));
      });
}

const std::string& DataWorksClient::regionId() const noexcept { return impl_->core->settings().regionId; }
const std::string& DataWorksClient::endpoint() const noexcept { return impl_->core->settings().endpoint; }

}  // namespace dataworks
