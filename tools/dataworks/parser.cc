// The only file that knows the parser's library: it takes seconds to compile.
#include "parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <sstream>

#include "arguments.h"
#include "dataworks/version.h"
#include "options.h"
#include "text/duration.h"
#include "text/suggest.h"

namespace dataworks::cli {

namespace {

// --- from the table to the parser

/// Adds an option to a verb, by the kind of its value.
struct Adding {
  CLI::App& verb;
  const Option& option;

  CLI::Option* operator()(bool* flag) const { return verb.add_flag(option.names, *flag, option.help); }

  template <class Value>
  CLI::Option* operator()(Value* value) const {
    return verb.add_option(option.names, *value, option.help);
  }

  CLI::Option* operator()(std::vector<std::string>* values) const {
    CLI::Option* added = verb.add_option(option.names, *values, option.help);
    if (!option.names.starts_with('-')) return added;
    return added->expected(1)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  template <class Value>
  CLI::Option* operator()(std::optional<Value>* value) const {
    return verb.add_option_function<Value>(
        option.names, [value](const Value& given) { *value = given; }, option.help);
  }

  CLI::Option* operator()(std::optional<std::chrono::milliseconds>* value) const {
    const auto read = [value, name = option.names](const std::string& text) {
      *value = detail::parseDuration(text);
      if (*value) return;
      throw CLI::ValidationError(name, "'" + text + "' is not a duration: write 500ms, 10s, 5m or 2h");
    };
    return verb.add_option_function<std::string>(option.names, read, option.help);
  }

  CLI::Option* operator()(std::optional<ProjectEnv>* env) const {
    const auto read = [env](const std::string& word) { *env = word == "dev" ? ProjectEnv::kDev : ProjectEnv::kProd; };
    return verb.add_option_function<std::string>(option.names, read, option.help);
  }
};

void addOption(CLI::App& verb, const Option& option) {
  const OptionDetails& details = option.details;
  CLI::Option* added = std::visit(Adding{verb, option}, option.destination);
  added->group(details.group);
  if (std::holds_alternative<bool*>(option.destination)) return;
  added->type_name(details.type)->required(details.required)->envname(details.variable);
  if (std::holds_alternative<std::optional<ProjectEnv>*>(option.destination)) {
    added->check(CLI::IsMember(details.choices, CLI::ignore_case));
  } else if (!details.choices.empty()) {
    added->check(CLI::IsMember(details.choices));
  }
  if (details.least) added->check(CLI::Range(*details.least, 1'000'000));
  if (details.mustExist == Existing::kFile) added->check(CLI::ExistingFile);
  if (details.mustExist == Existing::kFileOrFolder) added->check(CLI::ExistingPath);
  if (details.showsDefault) added->capture_default_str();
  if (!details.excludes.empty()) added->excludes(verb.get_option(details.excludes));
}

// --- the layout of --help: the library's own, but what is required is said once, and so is the variable that stands in
// for an option

bool isWordWithName(const CLI::Option& option) { return option.get_positional() && !option.get_lnames().empty(); }

/// The name of what is described as a word already.
class NameOfWord : public CLI::Formatter {
 public:
  explicit NameOfWord(const CLI::Formatter& formatter) : CLI::Formatter(formatter) {}

  std::string make_option_opts(const CLI::Option* option) const override {
    return " " + option->get_type_name() + (option->get_expected_max() > 1 ? " ..." : "");
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    return "The same as " + option->get_name(true);
  }
};

class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { label("REQUIRED", "(required)"); }

  std::string make_option(const CLI::Option* option, bool isWord) const override {
    if (!isWord && isWordWithName(*option)) return NameOfWord(*this).make_option(option, isWord);
    return CLI::Formatter::make_option(option, isWord);
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_envname().empty()) return CLI::Formatter::make_option_opts(option);
    return " " + option->get_type_name();
  }

  std::string make_option_desc(const CLI::Option* option) const override {
    const std::string& description = option->get_description();
    if (isWordWithName(*option)) return description + ", or --" + option->get_lnames().front();
    const std::string variable = option->get_envname();
    if (variable.empty()) return description;
    const std::string unlessSet = " (required unless " + variable + " is set)";
    return description + (option->get_required() ? unlessSet : " (default: " + variable + ")");
  }
};

std::unique_ptr<CLI::App> parserOf(const std::vector<Verb>& verbs) {
  auto app = std::make_unique<CLI::App>(
      "Triggers manual business flows of Alibaba Cloud DataWorks and reports how the runs ended.", "dataworks");
  app->set_version_flag("--version", "dataworks " DATAWORKS_VERSION);
  app->formatter(std::make_shared<HelpFormatter>());  // each verb takes it over
  app->require_subcommand(1);
  for (const Verb& verb : verbs) {
    CLI::App* added = app->add_subcommand(verb.name, verb.help)->footer(verb.footer);
    for (const Option& option : verb.options) addOption(*added, option);
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

// --- the parser's errors, in our words where its own do not help

std::string didYouMean(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string_view meant = detail::closestTo(word, candidates);
  return meant.empty() ? "" : "; did you mean " + std::string(meant) + "?";
}

std::vector<std::string> optionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
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

/// What is wrong behind the verb.
std::string explainRest(const CLI::App& verb, const CLI::ParseError& error) {
  std::string text = error.what();
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError)) text = explainMissing(verb, text);
  if (const std::string twice = explainGivenTwice(verb); !twice.empty()) text = twice;
  const auto extras = verb.remaining(true);
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError) && !extras.empty()) {
    const std::string unknown = extras.front().substr(0, extras.front().find('='));
    text = unknown.starts_with('-') ? "unknown option " + unknown + didYouMean(unknown, optionNames(verb))
                                    : "'" + extras.front() + "' is one word too many";
  }
  return text + " ('dataworks " + verb.get_name() + " --help' lists what it takes)";
}

std::string explain(const CLI::App& app, const std::vector<Verb>& verbs, const std::vector<std::string>& words,
                    const CLI::ParseError& error) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs) names.push_back(verb.name);
  const std::string& first = words.front();
  if (first.starts_with('-')) return explainOrder(words, names);
  if (std::find(names.begin(), names.end(), first) == names.end()) {
    if (std::string other = otherWordFor(first); !other.empty()) return other;
    return "unknown verb '" + first + "'" + didYouMean(first, names) + " ('dataworks --help' lists them)";
  }
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? error.what() : explainRest(*chosen.front(), error);
}

}  // namespace

Parsed parse(const std::vector<Verb>& verbs, const std::vector<std::string>& words) {
  const auto app = parserOf(verbs);
  if (words.empty()) return {.text = app->help()};
  try {
    app->parse(std::vector<std::string>(words.rbegin(), words.rend()));  // it takes them off the back
  } catch (const CLI::Success& success) {                                // --help and --version
    std::ostringstream text;
    app->exit(success, text, text);
    return {.text = text.str()};
  } catch (const CLI::ParseError& error) {
    throw BadArgument(explain(*app, verbs, words, error));
  }
  const std::string chosen = app->get_subcommands().front()->get_name();
  return {.verb = &*std::find_if(verbs.begin(), verbs.end(), [&](const Verb& verb) { return verb.name == chosen; })};
}

}  // namespace dataworks::cli
