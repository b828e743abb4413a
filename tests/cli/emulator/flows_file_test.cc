// SPDX-License-Identifier: Apache-2.0
// The flows file: its fields, and every error in it.
#include "flows_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "builtin_flows.h"

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FlowsFile, ReadsEveryField) {
  const FlowsFile file = readFlows(R"({
    "sales": {
      "nightly": {  // a comment
        "visibleAfter": "3s",
        "nodes": {
          "extract": { "runs": "5s" },
          "clean": { "runs": "1.5s", "after": "extract", "queued": "300ms", "waits": "2m", "result": "failure",
                     "stopTakes": "4s", "log": "all\nlines" },
          "report": { "runs": "1h", "after": ["clean", "extract"], "id": 103180025, "result": ["failure", "success"],
                      "log": "@report.log" }
        },
        "fault": { "on": "search", "kind": "html", "when": "before", "times": 2 }
      }
    }
  })",
                                   "flows.json", [](const std::string& name) { return "content of " + name; });

  ASSERT_THAT(file.errors, IsEmpty());
  const Flow& flow = *find(file.projects, "sales")->find("nightly");
  EXPECT_EQ(flow.visibleAfter, 3s);
  ASSERT_EQ(flow.nodes.size(), 3U);
  EXPECT_EQ(flow.nodes[0].name, "extract");
  EXPECT_EQ(flow.nodes[0].runs, 5s);
  EXPECT_EQ(flow.nodes[0].queued, 1s) << "the default";
  EXPECT_EQ(flow.nodes[0].waits, 0s) << "the default";
  EXPECT_EQ(flow.nodes[0].stopTakes, 1s) << "the default";
  EXPECT_FALSE(flow.nodes[0].log) << "the default";
  EXPECT_FALSE(flow.nodes[0].fails(0));
  EXPECT_EQ(flow.nodes[1].runs, 1500ms);
  EXPECT_EQ(flow.nodes[1].queued, 300ms);
  EXPECT_EQ(flow.nodes[1].waits, 2min);
  EXPECT_TRUE(flow.nodes[1].fails(0));
  EXPECT_TRUE(flow.nodes[1].fails(7)) << "the last result counts for all further attempts";
  EXPECT_EQ(flow.nodes[1].stopTakes, 4s);
  EXPECT_EQ(flow.nodes[1].log, "all\nlines");
  EXPECT_THAT(flow.nodes[1].after, ElementsAre(0U));
  EXPECT_EQ(flow.nodes[2].runs, 1h);
  EXPECT_EQ(flow.nodes[2].id, 103180025);
  EXPECT_THAT(flow.nodes[2].after, ElementsAre(1U, 0U));
  EXPECT_THAT(flow.nodes[0].downstream, ElementsAre(1U, 2U));
  EXPECT_TRUE(flow.nodes[2].fails(0));
  EXPECT_FALSE(flow.nodes[2].fails(1));
  EXPECT_EQ(flow.nodes[2].log, "content of report.log");
  ASSERT_EQ(flow.faults.size(), 1U);
  EXPECT_EQ(flow.faults[0].action, "SearchManualDagNodeInstance");
  EXPECT_EQ(flow.faults[0].kind, FaultKind::kHtml);
  EXPECT_EQ(flow.faults[0].moment, FaultMoment::kBefore);
  EXPECT_EQ(flow.faults[0].times, 2);
}

TEST(FlowsFile, AFaultIsOnEveryTimeAtItsUsualMomentUnlessSaidOtherwise) {
  const auto read = [](const std::string& kind) {
    const std::string text =
        R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}}, "fault": {"on": "create", "kind": ")" + kind + "\"}}}}";
    return readFlows(text, "f").projects.at(0).flows.at(0).faults.at(0);
  };
  EXPECT_EQ(read("reset").moment, FaultMoment::kAfter);
  EXPECT_EQ(read("throttle").moment, FaultMoment::kBefore);
  EXPECT_FALSE(read("reset").times);
}

TEST(FlowsFile, AFlowMayHaveSeveralFaultsOfAnyAction) {
  const FlowsFile file = readFlows(R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}}, "fault": [
    {"on": "RestartInstance", "kind": "reset"}, {"on": "create", "kind": "hang"}]}}})",
                                   "f");
  ASSERT_THAT(file.errors, IsEmpty());
  const auto& faults = file.projects[0].flows[0].faults;
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].action, "RestartInstance");
  EXPECT_EQ(faults[1].action, "CreateManualDag");
}

TEST(FlowsFile, ANodeMayStandBeforeTheOneItWaitsFor) {
  const FlowsFile file = readFlows(R"({"p": {"f": {"nodes": {
    "last": {"runs": "1s", "after": "middle"}, "middle": {"runs": "1s", "after": "first"}, "first": {"runs": "1s"}}}}})",
                                   "flows.json");
  ASSERT_THAT(file.errors, IsEmpty());
  const Flow& flow = file.projects[0].flows[0];
  EXPECT_EQ(flow.nodes[0].name, "last") << "the order of the file is kept";
  EXPECT_THAT(flow.nodes[2].downstream, ElementsAre(1U));
}

struct BadFile {
  const char* what;
  const char* text;
  std::vector<std::string> errors;
};

void PrintTo(const BadFile& file, std::ostream* out) { *out << file.what; }

class BadFlowsFile : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadFlowsFile, IsExplained) {
  EXPECT_THAT(readFlows(GetParam().text, "flows.json").errors, ::testing::ElementsAreArray(GetParam().errors));
}

const BadFile kBadFiles[] = {
    {"empty", " \n", {"flows.json:1:1: the file is empty"}},
    {"colon missing",
     "{\n  \"p\": {\n    \"f\": { \"nodes\": { \"a\": { \"after\" \"b\" } } } } }",
     {"flows.json:3:38: expected ':' after \"after\""}},
    {"comma too many", "{\"p\": {},\n}", {"flows.json:2:1: expected a name in quotes"}},
    {"ends early", "{\"p\": {", {"flows.json:1:8: the file ends too early: expected a name in quotes"}},
    {"text without end", "{\"p\": \"q", {"flows.json:1:9: the file ends too early after \"p\""}},
    {"not JSON", "hello", {"flows.json:1:1: not readable as JSON"}},
    {"text after the end", "{}\n{}", {"flows.json:2:1: unexpected text after the end"}},
    {"nested without end",
     "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1",
     {"flows.json:1:1: nested too deeply for a flows file"}},
    {"no object", "[]", {"flows.json: expected an object of projects"}},
    {"project is no object", R"({"p": 1})", {"flows.json: p: expected an object of flows"}},
    {"no nodes", R"({"p": {"f": {}}})", {"flows.json: p > f: \"nodes\" is missing"}},
    {"nodes empty", R"({"p": {"f": {"nodes": {}}}})", {"flows.json: p > f: a flow needs at least one node"}},
    {"no runs",
     R"({"p": {"f": {"nodes": {"a": {}}}}})",
     {"flows.json: p > f > a: \"runs\" is missing, such as \"runs\": \"5s\""}},
    {"unknown name",
     R"({"p": {"f": {"nodes": {"clean": {"runs": "1s"}, "b": {"runs": "1s", "after": "clena"}}}}})",
     {"flows.json: p > f > b > after: no node \"clena\" in this flow; did you mean \"clean\"?"}},
    {"unknown name, nothing like it",
     R"({"p": {"f": {"nodes": {"clean": {"runs": "1s", "after": ["zzzzzz"]}}}}})",
     {"flows.json: p > f > clean > after: no node \"zzzzzz\" in this flow"}},
    {"circle",
     R"({"p": {"f": {"nodes": {"start": {"runs": "1s"}, "clean": {"runs": "1s", "after": ["profile", "start"]},
                               "profile": {"runs": "1s", "after": "clean"},
                               "end": {"runs": "1s", "after": "clean"}}}}})",
     {"flows.json: p > f: nodes wait for each other: clean > profile > clean"}},
    {"waits for itself",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s", "after": "a"}}}}})",
     {"flows.json: p > f: nodes wait for each other: a > a"}},
    {"everything at once",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}, "b": {"runs": 5, "result": "maybe", "id": 0, "after": 7},
                               "a": {"run": "1s"}}, "visibleAfter": "soon"},
               "g": {"nodes": 1, "nodes": {"a": {"runs": "1s"}}}}})",
     {"flows.json: p > f > nodes: \"a\" occurs twice", "flows.json: p > g: \"nodes\" occurs twice",
      "flows.json: p > f > visibleAfter: expected a time such as \"300ms\", \"5s\" or \"2m\"",
      "flows.json: p > f > a: no field \"run\" here; did you mean \"runs\"?",
      "flows.json: p > f > a: \"runs\" is missing, such as \"runs\": \"5s\"",
      "flows.json: p > f > b > runs: expected a time such as \"300ms\", \"5s\" or \"2m\"",
      "flows.json: p > f > b > result: expected \"success\" or \"failure\"",
      "flows.json: p > f > b > id: expected a whole number greater than 0",
      "flows.json: p > f > b > after: a name or a list of names is expected"}},
    {"duplicate id",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s", "id": 7}, "b": {"runs": "1s", "id": 7}}}}})",
     {"flows.json: p > f > b > id: 7 is the id of \"a\""}},
    {"fault without kind",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}}, "fault": {"times": 1}}}})",
     {"flows.json: p > f > fault: \"on\" is missing: \"create\", \"search\" or the name of an action",
      "flows.json: p > f > fault: \"kind\" is missing: one of " + faultNames()}},
    {"unknown fault, and more",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}}, "fault": {"kind": "rest", "when": "soon", "times": 0}}}})",
     {"flows.json: p > f > fault > kind: expected one of " + faultNames() + "; did you mean \"reset\"?",
      "flows.json: p > f > fault > when: expected \"before\" or \"after\"",
      "flows.json: p > f > fault > times: expected a whole number greater than 0",
      "flows.json: p > f > fault: \"on\" is missing: \"create\", \"search\" or the name of an action"}},
    {"an unknown moment, reported once",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}}, "fault": {"on": "create", "kind": "badid", "when": "soon"}}}})",
     {"flows.json: p > f > fault > when: expected \"before\" or \"after\""}},
    {"a fault with a false response",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}}, "fault": {"on": "create", "kind": "throttle", "when": "after"}}}})",
     {"flows.json: p > f > fault > when: \"throttle\" is only possible \"before\""}},
    {"a fault of the other operation",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}}, "fault": {"on": "search", "kind": "badid"}}}})",
     {"flows.json: p > f > fault > on: \"badid\" is a fault of \"create\" or \"RunManualDagNodes\""}},
    {"an unknown action",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}}, "fault": {"on": "RestartInstace", "kind": "reset"}}}})",
     {"flows.json: p > f > fault > on: expected \"create\", \"search\" or the name of an action, such as "
      "\"RestartInstance\"; did you mean \"RestartInstance\"?"}},
    {"results, a stop and logs that are not",
     R"({"p": {"f": {"nodes": {"a": {"runs": "1s", "result": ["failure", "maybe"], "stopTake": "1s", "log": 1},
                               "b": {"runs": "1s", "result": [], "stopTakes": 2, "log": "@b.log"}}}}})",
     {"flows.json: p > f > a > result: expected \"success\" or \"failure\"",
      "flows.json: p > f > a: no field \"stopTake\" here; did you mean \"stopTakes\"?",
      "flows.json: p > f > a > log: expected a text, or \"@\" and the name of a file",
      "flows.json: p > f > b > result: a list of results needs at least one",
      "flows.json: p > f > b > stopTakes: expected a time such as \"300ms\", \"5s\" or \"2m\"",
      "flows.json: p > f > b > log: cannot read b.log"}},
};

INSTANTIATE_TEST_SUITE_P(All, BadFlowsFile, ::testing::ValuesIn(kBadFiles));

TEST(BuiltinFlows, AreAGoodFlowsFile) {
  const FlowsFile file = readFlows(builtinFlows(), "built-in");
  ASSERT_THAT(file.errors, IsEmpty());
  const Project* project = find(file.projects, "test_project");
  ASSERT_NE(project, nullptr);
  EXPECT_NE(project->find("test_flow"), nullptr);
  EXPECT_NE(project->find("failing_flow"), nullptr);
  ASSERT_NE(project->find("large_flow"), nullptr);
  EXPECT_EQ(project->find("large_flow")->nodes.size(), 200U);
}

}  // namespace
}  // namespace dataworks::emulator
