// SPDX-License-Identifier: Apache-2.0
#include "call/prepared.h"

#include "options/validate.h"
#include "types/make_error.h"

namespace dataworks::detail {

Error withContext(ErrorContext context, Error error) {
  if (context.triggered) error.execution = Execution::kExecuted;
  if (context.dagId != 0) error.dagId = context.dagId;
  if (!context.instances.empty()) error.instances = std::move(context.instances);
  error.operation = std::move(context.operation);
  return error;
}

Result<CallRequest> prepareCall(CallRequest request, const CallOptions& options, const Settings& settings) {
  if (std::string problem = validate(options); !problem.empty()) {
    return withContext({.operation = request.action}, invalidArgument(std::move(problem)));
  }
  request.options = options;
  request.startTime = settings.clock->steadyNow();
  request.deadline = deadlineOf(request.startTime, options.timeout.value_or(settings.timeout));
  return request;
}

}  // namespace dataworks::detail
