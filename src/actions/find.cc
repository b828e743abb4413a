#include "actions/find.h"

#include <utility>

#include "options/validate.h"

namespace dataworks::detail {

Result<PreparedFind> prepare(const FindOptions& options, const Settings& settings) {
  return PreparedFind{options, settings.clock->steadyNow()};
}

Cancel PreparedFind::start(CallContext& /*context*/, Done<DagCandidates> done) && {
  Error error;
  error.kind = ErrorKind::kInternal;
  error.message = "not implemented yet";
  done(withContext(errorContext(), std::move(error)));
  return nullptr;
}

}  // namespace dataworks::detail
