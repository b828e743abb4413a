// Starts each operation on a workbench. Who turns the engine is decided in client.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "api/operations.h"
#include "call/call.h"
#include "dataworks/client.h"
#include "run/poll_bucket.h"

namespace dataworks {

template <class T>
using Done = std::function<void(Result<T>&&)>;

/// What an error is about if it comes before the operation could begin.
struct Subject {
  std::string_view operation{};  // must outlive this
  std::int64_t dagId = 0;
  bool triggered = false;  // the run has started, whatever becomes of watching it
};

inline constexpr Subject kCreating{.operation = api::kCreateManualDag};
inline constexpr Subject kSearching{.operation = api::kSearchManualDagNodeInstance};
[[nodiscard]] Subject waiting(const SearchManualDagNodeInstanceRequest& run, const WaitOptions& options);

[[nodiscard]] Error about(const Subject& subject, Error error) noexcept;

/// Needs no memory itself.
[[nodiscard]] Error outOfMemory(Execution execution);

// Each function checks its request, starts the operation, and returns a function that cancels it. `done` is called
// once, by whoever turns the engine, perhaps before the function returns.

Cancel startCreate(Workbench& bench, AskedAt askedAt, const CreateManualDagRequest& request, CallOptions options,
                   Done<CreateManualDagResponse> done);
Cancel startSearch(Workbench& bench, AskedAt askedAt, const SearchManualDagNodeInstanceRequest& request,
                   CallOptions options, Done<SearchManualDagNodeInstanceResponse> done);
Cancel startRpc(Workbench& bench, AskedAt askedAt, const RpcRequest& request, CallOptions options,
                Done<RpcResponse> done);
Cancel startWait(Workbench& bench, AskedAt askedAt, PollBucket& bucket, const SearchManualDagNodeInstanceRequest& run,
                 WaitOptions options, Done<DagRun> done);
/// Triggers, then waits. The wait's limits cover both.
Cancel startRun(Workbench& bench, AskedAt askedAt, PollBucket& bucket, const CreateManualDagRequest& request,
                WaitOptions options, Done<DagRun> done);

}  // namespace dataworks
