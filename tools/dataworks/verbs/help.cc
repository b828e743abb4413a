// SPDX-License-Identifier: Apache-2.0
// `dataworks help [VERB]` and `dataworks version`.
#include <unistd.h>

#include <algorithm>

#include "command_line/arguments.h"
#include "command_line/help.h"
#include "command_line/options.h"
#include "command_line/parser.h"
#include "dataworks/version.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "terminal/screen.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct HelpOptions {
  std::string verb;
  OutputOptions output;
};

int help(const HelpOptions& options, Session& session) {
  const std::vector<Verb> verbs = allVerbs();
  const Language language = languageOnStdout(options.output, session.environment);
  if (options.verb.empty()) {
    writeResult(helpOf(verbs, language, columnsOfHelp()));
    return exitCodeOf(ExitCode::kSucceeded);
  }
  const auto verb = std::ranges::find(verbs, options.verb, &Verb::name);
  if (verb == verbs.end()) throw BadArgument(unknownVerb(verbs, options.verb));
  writeResult(helpOf(*verb, language, columnsOfHelp()));
  return exitCodeOf(ExitCode::kSucceeded);
}

Option languageOption(OutputOptions& to) {
  return Option("--lang", &to.language,
                {"Language of messages for people (default: LC_ALL, LC_MESSAGES, LANG)",
                 "消息的语言（默认取 LC_ALL、LC_MESSAGES、LANG）"},
                {.choices = {"en", "zh"}, .group = "Output"});
}

}  // namespace

int columnsOfHelp() {
  constexpr int kWithoutTerminal = 80;
  const auto size = terminal::sizeOf(STDOUT_FILENO);
  return size ? size->width - 1 : kWithoutTerminal;
}

Verb helpVerb() {
  auto options = std::make_shared<HelpOptions>();
  return {"help",
          {"Show the verbs, or what one of them takes", "列出所有命令，或显示某个命令的参数"},
          {Option("VERB", &options->verb, {"The verb, such as run", "命令，例如 run"}, {.type = ""}),
           languageOption(options->output)},
          {"dataworks help run"},
          {},
          executing(help, options)};
}

Verb versionVerb() {
  return {"version", {"Print the version of this program", "显示本程序的版本"}, {}, {}, {}, [](Session& /*session*/) {
            writeResult("dataworks " DATAWORKS_VERSION "\n");
            return exitCodeOf(ExitCode::kSucceeded);
          }};
}

}  // namespace dataworks::cli
