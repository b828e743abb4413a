// SPDX-License-Identifier: Apache-2.0
// Parts of a flow and runs in development: `run --only`, `--except` and `--env`. The pure parts, then the real program
// against the real emulator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli_process.h"
#include "command_line/arguments.h"
#include "journal/journal.h"
#include "result/emit_cpp.h"
#include "result/lost_run.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "run/run_address.h"
#include "watch/excluded_nodes.h"

namespace dataworks::cli {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

FlowTrigger trigger(FlowPart part) {
  CreateManualDagRequest request;
  request.projectName = "sales";
  request.flowName = "nightly";
  request.bizdate = Bizdate::parse("2026-11-22").value();
  request.dagPara = {{"city", "shanghai"}};
  return {request, std::move(part)};
}

const FlowPart kPart{{7, 8}, {9}, ProjectEnv::kDev};

// --- the arguments

TEST(FlowPart, ReadsIdsSortedAndOnce) {
  EXPECT_EQ(readFlowPart({"8,7", "8"}, {"9"}, ProjectEnv::kDev), kPart);
  EXPECT_FALSE(readFlowPart({}, {}, {}).isGiven());
  EXPECT_TRUE(readFlowPart({}, {}, ProjectEnv::kProd).isGiven());
}

TEST(FlowPart, RefusesWhatIsNoNode) {
  struct Row {
    std::vector<std::string> only;
    std::vector<std::string> except;
    const char* complaint;
  };
  const Row rows[] = {
      {{""}, {}, "--only '': an id is missing"},  // an unset variable of a script: all nodes would run
      {{}, {""}, "--except '': an id is missing"},
      {{"7,,8"}, {}, "--only '7,,8': an id is missing"},
      {{"7,"}, {}, "--only '7,': an id is missing"},
      {{}, {"7,clean"}, "--except '7,clean': 'clean' is not the id of a node"},
      {{"0"}, {}, "'0' is not the id of a node"},
      {{"-7"}, {}, "'-7' is not the id of a node"},
      {{"7 8"}, {}, "'7 8' is not the id of a node"},
      {{"9223372036854775808"}, {}, "is not the id of a node"},
      {{"7,8"}, {"9,8"}, "node 8 is in --only and in --except"},
  };
  for (const Row& row : rows) {
    try {
      (void)readFlowPart(row.only, row.except, {});
      ADD_FAILURE() << row.complaint;
    } catch (const BadArgument& error) {
      EXPECT_THAT(error.what(), HasSubstr(row.complaint));
    }
  }
}

TEST(FlowPart, IsShown) {
  EXPECT_EQ(showPart(kPart, Language::kEnglish), "only nodes 7,8, except nodes 9, environment dev");
  EXPECT_EQ(showPart({{}, {9}, {}}, Language::kChinese), "排除节点 9");
  EXPECT_EQ(showPart({}, Language::kEnglish), "");
}

// --- the journal

std::string hashOf(const FlowPart& part) { return runKey("", "", trigger(part)).parametersHash; }

TEST(FlowPart, IsPartOfTheKeyOfOnceOnlyWhereItIsGiven) {
  // SHA-256 of "city=shanghai\n", as 0.1 made it, and of that with a line for each flag: never change them.
  EXPECT_EQ(hashOf({}), "98d1494e668105035c73bbec3bceac020a40f35f515a4b98e4fb12ccb87086cd");
  EXPECT_EQ(hashOf({{7, 8}, {}, {}}), "f9e470fc9d12558d1023314e884b8cf4dec5a54ca76306ff2877e013762819f3");
  EXPECT_EQ(hashOf({{}, {9}, {}}), "5cc8d47e74f0875db768905e97f48541b489ac1b9dc7512693217f3c2f6284e9");
  EXPECT_EQ(hashOf({{}, {}, ProjectEnv::kDev}), "a0edf680710edf161c2f9873f0b66020bf96110e970392d9b83401bbb9371775");
  EXPECT_EQ(hashOf({{}, {}, ProjectEnv::kProd}), "444799ac06fb5582ff47c112edffaf08719ea878d57e4c79aec48cce5f89cb7d");
  EXPECT_EQ(hashOf(kPart), "612d84cdf41832e1dfe079c65154678ce642074ba741d2860af0ed6588a756a9");
}

JournalEntry sent(const FlowPart& part) {
  JournalEntry entry;
  entry.trigger = "t1";
  entry.key = runKey("https://x", "cn-shanghai", trigger(part));
  entry.part = part;
  return entry;
}

TEST(FlowPart, IsInTheJournalOnlyWhereItIsGiven) {
  for (const FlowPart& part : {kPart, FlowPart{}, FlowPart{{}, {}, ProjectEnv::kProd}, FlowPart{{}, {5}, {}}}) {
    EXPECT_EQ(readJournal(sendingLine(sent(part))).front().part, part);
  }
  EXPECT_THAT(sendingLine(sent(kPart)), EndsWith(R"("credentials":"","only":[7,8],"except":[9],"env":"dev"})"
                                                 "\n"));
  EXPECT_THAT(sendingLine(sent({})), EndsWith("\"credentials\":\"\"}\n"));
}

TEST(FlowPart, ComesFromTheJournalWhereARunIsAddressed) {
  JournalEntry entry = sent({{}, {9}, ProjectEnv::kDev});
  EXPECT_EQ(fromJournal(entry).env, ProjectEnv::kDev);
  EXPECT_THAT(fromJournal(entry).except, ElementsAre(9));
  entry.part.only = {7};
  EXPECT_THAT(fromJournal(entry).except, IsEmpty()) << "what is not included does not run";
}

TEST(FlowPart, NamesItsOperationWhereTheOutcomeIsUnknown) {
  EXPECT_EQ(withoutId(sent(kPart)).operation, "RunManualDagNodes");
  EXPECT_EQ(withoutId(sent({})).operation, "CreateManualDag");
}

TEST(FlowPart, ACandidateInAnotherEnvironmentIsNotTheLostTrigger) {
  JournalEntry entry = sent({{}, {}, ProjectEnv::kDev});
  entry.time = std::chrono::system_clock::time_point{} + std::chrono::hours(1);
  DagCandidate candidate{.dagId = 1, .projectName = "sales", .flowName = "nightly"};
  candidate.createTime = entry.time + std::chrono::seconds(2);
  EXPECT_EQ(unknownTriggerOf(candidate, {entry}), nullptr);
  candidate.env = ProjectEnv::kDev;
  EXPECT_NE(unknownTriggerOf(candidate, {entry}), nullptr);
}

// --- commands to type later

TEST(FlowPart, IsInTheCommandsToTypeLater) {
  EXPECT_EQ(triggerCommand("run", trigger(kPart), {}),
            "dataworks run nightly city=shanghai -p sales --bizdate 2026-11-22 --only 7,8 --except 9 --env dev");
  EXPECT_THAT(triggerCommand("run", trigger({{}, {}, ProjectEnv::kProd}), {}), EndsWith(" --env prod"))
      << "another operation than without it";
  Error lost;
  lost.execution = Execution::kMaybeExecuted;
  lost.timestamp = std::chrono::system_clock::time_point{};
  const auto lines = unknownOutcome("run", trigger(kPart), {}, lost, Language::kEnglish);
  EXPECT_THAT(lines[2], HasSubstr("dataworks runs --remote nightly -p sales --since '1970-01-01 08:00' --env dev"));
  EXPECT_THAT(lines[3], AllOf(HasSubstr("dataworks watch <ID> -p sales --env dev"),
                              HasSubstr("--only 7,8 --except 9 --env dev")));
}

TEST(FlowPart, IsInTheProgram) {
  const WatchFlags watch;
  EXPECT_THAT(emitCpp(trigger(kPart), {}, &watch),
              AllOf(HasSubstr("dw::RunManualDagNodesRequest request;"), HasSubstr("request.includeNodeIds = {7, 8};"),
                    HasSubstr("request.excludeNodeIds = {9};"), HasSubstr("request.env = dw::ProjectEnv::kDev;"),
                    HasSubstr("client->call(request)"), HasSubstr("waitForManualDag(created->ref(), wait)")));
  EXPECT_THAT(emitCpp(trigger({}), {}, &watch), Not(HasSubstr("RunManualDagNodes")));
}

TEST(FlowPart, IsInTheEvent) {
  EXPECT_THAT(triggeredEvent({}, trigger(kPart), 5, "R", false),
              EndsWith(R"("requestId":"R","only":[7,8],"except":[9],"env":"dev"})"
                       "\n"));
  EXPECT_THAT(triggeredEvent({}, trigger({}), 5, "R", false), EndsWith("\"requestId\":\"R\"}\n"));
}

// --- excluded nodes

InstanceInfo instance(std::int64_t nodeId, std::int64_t instanceId) {
  InstanceInfo info;
  info.nodeId = nodeId;
  info.instanceId = instanceId;
  return info;
}

TEST(ExcludedNodes, AreFoundInTheListAndWhatIsNotThereExcludesNothing) {
  const auto excluded = excludedIn({instance(9, 91), instance(7, 71), instance(8, 81)}, {7, 9, 99});
  EXPECT_THAT(excluded.instanceIds, ElementsAre(71, 91));
  EXPECT_THAT(excluded.noNodes, ElementsAre(99));
  const std::string stop = "dataworks stop 5 -p sales";
  EXPECT_THAT(excludesNothingText({98, 99}, stop, Language::kEnglish),
              AllOf(HasSubstr("--except 98, 99: no such node in this run"), EndsWith("Stop the run: " + stop)));
  EXPECT_THAT(excludesNothingText({99}, stop, Language::kChinese), EndsWith("停止：" + stop));
  EXPECT_EQ(excludesNothingText({}, stop, Language::kEnglish), "");
}

// --- the real program

constexpr const char* kFast = "F='-p sales --poll-interval 20ms'\n";

TEST_F(CommandLine, RunsAPartOfAFlow) {
  const auto result = script(std::string(kFast) + R"(
$DW run parts $F --only 8 -o json 2>only.err >only; echo $?
$DW run parts $F --except 7 -o json --save run.junit.xml 2>except.err >except; echo $?
$DW run parts $F --except 7 -q
$DW run parts $F --except 99 -q >/dev/null; echo $?
$DW run parts $F --only 7 --except 99 -q >/dev/null 2>quiet; echo $?; wc -c <quiet
$DW run parts_fail $F --only 8 -q >/dev/null; echo $?
$DW run parts_denied $F --only 7 -q >/dev/null 2>&1; echo $?
$DW create parts -p sales --only 7 -o json)");
  EXPECT_THAT(result.out,
              AllOf(StartsWith("0\n0\nsales/parts"), HasSubstr("2 of 2 succeeded (1 excluded)\n"),
                    HasSubstr("inferred from times\n0\n0\n0\n1\n3\n{"), ContainsRegex("\"dagId\": [0-9]+\n}\n$")));
  EXPECT_THAT(
      result.err,
      ContainsRegex("warning: --except 99: no such node in this run.*Stop the run: dataworks stop [0-9]+ -p sales"));
  std::ifstream only(folder / "only");
  const json ofOnly = json::parse(only);
  ASSERT_EQ(ofOnly["run"]["data"].size(), 1U);
  EXPECT_EQ(ofOnly["run"]["data"][0]["nodeName"], "b");
  std::ifstream except(folder / "except");
  const json ofExcept = json::parse(except);
  EXPECT_EQ(ofExcept["run"]["excludedInstances"][0], ofExcept["run"]["data"][0]["instanceId"]);
  std::ifstream junit(folder / "run.junit.xml");
  EXPECT_THAT(std::string(std::istreambuf_iterator<char>(junit), {}), HasSubstr("message=\"excluded\"></skipped>"));
}

TEST_F(CommandLine, RefusesABadPartBeforeAnythingIsSent) {
  const auto result = script(R"(
for part in '--only 7,x' '--only 7 --except 7' '--env test' '--except 0'; do
  $DW run parts -p sales $part; echo $?
  $DW create parts -p sales $part; echo $?
done
$DW run parts -p sales --only ''; echo $?
$DW run parts -p sales --only "$unset_variable" --once; echo $?
stats | grep -o '"runsStarted": [0-9]*')");
  EXPECT_EQ(result.out, "2\n2\n2\n2\n2\n2\n2\n2\n2\n2\n\"runsStarted\": 0\n");
}

TEST_F(CommandLine, WatchesARunInDevelopmentAndFindsItAgainWithoutItsFlag) {
  const auto result = script(std::string(kFast) + R"(
$DW run parts $F --env dev -q >/dev/null; echo $?
id=$($DW runs -o json | grep -o '"dagId": [0-9]*' | tail -1 | cut -d' ' -f2)
$DW watch $id $F -q >/dev/null; echo $?
$DW watch --poll-interval 20ms -q >/dev/null; echo $?
$DW search $id -p sales -o json | grep -c nodeName
$DW logs $id a --tail 1 >/dev/null; echo $?
$DW report $id -p sales -q >/dev/null; echo $?
$DW stop $id -q; echo $?
$DW rerun $id -q >/dev/null; echo $?
$DW search $id -p sales --env prod >/dev/null; echo $?
$DW runs -o json | grep -o '"env": "dev"'
$DW run bad_day $F --env dev -q >/dev/null 2>&1; echo $?
$DW runs | grep -c 'failed .*sales/bad_day (environment dev)')");
  EXPECT_EQ(result.out, "0\n0\n0\n2\n0\n0\n0\n0\n3\n\"env\": \"dev\"\n1\n1\n") << result.err;
}

TEST_F(CommandLine, OnceKnowsAPartFromAnotherAndFromTheWholeFlow) {
  const auto result = script(std::string(kFast) + R"(
started() { stats | grep -o '"runsStarted": [0-9]*' | tr -dc 0-9; echo; }
$DW run parts $F --once -q >/dev/null; started
$DW run parts $F --once --only 8,7 -q >/dev/null; started
$DW run parts $F --once --only 7 --only 8 -q >/dev/null; started
$DW run parts $F --once --except 7 -q >/dev/null; started
$DW run parts $F --once --except 7 -q | grep succeeded; started
$DW run parts $F --once --env dev -q >/dev/null; started
$DW run parts $F --once -q >/dev/null; started)");
  EXPECT_EQ(result.out, "1\n2\n2\n3\n2 of 2 succeeded (1 excluded)\n3\n4\n4\n") << result.err;
}

TEST_F(CommandLine, LooksForALostPartInItsEnvironment) {
  const auto result = script(std::string(kFast) + R"(
$DW run parts_lost $F --env dev -o json >end; echo $?
$DW run parts_lost $F --env dev --once -q >/dev/null 2>&1; echo $?
id=$(grep -o '"dagId": [0-9]*' end | tail -1 | cut -d' ' -f2)
$DW run parts_lost $F --env dev --once --is $id -q >/dev/null; echo $?
stats | grep -o '"runsStarted": [0-9]*')");
  EXPECT_EQ(result.out, "6\n6\n0\n\"runsStarted\": 1\n");
  EXPECT_THAT(result.err, ContainsRegex("candidates, not proof.*dataworks watch [0-9]+ -p sales --env dev"));
  std::ifstream file(folder / "end");
  const json end = json::parse(file);
  EXPECT_EQ(end["error"]["operation"], "RunManualDagNodes");
  ASSERT_EQ(end["candidates"].size(), 1U);
  EXPECT_EQ(end["candidates"][0]["flowName"], "parts_lost");
  EXPECT_TRUE(end["candidates"][0]["secondsAfterTrigger"].is_number());
}

TEST_F(CommandLine, ShowsTheRequestOfAPart) {
  const auto result = dataworks({"run", "parts", "-p", "sales", "--only", "8,7", "--env", "dev", "--dry-run"});
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("Action = RunManualDagNodes"), HasSubstr("IncludeNodeIds = 7,8"),
                                HasSubstr("ProjectEnv = DEV"), Not(HasSubstr("ExcludeNodeIds"))));
}

}  // namespace
}  // namespace dataworks::cli
