// SPDX-License-Identifier: Apache-2.0
// Asks the user before something that cannot be undone.
#pragma once

#include <string>

#include "session/session.h"

namespace dataworks::cli {

/// True if a question can be asked: stdin and stderr are terminals.
[[nodiscard]] bool canAsk();

/// Asks on stderr and reads a line from stdin; true for `y` or `yes`. No answer before the deadline or a signal is no.
[[nodiscard]] bool confirm(const std::string& question, const Session& session, const Deadline& deadline);

}  // namespace dataworks::cli
