// SPDX-License-Identifier: Apache-2.0
// The operations of the API: the one table of their names, versions and envelopes.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace dataworks::emulator {

/// What a response has beside its request id and its own fields.
enum class Envelope {
  kOwn,      // version 2018-06-01: each action has its own
  kFull,     // Success, HttpStatusCode, ErrorCode, ErrorMessage
  kSuccess,  // Success
  kNone,
};

struct Action {
  std::string_view name;
  std::string_view version;
  Envelope envelope;
};

inline constexpr std::array<Action, 15> kActions = {{
    {"CreateManualDag", "2018-06-01", Envelope::kOwn},
    {"SearchManualDagNodeInstance", "2018-06-01", Envelope::kOwn},
    {"GetInstance", "2020-05-18", Envelope::kFull},
    {"GetInstanceLog", "2020-05-18", Envelope::kFull},
    {"ListInstanceHistory", "2020-05-18", Envelope::kSuccess},
    {"StopInstance", "2020-05-18", Envelope::kFull},
    {"RestartInstance", "2020-05-18", Envelope::kFull},
    {"SetSuccessInstance", "2020-05-18", Envelope::kFull},
    {"SuspendInstance", "2020-05-18", Envelope::kFull},
    {"ResumeInstance", "2020-05-18", Envelope::kFull},
    {"ListInstances", "2020-05-18", Envelope::kFull},
    {"ListManualDagInstances", "2020-05-18", Envelope::kNone},
    {"GetDag", "2020-05-18", Envelope::kFull},
    {"GetProject", "2020-05-18", Envelope::kSuccess},
    {"RunManualDagNodes", "2020-05-18", Envelope::kNone},
}};

[[nodiscard]] inline const Action* findAction(std::string_view name) {
  const auto found = std::ranges::find(kActions, name, &Action::name);
  return found == kActions.end() ? nullptr : found;
}

[[nodiscard]] inline bool startsRuns(std::string_view action) {
  return action == "CreateManualDag" || action == "RunManualDagNodes";
}

}  // namespace dataworks::emulator
