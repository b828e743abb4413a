// SPDX-License-Identifier: Apache-2.0
// Completion for shells, generated from the options of the verbs. Pure.
#pragma once

#include <string>
#include <vector>

#include "command_line/verb.h"

namespace dataworks::cli {

[[nodiscard]] std::string bashCompletion(const std::vector<Verb>& verbs);
/// For `source` and as a file `_dataworks` in a folder of `fpath`.
[[nodiscard]] std::string zshCompletion(const std::vector<Verb>& verbs);
/// With what each verb and option means.
[[nodiscard]] std::string fishCompletion(const std::vector<Verb>& verbs, Language language);

}  // namespace dataworks::cli
