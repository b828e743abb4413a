// `dataworks completion bash`: completion, generated from the options.
#include "completion.h"
#include "exit_code.h"
#include "streams.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

void addCompletion(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("completion", "Print a completion script for a shell");
  auto shell = std::make_shared<std::string>();
  verb->add_option("SHELL", *shell, "The shell")->required()->check(CLI::IsMember({"bash"}));
  verb->footer("Example:\n  dataworks completion bash > ~/.local/share/bash-completion/completions/dataworks");
  verb->callback([&app, &invocation, shell] {
    invocation.execute = [&app](Session& /*session*/) {
      writeResult(bashCompletion(app));
      return exitCodeOf(ExitCode::kSucceeded);
    };
  });
}

}  // namespace dataworks::cli
