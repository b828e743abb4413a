// SPDX-License-Identifier: Apache-2.0
#include "command_line/arguments.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "session/json.h"
#include "terminal/language.h"
#include "text/number.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string inQuotes(std::string_view word) { return "'" + std::string(word) + "'"; }

constexpr std::string_view kHowToWriteOfFlow =
    "Neither part may contain a space (spaces separate parameters); put a value containing $ in single quotes";
constexpr std::string_view kHowToWriteOfFlowLine =
    "Neither part may contain a line end (line ends and spaces separate parameters)";
constexpr std::string_view kHowToWriteOfCall = "Put a value containing a space or $ in single quotes";

/// Splits `K=V` at the first `=`. The library checks the rest, so that code and command line accept the same words.
Parameter readParameter(std::string_view word, std::string_view wholeWord, std::string_view howToWrite) {
  const auto equals = word.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    throw BadArgument(inQuotes(wholeWord) + " is not a parameter: write NAME=VALUE. " + std::string(howToWrite),
                      inQuotes(wholeWord) + " 不是参数：请写成 名称=值。");
  }
  return {std::string(word.substr(0, equals)), std::string(word.substr(equals + 1))};
}

/// Adds the parameters of one word such as `a=1 b=2`.
void addParameters(std::string_view text, std::string_view wholeWord, Parameters& parameters) {
  const bool hasLineEnd = text.find_first_of("\r\n") != std::string_view::npos;
  const std::string_view howToWrite = hasLineEnd ? kHowToWriteOfFlowLine : kHowToWriteOfFlow;
  std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) readParameter(text, wholeWord, howToWrite);  // throws
  while (begin != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(kBlanks, begin), text.size());
    const Parameter parameter = readParameter(text.substr(begin, end - begin), wholeWord, howToWrite);
    parameters.add(parameter.name, parameter.value);
    begin = text.find_first_not_of(kBlanks, end);
  }
}

using ByNode = std::vector<std::pair<std::int64_t, Parameters>>;

Parameters& parametersOf(std::int64_t nodeId, ByNode& nodes) {
  const auto at = std::find_if(nodes.begin(), nodes.end(), [&](const auto& node) { return node.first == nodeId; });
  return at != nodes.end() ? at->second : nodes.emplace_back(nodeId, Parameters{}).second;
}

/// Refuses duplicate nodes: the parser would keep only one of them.
Json readJson(const std::string& word) {
  std::vector<std::string> seen;
  const auto keepKeys = [&](int depth, Json::parse_event_t event, const Json& parsed) {
    if (depth != 1 || event != Json::parse_event_t::key) return true;
    const auto& key = parsed.get_ref<const std::string&>();
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      throw BadArgument("--node-para " + inQuotes(word) + ": duplicate node " + key,
                        "--node-para " + inQuotes(word) + "：节点 " + key + " 重复");
    }
    seen.push_back(key);
    return true;
  };
  return Json::parse(word, keepKeys, false);
}

void addNodeParametersAsJson(const std::string& word, ByNode& nodes) {
  const auto json = readJson(word);
  if (!json.is_object())
    throw BadArgument("--node-para " + inQuotes(word) + " is not a JSON object",
                      "--node-para " + inQuotes(word) + " 不是 JSON 对象");
  for (const auto& [key, value] : json.items()) {
    const auto id = detail::wholeId(key);
    if (!id || !value.is_string()) {
      throw BadArgument("--node-para " + inQuotes(word) + R"(: write {"<node id>": "NAME=VALUE NAME=VALUE"})",
                        "--node-para " + inQuotes(word) + R"(：请写成 {"<节点 ID>": "名称=值 名称=值"})");
    }
    addParameters(value.get<std::string>(), word, parametersOf(*id, nodes));
  }
}

void addNodeParameters(const std::string& word, ByNode& nodes) {
  if (word.starts_with('{')) return addNodeParametersAsJson(word, nodes);
  const auto colon = word.find(':');
  const auto id = colon == std::string::npos ? std::nullopt : detail::wholeId(std::string_view(word).substr(0, colon));
  if (!id)
    throw BadArgument("--node-para " + inQuotes(word) + ": write ID:NAME=VALUE, where ID is the node's number",
                      "--node-para " + inQuotes(word) + "：请写成 ID:名称=值，ID 为节点编号");
  addParameters(std::string_view(word).substr(colon + 1), word, parametersOf(*id, nodes));
}

/// What a shell leaves of `${yyyy-mm-dd}` without single quotes: `mm-dd`, nothing, or (of `$[…]`) a number.
bool looksExpanded(std::string_view value) {
  constexpr std::array<std::string_view, 6> kRemains{"", "0", "mm-dd", "mm", "dd", "mmdd"};
  return std::find(kRemains.begin(), kRemains.end(), value) != kRemains.end();
}

void addShellWarnings(const Parameters& parameters, Language language, std::vector<std::string>& warnings) {
  for (const Parameter& parameter : parameters) {
    if (!looksExpanded(parameter.value)) continue;
    warnings.push_back(in(language, "parameter ", "参数 ") + parameter.name + in(language, " is \"", " 的值为 \"") +
                       parameter.value +
                       in(language, "\": did the shell expand ${yyyy-mm-dd}? Use single quotes.",
                          "\"：${yyyy-mm-dd} 是否已被 shell 展开？请使用单引号。"));
  }
}

}  // namespace

Parameters readParameters(const std::vector<std::string>& words) {
  Parameters parameters;
  for (const std::string& word : words) addParameters(word, word, parameters);
  return parameters;
}

NodeParameters readNodeParameters(const std::vector<std::string>& words) {
  ByNode nodes;
  for (const std::string& word : words) addNodeParameters(word, nodes);
  NodeParameters parameters;
  for (auto& [id, list] : nodes) parameters.add(id, std::move(list));
  return parameters;
}

Parameters readRpcParameters(const std::vector<std::string>& words) {
  Parameters parameters;
  for (const std::string& word : words) {
    Parameter parameter = readParameter(word, word, kHowToWriteOfCall);
    parameters.add(std::move(parameter.name), std::move(parameter.value));
  }
  return parameters;
}

std::int64_t readDagId(std::string_view word) {
  const auto id = detail::wholeId(word);
  if (!id)
    throw BadArgument(inQuotes(word) + " is not the id of a run: write its number, as 'dataworks runs' shows it",
                      inQuotes(word) + " 不是实例 ID：请写数字，可用 dataworks runs 查看");
  return *id;
}

std::vector<std::int64_t> readNodeIds(std::string_view flag, const std::vector<std::string>& words) {
  std::vector<std::int64_t> ids;
  for (const std::string& word : words) {
    for (std::size_t begin = 0; begin <= word.size();) {
      const std::size_t end = std::min(word.find(',', begin), word.size());
      const std::string_view one = std::string_view(word).substr(begin, end - begin);
      const auto id = detail::wholeId(one);
      if (!id) {
        const std::string example = std::string(flag) + " 103180025,103180026";
        throw BadArgument(
            std::string(flag) + " " + inQuotes(word) + ": " + (one.empty() ? "an id is missing" : "") +
                (one.empty() ? "" : inQuotes(one) + " is not the id of a node") + "; write numbers: " + example,
            std::string(flag) + " " + inQuotes(word) + "：" +
                (one.empty() ? "缺少节点 ID" : inQuotes(one) + " 不是节点 ID") + "；请写数字：" + example);
      }
      ids.push_back(*id);
      begin = end + 1;
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

FlowPart readFlowPart(const std::vector<std::string>& only, const std::vector<std::string>& except,
                      std::optional<ProjectEnv> env) {
  FlowPart part{readNodeIds("--only", only), readNodeIds("--except", except), env};
  for (const std::int64_t id : part.only) {
    if (!std::binary_search(part.except.begin(), part.except.end(), id)) continue;
    throw BadArgument("node " + std::to_string(id) + " is in --only and in --except: remove it from one of them",
                      "节点 " + std::to_string(id) + " 同时出现在 --only 和 --except 中：请从其中一个去掉");
  }
  return part;
}

ChosenBizdate chooseBizdate(std::string_view text, std::chrono::system_clock::time_point now, Language language) {
  const Bizdate yesterday = Bizdate::yesterday(now);
  if (text == "yesterday") {
    const std::string clock = detail::peopleTime(now).substr(11, 5) + " +08:00";
    const std::string note = language == Language::kChinese ? "（北京时间昨天，现在 " + clock + "）"
                                                            : " (yesterday in Shanghai, now " + clock + ")";
    return {yesterday, yesterday.day() + note, {}};
  }
  const auto bizdate = Bizdate::parse(text);
  if (!bizdate) {
    throw BadArgument("--bizdate " + inQuotes(text) + ": write yesterday, 2026-11-22 or 20261122, a day that exists",
                      "--bizdate " + inQuotes(text) + "：请写 yesterday、2026-11-22 或 20261122，且日期存在");
  }
  ChosenBizdate chosen{*bizdate, bizdate->day(), {}};
  if (*bizdate > yesterday) {
    chosen.warning =
        in(language, "bizdate ", "业务日期 ") + bizdate->day() +
        in(language, " is later than yesterday in Shanghai (", " 晚于北京时间昨天（") + yesterday.day() +
        in(language, "); the service accepts yesterday at the latest", "）；服务只接受昨天及更早的业务日期");
  }
  return chosen;
}

std::vector<std::string> shellWarnings(const CreateManualDagRequest& request, Language language) {
  std::vector<std::string> warnings;
  addShellWarnings(request.dagPara, language, warnings);
  for (const NodeParameter& node : request.nodePara) addShellWarnings(node.parameters, language, warnings);
  return warnings;
}

std::string showParameters(const CreateManualDagRequest& request) {
  std::string shown;
  const auto add = [&](const std::string& prefix, const Parameters& parameters) {
    for (const Parameter& parameter : parameters) {
      shown.append(shown.empty() ? "" : " ").append(prefix).append(parameter.name).append("=").append(parameter.value);
    }
  };
  add("", request.dagPara);
  for (const NodeParameter& node : request.nodePara) add(std::to_string(node.nodeId) + ":", node.parameters);
  return shown;
}

std::string showPart(const FlowPart& part, Language language) {
  std::string shown;
  const auto add = [&](const std::string& text) {
    shown.append(shown.empty() ? "" : in(language, ", ", "，")) += text;
  };
  const auto list = [](const std::vector<std::int64_t>& ids) {
    std::string text;
    for (const std::int64_t id : ids) text += (text.empty() ? "" : ",") + std::to_string(id);
    return text;
  };
  if (!part.only.empty()) add(in(language, "only nodes ", "仅运行节点 ") + list(part.only));
  if (!part.except.empty()) add(in(language, "except nodes ", "排除节点 ") + list(part.except));
  if (part.env) add(in(language, "environment ", "环境 ") + (*part.env == ProjectEnv::kDev ? "dev" : "prod"));
  return shown;
}

}  // namespace dataworks::cli
