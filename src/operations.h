// Starts each operation on a workbench. Who runs the event loop is decided in client.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "api/operations.h"
#include "call/call.h"
#include "dataworks/client.h"
#include "wait/poll_rate_limiter.h"

namespace dataworks::detail {

template <class T>
using Done = std::function<void(Result<T>&&)>;

/// What an error is about if it comes before the operation could begin.
struct ErrorContext {
  std::string_view operation{};  // must outlive this
  std::int64_t dagId = 0;
  bool triggered = false;  // the run has started, whatever becomes of watching it
};

inline constexpr ErrorContext kCreating{.operation = api::kCreateManualDag};
inline constexpr ErrorContext kSearching{.operation = api::kSearchManualDagNodeInstance};
[[nodiscard]] ErrorContext waiting(const SearchManualDagNodeInstanceRequest& run, const WaitOptions& options);

[[nodiscard]] Error withContext(const ErrorContext& subject, Error error) noexcept;

/// Needs no memory itself.
[[nodiscard]] Error outOfMemory(Execution execution);

// Each function checks its request, starts the operation, and returns a function that cancels it. `done` is called
// once, by whoever turns the loop, perhaps before the function returns.

Cancel startCreate(CallContext& context, StartTime startTime, const CreateManualDagRequest& request,
                   CallOptions options, Done<CreateManualDagResponse> done);
Cancel startSearch(CallContext& context, StartTime startTime, const SearchManualDagNodeInstanceRequest& request,
                   CallOptions options, Done<SearchManualDagNodeInstanceResponse> done);
Cancel startRpc(CallContext& context, StartTime startTime, const RpcRequest& request, CallOptions options,
                Done<RpcResponse> done);
Cancel startWait(CallContext& context, StartTime startTime, PollRateLimiter& limiter,
                 const SearchManualDagNodeInstanceRequest& run, WaitOptions options, Done<DagRun> done);
/// Triggers, then waits. The wait's limits cover both.
Cancel startRun(CallContext& context, StartTime startTime, PollRateLimiter& limiter,
                const CreateManualDagRequest& request, WaitOptions options, Done<DagRun> done);

}  // namespace dataworks::detail
