#include "completion.h"

#include <CLI/CLI.hpp>

namespace dataworks::cli {

namespace {

/// The spellings that a person types; the API's (`--RegionId`) would only crowd the list.
std::vector<std::string> spellings(const CLI::Option& option) {
  std::vector<std::string> names;
  if (option.get_group().empty()) return names;  // hidden
  for (const std::string& name : option.get_lnames()) {
    if (name.front() < 'A' || name.front() > 'Z') names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> allSpellings(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

std::string joined(const std::vector<std::string>& words, std::string_view with) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : with).append(word);
  return text;
}

/// `table json` of an option whose type reads `TEXT:{table,json}`.
std::string choices(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto open = type.find('{');
  const auto close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return {};
  std::string words = type.substr(open + 1, close - open - 1);
  std::replace(words.begin(), words.end(), ',', ' ');
  return words;
}

bool takesFile(const CLI::Option& option) {
  return option.check_lname("save") || option.check_lname("from") || option.check_lname("ca-file") ||
         option.check_lname("dir");
}

/// What completes the word after an option: choices, files, or nothing.
std::string valueCase(const CLI::Option& option) {
  const auto names = allSpellings(option);
  if (names.empty() || option.get_items_expected_max() == 0) return {};
  const std::string words = choices(option);
  std::string action = ":";
  if (!words.empty()) action = "COMPREPLY=($(compgen -W '" + words + "' -- \"$cur\"))";
  if (takesFile(option)) action = "compopt -o filenames; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$cur\"))";
  return "        " + joined(names, "|") + ") " + action + "; return ;;\n";
}

std::string positionalChoices(const CLI::App& verb) {
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional()) return choices(*option);
  }
  return {};
}

std::string verbCase(const CLI::App& verb) {
  std::vector<std::string> words;
  std::string values;
  for (const CLI::Option* option : verb.get_options()) {
    for (std::string& name : spellings(*option)) words.push_back(std::move(name));
    values += valueCase(*option);
  }
  std::string text = "    " + verb.get_name() + ")\n";
  if (!values.empty()) text += "      case \"$prev\" in\n" + values + "      esac\n";
  const std::string positionals = positionalChoices(verb);
  text += "      COMPREPLY=($(compgen -W '" + joined(words, " ") + (positionals.empty() ? "" : " " + positionals) +
          "' -- \"$cur\")) ;;\n";
  return text;
}

}  // namespace

std::string bashCompletion(const CLI::App& app) {
  std::vector<std::string> verbs;
  std::string cases;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App* each) { return !each->get_name().empty(); })) {
    verbs.push_back(verb->get_name());
    cases += verbCase(*verb);
  }
  return "# bash completion of dataworks, made by: dataworks completion bash\n"
         "_dataworks() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    COMPREPLY=($(compgen -W '" +
         joined(verbs, " ") +
         " --help --version' -- \"$cur\"))\n"
         "    return\n"
         "  fi\n"
         "  case \"${COMP_WORDS[1]}\" in\n" +
         cases +
         "  esac\n"
         "}\n"
         "complete -F _dataworks dataworks\n";
}

}  // namespace dataworks::cli
