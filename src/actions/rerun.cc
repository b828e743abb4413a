#include "actions/rerun.h"

#include <utility>

#include "options/validate.h"

namespace dataworks::detail {

ErrorContext PreparedRerun::errorContext() const {
  return {.operation = std::string(kRerunManualDag), .dagId = run.dagId};
}

Result<PreparedRerun> prepare(const DagRef& run, const RerunOptions& options, const Settings& settings) {
  return PreparedRerun{run, options, settings.clock->steadyNow()};
}

Cancel PreparedRerun::start(CallContext& /*context*/, Done<DagRun> done) && {
  Error error;
  error.kind = ErrorKind::kInternal;
  error.message = "not implemented yet";
  done(withContext(errorContext(), std::move(error)));
  return nullptr;
}

}  // namespace dataworks::detail
