// SPDX-License-Identifier: Apache-2.0
#include "command_line/node_choice.h"

#include <algorithm>
#include <optional>

#include "command_line/arguments.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "text/number.h"
#include "text/suggest.h"

namespace dataworks::cli {

namespace {

constexpr std::string_view kNamePrefix = "name:";
constexpr std::string_view kIdPrefix = "id:";

NodeList withName(const std::vector<NodeInsInfo>& nodes, std::string_view name) {
  NodeList found;
  for (const NodeInsInfo& node : nodes) {
    if (node.nodeName == name) found.push_back(&node);
  }
  return found;
}

NodeList withId(const std::vector<NodeInsInfo>& nodes, std::optional<std::int64_t> id) {
  NodeList found;
  for (const NodeInsInfo& node : nodes) {
    if (id && node.instanceId == *id) found.push_back(&node);
  }
  return found;
}

Text notANode(const std::vector<NodeInsInfo>& nodes, const std::string& word, std::string_view verb,
              std::int64_t dagId) {
  const std::string run = std::to_string(dagId);
  const std::string shown = detail::wholeId(word) ? word : "'" + word + "'";
  Text text(shown + " is not a node of run " + run, shown + " 不是运行 " + run + " 的节点");
  if (detail::wholeId(word)) {
    const std::string command = "dataworks " + std::string(verb) + " " + word;
    return {text.english + "; one run a command: " + command, text.chinese + "；每条命令只处理一次运行：" + command};
  }
  std::vector<std::string> names;
  for (const NodeInsInfo& node : nodes) names.push_back(node.nodeName);
  const std::string meant(detail::closestTo(word, names));
  if (meant.empty()) return text;
  return {text.english + "; did you mean '" + meant + "'?", text.chinese + "；是否指 '" + meant + "'？"};
}

Text severalOf(const std::string& word, const NodeList& found) {
  const std::string count = std::to_string(found.size());
  std::string ids;
  for (const NodeInsInfo* node : found) ids += " id:" + std::to_string(node->instanceId);
  return {"run has " + count + " nodes named '" + word + "': write" + ids,
          "该运行有 " + count + " 个名为 '" + word + "' 的节点，请写" + ids};
}

/// The nodes that a word names.
NodeList meantBy(const std::vector<NodeInsInfo>& nodes, const std::string& word, Namesakes namesakes,
                 std::string_view verb, std::int64_t dagId) {
  const bool isName = word.starts_with(kNamePrefix);
  const bool isId = word.starts_with(kIdPrefix);
  NodeList byName = withName(nodes, word);  // a name may begin with a prefix
  if (byName.empty() && isName) byName = withName(nodes, std::string_view(word).substr(kNamePrefix.size()));
  NodeList byId = withId(nodes, detail::wholeId(isId ? std::string_view(word).substr(kIdPrefix.size()) : word));
  if (byName.empty() && byId.empty()) throw BadArgument(notANode(nodes, word, verb, dagId));
  if (byName.empty()) return byId;
  if (!byId.empty() && byId != byName) {
    throw BadArgument(
        word + " is the name of one node and the instance of another: write name:" + word + " or id:" + word,
        word + " 既是一个节点的名称，又是另一个节点的实例 ID：请写 name:" + word + " 或 id:" + word);
  }
  if (byName.size() > 1 && namesakes == Namesakes::kRefused) throw BadArgument(severalOf(word, byName));
  return byName;
}

}  // namespace

NodeList chooseNodes(const std::vector<NodeInsInfo>& nodes, const std::vector<std::string>& words, Namesakes namesakes,
                     std::string_view verb, std::int64_t dagId) {
  NodeList chosen;
  for (const std::string& word : words) {
    for (const NodeInsInfo* node : meantBy(nodes, word, namesakes, verb, dagId)) {
      if (std::find(chosen.begin(), chosen.end(), node) == chosen.end()) chosen.push_back(node);
    }
  }
  return chosen;
}

NodeList failedNodes(const std::vector<NodeInsInfo>& nodes) {
  NodeList failed;
  for (const NodeInsInfo& node : nodes) {
    if (node.status == NodeStatus::kFailure) failed.push_back(&node);
  }
  std::stable_sort(failed.begin(), failed.end(), failedEarlier);
  return failed;
}

bool failedEarlier(const NodeInsInfo* left, const NodeInsInfo* right) {
  const auto failedAt = [](const NodeInsInfo* node) {
    return node->finishTime.time.value_or(std::chrono::system_clock::time_point::max());
  };
  return failedAt(left) < failedAt(right);
}

std::string nodeAndId(const NodeInsInfo& node, Language language) {
  return terminal::printable(node.nodeName) + in(language, " (instance ", "（节点实例 ") +
         std::to_string(node.instanceId) + in(language, ")", "）");
}

std::string namesOf(const NodeList& nodes, Language language) {
  std::string names;
  for (const NodeInsInfo* node : nodes) {
    names += (names.empty() ? "" : in(language, ", ", "、")) + nodeAndId(*node, language);
  }
  return names;
}

}  // namespace dataworks::cli
