#include "command_line.h"

#include <exception>

#include "arguments.h"
#include "exit_code.h"
#include "failure.h"
#include "parser.h"
#include "streams.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

/// `-o json` of a command line that could not be parsed: its caller still expects an object.
std::string formatOf(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if ((words[i] == "-o" || words[i] == "--output") && i + 1 < words.size()) return words[i + 1];
    for (const std::string_view prefix : {"--output=", "-o"}) {
      if (words[i].starts_with(prefix) && words[i].size() > prefix.size()) return words[i].substr(prefix.size());
    }
  }
  return "table";
}

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
    const Parsed parsed = parse(verbs, words);
    if (parsed.verb != nullptr) return unlessLost(parsed.verb->execute(session), session);
    writeResult(parsed.text);
    return words.empty() ? exitCodeOf(ExitCode::kUsage) : unlessLost(exitCodeOf(ExitCode::kSucceeded), session);
  } catch (const BadArgument& error) {
    return endWithUsage(error.what(), formatOf(words));
  } catch (const std::exception& error) {
    return endWithBug(error.what(), formatOf(words));
  }
}

}  // namespace dataworks::cli
