// SPDX-License-Identifier: Apache-2.0
// From `argv` to an exit code.
#pragma once

#include <string>
#include <vector>

#include "session/session.h"

namespace dataworks::cli {

/// Parses the command line, without the name of the program, and executes it.
[[nodiscard]] int runCommandLine(const std::vector<std::string>& words, Session& session);

}  // namespace dataworks::cli
