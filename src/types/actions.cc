// SPDX-License-Identifier: Apache-2.0
// The words of dataworks/actions.h.
#include "dataworks/actions.h"

namespace dataworks {

std::string_view name(InstanceProgress progress) noexcept {
  switch (progress) {
    case InstanceProgress::kNotSent: return "notSent";
    case InstanceProgress::kSending: return "sending";
    case InstanceProgress::kAccepted: return "accepted";
    case InstanceProgress::kStopped: return "stopped";
    case InstanceProgress::kRestarted: return "restarted";
    case InstanceProgress::kAlreadyOver: return "alreadyOver";
    case InstanceProgress::kAlreadyActive: return "alreadyActive";
    case InstanceProgress::kRejected: return "rejected";
    case InstanceProgress::kUnknown: return "unknown";
  }
  return "unknown";
}

InstanceAction actionOf(InstanceProgress progress) noexcept {
  switch (progress) {
    case InstanceProgress::kAccepted:
    case InstanceProgress::kStopped:
    case InstanceProgress::kRestarted: return InstanceAction::kDone;
    case InstanceProgress::kRejected: return InstanceAction::kRejected;
    case InstanceProgress::kSending:
    case InstanceProgress::kUnknown: return InstanceAction::kUnknown;
    case InstanceProgress::kNotSent:
    case InstanceProgress::kAlreadyOver:
    case InstanceProgress::kAlreadyActive: break;
  }
  return InstanceAction::kNotSent;
}

}  // namespace dataworks
