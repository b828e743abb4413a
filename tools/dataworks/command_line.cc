// SPDX-License-Identifier: Apache-2.0
#include "command_line.h"

#include <exception>
#include <initializer_list>
#include <string_view>

#include "command_line/arguments.h"
#include "command_line/options.h"
#include "command_line/parser.h"
#include "run/failure.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

/// The value of `--output` or `--lang` in a command line that may not be one; empty if it is not given.
std::string givenFor(const std::vector<std::string>& words, std::initializer_list<std::string_view> names) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (const std::string_view name : names) {
      if (words[i] == name && i + 1 < words.size()) return words[i + 1];
      const std::string prefix = std::string(name) + (name.starts_with("--") ? "=" : "");
      if (words[i].starts_with(prefix) && words[i].size() > prefix.size()) return words[i].substr(prefix.size());
    }
  }
  return {};
}

/// `-o json` of a command line that could not be parsed: its caller still expects an object.
std::string formatOf(const std::vector<std::string>& words) {
  const std::string given = givenFor(words, {"-o", "--output"});
  return given.empty() ? "table" : given;
}

/// What is known of the language before the command line is read.
OutputOptions languageOf(const std::vector<std::string>& words) { return {.language = givenFor(words, {"--lang"})}; }

/// A read-only command whose result is lost has achieved nothing.
int unlessLost(int exitCode, const Session& session) {
  if (exitCode != exitCodeOf(ExitCode::kSucceeded) || session.acted || !resultIsLost()) return exitCode;
  const int signal = session.signals.received();
  return signal != 0 ? exitCodeOf(ExitCode::kSignal) + signal : exitCodeOf(ExitCode::kUsage);
}

}  // namespace

int runCommandLine(const std::vector<std::string>& words, Session& session) {
  try {
    const std::vector<Verb> verbs = allVerbs();
    const Language language = languageOnStdout(languageOf(words), session.environment);
    const Parsed parsed = parse(verbs, words, {.language = language, .columns = columnsOfHelp()});
    if (parsed.verb != nullptr) return unlessLost(parsed.verb->execute(session), session);
    writeResult(parsed.text);
    return words.empty() ? exitCodeOf(ExitCode::kUsage) : unlessLost(exitCodeOf(ExitCode::kSucceeded), session);
  } catch (const BadArgument& error) {
    return endWithUsage(error.text(), formatOf(words), languageOnStderr(languageOf(words), session.environment));
  } catch (const std::exception& error) {
    return endWithBug(error.what(), formatOf(words));
  }
}

}  // namespace dataworks::cli
