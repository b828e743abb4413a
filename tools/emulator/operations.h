// SPDX-License-Identifier: Apache-2.0
// The operations of the API, each with the fields of its response. They throw a `Rejection` for a bad parameter and a
// `Failure` where the service itself says no.
#pragma once

#include <string>
#include <string_view>

#include "api.h"
#include "scheduler.h"

namespace dataworks::emulator {

/// A failure that the envelope of the action reports.
struct Failure {
  std::string code;
  std::string message;
};

// Codes seen from the real service, but for the last two, which only have their form.
inline constexpr const char* kNoSuchProject = "10600111020399005";
inline constexpr const char* kNoSuchFlow = "10600111020399006";
inline constexpr const char* kBadBizdate = "600011";
inline constexpr const char* kNoSuchDag = "11020293069";
inline constexpr const char* kNoSuchInstance = "11020293070";
inline constexpr const char* kWrongStatus = "11020293071";

using Operation = Tree (*)(Scheduler& scheduler, const ApiRequest& request, WallTime now);

/// The operation of an action of `kActions`.
[[nodiscard]] Operation findOperation(std::string_view action);

// trigger.cc
Tree createManualDag(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree runManualDagNodes(Scheduler& scheduler, const ApiRequest& request, WallTime now);

// listing.cc
Tree searchManualDagNodeInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree listManualDagInstances(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree listInstances(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree getDag(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree getProject(Scheduler& scheduler, const ApiRequest& request, WallTime now);

// instance.cc
Tree getInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree getInstanceLog(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree listInstanceHistory(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree stopInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree restartInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree setSuccessInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree suspendInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now);
Tree resumeInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now);

}  // namespace dataworks::emulator
