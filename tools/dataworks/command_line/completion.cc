// SPDX-License-Identifier: Apache-2.0
#include "command_line/completion.h"

#include <algorithm>
#include <string_view>
#include <variant>

#include "command_line/help.h"

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

// --- fish

/// In single quotes of fish.
std::string inFishQuotes(std::string_view text) {
  std::string quoted = "'";
  for (const char character : text) {
    if (character == '\\' || character == '\'') quoted += '\\';
    quoted += character;
  }
  return quoted + "'";
}

/// What follows an option or stands at the place of a word: ` -a 'json xml'`; empty for nothing that is known.
std::string offerInFish(const std::vector<std::string>& words, const std::string& list) {
  std::string all = joined(words, " ");
  if (!list.empty()) all += std::string(all.empty() ? "" : " ") + "(__dataworks_list " + list + ")";
  return all.empty() ? "" : " -a " + inFishQuotes(all);
}

std::string optionInFish(const Option& option, const std::string& verb, Language language) {
  const OptionDetails& details = option.details;
  std::string names;
  for (const std::string& name : namesOf(option)) {
    if (isOffered(name)) names += " -l " + name.substr(2);
    if (name.size() == 2 && name[0] == '-') names += " -s " + name.substr(1);
  }
  std::string value;
  if (!std::holds_alternative<bool*>(option.destination)) {
    value = details.type == "FILE" || details.type == "DIR" ? " -r -F" : " -x";
    value += offerInFish(details.choices, listFor(option));
  }
  return "complete -c dataworks -n '__dataworks_verb " + verb + "'" + names + value + " -d " +
         inFishQuotes(option.help.in(language)) + "\n";
}

std::string verbInFish(const Verb& verb, const std::vector<std::string>& verbs, Language language) {
  std::string text = "complete -c dataworks -n __dataworks_no_verb -a " + verb.name + " -d " +
                     inFishQuotes(verb.help.in(language)) + "\n";
  std::string list;
  std::vector<std::string> places;
  for (const Option& option : verb.options) {
    if (option.details.group.empty()) continue;
    if (!isWord(option)) {
      text += optionInFish(option, verb.name, language);
    } else {
      places.insert(places.end(), option.details.choices.begin(), option.details.choices.end());
      if (list.empty()) list = listFor(option);
    }
  }
  if (verb.name == "help") places = verbs;
  const std::string offer = offerInFish(places, list);
  return offer.empty() ? text : text + "complete -c dataworks -n '__dataworks_verb " + verb.name + "'" + offer + "\n";
}

// --- bash and zsh

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

std::string fishCompletion(const std::vector<Verb>& verbs, Language language) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs) names.push_back(verb.name);
  std::string text =
      "# fish completion of dataworks, made by: dataworks completion fish\n"
      "function __dataworks_list; dataworks completion --list $argv[1] 2>/dev/null; end\n"
      "function __dataworks_no_verb; test (count (commandline -opc)) -eq 1; end\n"
      "function __dataworks_verb\n"
      "  set -l words (commandline -opc)\n"
      "  test (count $words) -gt 1; and test $words[2] = $argv[1]\n"
      "end\n"
      "complete -c dataworks -f\n"
      "complete -c dataworks -l help\n"
      "complete -c dataworks -n __dataworks_no_verb -l version\n";
  for (const Verb& verb : verbs) text += verbInFish(verb, names, language);
  return text;
}

}  // namespace dataworks::cli
