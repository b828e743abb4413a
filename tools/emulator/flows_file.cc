// SPDX-License-Identifier: Apache-2.0
#include "flows_file.h"

#include <algorithm>
#include <map>

#include "actions.h"
#include "flow_cycle.h"
#include "json_text.h"
#include "suggestion.h"
#include "text/duration.h"

namespace dataworks::emulator {
namespace {

using std::chrono::milliseconds;

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

/// A field that an object may have, and what its value sets.
struct Field {
  std::string_view name;
  std::function<void(const Json& value, const Place& place)> read;
};

class FlowsReader {
 public:
  FlowsReader(std::string_view fileName, const ReadFile& readFile) : fileName_(fileName), readFile_(readFile) {}

  FlowsFile read(std::string_view text) && {
    const JsonText json = parseJson(text);
    if (json.error) {
      addError(std::to_string(json.error->line) + ':' + std::to_string(json.error->column) + ": " +
               json.error->message);
      return std::move(file_);
    }
    for (const auto& path : json.duplicates) {
      Place place;
      for (auto name = path.begin(); name != path.end() - 1; ++name) place = place.in(*name);
      report(place, inQuotes(path.back()) + " occurs twice");
    }
    if (isObject(json.tree, {}, "an object of projects")) {
      for (const auto& [name, value] : json.tree.items()) readProject(name, value);
    }
    return std::move(file_);
  }

 private:
  void readProject(const std::string& name, const Json& tree) {
    Project& project = file_.projects.emplace_back(Project{name, {}});
    const Place place = Place().in(name);
    if (!isObject(tree, place, "an object of flows")) return;
    for (const auto& [flowName, value] : tree.items()) {
      project.flows.push_back(readFlow(flowName, value, place.in(flowName)));
    }
  }

  Flow readFlow(const std::string& name, const Json& tree, const Place& place) {
    Flow flow;
    flow.name = name;
    const Json* nodes = nullptr;
    readFields(tree, place, "an object with \"nodes\"",
               {
                   {"nodes", [&](const Json& value, const Place&) { nodes = &value; }},
                   {"visibleAfter",
                    [&](const Json& value, const Place& here) { flow.visibleAfter = readDuration(value, here); }},
                   {"fault",
                    [&](const Json& value, const Place& here) {
                      forEach(value, [&](const Json& item) { flow.faults.push_back(readFault(item, here)); });
                    }},
               });
    if (nodes != nullptr) {
      readNodes(*nodes, place, flow);
    } else {
      report(place, "\"nodes\" is missing");
    }
    return flow;
  }

  void readNodes(const Json& tree, const Place& place, Flow& flow) {
    if (!isObject(tree, place.in("nodes"), "an object of nodes")) return;
    if (tree.empty()) report(place, "a flow needs at least one node");

    std::map<std::string_view, std::size_t> indexes;
    for (const auto& item : tree.items()) indexes.emplace(item.key(), indexes.size());
    std::map<std::int64_t, std::string_view> ids;
    for (const auto& item : tree.items()) {
      const Node& node = flow.nodes.emplace_back(readNode(item.key(), item.value(), place.in(item.key()), indexes));
      if (node.id == 0) continue;
      const auto [owner, isNew] = ids.emplace(node.id, item.key());
      if (!isNew) {
        report(place.in(node.name).in("id"), std::to_string(node.id) + " is the id of " + inQuotes(owner->second));
      }
    }
    for (std::size_t index = 0; index < flow.nodes.size(); ++index) {
      for (const std::size_t before : flow.nodes[index].after) flow.nodes[before].downstream.push_back(index);
    }
    const std::string cycle = findCycle(flow);
    if (!cycle.empty()) report(place, "nodes wait for each other: " + cycle);
  }

  Node readNode(const std::string& name, const Json& tree, const Place& place,
                const std::map<std::string_view, std::size_t>& indexes) {
    Node node;
    node.name = name;
    bool hasRuns = false;
    const auto durationInto = [this](milliseconds& target) {
      return [this, &target](const Json& value, const Place& here) { target = readDuration(value, here); };
    };
    readFields(
        tree, place, "an object with \"runs\"",
        {
            {"runs",
             [&](const Json& value, const Place& here) {
               node.runs = readDuration(value, here);
               hasRuns = true;
             }},
            {"after", [&](const Json& value, const Place& here) { node.after = readAfter(value, here, indexes); }},
            {"queued", durationInto(node.queued)},
            {"waits", durationInto(node.waits)},
            {"stopTakes", durationInto(node.stopTakes)},
            {"result", [&](const Json& value, const Place& here) { node.failures = readResults(value, here); }},
            {"log", [&](const Json& value, const Place& here) { node.log = readLog(value, here); }},
            {"id", [&](const Json& value, const Place& here) { node.id = readPositive(value, here); }},
        });
    if (!hasRuns && tree.is_object()) report(place, "\"runs\" is missing, such as \"runs\": \"5s\"");
    return node;
  }

  std::vector<std::size_t> readAfter(const Json& tree, const Place& place,
                                     const std::map<std::string_view, std::size_t>& indexes) {
    std::vector<std::size_t> after;
    forEach(tree, [&](const Json& item) {
      if (!item.is_string()) return report(place, "a name or a list of names is expected");
      const auto& name = item.get_ref<const std::string&>();
      const auto found = indexes.find(name);
      if (found == indexes.end()) {
        Names names;
        for (const auto& [known, index] : indexes) names.push_back(known);
        return report(place, "no node " + inQuotes(name) + " in this flow" + didYouMean(name, names));
      }
      if (std::ranges::find(after, found->second) == after.end()) after.push_back(found->second);
    });
    return after;
  }

  std::vector<bool> readResults(const Json& tree, const Place& place) {
    std::vector<bool> failures;
    forEach(tree, [&](const Json& item) {
      failures.push_back(readOneOf(item, place, {"success", "failure"}).value_or(0) == 1);
    });
    if (!failures.empty()) return failures;
    report(place, "a list of results needs at least one");
    return {false};
  }

  /// The text itself, or the content of the file behind `@`.
  std::string readLog(const Json& tree, const Place& place) {
    if (!tree.is_string()) return report(place, "expected a text, or \"@\" and the name of a file"), std::string();
    const auto& text = tree.get_ref<const std::string&>();
    if (!text.starts_with('@')) return text;
    auto content = readFile_(text.substr(1));
    if (!content) report(place, "cannot read " + text.substr(1));
    return std::move(content).value_or(std::string());
  }

  FlowFault readFault(const Json& tree, const Place& place) {
    FlowFault fault;
    const FaultFacts* facts = nullptr;
    bool hasOn = false;
    bool hasKind = false;
    std::optional<FaultMoment> moment;
    readFields(tree, place, "an object with \"on\" and \"kind\"",
               {
                   {"on",
                    [&](const Json& value, const Place& here) {
                      fault.action = readAction(value, here);
                      hasOn = true;
                    }},
                   {"kind",
                    [&](const Json& value, const Place& here) {
                      facts = readFaultKind(value, here);
                      hasKind = true;
                    }},
                   {"when",
                    [&](const Json& value, const Place& here) {
                      if (const auto when = readOneOf(value, here, {"before", "after"})) {
                        moment = static_cast<FaultMoment>(*when);
                      }
                    }},
                   {"times", [&](const Json& value, const Place& here) { fault.times = readPositive(value, here); }},
               });
    if (!tree.is_object()) return fault;
    if (!hasOn) report(place, "\"on\" is missing: \"create\", \"search\" or the name of an action");
    if (!hasKind) report(place, "\"kind\" is missing: one of " + faultNames());
    if (facts == nullptr) return fault;
    fault.kind = facts->kind;
    fault.moment = moment.value_or(facts->usually);
    if (facts->momentIsFixed && fault.moment != facts->usually) {
      report(place.in("when"), inQuotes(facts->name) + " is only possible " +
                                   (facts->usually == FaultMoment::kBefore ? "\"before\"" : "\"after\""));
    }
    if (facts->kind == FaultKind::kBadId && !fault.action.empty() && !startsRuns(fault.action)) {
      report(place.in("on"), "\"badid\" is a fault of \"create\" or \"RunManualDagNodes\"");
    }
    return fault;
  }

  std::string readAction(const Json& tree, const Place& place) {
    std::string name = tree.is_string() ? tree.get<std::string>() : std::string();
    if (name == "create") return "CreateManualDag";
    if (name == "search") return "SearchManualDagNodeInstance";
    if (findAction(name) != nullptr) return name;
    Names names = {"create", "search"};
    for (const Action& action : kActions) names.push_back(action.name);
    report(place, "expected \"create\", \"search\" or the name of an action, such as \"RestartInstance\"" +
                      didYouMean(name, names));
    return {};
  }

  const FaultFacts* readFaultKind(const Json& tree, const Place& place) {
    const std::string name = tree.is_string() ? tree.get<std::string>() : std::string();
    const FaultFacts* facts = findFault(name);
    if (facts == nullptr) {
      Names names;
      for (const FaultFacts& known : allFaults()) names.push_back(known.name);
      report(place, "expected one of " + faultNames() + didYouMean(name, names));
    }
    return facts;
  }

  /// Reads the fields of an object; reports what is not an object, and each unknown field.
  void readFields(const Json& tree, const Place& place, std::string_view expected, const std::vector<Field>& fields) {
    if (!isObject(tree, place, expected)) return;
    for (const auto& item : tree.items()) {
      const auto field = std::ranges::find(fields, std::string_view(item.key()), &Field::name);
      if (field != fields.end()) {
        field->read(item.value(), place.in(item.key()));
        continue;
      }
      Names names;
      for (const Field& known : fields) names.push_back(known.name);
      report(place, "no field " + inQuotes(item.key()) + " here" + didYouMean(item.key(), names));
    }
  }

  bool isObject(const Json& tree, const Place& place, std::string_view expected) {
    if (!tree.is_object()) report(place, "expected " + std::string(expected));
    return tree.is_object();
  }

  /// For the items of a list, or for a single value.
  template <class Function>
  static void forEach(const Json& tree, const Function& function) {
    if (!tree.is_array()) return function(tree);
    for (const Json& item : tree) function(item);
  }

  milliseconds readDuration(const Json& tree, const Place& place) {
    const auto duration = tree.is_string() ? detail::parseDuration(tree.get_ref<const std::string&>()) : std::nullopt;
    if (!duration) report(place, "expected a time such as \"300ms\", \"5s\" or \"2m\"");
    return duration.value_or(milliseconds(0));
  }

  std::optional<std::size_t> readOneOf(const Json& tree, const Place& place, const Names& words) {
    const auto found = tree.is_string() ? std::ranges::find(words, tree.get_ref<const std::string&>()) : words.end();
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    report(place, "expected " + inQuotes(words[0]) + " or " + inQuotes(words[1]));
    return std::nullopt;
  }

  std::int64_t readPositive(const Json& tree, const Place& place) {
    static constexpr auto kMax = static_cast<std::uint64_t>(INT64_MAX);
    if (tree.is_number_unsigned() && tree.get<std::uint64_t>() - 1 < kMax) return tree.get<std::int64_t>();
    report(place, "expected a whole number greater than 0");
    return 0;
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
  const ReadFile& readFile_;
  FlowsFile file_;
};

}  // namespace

FlowsFile readFlows(std::string_view text, std::string_view fileName, const ReadFile& readFile) {
  return FlowsReader(fileName, readFile).read(text);
}

}  // namespace dataworks::emulator
