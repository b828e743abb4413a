// SPDX-License-Identifier: Apache-2.0
// An error for a person at a terminal: what happened, what that means, what to do. Pure.
#pragma once

#include <string>
#include <vector>

#include "dataworks/error.h"

namespace dataworks::cli {

///   dataworks: CreateManualDag: rejected 10600111020399006: no such flow: nightly
///     not executed: nothing was started or changed (request 0BC1…, HTTP 200)
///     There is no such flow in the workspace: check its name, and that it is manual, committed and deployed.
///
/// One text a line, not wrapped. `opening`: such as `dataworks: `. `exitCode`: that of the command, for what to do
/// where the error itself does not say.
[[nodiscard]] std::vector<std::string> errorLines(const std::string& opening, const Error& error, int exitCode,
                                                  Language language);

/// The library's names of options replaced by the flags of the command line.
[[nodiscard]] std::string withFlags(std::string text);

}  // namespace dataworks::cli
