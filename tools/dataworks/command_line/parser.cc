// SPDX-License-Identifier: Apache-2.0
// The only file that knows the parser's library: it takes seconds to compile.
#include "command_line/parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>

#include "command_line/arguments.h"
#include "command_line/help.h"
#include "command_line/options.h"
#include "dataworks/version.h"
#include "text/duration.h"
#include "text/suggest.h"

namespace dataworks::cli {

namespace {

// --- from the table to the parser

/// Adds an option to a verb, by the kind of its value.
struct Adding {
  CLI::App& verb;
  const Option& option;

  CLI::Option* operator()(bool* flag) const { return verb.add_flag(option.names, *flag); }

  template <class Value>
  CLI::Option* operator()(Value* value) const {
    return verb.add_option(option.names, *value);
  }

  CLI::Option* operator()(std::vector<std::string>* values) const {
    CLI::Option* added = verb.add_option(option.names, *values);
    if (!option.names.starts_with('-')) return added;
    return added->expected(1)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  CLI::Option* operator()(std::vector<std::pair<std::string, std::string>>* values) const {
    return verb.add_option(option.names, *values)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  template <class Value>
  CLI::Option* operator()(std::optional<Value>* value) const {
    return verb.add_option_function<Value>(option.names, [value](const Value& given) { *value = given; });
  }

  CLI::Option* operator()(std::optional<std::chrono::milliseconds>* value) const {
    const auto read = [value, name = option.names](const std::string& text) {
      *value = detail::parseDuration(text);
      if (*value) return;
      throw CLI::ValidationError(name, "'" + text + "' is not a duration: write 500ms, 10s, 5m or 2h");
    };
    return verb.add_option_function<std::string>(option.names, read);
  }

  CLI::Option* operator()(std::optional<ProjectEnv>* env) const {
    const auto read = [env](const std::string& word) { *env = word == "dev" ? ProjectEnv::kDev : ProjectEnv::kProd; };
    return verb.add_option_function<std::string>(option.names, read);
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

std::unique_ptr<CLI::App> parserOf(const std::vector<Verb>& verbs) {
  auto app = std::make_unique<CLI::App>("", "dataworks");
  app->set_version_flag("-V,--version", "dataworks " DATAWORKS_VERSION);
  app->require_subcommand(1);
  for (const Verb& verb : verbs) {
    CLI::App* added = app->add_subcommand(verb.name);
    for (const Option& option : verb.options) addOption(*added, option);
  }
  return app;
}

// --- what is wrong with a command line, as a person says it

Text didYouMean(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string meant(detail::closestTo(word, candidates));
  return meant.empty() ? Text{} : Text("; did you mean " + meant + "?", "；是否指 " + meant + "？");
}

Text operator+(Text left, const Text& right) {
  left.english += right.english;
  left.chinese += right.chinese;
  return left;
}

std::vector<std::string> optionNames(const Verb& verb) {
  std::vector<std::string> names{"--help"};
  for (const Option& option : verb.options) {
    for (std::string& name : namesOf(option)) {
      if (name.starts_with("--")) names.push_back(std::move(name));
    }
  }
  return names;
}

/// A missing argument, and the environment variable that can replace it.
Text explainMissing(const Option& option) {
  const auto names = namesOf(option);
  const auto named = std::ranges::find_if(names, [](const std::string& name) { return name.starts_with("--"); });
  const std::string name = isWord(option) || named == names.end() ? names.front() : *named;
  const std::string& variable = option.details.variable;
  if (variable.empty()) return {name + " is required", "缺少 " + name};
  return {name + " is required, or " + variable + " in the environment",
          "缺少 " + name + "，也可设置环境变量 " + variable};
}

/// `table, json or jsonl`
std::string alternatives(const std::vector<std::string>& words, std::string_view comma, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? last : comma;
    text += words[i];
  }
  return text;
}

bool isNumber(const Option& option) {
  return std::holds_alternative<std::size_t*>(option.destination) ||
         std::holds_alternative<std::optional<std::size_t>*>(option.destination);
}

/// What the value of an option must be. `parserSays`: the library's words, which end with the value.
Text explainValue(const Option& option, const std::string& parserSays) {
  const std::string name = shortNameOf(option);
  const OptionDetails& details = option.details;
  if (!details.choices.empty()) {
    return {name + " must be " + alternatives(details.choices, ", ", " or "),
            name + " 只能是 " + alternatives(details.choices, "、", " 或 ")};
  }
  if (isNumber(option)) {
    const std::string least = std::to_string(details.least.value_or(0));
    return {name + " must be a number from " + least + " to 1000000",
            name + " 必须是 " + least + " 到 1000000 之间的整数"};
  }
  const std::string value = parserSays.substr(std::min(parserSays.rfind(": ") + 2, parserSays.size()));
  if (details.mustExist != Existing::kNeedNot) {
    return {name + ": there is no file " + value, name + "：文件不存在：" + value};
  }
  const std::string quoted = parserSays.substr(std::min(parserSays.find('\''), parserSays.size()));
  return {name + ": " + quoted,
          name + "：" + quoted.substr(0, quoted.rfind('\'') + 1) + " 不是时长，请写 500ms、10s、5m 或 2h"};
}

/// An option without its value.
Text explainNoValue(const Option& option) {
  const std::string value = valueOf(option);
  const bool vowel = !value.empty() && std::string_view("AEIOU").find(value.front()) != std::string_view::npos;
  const std::string name = shortNameOf(option);
  if (!option.details.choices.empty()) return explainValue(option, "");
  if (isNumber(option)) return {name + " needs a number", name + " 需要一个整数"};
  return {name + " needs " + (vowel ? "an " : "a ") + value, name + " 需要一个值：" + value};
}

/// The option that the library's message is about: it begins with one of its names, or has it before ` = `.
const Option* optionIn(const Verb& verb, const std::string& message) {
  for (const Option& option : verb.options) {
    for (const std::string& name : namesOf(option)) {
      if (message.starts_with(name + ":") || message.starts_with(name + " ") ||
          message.find(": " + name + " = ") != std::string::npos) {
        return &option;
      }
    }
    if (message.starts_with(option.names + ":")) return &option;
  }
  return nullptr;
}

/// An option may be given as a word or by its name. Empty unless both were given.
Text explainGivenTwice(const CLI::App& verb) {
  for (const CLI::Option* option : verb.get_options()) {
    if (!option->get_positional() || option->get_lnames().empty()) continue;
    if (static_cast<int>(option->results().size()) <= option->get_items_expected_max()) continue;
    std::string given;
    for (const std::string& word : option->results()) given += (given.empty() ? "'" : ", '") + word + "'";
    const std::string word = option->get_name(true);
    const std::string name = "--" + option->get_lnames().front();
    return {word + " and " + name + " mean the same: give one of " + given,
            word + " 与 " + name + " 含义相同，只能给出其中一个：" + given};
  }
  return {};
}

/// Other tools' words for our verbs. Never one that triggers.
Text otherWordFor(const std::string& word) {
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
    if (ours.empty()) {
      return {"there is no verb 'resubmit': a new run of the flow: dataworks run FLOW -p PROJECT",
              "没有 resubmit 命令；重新触发该流程：dataworks run FLOW -p PROJECT"};
    }
    const std::string verb = "dataworks " + std::string(ours);
    return {"there is no verb '" + word + "': use " + verb, "没有 " + word + " 命令，请用 " + verb};
  }
  return {};
}

/// For options before the verb.
Text explainOrder(std::vector<std::string> words, const std::vector<std::string>& verbs) {
  const auto verb = std::find_first_of(words.begin(), words.end(), verbs.begin(), verbs.end());
  if (verb == words.end()) {
    return {"options go after a verb ('dataworks help' lists the verbs)",
            "选项应写在命令之后（dataworks help 列出所有命令）"};
  }
  std::rotate(words.begin(), verb, verb + 1);
  std::string text = "dataworks";
  for (const std::string& word : words) text += " " + shellQuoted(withoutPassword(word));
  return {"options go after the verb: " + text, "选项应写在命令之后：" + text};
}

/// A word that nothing takes; empty if there is none.
Text explainExtra(const CLI::App& app, const Verb& verb, bool onlyOptions) {
  for (const std::string& extra : app.remaining(true)) {
    const std::string unknown = extra.substr(0, extra.find('='));
    if (unknown.starts_with('-')) {
      return Text("unknown option " + unknown, "未知选项 " + unknown) + didYouMean(unknown, optionNames(verb));
    }
    if (!onlyOptions) return {"'" + extra + "' is one word too many", "多了一个词：'" + extra + "'"};
  }
  return {};
}

/// What is wrong behind the verb.
Text explainRest(const CLI::App& app, const Verb& verb, const CLI::ParseError& error) {
  const std::string said = error.what();
  const auto is = [&error](CLI::ExitCodes code) { return error.get_exit_code() == static_cast<int>(code); };
  if (Text twice = explainGivenTwice(app); !twice.english.empty()) return twice;
  Text extra = explainExtra(app, verb, !is(CLI::ExitCodes::ExtrasError));
  if (!extra.english.empty()) return extra;  // also where something is missing, as its name may be misspelled
  const Option* option = optionIn(verb, said);
  if (option == nullptr) return {said, said};
  if (is(CLI::ExitCodes::RequiredError)) return explainMissing(*option);
  if (is(CLI::ExitCodes::ArgumentMismatch)) return explainNoValue(*option);
  if (is(CLI::ExitCodes::ValidationError) || is(CLI::ExitCodes::ConversionError)) return explainValue(*option, said);
  if (is(CLI::ExitCodes::ExcludesError)) {
    constexpr std::string_view kExcludes = " excludes ";
    const std::size_t middle = said.find(kExcludes);
    if (middle == std::string::npos) return {said, said};
    const std::string one = said.substr(0, middle);
    const std::string other = said.substr(middle + kExcludes.size());
    return {one + " and " + other + " exclude each other", one + " 与 " + other + " 不能同时使用"};
  }
  return {said, said};
}

Text explain(const CLI::App& app, const std::vector<Verb>& verbs, const std::vector<std::string>& words,
             const CLI::ParseError& error) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs) names.push_back(verb.name);
  const std::string& first = words.front();
  if (first.starts_with('-')) return explainOrder(words, names);
  const auto verb = std::ranges::find(verbs, first, &Verb::name);
  const auto chosen = app.get_subcommands();
  if (verb == verbs.end() || chosen.empty()) return unknownVerb(verbs, first);
  return explainRest(*chosen.front(), *verb, error) +
         Text(" ('dataworks help " + first + "' lists what it takes)", "（用法见 dataworks help " + first + "）");
}

}  // namespace

Text unknownVerb(const std::vector<Verb>& verbs, const std::string& word) {
  if (Text other = otherWordFor(word); !other.english.empty()) return other;
  std::vector<std::string> names;
  for (const Verb& verb : verbs) names.push_back(verb.name);
  return Text("unknown verb '" + word + "'", "未知命令 '" + word + "'") + didYouMean(word, names) +
         Text(" ('dataworks help' lists them)", "（dataworks help 列出所有命令）");
}

Parsed parse(const std::vector<Verb>& verbs, const std::vector<std::string>& words, const HelpStyle& help) {
  const auto app = parserOf(verbs);
  if (words.empty()) return {.text = helpOf(verbs, help.language, help.columns)};
  const auto chosen = [&] {
    const auto apps = app->get_subcommands();
    return apps.empty() ? verbs.end() : std::ranges::find(verbs, apps.front()->get_name(), &Verb::name);
  };
  try {
    app->parse(std::vector<std::string>(words.rbegin(), words.rend()));  // it takes them off the back
  } catch (const CLI::CallForVersion&) {
    return {.text = "dataworks " DATAWORKS_VERSION "\n"};
  } catch (const CLI::Success&) {  // --help
    const auto verb = chosen();
    return {.text = verb == verbs.end() ? helpOf(verbs, help.language, help.columns)
                                        : helpOf(*verb, help.language, help.columns)};
  } catch (const CLI::ParseError& error) {
    throw BadArgument(explain(*app, verbs, words, error));
  }
  return {.verb = &*chosen()};
}

}  // namespace dataworks::cli
