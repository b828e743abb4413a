// SPDX-License-Identifier: Apache-2.0
// The verbs of the command line, each with its options and its help.
#pragma once

#include <vector>

#include "command_line/verb.h"

namespace dataworks::cli {

[[nodiscard]] Verb runVerb();
[[nodiscard]] Verb watchVerb();
[[nodiscard]] Verb createVerb();
[[nodiscard]] Verb searchVerb();
[[nodiscard]] Verb logsVerb();
[[nodiscard]] Verb stopVerb();
[[nodiscard]] Verb rerunVerb();
[[nodiscard]] Verb setSuccessVerb();
[[nodiscard]] Verb reportVerb();
[[nodiscard]] Verb runsVerb();
[[nodiscard]] Verb callVerb();
[[nodiscard]] Verb explainVerb();
[[nodiscard]] Verb doctorVerb();
[[nodiscard]] Verb completionVerb();
[[nodiscard]] Verb helpVerb();
[[nodiscard]] Verb versionVerb();

/// The columns that help has on stdout.
[[nodiscard]] int columnsOfHelp();

/// In the order of the help.
[[nodiscard]] inline std::vector<Verb> allVerbs() {
  return {runVerb(),    watchVerb(),      createVerb(), searchVerb(), logsVerb(), stopVerb(),
          rerunVerb(),  setSuccessVerb(), reportVerb(), runsVerb(),   callVerb(), explainVerb(),
          doctorVerb(), completionVerb(), helpVerb(),   versionVerb()};
}

}  // namespace dataworks::cli
