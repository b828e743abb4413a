// SPDX-License-Identifier: Apache-2.0
#include "actions/run.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "types/make_error.h"

namespace dataworks::detail {

namespace {

// What cancels a run in either of its steps. The trigger may still succeed while it is being cancelled, and its
// response starts the wait: that one is cancelled then.
struct RunCancel {
  Cancel trigger;
  Cancel wait;
  bool requested = false;

  void operator()() {
    requested = true;
    const Cancel& now = wait ? wait : trigger;
    if (now) now();
  }
};

}  // namespace

// All that could stop the wait is found before the trigger is sent.
Result<PreparedRun> prepareRun(const CreateManualDagRequest& request, const WaitOptions& options,
                               const Settings& settings) {
  CallOptions triggerOptions{.stop = options.stop, .beforeAttempt = options.beforeAttempt};
  if (options.timeout.count() > 0) {
    const auto usual = settings.timeout;
    triggerOptions.timeout = usual.count() > 0 ? std::min(usual, options.timeout) : options.timeout;
  }
  DagRef run{.projectName = request.projectName, .dagId = 1, .regionId = request.regionId};  // the id is not known yet
  auto wait = prepare(run, options, settings);
  auto trigger = prepare(request, triggerOptions, settings);
  if (!trigger) return std::move(trigger).error();
  if (!wait) {
    Error error = std::move(wait).error();
    error.dagId.reset();
    return withContext(trigger->errorContext(), std::move(error));
  }
  return PreparedRun{*std::move(trigger), *std::move(wait)};
}

Cancel PreparedRun::start(CallContext& context, Done<DagRun> done) && {
  const auto cancel = std::make_shared<RunCancel>();
  Cancel result = [cancel] { (*cancel)(); };
  // What an error needs to say that the run has started is made before anything is sent.
  const auto started = std::make_shared<ErrorContext>(wait.errorContext());
  auto onTriggered = [&context, wait = std::make_shared<PreparedWait>(std::move(wait)), cancel, started,
                      done =
                          std::make_shared<Done<DagRun>>(std::move(done))](Result<CreateManualDagResponse>&& created) {
    if (!created) return (*done)(std::move(created).error());
    started->dagId = wait->run.dagId = created->dagId();
    started->triggered = wait->run.triggered = true;
    try {
      cancel->wait = std::move(*wait).start(context, [done](Result<DagRun>&& ended) { (*done)(std::move(ended)); });
    } catch (...) {  // it could not begin
      context.noteException();
      return (*done)(withContext(std::move(*started), internalError()));
    }
    if (cancel->requested && cancel->wait) cancel->wait();
  };
  cancel->trigger = std::move(trigger).start(context, std::move(onTriggered));
  return result;
}

}  // namespace dataworks::detail
