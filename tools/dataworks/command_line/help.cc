// SPDX-License-Identifier: Apache-2.0
#include "command_line/help.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <variant>

#include "terminal/text.h"

namespace dataworks::cli {

namespace {

constexpr int kMeaning = 30;      // the column where the meaning of an option begins
constexpr int kVerbMeaning = 15;  // and that of a verb
constexpr int kNarrow = 60;       // below it, meanings stand below the names
constexpr int kWidest = 100;      // longer lines are hard to follow

bool isList(const Option& option) { return std::holds_alternative<std::vector<std::string>*>(option.destination); }

bool isFlag(const Option& option) { return std::holds_alternative<bool*>(option.destination); }

/// The first long name that a person would type.
std::string longNameOf(const std::vector<std::string>& names) {
  const auto found = std::ranges::find_if(names, [](const std::string& name) { return name.starts_with("--"); });
  return found != names.end() ? *found : "";
}

/// `-p, --project NAME`, `FLOW`, `K=V ...`
std::string termOf(const Option& option) {
  const std::vector<std::string> names = namesOf(option);
  if (isWord(option)) return names.front() + (isList(option) ? " ..." : "");
  const std::string longName = longNameOf(names);
  std::string term = names.front();
  if (term != longName && !longName.empty()) term += ", " + longName;
  const std::string value = valueOf(option);
  return value.empty() ? term : term + " " + value;
}

std::string defaultOf(const Option& option) {
  if (!option.details.showsDefault) return {};
  if (const auto* text = std::get_if<std::string*>(&option.destination)) return **text;
  if (const auto* number = std::get_if<std::size_t*>(&option.destination)) return std::to_string(**number);
  return {};
}

std::string meaningOf(const Option& option, Language language) {
  const OptionDetails& details = option.details;
  std::string text = option.help.in(language);
  const auto add = [&](const std::string& english, const std::string& chinese) {
    text += in(language, " (" + english + ")", "（" + chinese + "）");
  };
  if (!details.variable.empty()) {
    details.required ? add("required unless " + details.variable + " is set", "必填，除非已设置 " + details.variable)
                     : add("default: " + details.variable, "默认取 " + details.variable);
  } else if (details.required) {
    add("required", "必填");
  }
  if (const std::string value = defaultOf(option); !value.empty()) add("default: " + value, "默认 " + value);
  if (!details.excludes.empty()) {
    add("not together with " + details.excludes, "不能与 " + details.excludes + " 同时使用");
  }
  return text;
}

void addTerm(std::vector<std::string>& lines, const std::string& term, const std::string& meaning, int column,
             int columns) {
  const bool below = columns < kNarrow || terminal::displayWidth(term) + 4 > column;
  const int indent = columns < kNarrow ? 6 : column;
  std::string line = "  " + term;
  if (below) {
    lines.push_back(line);
    line.clear();
  }
  for (const std::string& part : terminal::wrap(meaning, columns - indent)) {
    lines.push_back(terminal::padRight(line, indent) + part);
    line.clear();
  }
}

void addWrapped(std::vector<std::string>& lines, const std::string& text, int columns) {
  for (std::string& line : terminal::wrap(text, columns)) lines.push_back(std::move(line));
}

void addExamples(std::vector<std::string>& lines, const std::vector<std::string>& examples, Language language) {
  if (examples.empty()) return;
  lines.emplace_back();
  lines.push_back(in(language, "Examples:", "示例："));
  for (const std::string& example : examples) lines.push_back("  " + example);
}

std::string groupTitle(const std::string& group, Language language) {
  if (group == "Output") return in(language, "Output:", "输出：");
  if (group == "Connection") return in(language, "Connection:", "连接：");
  return in(language, "Options:", "选项：");
}

template <class Chooses>
void addOptions(std::vector<std::string>& lines, const Verb& verb, const std::string& title, Language language,
                int columns, const Chooses& chooses) {
  bool first = true;
  for (const Option& option : verb.options) {
    if (option.details.group.empty() || !chooses(option)) continue;
    if (first) {
      lines.emplace_back();
      lines.push_back(title);
    }
    first = false;
    addTerm(lines, termOf(option), meaningOf(option, language), kMeaning, columns);
  }
}

/// The names that the help does not show.
std::string otherNames(const Verb& verb, Language language) {
  std::string text;
  for (const Option& option : verb.options) {
    if (option.details.group.empty()) continue;
    const std::vector<std::string> names = namesOf(option);
    const std::string shown = isWord(option) ? names.front() : longNameOf(names);
    for (const std::string& name : names) {
      if (name != shown && name.starts_with("--")) text += (text.empty() ? "" : in(language, ", ", "、")) + name;
    }
  }
  return text.empty() ? text : in(language, "Accepted, too: ", "同样接受：") + text;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  return text;
}

}  // namespace

std::vector<std::string> namesOf(const Option& option) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < option.names.size();) {
    const std::size_t end = std::min(option.names.find(',', begin), option.names.size());
    names.push_back(option.names.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

std::string shortNameOf(const Option& option) { return namesOf(option).front(); }

bool isWord(const Option& option) { return !option.names.starts_with('-'); }

std::string valueOf(const Option& option) {
  if (isFlag(option)) return {};
  if (option.details.choices.empty()) return option.details.type;
  std::string text;
  for (const std::string& choice : option.details.choices) text.append(text.empty() ? "" : "|").append(choice);
  return text;
}

std::string usageOf(const Verb& verb, Language language) {
  std::string text = "dataworks " + verb.name;
  bool hasOptions = false;
  for (const Option& option : verb.options) {
    hasOptions = hasOptions || (!isWord(option) && !option.details.group.empty());
    if (isWord(option)) text += option.details.required ? " " + termOf(option) : " [" + termOf(option) + "]";
  }
  return hasOptions ? text + in(language, " [options]", " [选项]") : text;
}

std::string helpOf(const Verb& verb, Language language, int columns) {
  columns = std::min(columns, kWidest);
  std::vector<std::string> lines;
  addWrapped(lines, verb.help.in(language), columns);
  lines.push_back(in(language, "Usage: ", "用法：") + usageOf(verb, language));
  addOptions(lines, verb, in(language, "Arguments:", "参数："), language, columns, isWord);
  for (const char* group : {"Options", "Output", "Connection"}) {
    addOptions(lines, verb, groupTitle(group, language), language, columns,
               [&](const Option& option) { return !isWord(option) && option.details.group == group; });
  }
  addExamples(lines, verb.examples, language);
  const std::string others = otherNames(verb, language);
  if (!verb.notes.in(language).empty() || !others.empty()) lines.emplace_back();
  addWrapped(lines, verb.notes.in(language), columns);
  addWrapped(lines, others, columns);
  return joined(lines);
}

std::string helpOf(const std::vector<Verb>& verbs, Language language, int columns) {
  columns = std::min(columns, kWidest);
  std::vector<std::string> lines;
  addWrapped(lines,
             in(language, "Triggers manual business flows of Alibaba Cloud DataWorks and reports how the runs ended.",
                "触发阿里云 DataWorks 的手动业务流程，并报告运行结果。"),
             columns);
  lines.push_back(in(language, "Usage: dataworks VERB [options]", "用法：dataworks 命令 [选项]"));
  lines.emplace_back();
  lines.push_back(in(language, "Verbs:", "命令："));
  for (const Verb& verb : verbs) addTerm(lines, verb.name, verb.help.in(language), kVerbMeaning, columns);
  addExamples(lines,
              {"dataworks run nightly city=shanghai -p sales", "dataworks watch", "dataworks logs", "dataworks doctor"},
              language);
  lines.emplace_back();
  addWrapped(
      lines,
      in(language,
         "'dataworks help VERB' or 'dataworks VERB --help' shows what a verb takes. Scheduling expressions go in "
         "single quotes: 'day=${yyyy-mm-dd}'.",
         "dataworks help 命令（或 dataworks 命令 --help）显示该命令的参数。调度表达式请用单引号："
         "'day=${yyyy-mm-dd}'。"),
      columns);
  return joined(lines);
}

}  // namespace dataworks::cli
