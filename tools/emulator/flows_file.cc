#include "flows_file.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>

#include "json_tree.h"

namespace dataworks::emulator {
namespace {

using std::chrono::milliseconds;

std::string inQuotes(std::string_view text) { return '"' + std::string(text) + '"'; }

std::size_t editDistance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t change = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j + 1] + 1, row[j] + 1});
    }
  }
  return row.back();
}

/// `; did you mean "clean"?`, or nothing if no candidate is close.
template <class Names>
std::string didYouMean(std::string_view wrong, const Names& candidates) {
  static constexpr std::size_t kLongestName = 100;
  std::string_view best;
  std::size_t bestDistance = 3;
  for (const std::string_view candidate : candidates) {
    if (wrong.size() > kLongestName || candidate.size() > kLongestName) continue;
    const std::size_t distance = editDistance(wrong, candidate);
    if (distance < bestDistance && distance < candidate.size()) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best.empty() ? std::string() : "; did you mean " + inQuotes(best) + "?";
}

/// Where in the file: `sales > nightly > report`.
class Place {
 public:
  Place() = default;
  [[nodiscard]] Place in(std::string_view name) const {
    Place inner(*this);
    inner.path_ += (path_.empty() ? "" : " > ") + std::string(name);
    return inner;
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class FlowsReader {
 public:
  explicit FlowsReader(std::string_view fileName) : fileName_(fileName) {}

  FlowsFile read(std::string_view text) && {
    const JsonOutcome outcome = parseJson(text);
    if (const auto* error = std::get_if<JsonError>(&outcome)) {
      addError(std::to_string(error->line) + ':' + std::to_string(error->column) + ": " + error->message);
    } else {
      file_.projects = readProjects(std::get<JsonTree>(outcome));
    }
    return std::move(file_);
  }

 private:
  Projects readProjects(const JsonTree& tree) {
    Projects projects;
    for (const auto& [name, value] : membersOf(tree, {}, "an object of projects")) {
      projects.push_back({name, readFlowsOf(value, Place().in(name))});
    }
    return projects;
  }

  std::vector<Flow> readFlowsOf(const JsonTree& tree, const Place& place) {
    std::vector<Flow> flows;
    for (const auto& [name, value] : membersOf(tree, place, "an object of flows")) {
      flows.push_back(readFlow(name, value, place.in(name)));
    }
    return flows;
  }

  Flow readFlow(const std::string& name, const JsonTree& tree, const Place& place) {
    Flow flow;
    flow.name = name;
    const JsonTree* nodes = nullptr;
    for (const auto& [field, value] : membersOf(tree, place, "an object with \"nodes\"")) {
      if (field == "nodes") {
        nodes = &value;
      } else if (field == "visibleAfter") {
        flow.visibleAfter = readDuration(value, place.in(field));
      } else if (field == "fault") {
        flow.fault = readFault(value, place.in(field));
      } else {
        unknownField(place, field, {"nodes", "visibleAfter", "fault"});
      }
    }
    if (nodes == nullptr) {
      report(place, "\"nodes\" is missing");
    } else {
      readNodes(*nodes, place, flow);
    }
    return flow;
  }

  void readNodes(const JsonTree& tree, const Place& place, Flow& flow) {
    const auto& members = membersOf(tree, place.in("nodes"), "an object of nodes");
    if (members.empty()) report(place, "a flow needs at least one node");

    std::map<std::string_view, std::size_t> indexes;
    for (const auto& [name, value] : members) indexes.emplace(name, indexes.size());
    std::map<std::int64_t, std::string_view> ids;
    for (const auto& [name, value] : members) {
      const Node& node = flow.nodes.emplace_back(readNode(name, value, place.in(name), indexes));
      if (node.id == 0) continue;
      const auto [owner, isNew] = ids.emplace(node.id, name);
      if (!isNew) {
        report(place.in(name).in("id"), std::to_string(node.id) + " is the id of " + inQuotes(owner->second));
      }
    }
    if (indexes.size() == members.size()) orderNodes(flow, place);  // else a name is duplicate, which was reported
  }

  Node readNode(const std::string& name, const JsonTree& tree, const Place& place,
                const std::map<std::string_view, std::size_t>& indexes) {
    Node node;
    node.name = name;
    bool hasRuns = false;
    for (const auto& [field, value] : membersOf(tree, place, "an object with \"runs\"")) {
      const Place here = place.in(field);
      if (field == "runs") {
        node.runs = readDuration(value, here);
        hasRuns = true;
      } else if (field == "after") {
        node.after = readAfter(value, here, indexes);
      } else if (field == "queued") {
        node.queued = readDuration(value, here);
      } else if (field == "waits") {
        node.waits = readDuration(value, here);
      } else if (field == "result") {
        node.fails = readOneOf(value, here, {"success", "failure"}) == 1;
      } else if (field == "id") {
        node.id = readPositive(value, here);
      } else {
        unknownField(place, field, {"runs", "after", "queued", "waits", "result", "id"});
      }
    }
    if (!hasRuns && tree.as<JsonTree::Members>() != nullptr)
      report(place, "\"runs\" is missing, such as \"runs\": \"5s\"");
    return node;
  }

  std::vector<std::size_t> readAfter(const JsonTree& tree, const Place& place,
                                     const std::map<std::string_view, std::size_t>& indexes) {
    std::vector<std::size_t> after;
    const auto add = [&](const JsonTree& item) {
      const auto* name = item.as<std::string>();
      if (name == nullptr) return report(place, "a name or a list of names is expected");
      const auto found = indexes.find(*name);
      if (found == indexes.end()) {
        std::vector<std::string_view> names;
        for (const auto& [known, index] : indexes) names.push_back(known);
        return report(place, "no node " + inQuotes(*name) + " in this flow" + didYouMean(*name, names));
      }
      if (std::ranges::find(after, found->second) == after.end()) after.push_back(found->second);
    };
    if (const auto* items = tree.as<JsonTree::Items>()) {
      for (const JsonTree& item : *items) add(item);
    } else {
      add(tree);
    }
    return after;
  }

  FlowFault readFault(const JsonTree& tree, const Place& place) {
    FlowFault fault;
    const FaultFacts* facts = nullptr;
    bool hasOn = false;
    bool hasKind = false;
    std::optional<FaultMoment> moment;
    for (const auto& [field, value] : membersOf(tree, place, "an object with \"on\" and \"kind\"")) {
      const Place here = place.in(field);
      if (field == "on") {
        fault.on = static_cast<Operation>(readOneOf(value, here, {"create", "search"}).value_or(0));
        hasOn = true;
      } else if (field == "kind") {
        facts = readFaultKind(value, here);
        hasKind = true;
      } else if (field == "when") {
        if (const auto when = readOneOf(value, here, {"before", "after"})) moment = static_cast<FaultMoment>(*when);
      } else if (field == "times") {
        fault.times = readPositive(value, here);
      } else {
        unknownField(place, field, {"on", "kind", "when", "times"});
      }
    }
    if (tree.as<JsonTree::Members>() == nullptr) return fault;
    if (!hasOn) report(place, "\"on\" is missing: \"create\" or \"search\"");
    if (!hasKind) report(place, "\"kind\" is missing: one of " + faultNames());
    if (facts == nullptr) return fault;
    fault.kind = facts->kind;
    fault.moment = moment.value_or(facts->usually);
    if (facts->momentIsFixed && fault.moment != facts->usually) {
      report(place.in("when"), inQuotes(facts->name) + " is only possible " +
                                   (facts->usually == FaultMoment::kBefore ? "\"before\"" : "\"after\""));
    }
    if (facts->kind == FaultKind::kBadId && fault.on == Operation::kSearch) {
      report(place.in("on"), "\"badid\" is a fault of \"create\"");
    }
    return fault;
  }

  const FaultFacts* readFaultKind(const JsonTree& tree, const Place& place) {
    const auto* name = tree.as<std::string>();
    const FaultFacts* facts = name != nullptr ? findFault(*name) : nullptr;
    if (facts == nullptr) report(place, "expected one of " + faultNames());
    return facts;
  }

  /// Sets `flow.order`, or reports a cycle.
  void orderNodes(Flow& flow, const Place& place) {
    std::vector<std::size_t> waitingFor(flow.nodes.size());
    std::vector<std::vector<std::size_t>> next(flow.nodes.size());
    for (std::size_t node = 0; node < flow.nodes.size(); ++node) {
      waitingFor[node] = flow.nodes[node].after.size();
      for (const std::size_t before : flow.nodes[node].after) next[before].push_back(node);
      if (waitingFor[node] == 0) flow.order.push_back(node);
    }
    for (std::size_t done = 0; done < flow.order.size(); ++done) {
      for (const std::size_t node : next[flow.order[done]]) {
        if (--waitingFor[node] == 0) flow.order.push_back(node);
      }
    }
    if (flow.order.size() < flow.nodes.size())
      report(place, "nodes wait for each other: " + findCycle(flow, waitingFor));
  }

  /// Each stuck node waits for another stuck node; following them ends in a cycle.
  static std::string findCycle(const Flow& flow, const std::vector<std::size_t>& waitingFor) {
    const auto stuck = [&](std::size_t node) { return waitingFor[node] > 0; };
    std::vector<std::size_t> path;
    std::vector<bool> seen(flow.nodes.size());
    std::size_t node = 0;
    while (!stuck(node)) ++node;
    while (!seen[node]) {
      seen[node] = true;
      path.push_back(node);
      node = *std::ranges::find_if(flow.nodes[node].after, stuck);
    }
    std::string cycle = flow.nodes[node].name;
    for (auto step = path.rbegin(); *step != node; ++step) cycle += " > " + flow.nodes[*step].name;
    return cycle + " > " + flow.nodes[node].name;
  }

  /// The members of an object, after reporting duplicate names; none if it is not an object.
  const JsonTree::Members& membersOf(const JsonTree& tree, const Place& place, std::string_view expected) {
    static const JsonTree::Members none;
    const auto* members = tree.as<JsonTree::Members>();
    if (members == nullptr) {
      report(place, "expected " + std::string(expected));
      return none;
    }
    std::map<std::string_view, int> count;
    for (const auto& [name, value] : *members) {
      if (++count[name] == 2) report(place, inQuotes(name) + " occurs twice");
    }
    return *members;
  }

  milliseconds readDuration(const JsonTree& tree, const Place& place) {
    const auto* text = tree.as<std::string>();
    const auto duration = text != nullptr ? parseDuration(*text) : std::nullopt;
    if (!duration) report(place, "expected a time such as \"300ms\", \"5s\" or \"2m\"");
    return duration.value_or(milliseconds(0));
  }

  std::optional<std::size_t> readOneOf(const JsonTree& tree, const Place& place,
                                       const std::vector<std::string_view>& words) {
    const auto* text = tree.as<std::string>();
    const auto found = text != nullptr ? std::ranges::find(words, *text) : words.end();
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    report(place, "expected " + inQuotes(words[0]) + " or " + inQuotes(words[1]));
    return std::nullopt;
  }

  std::int64_t readPositive(const JsonTree& tree, const Place& place) {
    const auto* number = tree.as<std::int64_t>();
    if (number != nullptr && *number > 0) return *number;
    report(place, "expected a whole number greater than 0");
    return 0;
  }

  void unknownField(const Place& place, std::string_view field, const std::vector<std::string_view>& known) {
    report(place, "no field " + inQuotes(field) + " here" + didYouMean(field, known));
  }

  void report(const Place& place, const std::string& what) {
    addError(' ' + (place.path().empty() ? std::string() : place.path() + ": ") + what);
  }

  /// One line, whatever the names in it contain.
  void addError(std::string text) {
    std::ranges::replace_if(
        text, [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; }, '?');
    file_.errors.push_back(std::string(fileName_) + ':' + text);
  }

  std::string_view fileName_;
  FlowsFile file_;
};

}  // namespace

FlowsFile readFlows(std::string_view text, std::string_view fileName) { return FlowsReader(fileName).read(text); }

std::optional<milliseconds> parseDuration(std::string_view text) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (code != std::errc() || !(number >= 0)) return std::nullopt;

  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  double factor = 0;
  if (unit == "ms") factor = 1;
  if (unit == "s") factor = 1000;
  if (unit == "m") factor = 60'000;
  if (unit == "h") factor = 3'600'000;
  const double total = number * factor;
  if (factor == 0 || total > 365.0 * 24 * 3'600'000) return std::nullopt;
  return milliseconds(static_cast<std::int64_t>(total));
}

}  // namespace dataworks::emulator
