#include "completion.h"

#include <algorithm>
#include <string_view>

namespace dataworks::cli {

namespace {

/// `-r`, `--region`, `--RegionId`.
std::vector<std::string> namesOf(const Option& option) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < option.names.size();) {
    const std::size_t end = std::min(option.names.find(',', begin), option.names.size());
    if (option.names[begin] == '-') names.push_back(option.names.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

/// True of what a person types; the API's spellings (`--RegionId`) would only crowd the list.
bool isOffered(std::string_view name) { return name.starts_with("--") && (name[2] < 'A' || name[2] > 'Z'); }

std::string joined(const std::vector<std::string>& words, std::string_view with) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : with).append(word);
  return text;
}

/// What completes the word after an option: choices, files, or nothing.
std::string valueCase(const Option& option) {
  const auto names = namesOf(option);
  if (names.empty() || std::holds_alternative<bool*>(option.destination)) return {};
  const OptionDetails& details = option.details;
  std::string action = ":";
  if (!details.choices.empty()) {
    action = "COMPREPLY=($(compgen -W '" + joined(details.choices, " ") + "' -- \"$cur\"))";
  } else if (details.type == "FILE" || details.type == "DIR") {
    action = "compopt -o filenames; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$cur\"))";
  }
  return "        " + joined(names, "|") + ") " + action + "; return ;;\n";
}

std::string verbCase(const Verb& verb) {
  std::vector<std::string> words{"--help"};
  std::vector<std::string> places;
  std::string values;
  for (const Option& option : verb.options) {
    for (std::string& name : namesOf(option)) {
      if (isOffered(name) && !option.details.group.empty()) words.push_back(std::move(name));
    }
    if (!option.names.starts_with('-')) places = option.details.choices;
    values += valueCase(option);
  }
  words.insert(words.end(), places.begin(), places.end());
  std::string text = "    " + verb.name + ")\n";
  if (!values.empty()) text += "      case \"$prev\" in\n" + values + "      esac\n";
  return text + "      COMPREPLY=($(compgen -W '" + joined(words, " ") + "' -- \"$cur\")) ;;\n";
}

}  // namespace

std::string bashCompletion(const std::vector<Verb>& verbs) {
  std::vector<std::string> names;
  std::string cases;
  for (const Verb& verb : verbs) {
    names.push_back(verb.name);
    cases += verbCase(verb);
  }
  return "# bash completion of dataworks, made by: dataworks completion bash\n"
         "_dataworks() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    COMPREPLY=($(compgen -W '" +
         joined(names, " ") +
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
