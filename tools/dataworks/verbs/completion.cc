// SPDX-License-Identifier: Apache-2.0
// `dataworks completion SHELL`: completion, generated from the options; what was triggered before comes from the
// journal.
#include "command_line/completion.h"

#include <algorithm>

#include "command_line/arguments.h"
#include "command_line/options.h"
#include "run/run_address.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct CompletionOptions {
  std::string shell;
  std::string list;
};

/// Of the journal's triggers, each once, the newest first.
std::vector<std::string> listed(const std::string& list, const Session& session) {
  constexpr std::size_t kMost = 50;
  const auto triggers = triggersOf(session, false);
  std::vector<std::string> words;
  for (auto entry = triggers.rbegin(); entry != triggers.rend() && words.size() < kMost; ++entry) {
    if (list == "ids" && entry->dagId == 0) continue;
    std::string word = list == "ids"        ? std::to_string(entry->dagId)
                       : list == "projects" ? entry->key.projectName
                                            : entry->key.flowName;
    if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
  }
  return words;
}

int completion(const CompletionOptions& options, Session& session) {
  if (!options.list.empty()) {
    writeResultLines(listed(options.list, session));
  } else if (options.shell.empty()) {
    throw BadArgument(Text("SHELL is required: bash, zsh or fish", "缺少 SHELL：bash、zsh 或 fish"));
  } else if (options.shell == "fish") {
    writeResult(fishCompletion(allVerbs(), languageOnStdout({}, session.environment)));
  } else {
    writeResult(options.shell == "zsh" ? zshCompletion(allVerbs()) : bashCompletion(allVerbs()));
  }
  return exitCodeOf(ExitCode::kSucceeded);
}

}  // namespace

Verb completionVerb() {
  auto options = std::make_shared<CompletionOptions>();
  return {"completion",
          {"Print a completion script for a shell", "输出 shell 的自动补全脚本"},
          {Option("SHELL", &options->shell, {"The shell: bash, zsh or fish", "哪种 shell：bash、zsh 或 fish"},
                  {.type = "", .choices = {"bash", "zsh", "fish"}}),
           Option("--list", &options->list, {}, {.choices = {"ids", "projects", "flows"}, .group = ""})},
          {"source <(dataworks completion bash)", "dataworks completion zsh >~/.zfunc/_dataworks",
           "dataworks completion fish >~/.config/fish/completions/dataworks.fish"},
          {"It completes verbs, options and their values, and from the journal the ids of runs, workspaces and flows.",
           "可补全命令、选项及其取值，以及触发记录中的实例 ID、工作空间和业务流程。"},
          executing(completion, options)};
}

}  // namespace dataworks::cli
