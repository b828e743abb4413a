// SPDX-License-Identifier: Apache-2.0
#include "operations.h"

#include <map>

namespace dataworks::emulator {

Operation findOperation(std::string_view action) {
  static const std::map<std::string_view, Operation> operations = {
      {"CreateManualDag", createManualDag},
      {"SearchManualDagNodeInstance", searchManualDagNodeInstance},
      {"GetInstance", getInstance},
      {"GetInstanceLog", getInstanceLog},
      {"ListInstanceHistory", listInstanceHistory},
      {"StopInstance", stopInstance},
      {"RestartInstance", restartInstance},
      {"SetSuccessInstance", setSuccessInstance},
      {"SuspendInstance", suspendInstance},
      {"ResumeInstance", resumeInstance},
      {"ListInstances", listInstances},
      {"ListManualDagInstances", listManualDagInstances},
      {"GetDag", getDag},
      {"GetProject", getProject},
      {"RunManualDagNodes", runManualDagNodes},
  };
  return operations.at(action);
}

}  // namespace dataworks::emulator
