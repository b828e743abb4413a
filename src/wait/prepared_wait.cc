// SPDX-License-Identifier: Apache-2.0
#include "wait/prepared_wait.h"

#include <string>
#include <utility>

#include "api/prepare.h"
#include "types/make_error.h"
#include "wait/run_waiter.h"
#include "wait/validate.h"

namespace dataworks::detail {

Result<PreparedWait> prepare(const DagRef& run, const WaitOptions& options, const Settings& settings) {
  PreparedWait wait{run, options, settings.clock->steadyNow()};
  std::optional<Error> problem;
  if (std::string text = validate(options); !text.empty()) problem = invalidArgument(std::move(text));
  if (!problem) problem = whyNotListed(run, settings);
  if (problem) return withContext(wait.errorContext(), *std::move(problem));
  return wait;
}

ErrorContext PreparedWait::errorContext() const {
  return {.operation = std::string(kWaitForManualDag), .dagId = run.dagId, .triggered = run.triggered};
}

PollRun pollOf(CallContext& context, const DagRef& run, std::shared_ptr<PollCalls> calls) {
  return [&context, run, calls = std::move(calls)](const CallOptions& options,
                                                   Done<SearchManualDagNodeInstanceResponse> done) -> Cancel {
    auto prepared = prepareList(run, options, context.client.settings);
    if (!prepared) {
      done(std::move(prepared).error());
      return nullptr;
    }
    prepared->request.poll = calls;
    return std::move(*prepared).start(context, std::move(done));
  };
}

Cancel PreparedWait::start(CallContext& context, Done<DagRun> done) && {
  WaitRules rules{.calls = std::make_shared<PollCalls>()};
  auto poll = pollOf(context, run, rules.calls);
  return RunWaiter::start(context, std::move(run), std::move(options), std::move(poll), std::move(done), startTime,
                          std::move(rules));
}

}  // namespace dataworks::detail
