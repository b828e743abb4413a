// SPDX-License-Identifier: Apache-2.0
#include "completion.h"

#include <algorithm>
#include <string_view>
#include <variant>

#include "help.h"

namespace dataworks::cli {

namespace {

/// True of what a person types; the API's spellings (`--RegionId`) would only crowd the list.
bool isOffered(std::string_view name) { return name.starts_with("--") && (name[2] < 'A' || name[2] > 'Z'); }

std::string joined(const std::vector<std::string>& words, std::string_view with) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : with).append(word);
  return text;
}

/// What the journal offers for a word or a value: a list of `dataworks completion --list`.
std::string listFor(const Option& option) {
  const std::string name = namesOf(option).front();
  if (name == "ID" || name == "--is") return "ids";
  if (name == "FLOW") return "flows";
  return name == "-p" ? "projects" : "";
}

/// How a shell is told what may follow.
struct Shell {
  std::string (*offer)(const std::string& words, const std::string& list);
  std::string_view files;
};

std::string offerInBash(const std::string& words, const std::string& list) {
  const std::string all = list.empty() ? "'" + words + "'" : "\"" + words + " $(_dataworks_list " + list + ")\"";
  return "COMPREPLY=($(compgen -W " + all + " -- \"$cur\"))";
}

std::string offerInZsh(const std::string& words, const std::string& list) {
  std::string text = "compadd -- " + words;
  return list.empty() ? text : text + " ${(f)\"$(_dataworks_list " + list + ")\"}";
}

constexpr Shell kBash{offerInBash, "compopt -o filenames; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$cur\"))"};
constexpr Shell kZsh{offerInZsh, "_files"};

/// What completes the word after an option: choices, files, what the journal has, or nothing.
std::string valueCase(const Option& option, const Shell& shell) {
  if (isWord(option) || std::holds_alternative<bool*>(option.destination)) return {};
  const OptionDetails& details = option.details;
  const std::string list = listFor(option);
  std::string action = ":";
  if (!details.choices.empty() || !list.empty()) {
    action = shell.offer(joined(details.choices, " "), list);
  } else if (details.type == "FILE" || details.type == "DIR") {
    action = shell.files;
  }
  return "        " + joined(namesOf(option), "|") + ") " + action + "; return ;;\n";
}

std::string verbCase(const Verb& verb, const std::vector<std::string>& verbs, const Shell& shell) {
  std::vector<std::string> words{"--help"};
  std::vector<std::string> places;
  std::string list;
  std::string values;
  for (const Option& option : verb.options) {
    const bool isHidden = option.details.group.empty();
    for (std::string& name : namesOf(option)) {
      if (isOffered(name) && !isHidden) words.push_back(std::move(name));
    }
    if (isWord(option)) {
      places.insert(places.end(), option.details.choices.begin(), option.details.choices.end());
      if (list.empty()) list = listFor(option);
    }
    if (!isHidden) values += valueCase(option, shell);
  }
  if (verb.name == "help") places = verbs;
  words.insert(words.end(), places.begin(), places.end());
  std::string text = "    " + verb.name + ")\n";
  if (!values.empty()) text += "      case \"$prev\" in\n" + values + "      esac\n";
  return text + "      " + shell.offer(joined(words, " "), list) + " ;;\n";
}

struct Cases {
  std::vector<std::string> names;
  std::string text;
};

Cases casesOf(const std::vector<Verb>& verbs, const Shell& shell) {
  Cases cases;
  for (const Verb& verb : verbs) cases.names.push_back(verb.name);
  for (const Verb& verb : verbs) cases.text += verbCase(verb, cases.names, shell);
  return cases;
}

}  // namespace

std::string bashCompletion(const std::vector<Verb>& verbs) {
  const Cases cases = casesOf(verbs, kBash);
  return "# bash completion of dataworks, made by: dataworks completion bash\n"
         "_dataworks_list() { \"${COMP_WORDS[0]}\" completion --list \"$1\" 2>/dev/null; }\n"
         "_dataworks() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    COMPREPLY=($(compgen -W '" +
         joined(cases.names, " ") +
         " --help --version' -- \"$cur\"))\n"
         "    return\n"
         "  fi\n"
         "  case \"${COMP_WORDS[1]}\" in\n" +
         cases.text +
         "  esac\n"
         "}\n"
         "complete -F _dataworks dataworks\n";
}

std::string zshCompletion(const std::vector<Verb>& verbs) {
  const Cases cases = casesOf(verbs, kZsh);
  return "#compdef dataworks\n"
         "# zsh completion of dataworks, made by: dataworks completion zsh\n"
         "_dataworks_list() { \"${words[1]}\" completion --list \"$1\" 2>/dev/null }\n"
         "_dataworks() {\n"
         "  local prev=${words[CURRENT-1]}\n"
         "  if (( CURRENT == 2 )); then\n"
         "    compadd -- " +
         joined(cases.names, " ") +
         " --help --version\n"
         "    return\n"
         "  fi\n"
         "  case \"${words[2]}\" in\n" +
         cases.text +
         "  esac\n"
         "}\n"
         "if [ \"${funcstack[1]}\" = _dataworks ]; then _dataworks \"$@\"; else compdef _dataworks dataworks; fi\n";
}

}  // namespace dataworks::cli
