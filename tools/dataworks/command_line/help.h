// SPDX-License-Identifier: Apache-2.0
// The text of --help, from the table of verbs: in either language, broken at words. Pure.
#pragma once

#include <string>
#include <vector>

#include "command_line/verb.h"
#include "terminal/language.h"

namespace dataworks::cli {

/// All verbs, a line each, and where to begin.
[[nodiscard]] std::string helpOf(const std::vector<Verb>& verbs, Language language, int columns);

/// What a verb takes: its words, its options by group, examples, notes. Lines are at most `columns` wide, and at most
/// 100, but for examples and words that are longer.
[[nodiscard]] std::string helpOf(const Verb& verb, Language language, int columns);

/// `-p`, `--project`, `--ProjectName`; the name of a word, such as `FLOW`, comes first.
[[nodiscard]] std::vector<std::string> namesOf(const Option& option);
/// How a person most likely writes it: `-p`, `--save`, `FLOW`.
[[nodiscard]] std::string shortNameOf(const Option& option);
/// `NAME`, `json|xml`; empty for a flag.
[[nodiscard]] std::string valueOf(const Option& option);
/// True of a word at its place; it may have a name, too.
[[nodiscard]] bool isWord(const Option& option);

/// `dataworks run FLOW [K=V ...] [options]`
[[nodiscard]] std::string usageOf(const Verb& verb, Language language);

}  // namespace dataworks::cli
