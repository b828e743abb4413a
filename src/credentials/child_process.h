// SPDX-License-Identifier: Apache-2.0
// Runs a command for its output, on the calling thread, within the limits of a request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataworks/credentials.h"

namespace dataworks::detail {

/// Splits a command as a shell does, at blanks outside quotes and backslashes, but expands nothing. Returns empty if a
/// quote stays open or there is no word.
[[nodiscard]] std::optional<std::vector<std::string>> splitCommand(std::string_view command);

/// Returns what the command wrote to stdout, at most 64 KiB; its stderr goes to ours. A command that outlives the
/// call is killed together with its children, and not waited for.
[[nodiscard]] Result<std::string> outputOf(const std::vector<std::string>& words, const FetchContext& context);

}  // namespace dataworks::detail
