// SPDX-License-Identifier: Apache-2.0
// What day it is by the service's clock, for a business date that is computed here. A clock that is a little wrong near
// midnight, or far wrong at any time, would run the data of another day.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "command_line/options.h"
#include "dataworks/manual_dag.h"
#include "session/session.h"

namespace dataworks::cli {

/// True within 20 minutes of midnight in Shanghai, where a small error of the clock makes another day.
[[nodiscard]] bool isNearMidnight(std::chrono::system_clock::time_point now);

/// Returns the service's time by the `Date` of an unsigned request; empty if it does not respond within 5 s.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> serviceTime(const ConnectionOptions& connection,
                                                                               const Session& session);

/// The time by which `yesterday` is meant: `machine`, this machine's time, unless the default business date depends on
/// minutes; then the service's, with a warning in `language` if that makes another day. Nothing is asked for a trigger
/// that is not sent.
[[nodiscard]] std::chrono::system_clock::time_point timeForBizdate(const FlowOptions& flow,
                                                                   const ConnectionOptions& connection,
                                                                   const Session& session,
                                                                   std::chrono::system_clock::time_point machine,
                                                                   Language language);

/// Refuses the business date `yesterday` of a wrong clock: before a run of another day is taken for today's. Empty if
/// it is right, was given as a day, or the service does not respond.
[[nodiscard]] std::optional<Error> wrongDay(const FlowOptions& flow, const Bizdate& bizdate,
                                            const ConnectionOptions& connection, const Session& session);

}  // namespace dataworks::cli
