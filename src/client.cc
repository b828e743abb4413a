// SPDX-License-Identifier: Apache-2.0
// The façade: one short function for each operation. Each is prepared on the caller's thread (api/prepare.h), and runs
// in one of two ways (client_impl.h).
#include "dataworks/client.h"

#include <new>
#include <utility>

#include "actions/find.h"
#include "actions/rerun.h"
#include "actions/run.h"
#include "actions/stop.h"
#include "api/prepare.h"
#include "client_impl.h"
#include "dataworks/version.h"
#include "options/finalize_options.h"
#include "text/environment.h"
#include "wait/prepared_wait.h"

namespace dataworks {

using namespace detail;

class DATAWORKS_HIDDEN DataWorksClient::Impl {  // else it would be exported as its class is
 public:
  explicit Impl(std::shared_ptr<ClientImpl> shared) : shared_(std::move(shared)) {}
  /// Ends what is in flight. In a forked child nothing is: what the parent had there is leaked, not touched.
  ~Impl() {
    if (shared_->inChild()) {
      static_cast<void>(new (std::nothrow) std::shared_ptr<ClientImpl>(shared_));
    } else {
      shared_->end();
    }
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void end() {
    if (!shared_->inChild()) shared_->end();
  }
  ClientImpl* operator->() const noexcept { return shared_.get(); }

 private:
  std::shared_ptr<ClientImpl> shared_;
};

Result<DataWorksClient> DataWorksClient::create(ClientOptions options) {
  auto settings = finalizeOptions(options, processEnvironment());
  if (!settings) return std::move(settings).error();
  return DataWorksClient(std::make_unique<Impl>(std::make_shared<ClientImpl>(*std::move(settings), options)));
}

DataWorksClient::DataWorksClient(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
DataWorksClient::DataWorksClient(DataWorksClient&&) noexcept = default;
DataWorksClient& DataWorksClient::operator=(DataWorksClient&&) noexcept = default;
DataWorksClient::~DataWorksClient() {
  if (impl_)
    impl_->end();  // callbacks may still use this client meanwhile: libc++ clears the pointer before it deletes
}

Result<CreateManualDagResponse> DataWorksClient::createManualDag(const CreateManualDagRequest& request,
                                                                 const CallOptions& options) const {
  return (*impl_)->run(prepare(request, options, (*impl_)->settings()));
}
Pending<CreateManualDagResponse> DataWorksClient::createManualDagAsync(const CreateManualDagRequest& request,
                                                                       const CallOptions& options) const {
  return (*impl_)->submit(prepare(request, options, (*impl_)->settings()));
}

Result<SearchManualDagNodeInstanceResponse> DataWorksClient::searchManualDagNodeInstance(
    const SearchManualDagNodeInstanceRequest& request, const CallOptions& options) const {
  return (*impl_)->run(prepare(request, options, (*impl_)->settings()));
}
Pending<SearchManualDagNodeInstanceResponse> DataWorksClient::searchManualDagNodeInstanceAsync(
    const SearchManualDagNodeInstanceRequest& request, const CallOptions& options) const {
  return (*impl_)->submit(prepare(request, options, (*impl_)->settings()));
}

Result<DagRun> DataWorksClient::waitForManualDag(const DagRef& run, const WaitOptions& options) const {
  return (*impl_)->run(prepare(run, options, (*impl_)->settings()));
}
Pending<DagRun> DataWorksClient::waitForManualDagAsync(const DagRef& run, const WaitOptions& options) const {
  return (*impl_)->submit(prepare(run, options, (*impl_)->settings()));
}

Result<DagRun> DataWorksClient::runManualDag(const CreateManualDagRequest& request, const WaitOptions& options) const {
  return (*impl_)->run(prepareRun(request, options, (*impl_)->settings()));
}
Pending<DagRun> DataWorksClient::runManualDagAsync(const CreateManualDagRequest& request,
                                                   const WaitOptions& options) const {
  return (*impl_)->submit(prepareRun(request, options, (*impl_)->settings()));
}

Result<DagRun> DataWorksClient::stopManualDag(const DagRef& run, const StopOptions& options) const {
  return (*impl_)->run(prepare(run, options, (*impl_)->settings()));
}
Pending<DagRun> DataWorksClient::stopManualDagAsync(const DagRef& run, const StopOptions& options) const {
  return (*impl_)->submit(prepare(run, options, (*impl_)->settings()));
}

Result<DagRun> DataWorksClient::rerunManualDag(const DagRef& run, const RerunOptions& options) const {
  return (*impl_)->run(prepare(run, options, (*impl_)->settings()));
}
Pending<DagRun> DataWorksClient::rerunManualDagAsync(const DagRef& run, const RerunOptions& options) const {
  return (*impl_)->submit(prepare(run, options, (*impl_)->settings()));
}

Result<DagCandidates> DataWorksClient::findManualDags(const FindOptions& options) const {
  return (*impl_)->run(prepare(options, (*impl_)->settings()));
}
Pending<DagCandidates> DataWorksClient::findManualDagsAsync(const FindOptions& options) const {
  return (*impl_)->submit(prepare(options, (*impl_)->settings()));
}

Result<RpcResponse> DataWorksClient::call(const RpcRequest& request, const CallOptions& options) const {
  return (*impl_)->run(prepare(request, options, (*impl_)->settings()));
}
Pending<RpcResponse> DataWorksClient::callAsync(const RpcRequest& request, const CallOptions& options) const {
  return (*impl_)->submit(prepare(request, options, (*impl_)->settings()));
}

template <TypedRequest Request>
Result<typename Request::Response> DataWorksClient::call(const Request& request, const CallOptions& options) const {
  return (*impl_)->run(prepare(request, options, (*impl_)->settings()));
}
template <TypedRequest Request>
Pending<typename Request::Response> DataWorksClient::callAsync(const Request& request,
                                                               const CallOptions& options) const {
  return (*impl_)->submit(prepare(request, options, (*impl_)->settings()));
}
// Exported one by one: the visibility of the class does not reach its templates with every compiler.
#define DATAWORKS_INSTANTIATE(Action)                                                                       \
  template DATAWORKS_EXPORT Result<Action##Request::Response> DataWorksClient::call<Action##Request>(       \
      const Action##Request&, const CallOptions&) const;                                                    \
  template DATAWORKS_EXPORT Pending<Action##Request::Response> DataWorksClient::callAsync<Action##Request>( \
      const Action##Request&, const CallOptions&) const;
DATAWORKS_TYPED_OPERATIONS(DATAWORKS_INSTANTIATE)
#undef DATAWORKS_INSTANTIATE

const std::string& DataWorksClient::regionId() const noexcept { return (*impl_)->settings().regionId; }
const std::string& DataWorksClient::endpoint() const noexcept { return (*impl_)->settings().endpoint; }
std::chrono::system_clock::time_point DataWorksClient::now() const { return (*impl_)->state().now(); }

std::string_view libraryVersion() noexcept { return DATAWORKS_VERSION; }

}  // namespace dataworks
