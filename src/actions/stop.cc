#include "actions/stop.h"

#include <utility>

#include "options/validate.h"

namespace dataworks::detail {

ErrorContext PreparedStop::errorContext() const {
  return {.operation = std::string(kStopManualDag), .dagId = run.dagId};
}

Result<PreparedStop> prepare(const DagRef& run, const StopOptions& options, const Settings& settings) {
  return PreparedStop{run, options, settings.clock->steadyNow()};
}

Cancel PreparedStop::start(CallContext& /*context*/, Done<DagRun> done) && {
  Error error;
  error.kind = ErrorKind::kInternal;
  error.message = "not implemented yet";
  done(withContext(errorContext(), std::move(error)));
  return nullptr;
}

}  // namespace dataworks::detail
