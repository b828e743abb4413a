// How a command ends that learnt nothing of a run: on stderr for people, and as the one object of `-o json`.
#pragma once

#include "exit_code.h"
#include "options.h"
#include "session.h"

namespace dataworks::cli {

/// Says `error`, which is English always; to readers of Chinese also what its code means, or else the exit code.
void sayError(const std::string& opening, const Error& error, int exitCode, Language language);

/// Says what went wrong and responds the exit code.
[[nodiscard]] int endWithError(const Error& error, Activity doing, const OutputOptions& output, const Session& session);

/// The same for a trigger, where code 6 has more to say. `verb` is `run` or `create`.
[[nodiscard]] int endWithFailedTrigger(const std::string& verb, const Error& error,
                                       const CreateManualDagRequest& request, const ConnectionOptions& connection,
                                       const OutputOptions& output, const Session& session);

/// What was typed is wrong: exit code 2. `format` is that of `-o`.
[[nodiscard]] int endWithUsage(const std::string& message, const std::string& format);

/// A bug of this program: exit code 70. Nobody knows how far it got.
[[nodiscard]] int endWithBug(const std::string& message, const std::string& format);

}  // namespace dataworks::cli
