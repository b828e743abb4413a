// `dataworks completion bash`: completion, generated from the options.
#include "completion.h"
#include "exit_code.h"
#include "streams.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

Verb completionVerb() {
  auto shell = std::make_shared<std::string>();
  return {"completion",
          "Print a completion script for a shell",
          {Option("SHELL", shell.get(), "The shell", {.required = true, .choices = {"bash"}})},
          "Example:\n  dataworks completion bash > ~/.local/share/bash-completion/completions/dataworks",
          [shell](Session& /*session*/) {
            writeResult(bashCompletion(allVerbs()));
            return exitCodeOf(ExitCode::kSucceeded);
          }};
}

}  // namespace dataworks::cli
