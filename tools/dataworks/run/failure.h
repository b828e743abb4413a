// SPDX-License-Identifier: Apache-2.0
// How a command ends without a run to show: a message on stderr, and the one object of `-o json`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "command_line/flow_trigger.h"
#include "command_line/options.h"
#include "run/looking.h"
#include "session/exit_code.h"
#include "session/session.h"

namespace dataworks::cli {

/// Logs `error`: on a terminal what happened, what that means and what to do (error_text.h), elsewhere one line, always
/// in English. Of a used-up quota of the day also when to go on.
void logError(const std::string& opening, const Error& error, int exitCode, Language language);

/// Logs what went wrong and returns the exit code.
[[nodiscard]] int endWithError(const Error& error, Activity doing, const OutputOptions& output, const Session& session);

/// Looks for the run of a trigger whose response was lost.
using LookForRun = std::function<Looked()>;

/// The same for a trigger, whose exit code 6 needs more lines. `verb` is `run` or `create`; `create` does not look.
[[nodiscard]] int endWithFailedTrigger(const std::string& verb, const Error& error, const FlowTrigger& request,
                                       const ConnectionOptions& connection, const OutputOptions& output,
                                       const Session& session, const LookForRun& look = {});

/// `dataworks: ended by signal 2`, and what that means.
[[nodiscard]] std::string signalText(int signal, const std::string& rest, Language language);

/// Ends a stop, re-run or set-success that has sent nothing. `key`: of its list in the JSON.
[[nodiscard]] int endUnacted(const Error& error, std::int64_t dagId, std::string_view key, const OutputOptions& output,
                             const Session& session);

/// The same where the user said no, or a signal or the deadline came before that: 128 + n, or 5 after `--timeout`,
/// or 2.
[[nodiscard]] int endUnsent(std::int64_t dagId, std::string_view key, const OutputOptions& output,
                            const Session& session);

/// A usage error: exit code 2. `format` is that of `-o`; JSON has the English text.
[[nodiscard]] int endWithUsage(const Text& message, const std::string& format, Language language);

/// A bug of this program: exit code 70. What has been done is unknown.
[[nodiscard]] int endWithBug(const std::string& message, const std::string& format);

}  // namespace dataworks::cli
