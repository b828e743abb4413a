// SPDX-License-Identifier: Apache-2.0
// From the words of a command line to the verb that they name, its options filled in.
#pragma once

#include <string>
#include <vector>

#include "command_line/verb.h"

namespace dataworks::cli {

/// How help is shown.
struct HelpStyle {
  Language language = Language::kEnglish;
  int columns = 80;
};

/// What a command line asks for.
struct Parsed {
  const Verb* verb = nullptr;  ///< To execute; null if there is only `text` to show.
  std::string text{};          ///< The help or the version.
};

/// Writes what was given to the destinations of the verb's options. Throws `BadArgument` if that is not what the verb
/// takes.
[[nodiscard]] Parsed parse(const std::vector<Verb>& verbs, const std::vector<std::string>& words,
                           const HelpStyle& help);

/// That there is no such verb, and which one was probably meant.
[[nodiscard]] Text unknownVerb(const std::vector<Verb>& verbs, const std::string& word);

}  // namespace dataworks::cli
