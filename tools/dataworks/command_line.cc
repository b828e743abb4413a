#include "command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <exception>
#include <sstream>

#include "arguments.h"
#include "dataworks/version.h"
#include "exit_code.h"
#include "failure.h"
#include "help_formatter.h"
#include "options.h"
#include "streams.h"
#include "text/suggest.h"
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

std::vector<std::string> verbNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

std::vector<std::string> optionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string didYouMean(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string_view meant = detail::closestTo(word, candidates);
  return meant.empty() ? "" : "; did you mean " + std::string(meant) + "?";
}

/// A missing argument by the name that the help shows, and the environment variable that can replace it.
std::string explainMissing(const CLI::App& verb, const std::string& parserSays) {
  for (const CLI::Option* option : verb.get_options()) {
    if (parserSays.find(option->get_name() + " ") != 0) continue;
    const std::string name = option->get_positional() ? option->get_name(true) : option->get_name();
    const std::string variable = option->get_envname();
    return name + " is required" + (variable.empty() ? "" : ", or " + variable + " in the environment");
  }
  return parserSays;
}

/// An option may be given as a word or by its name. Empty unless both were given.
std::string explainGivenTwice(const CLI::App& verb) {
  for (const CLI::Option* option : verb.get_options()) {
    if (!option->get_positional() || option->get_lnames().empty()) continue;
    if (static_cast<int>(option->results().size()) <= option->get_items_expected_max()) continue;
    std::string given;
    for (const std::string& word : option->results()) given += (given.empty() ? "'" : ", '") + word + "'";
    return option->get_name(true) + " and --" + option->get_lnames().front() + " mean the same: give one of " + given;
  }
  return {};
}

/// The verb that does what another tool calls so; empty if the word is none of those. Never one that triggers.
std::string otherWordFor(const std::string& word) {
  constexpr std::array<std::array<std::string_view, 2>, 8> kWords{{{"cancel", "stop"},
                                                                   {"kill", "stop"},
                                                                   {"retry", "rerun"},
                                                                   {"restart", "rerun"},
                                                                   {"status", "search"},
                                                                   {"list", "runs"},
                                                                   {"log", "logs"},
                                                                   {"resubmit", ""}}};
  for (const auto& [other, ours] : kWords) {
    if (word != other) continue;
    if (ours.empty()) return "there is no verb 'resubmit': a new run of the flow: dataworks run FLOW -p PROJECT";
    return "there is no verb '" + word + "': use dataworks " + std::string(ours);
  }
  return {};
}

/// For options before the verb.
std::string explainOrder(std::vector<std::string> words, const std::vector<std::string>& verbs) {
  const auto verb = std::find_first_of(words.begin(), words.end(), verbs.begin(), verbs.end());
  if (verb == words.end()) return "options go after a verb ('dataworks --help' lists the verbs)";
  std::rotate(words.begin(), verb, verb + 1);
  std::string text = "options go after the verb: dataworks";
  for (const std::string& word : words) text += " " + shellQuoted(withoutPassword(word));
  return text;
}

/// The parser's error, in our words where its own do not help.
std::string explainParseError(const CLI::App& app, const std::vector<std::string>& words,
                              const CLI::ParseError& error) {
  const std::string& first = words.front();
  const std::vector<std::string> verbs = verbNames(app);
  if (first.starts_with('-')) return explainOrder(words, verbs);
  if (std::find(verbs.begin(), verbs.end(), first) == verbs.end()) {
    if (std::string other = otherWordFor(first); !other.empty()) return other;
    return "unknown verb '" + first + "'" + didYouMean(first, verbs) + " ('dataworks --help' lists them)";
  }
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) return error.what();
  std::string text = error.what();
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError)) {
    text = explainMissing(*chosen.front(), text);
  }
  if (const std::string twice = explainGivenTwice(*chosen.front()); !twice.empty()) text = twice;
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    const auto extras = chosen.front()->remaining(true);
    if (!extras.empty()) {
      const std::string unknown = extras.front().substr(0, extras.front().find('='));
      text = unknown.starts_with('-') ? "unknown option " + unknown + didYouMean(unknown, optionNames(*chosen.front()))
                                      : "'" + extras.front() + "' is one word too many";
    }
  }
  return text + " ('dataworks " + chosen.front()->get_name() + " --help' lists what it takes)";
}

/// A read-only command whose result is lost has achieved nothing.
int unlessLost(int exitCode, const Session& session) {
  if (exitCode != exitCodeOf(ExitCode::kSucceeded) || session.acted || !resultIsLost()) return exitCode;
  const int signal = session.signals.received();
  return signal != 0 ? exitCodeOf(ExitCode::kSignal) + signal : exitCodeOf(ExitCode::kUsage);
}

/// Help and version go to stdout.
int showHelp(const CLI::App& app, const CLI::ParseError& error, const Session& session) {
  std::ostringstream out;
  std::ostringstream ignored;
  app.exit(error, out, ignored);
  writeResult(out.str());
  return unlessLost(exitCodeOf(ExitCode::kSucceeded), session);
}

}  // namespace

std::unique_ptr<CLI::App> makeParser(Invocation& invocation) {
  auto app = std::make_unique<CLI::App>(
      "Triggers manual business flows of Alibaba Cloud DataWorks and reports how the runs ended.", "dataworks");
  app->set_version_flag("--version", "dataworks " DATAWORKS_VERSION);
  app->formatter(helpFormatter());  // each verb takes it over
  app->require_subcommand(1);
  for (const auto add : {addRun, addWatch, addCreate, addSearch, addLogs, addStop, addRerun, addSetSuccess, addReport,
                         addRuns, addCall, addExplain, addDoctor, addCompletion}) {
    add(*app, invocation);
  }
  app->footer(
      "Examples:\n"
      "  dataworks run nightly city=shanghai -p sales\n"
      "  dataworks watch\n"
      "  dataworks logs\n"
      "  dataworks doctor\n"
      "Each verb has its own --help. Scheduling expressions go in single quotes: 'day=${yyyy-mm-dd}'.");
  return app;
}

int runCommandLine(const std::vector<std::string>& words, Session& session) {
  Invocation invocation;
  const auto app = makeParser(invocation);
  if (words.empty()) {
    writeResult(app->help());
    return exitCodeOf(ExitCode::kUsage);
  }
  try {
    app->parse(std::vector<std::string>(words.rbegin(), words.rend()));  // the parser takes them off the back
    return unlessLost(invocation.execute(session), session);
  } catch (const CLI::Success& success) {  // --help and --version
    return showHelp(*app, success, session);
  } catch (const CLI::ParseError& error) {
    return endWithUsage(explainParseError(*app, words, error), formatOf(words));
  } catch (const BadArgument& error) {
    return endWithUsage(error.what(), formatOf(words));
  } catch (const std::exception& error) {
    return endWithBug(error.what(), formatOf(words));
  }
}

}  // namespace dataworks::cli
