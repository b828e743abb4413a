#include "node_choice.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "arguments.h"
#include "terminal/text.h"
#include "text/suggest.h"

namespace dataworks::cli {

namespace {

constexpr std::string_view kNamePrefix = "name:";
constexpr std::string_view kIdPrefix = "id:";

std::optional<std::int64_t> asId(std::string_view word) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  if (error != std::errc{} || end != word.data() + word.size() || id <= 0) return std::nullopt;
  return id;
}

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

std::string notANode(const std::vector<NodeInsInfo>& nodes, const std::string& word, std::string_view verb,
                     std::int64_t dagId) {
  const std::string text = (asId(word) ? word : "'" + word + "'") + " is not a node of run " + std::to_string(dagId);
  if (asId(word)) return text + "; one run a command: dataworks " + std::string(verb) + " " + word;
  std::vector<std::string> names;
  for (const NodeInsInfo& node : nodes) names.push_back(node.nodeName);
  const std::string_view meant = detail::closestTo(word, names);
  return text + (meant.empty() ? "" : "; did you mean '" + std::string(meant) + "'?");
}

std::string severalOf(const std::string& word, const NodeList& found) {
  std::string text = "run has " + std::to_string(found.size()) + " nodes named '" + word + "': write";
  for (const NodeInsInfo* node : found) text += " id:" + std::to_string(node->instanceId);
  return text;
}

/// The nodes that a word names.
NodeList meantBy(const std::vector<NodeInsInfo>& nodes, const std::string& word, Namesakes namesakes,
                 std::string_view verb, std::int64_t dagId) {
  const bool isName = word.starts_with(kNamePrefix);
  const bool isId = word.starts_with(kIdPrefix);
  NodeList byName = withName(nodes, word);  // a name may begin with a prefix
  if (byName.empty() && isName) byName = withName(nodes, std::string_view(word).substr(kNamePrefix.size()));
  NodeList byId = withId(nodes, asId(isId ? std::string_view(word).substr(kIdPrefix.size()) : word));
  if (byName.empty() && byId.empty()) throw BadArgument(notANode(nodes, word, verb, dagId));
  if (byName.empty()) return byId;
  if (!byId.empty() && byId != byName) {
    throw BadArgument(word + " is the name of one node and the instance of another: write name:" + word +
                      " or id:" + word);
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

std::string nodeAndId(const NodeInsInfo& node) {
  return terminal::printable(node.nodeName) + " (instance " + std::to_string(node.instanceId) + ")";
}

std::string namesOf(const NodeList& nodes) {
  std::string names;
  for (const NodeInsInfo* node : nodes) names += (names.empty() ? "" : ", ") + nodeAndId(*node);
  return names;
}

}  // namespace dataworks::cli
