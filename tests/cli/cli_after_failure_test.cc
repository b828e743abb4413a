// SPDX-License-Identifier: Apache-2.0
// The real program after a failure: logs, stop, rerun, set-success, runs --remote and run --once --is, against the real
// emulator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli_process.h"
#include "run/call_counter.h"
#include "support/fault_server.h"

namespace dataworks::cli {
namespace {

using dataworks::testing::Conversation;
using dataworks::testing::FaultServer;
using dataworks::testing::response;
using dataworks::testing::SeenRequest;
using nlohmann::json;
using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

/// `$id` is a run of that flow that has ended.
std::string afterRun(const std::string& flow) {
  return "$DW run " + flow + " -p sales --poll-interval 20ms -q >/dev/null 2>&1\n" +
         R"(id=$($DW runs -o json | grep -o '"dagId": [0-9]*' | tail -1 | cut -d' ' -f2))" + "\n";
}

struct StopRow {
  const char* name;
  const char* flow;
  const char* command;
  int exitCode;
  ::testing::Matcher<std::string> out;
  ::testing::Matcher<std::string> err;
};

std::ostream& operator<<(std::ostream& out, const StopRow& row) { return out << row.name; }

class AfterFailure : public CommandLine, public ::testing::WithParamInterface<StopRow> {};

TEST_P(AfterFailure, EndsAsSpecified) {
  const ProcessResult result = script(afterRun(GetParam().flow) + GetParam().command);
  EXPECT_EQ(result.exitCode, GetParam().exitCode);
  EXPECT_THAT(result.out, GetParam().out);
  EXPECT_THAT(result.err, GetParam().err);
}

std::string stopRowName(const ::testing::TestParamInfo<StopRow>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Logs, AfterFailure,
    ::testing::Values(
        StopRow{"OfTheNewestRun", "leaky", "$DW logs", 0,
                "Log view: http://logview.example/?i=1&token=****\nkey LTAI****\nred\nERROR 1\n",
                "dataworks: masked 2 values; best effort\n"},
        StopRow{"ById", "leaky", "$DW logs $id -p sales --tail 1", 0, "ERROR 1\n", IsEmpty()},
        StopRow{"WithTheProjectOfTheJournal", "leaky", "$DW logs $id load --tail 1", 0, "ERROR 1\n", IsEmpty()},
        StopRow{"OfANodeOfTheNewestRun", "leaky", "$DW logs load --tail 1", 0, "ERROR 1\n", IsEmpty()},
        StopRow{"Raw", "leaky", "$DW logs --raw", 0,
                HasSubstr("token=bGl2ZQ==\nkey LTAI5tExampleExample\n\x1b[31mred\x1b[0m\n"), IsEmpty()},
        StopRow{"OfSeveralNodes", "two_failures", "$DW logs --tail 1", 0,
                MatchesRegex("==> a \\(instance [0-9]+\\) <==\n[^\n]*job failed, exit code 1\n\n"
                             "==> b \\(instance [0-9]+\\) <==\n[^\n]*job failed, exit code 1\n"),
                IsEmpty()},
        StopRow{"OfTheFirstToFail", "two_failures", "$DW logs --limit 1 --tail 1", 0,
                MatchesRegex("[^\n]*exit code 1\n"), "dataworks: 1 more failed (--limit, or name them)\n"},
        StopRow{"OfAnAttempt", "twice", "$DW logs --attempt 1", 0, HasSubstr("first attempt"), IsEmpty()},
        StopRow{"TooHighAnAttempt", "twice", "$DW logs --attempt 2", 2, IsEmpty(),
                MatchesRegex("dataworks: --attempt 2: load \\(instance [0-9]+\\) has 1 attempt\n")},
        StopRow{"NothingFailed", "nightly", "$DW logs", 0, IsEmpty(),
                MatchesRegex("dataworks: no node of run [0-9]+ has failed; name a node to see its log\n")},
        StopRow{"NeverRan", "bad_day", "$DW logs $id publish", 0, IsEmpty(),
                MatchesRegex("dataworks: publish \\(instance [0-9]+\\): never ran, no log\n")},
        StopRow{"UnknownNode", "bad_day", "$DW logs $id lod", 2, IsEmpty(), HasSubstr("did you mean 'load'?")},
        StopRow{"AnotherRun", "bad_day", "$DW logs $id 222", 2, IsEmpty(), HasSubstr("222 is not a node of run ")},
        StopRow{"IdZero", "bad_day", "$DW logs 0 -p sales", 2, IsEmpty(), HasSubstr("'0' is not the id of a run")},
        StopRow{"BadFlag", "bad_day", "$DW logs --tial 5", 2, IsEmpty(), HasSubstr("did you mean --tail?")},
        StopRow{"DoesNotFollow", "bad_day", "$DW logs -f", 2, IsEmpty(), HasSubstr("every poll costs a call")},
        StopRow{"RawIsNoJson", "bad_day", "$DW logs --raw -o json", 2, HasSubstr("\"exitCode\": 2"),
                HasSubstr("--raw")},
        StopRow{"FolderNotWritable", "bad_day", "$DW logs --dir /proc/logs", 2, IsEmpty(),
                HasSubstr("--dir /proc/logs: ")},
        StopRow{"DoneInPart", "log_denied_once", "$DW logs --tail 1", 1, HasSubstr("==> b (instance "),
                HasSubstr("Forbidden.RAM")},
        StopRow{"NoSuchRun", "bad_day", "$DW logs 4711 -p sales", 3, IsEmpty(), HasSubstr("no run with this dag id")},
        StopRow{
            "Denied", "log_denied", "$DW logs -o json", 3,
            AllOf(HasSubstr("\"exitCode\": 3"), HasSubstr("\"code\": \"Forbidden.RAM\""), HasSubstr("\"log\": null")),
            HasSubstr("Forbidden.RAM")},
        StopRow{"NoCredentials", "bad_day",
                "unset ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET; "
                "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true $DW logs",
                4, IsEmpty(), HasSubstr("credentials")},
        StopRow{"DailyQuota", "bad_day", "DATAWORKS_DAILY_CALLS=1 $DW logs", 3, IsEmpty(),
                HasSubstr("\n  today's calls are used up; after 00:00 +08:00 (assumed): the same command again\n")},
        StopRow{"NotReached", "log_down", "$DW logs", 5, IsEmpty(), HasSubstr("ServiceUnavailable")},
        StopRow{"TimedOut", "log_hangs", "$DW logs --timeout 3s", 5, IsEmpty(), HasSubstr("load (instance ")},
        StopRow{"NotWritable", "leaky", "$DW logs -q >/dev/full", 2, IsEmpty(), HasSubstr("could not be written")},
        StopRow{"DryRun", "two_failures", "$DW logs --dry-run --attempt 1; stats | grep -c GetInstanceLog", 1,
                MatchesRegex("would be sent, and was not:\n"
                             "  ListInstanceHistory  a \\(instance [0-9]+\\)  FAILURE\n"
                             "  GetInstanceLog       a \\(instance [0-9]+\\)  FAILURE\n"
                             "  ListInstanceHistory  b [^\n]*\n  GetInstanceLog       b [^\n]*\n0\n"),
                IsEmpty()}),
    stopRowName);

TEST_F(CommandLine, LogsAreFiledByteForByteForTheirOwner) {
  const auto result = script(afterRun("leaky") + "$DW logs --dir logs; stat -c '%a' logs logs/*; cat logs/*");
  EXPECT_THAT(result.out, MatchesRegex("logs/load-[0-9]+\\.log\n700\n600\n(.|\n)*token=bGl2ZQ==\n(.|\n)*"));
  EXPECT_THAT(result.err, IsEmpty());
}

TEST_F(CommandLine, LogsAsJsonNameWhatIsKnown) {
  const auto result = script(afterRun("two_failures") + "$DW logs -o json --limit 1 --tail 2");
  const json end = json::parse(result.out);
  EXPECT_EQ(end["exitCode"], 0);
  EXPECT_EQ(end["projectName"], "sales");
  EXPECT_EQ(end["notFetched"], 1);
  ASSERT_EQ(end["logs"].size(), 1U);
  const json& log = end["logs"][0];
  EXPECT_EQ(log["nodeName"], "a");
  EXPECT_EQ(log["statusName"], "FAILURE");
  EXPECT_TRUE(log["attempt"].is_null() && log["instanceHistoryId"].is_null() && log["file"].is_null());
  EXPECT_GT(log["lines"], 2);
  EXPECT_THAT(log["log"].get<std::string>(), EndsWith("job failed, exit code 1\n"));
}

// One call for the run and one for each log.
TEST_F(CommandLine, LogsCostOneCallANode) {
  const auto result = script(afterRun("two_failures") +
                             "count() { stats | grep -o '\"requestsRead\": [0-9]*' | cut -d' ' -f2; }\n"
                             "before=$(count); $DW logs >/dev/null; echo $(($(count) - before))");
  EXPECT_EQ(result.out, "3\n");
}

TEST_F(CommandLine, LogsEndBySignal) {
  const auto result = script(afterRun("log_hangs") + R"(
$DW logs -p sales & pid=$!
waitUntil 'stats | grep -q GetInstanceLog'
kill -TERM $pid; wait $pid; echo $?)");
  EXPECT_EQ(result.out, "143\n");
}

INSTANTIATE_TEST_SUITE_P(
    SetSuccess, AfterFailure,
    ::testing::Values(
        StopRow{"Done", "bad_day", "$DW set-success $id load --yes", 0,
                MatchesRegex("load \\(instance [0-9]+\\): set to success\n"),
                MatchesRegex("what waited for it goes on: dataworks watch [0-9]+ -p sales\n")},
        StopRow{
            "ById", "bad_day",
            "$DW set-success $id id:$($DW search $id -p sales -o json | grep -o '\"instanceId\": *[0-9]*' | head -1 | "
            "tr -dc 0-9) -y -q",
            0, HasSubstr("set to success"), IsEmpty()},
        StopRow{"DoneBefore", "nightly", "$DW set-success $id extract --yes", 0,
                MatchesRegex("extract \\(instance [0-9]+\\): reads SUCCESS already\n"), IsEmpty()},
        StopRow{"NotFailed", "bad_day", "$DW set-success $id publish --yes", 2, IsEmpty(),
                HasSubstr("is NOT_RUN: only a node that reads FAILURE")},
        StopRow{"WithoutATerminal", "bad_day", "$DW set-success $id load", 2, IsEmpty(), HasSubstr("give --yes")},
        StopRow{"WithoutANode", "bad_day", "$DW set-success $id --yes", 2, IsEmpty(), HasSubstr("NODE is required")},
        StopRow{"WithoutAnId", "bad_day", "$DW set-success --yes", 2, IsEmpty(), HasSubstr("ID is required")},
        StopRow{"UnknownNode", "bad_day", "$DW set-success $id 222 --yes", 2, IsEmpty(),
                HasSubstr("not a node of run")},
        StopRow{"UnknownProject", "bad_day", "$DW set-success 4711 load --yes", 2, IsEmpty(),
                HasSubstr("the journal does not know run 4711")},
        StopRow{"DoneInPart", "set_denied_once", "$DW set-success $id a b --yes", 1,
                MatchesRegex("a [^\n]*: rejected\nb [^\n]*: set to success\n"), HasSubstr("Forbidden.RAM")},
        StopRow{"Rejected", "set_denied", "$DW set-success $id load --yes -o json", 3,
                AllOf(HasSubstr("\"execution\": \"not executed\""), HasSubstr("\"outcome\": \"rejected\"")),
                HasSubstr("Forbidden.RAM")},
        StopRow{"NoSuchRun", "bad_day", "$DW set-success 4711 load -p sales --yes", 3, IsEmpty(),
                HasSubstr("no run with this dag id")},
        StopRow{"NoCredentials", "bad_day",
                "unset ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET; "
                "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true $DW set-success $id load --yes",
                4, IsEmpty(), HasSubstr("credentials")},
        StopRow{"DailyQuota", "bad_day", "DATAWORKS_DAILY_CALLS=1 $DW set-success $id load --yes", 3,
                MatchesRegex("load [^\n]*: not sent\n"),
                HasSubstr("\n  today's calls are used up; after 00:00 +08:00 (assumed): the same command again\n")},
        StopRow{"NotReached", "bad_day", "$DW set-success $id load --yes --endpoint http://127.0.0.1:1", 5, IsEmpty(),
                HasSubstr("127.0.0.1")},
        StopRow{"ResponseLost", "set_lost", "$DW set-success $id load --yes", 5,
                MatchesRegex("load [^\n]*: unknown: the response was lost\n"), Not(IsEmpty())},
        StopRow{"NotWritable", "bad_day", "$DW set-success $id load --yes >/dev/full", 0, IsEmpty(),
                HasSubstr("could not be written")},
        StopRow{
            "DryRun", "bad_day", "$DW set-success $id load --dry-run; stats | grep -c SetSuccess", 1,
            MatchesRegex("would be sent, and was not:\n  SetSuccessInstance  load \\(instance [0-9]+\\)  FAILURE\n0\n"),
            IsEmpty()}),
    stopRowName);

// `watch` without an id, `runs` and `--once` do not take it for a trigger.
TEST_F(CommandLine, ASetSuccessIsInTheJournalAndNoTrigger) {
  const auto result = script(afterRun("bad_day") + R"(
$DW set-success $id load --yes -q >/dev/null
$DW watch -q >/dev/null; echo $?
$DW runs -o json | grep -c '"time"'
grep "\"kind\"" ~/.local/state/dataworks/runs.jsonl | tail -2)");
  std::istringstream lines(result.out);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "0") << "the run goes on with what waited";
  std::getline(lines, line);
  EXPECT_EQ(line, "1");
  std::getline(lines, line);
  const json before = json::parse(line);
  EXPECT_EQ(before["kind"], "set-success");
  EXPECT_EQ(before["instances"][0]["nodeName"], "load");
  EXPECT_FALSE(before["instances"][0].contains("outcome"));
  std::getline(lines, line);
  const json after = json::parse(line);
  EXPECT_EQ(after["action"], before["action"]);
  EXPECT_EQ(after["instances"][0]["outcome"], "accepted");
}

TEST_F(CommandLine, SetSuccessAsksOnATerminal) {
  const std::string flow = "bad_day";
  for (const auto& [answer, exitCode] : std::vector<std::pair<std::string, int>>{{"y", 0}, {"n", 2}, {"", 2}}) {
    SCOPED_TRACE(answer);
    const auto result = script(afterRun(flow) + "script -qec \"$DW set-success $id load\" /dev/null <<<'" + answer +
                               "' | tr -d '\\r'; echo ${PIPESTATUS[0]}");
    EXPECT_THAT(result.out, HasSubstr("Set to success: load (instance "));
    EXPECT_THAT(result.out, HasSubstr("of sales/bad_day (dag "));
    EXPECT_THAT(result.out, EndsWith("\n" + std::to_string(exitCode) + "\n"));
    EXPECT_EQ(result.out.find("nothing was sent") != std::string::npos, exitCode == 2);
  }
}

// --- stop

class Stop : public CommandLine, public ::testing::WithParamInterface<StopRow> {};

TEST_P(Stop, EndsAsSpecified) {
  const ProcessResult result = script(triggered(GetParam().flow) + GetParam().command);
  EXPECT_EQ(result.exitCode, GetParam().exitCode);
  EXPECT_THAT(result.out, GetParam().out);
  EXPECT_THAT(result.err, GetParam().err);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Stop,
    ::testing::Values(
        StopRow{"Done", "endless", "$DW stop $id --poll-interval 20ms", 0,
                MatchesRegex("wait \\(instance [0-9]+\\): stopped\n"),
                AllOf(HasSubstr("stop accepted, still active"), HasSubstr("remote jobs of stopped nodes may go on"))},
        StopRow{"NothingToDo", "endless", "$DW stop $id -y -q --poll-interval 20ms >/dev/null; $DW stop $id", 0,
                IsEmpty(), "dataworks: nothing is active, nothing was sent\n"},
        StopRow{"ANodeThatIsOver", "endless",
                "$DW stop $id -y -q --poll-interval 20ms >/dev/null; $DW stop $id wait -o json", 0,
                HasSubstr("\"outcome\": \"alreadyOver\""), IsEmpty()},
        StopRow{"OnlyTheNamedNode", "two_endless", "$DW stop $id a --poll-interval 20ms -q; $DW search $id -p sales", 0,
                AllOf(HasSubstr("stopped"), ContainsRegex("FAILURE +a"), ContainsRegex("RUNNING +b")), IsEmpty()},
        StopRow{"UnknownNode", "endless", "$DW stop $id 222", 2, IsEmpty(),
                HasSubstr("; one run a command: dataworks stop 222")},
        StopRow{"WithoutAnId", "endless", "$DW stop", 2, IsEmpty(), HasSubstr("ID is required")},
        StopRow{"DoneInPart", "stop_denied_once", "$DW stop $id --poll-interval 20ms --timeout 10s -q", 1,
                MatchesRegex("a [^\n]*: rejected\nb [^\n]*: stopped\n"), HasSubstr("Forbidden.RAM")},
        StopRow{"Rejected", "stop_denied", "$DW stop $id --poll-interval 20ms -o json", 3,
                AllOf(HasSubstr("\"exitCode\": 3"), HasSubstr("\"execution\": \"not executed\""),
                      HasSubstr("\"outcome\": \"rejected\"")),
                HasSubstr("Forbidden.RAM")},
        StopRow{"NoSuchRun", "endless", "$DW stop 4711 -p sales", 3, IsEmpty(), HasSubstr("no run with this dag id")},
        StopRow{"NoCredentials", "endless",
                "unset ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET; "
                "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true $DW stop $id",
                4, IsEmpty(), HasSubstr("credentials")},
        StopRow{"IdZero", "endless", "$DW stop 0 -p sales", 2, IsEmpty(), HasSubstr("'0' is not the id of a run")},
        StopRow{"BadFlag", "endless", "$DW stop $id --yse", 2, IsEmpty(), HasSubstr("--yes")},
        StopRow{"DailyQuota", "endless", "DATAWORKS_DAILY_CALLS=1 $DW stop $id", 3, IsEmpty(),
                HasSubstr("\n  today's calls are used up; after 00:00 +08:00 (assumed): the same command again\n")},
        StopRow{"NotReached", "endless", "$DW stop $id --endpoint http://127.0.0.1:1", 5, IsEmpty(),
                HasSubstr("127.0.0.1")},
        StopRow{"ResponseLost", "stop_lost", "$DW stop $id --timeout 4s -q", 5,
                MatchesRegex("wait [^\n]*: unknown[^\n]*\n"), Not(IsEmpty())},
        StopRow{"Throttled", "stop_throttled", "$DW stop $id --timeout 4s -q", 5,
                MatchesRegex("wait [^\n]*: not sent\n"), Not(IsEmpty())},
        StopRow{"NotOverAtTheTimeout", "stop_slow", "$DW stop $id --timeout 6s -q", 124,
                MatchesRegex("wait [^\n]*: stop accepted, still active\n"), HasSubstr("look: dataworks search ")},
        StopRow{"NotWritable", "endless", "$DW stop $id --poll-interval 20ms >/dev/full", 0, IsEmpty(),
                HasSubstr("could not be written")},
        StopRow{"DryRun", "endless", "$DW stop $id --dry-run; stats | grep -c StopInstance", 1,
                MatchesRegex("would be sent, and was not:\n  StopInstance  wait \\(instance [0-9]+\\)  [A-Z_]+\n0\n"),
                IsEmpty()}),
    stopRowName);

TEST_F(CommandLine, StopEndsBySignalAndLeavesWhatWasAccepted) {
  const auto result = script(triggered("stop_slow") + R"(
$DW stop $id 2>err & pid=$!
waitUntil "grep -q 'stop accepted' err"
kill -TERM $pid; wait $pid; echo $?; cat err)");
  EXPECT_THAT(result.out, AllOf(HasSubstr("143\n"), HasSubstr("no further stop is sent; what was accepted goes on")));
}

TEST_F(CommandLine, StopAsksOnATerminal) {
  for (const auto& [answer, exitCode] : std::vector<std::pair<std::string, int>>{{"y", 0}, {"n", 2}}) {
    SCOPED_TRACE(answer);
    const auto result =
        script(triggered("endless") + "script -qec \"$DW stop $id --poll-interval 20ms\" /dev/null <<<'" + answer +
               "' | tr -d '\\r'; echo ${PIPESTATUS[0]}");
    EXPECT_THAT(result.out, ContainsRegex("Stop 1 active node of sales/endless \\(bizdate [0-9-]+\\)\\? \\[y/N\\]"));
    EXPECT_THAT(result.out, EndsWith("\n" + std::to_string(exitCode) + "\n"));
  }
}

// --- re-run

INSTANTIATE_TEST_SUITE_P(
    Rerun, AfterFailure,
    ::testing::Values(
        StopRow{"Done", "twice", "$DW rerun $id --poll-interval 20ms", 0, HasSubstr("1 of 1 succeeded"),
                AllOf(StartsWith("dataworks watch "), ContainsRegex("to re-run: load \\(instance [0-9]+\\)\n"),
                      ContainsRegex("re-run: load \\(instance [0-9]+\\)\n"))},
        StopRow{"OneNode", "one_of_two_twice", "$DW rerun $id b --poll-interval 20ms -q", 1,
                AllOf(HasSubstr("1 of 2 succeeded  1 failed"), HasSubstr("log: dataworks logs ")), IsEmpty()},
        StopRow{"FailedAgain", "bad_day", "$DW rerun $id --poll-interval 20ms -q", 1,
                AllOf(HasSubstr("1 of 2 failed"), HasSubstr("log: dataworks logs ")), IsEmpty()},
        StopRow{"AllSucceeded", "nightly", "$DW rerun $id", 0, IsEmpty(),
                "dataworks: nothing has failed, nothing was sent\n"},
        StopRow{"NotFailed", "bad_day", "$DW rerun $id publish", 2, IsEmpty(),
                HasSubstr("is NOT_RUN: only a node that reads FAILURE can be re-run")},
        StopRow{"UnknownNode", "bad_day", "$DW rerun $id 222", 2, IsEmpty(), HasSubstr("not a node of run")},
        StopRow{"WithoutAnId", "bad_day", "$DW rerun", 2, IsEmpty(), HasSubstr("ID is required")},
        StopRow{"DoneInPart", "rerun_denied_once", "$DW rerun $id --poll-interval 20ms -q", 1,
                HasSubstr("1 of 2 succeeded  1 failed"), HasSubstr("Forbidden.RAM")},
        StopRow{"Rejected", "rerun_denied", "$DW rerun $id -o json -q", 3,
                AllOf(HasSubstr("\"exitCode\": 3"), HasSubstr("\"execution\": \"not executed\""),
                      HasSubstr("\"outcome\": \"rejected\"")),
                HasSubstr("Forbidden.RAM")},
        StopRow{"NoSuchRun", "bad_day", "$DW rerun 4711 -p sales", 3, IsEmpty(), HasSubstr("no run with this dag id")},
        StopRow{"NoCredentials", "bad_day",
                "unset ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET; "
                "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true $DW rerun $id",
                4, IsEmpty(), HasSubstr("credentials")},
        StopRow{"IdZero", "bad_day", "$DW rerun 0 -p sales", 2, IsEmpty(), HasSubstr("'0' is not the id of a run")},
        StopRow{"BadFlag", "bad_day", "$DW rerun $id --agian", 2, IsEmpty(), HasSubstr("--again")},
        StopRow{"NothingFailedYet", "nightly",
                "id=$($DW create slow -p sales -q); $DW rerun $id --poll-interval 20ms -q", 0,
                HasSubstr("1 of 1 succeeded"), IsEmpty()},
        StopRow{"ActiveNode", "nightly", "id=$($DW create slow -p sales -q); $DW rerun $id a --poll-interval 20ms -q",
                0, HasSubstr("1 of 1 succeeded"), IsEmpty()},
        StopRow{"DailyQuota", "bad_day", "DATAWORKS_DAILY_CALLS=1 $DW rerun $id", 3, ::testing::_,
                HasSubstr("\n  today's calls are used up; after 00:00 +08:00 (assumed): the same command again\n")},
        StopRow{"NotReached", "bad_day", "$DW rerun $id --endpoint http://127.0.0.1:1", 5, IsEmpty(),
                HasSubstr("127.0.0.1")},
        StopRow{"Throttled", "rerun_throttled", "$DW rerun $id --timeout 4s -q", 5, ::testing::_, Not(IsEmpty())},
        StopRow{"ResponseLostAndProved", "rerun_lost", "$DW rerun $id --poll-interval 20ms -q", 0,
                HasSubstr("1 of 1 succeeded"), ::testing::_},
        StopRow{"ResponseLost", "rerun_not_there", "$DW rerun $id --timeout 6s -q", 6, ::testing::_,
                AllOf(HasSubstr("outcome unknown: load (instance "), HasSubstr(" may run again ("),
                      ContainsRegex(
                          "it runs: dataworks watch [0-9]+ -p sales      it does not: dataworks rerun [0-9]+ -p sales "
                          "--again\n"))},
        StopRow{"NotWritable", "twice", "$DW rerun $id --poll-interval 20ms -q >/dev/full", 0, IsEmpty(),
                HasSubstr("could not be written")},
        StopRow{"TimedOut", "twice_then_endless", "$DW rerun $id --poll-interval 20ms --timeout 5s -q", 124,
                ::testing::_, HasSubstr("; the re-run goes on")},
        StopRow{
            "DryRun", "bad_day", "$DW rerun $id --dry-run; stats | grep -c RestartInstance", 1,
            MatchesRegex("would be sent, and was not:\n  RestartInstance  load \\(instance [0-9]+\\)  FAILURE\n0\n"),
            IsEmpty()}),
    stopRowName);

TEST_F(CommandLine, ARerunOfUnknownOutcomeIsNotSentAgain) {
  const auto result = script(afterRun("rerun_not_there") + R"(
restarts() { stats | grep -o '"RestartInstance": [0-9]*'; }
$DW rerun $id --timeout 6s -q >/dev/null 2>&1; echo $?; restarts
$DW rerun $id -o json >end 2>err; echo $?; restarts; grep -o '"outcome": "unknown"' end
$DW rerun $id --again --poll-interval 20ms -q >/dev/null; echo $?; restarts
cat err >&2)");
  EXPECT_EQ(
      result.out,
      "6\n\"RestartInstance\": 1\n6\n\"RestartInstance\": 1\n\"outcome\": \"unknown\"\n0\n\"RestartInstance\": 2\n");
  EXPECT_THAT(result.err, HasSubstr("an earlier re-run of unknown outcome is in the journal"));
}

TEST_F(CommandLine, RerunEventsNameEachStep) {
  const auto result = script(afterRun("twice") + "$DW rerun $id --poll-interval 20ms -o jsonl -q");
  std::istringstream lines(result.out);
  std::vector<std::string> events;
  json last;
  for (std::string line; std::getline(lines, line);) {
    last = json::parse(line);
    events.push_back(last["event"]);
    if (events.back() == "restarted") {
      EXPECT_EQ(last["outcome"], "restarted");
    }
  }
  ASSERT_GE(events.size(), 4U);
  EXPECT_EQ(events[0], "restarting");
  EXPECT_EQ(events[1], "restarted");
  EXPECT_EQ(events[2], "node");
  EXPECT_EQ(events.back(), "finished");
  EXPECT_EQ(last["exitCode"], 0);
}

TEST_F(CommandLine, RerunGoesOnAfterASignal) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the thread sanitizer holds a signal back while the main thread waits in std::latch";
#endif
  const auto result = script(afterRun("twice_then_endless") + R"(
$DW rerun $id --poll-interval 20ms -o json >end 2>err & pid=$!
waitUntil "grep -q 'wait RUNNING' err"
kill -INT $pid; kill -TERM $pid; wait $pid; echo $?; cat err; grep -o '"outcome": "[a-z]*"' end)");
  EXPECT_THAT(result.out, AllOf(HasSubstr("143\n"), HasSubstr("; the re-run goes on"),
                                HasSubstr("resume with: dataworks watch "), HasSubstr("\"outcome\": \"restarted\"")));
}

TEST_F(CommandLine, RerunWaitsForTheResponseOfARestartInFlight) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the thread sanitizer holds a signal back while the main thread waits in std::latch";
#endif
  const auto result = script(afterRun("rerun_hangs") + R"(
$DW rerun $id -q >/dev/null 2>err & pid=$!
waitUntil "stats | grep -q '\"RestartInstance\": 1'"
kill -TERM $pid
waitUntil "grep -q 'waiting up to 5 s for the response' err"
kill -HUP $pid
wait $pid; echo $?; grep "\"kind\"" ~/.local/state/dataworks/runs.jsonl | tail -1)");
  EXPECT_THAT(result.out, AllOf(StartsWith("6\n"), HasSubstr("\"kind\":\"rerun\"")));
}

TEST_F(CommandLine, OnceAfterAFailedRunSaysHowToGoOn) {
  const auto result = script(R"(
$DW run bad_day -p sales --once --poll-interval 20ms -q >/dev/null 2>&1; echo $?
$DW run bad_day -p sales --once --poll-interval 20ms >/dev/null; echo $?
stats | grep -o '"runsStarted": [0-9]*')");
  EXPECT_EQ(result.out, "1\n1\n\"runsStarted\": 1\n");
  EXPECT_THAT(result.err,
              ContainsRegex("--once does not trigger again. Go on with: dataworks rerun [0-9]+ -p sales\n$"));
}

// A re-run writes its lines before and after each restart.
TEST_F(CommandLine, ARerunIsInTheJournal) {
  const auto result = script(afterRun("twice") + R"(
$DW rerun $id --poll-interval 20ms -q >/dev/null
grep "\"kind\"" ~/.local/state/dataworks/runs.jsonl | tail -2)");
  std::istringstream lines(result.out);
  std::string line;
  std::getline(lines, line);
  const json before = json::parse(line);
  EXPECT_EQ(before["kind"], "rerun");
  EXPECT_EQ(before["nonce"].get<std::string>().size(), 32U);
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line)["instances"][0]["outcome"], "restarted");
}

// --- logs at the end of a run

TEST_F(CommandLine, OffATerminalNothingOfALogIsShownUnasked) {
  const auto result = script("$DW run leaky -p sales --poll-interval 20ms; stats | grep -c GetInstanceLog");
  EXPECT_THAT(result.err, ContainsRegex("\nlog: dataworks logs [0-9]+ -p sales\n$"));
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("Log view")));
  EXPECT_THAT(result.out, EndsWith("\n0\n"));
}

TEST_F(CommandLine, LogTailShowsTheEndOfLogs) {
  const auto result = script(R"(
$DW run two_failures -p sales --poll-interval 20ms --log-tail 1; echo $?
$DW run leaky -p sales --poll-interval 20ms --log-tail 4 -o json -q
stats | grep -o '"GetInstanceLog": [0-9]*')");
  EXPECT_THAT(result.err,
              ContainsRegex("==> a \\(instance [0-9]+\\), the last 1 lines of its log <==\n[^\n]*exit code 1\n"
                            "==> b [^\n]*\n[^\n]*exit code 1\n"));
  EXPECT_THAT(result.out, AllOf(HasSubstr("token=****"), Not(HasSubstr("bGl2ZQ")), HasSubstr("\"masked\": 2"),
                                EndsWith("\"GetInstanceLog\": 3\n")));
}

TEST_F(CommandLine, LogTailIsAnEventBeforeTheLast) {
  const auto result = script("$DW run leaky -p sales --poll-interval 20ms --log-tail 1 -o jsonl -q");
  std::vector<json> events;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) events.push_back(json::parse(line));
  ASSERT_GE(events.size(), 2U);
  EXPECT_EQ(events.back()["event"], "finished");
  EXPECT_EQ(events[events.size() - 2]["event"], "log");
  EXPECT_EQ(events[events.size() - 2]["nodeName"], "load");
  EXPECT_EQ(events[events.size() - 2]["tail"], "ERROR 1\n");
}

TEST_F(CommandLine, ATerminalShowsTheEndOfTheFirstFailure) {
  const auto result = onTerminal({"run", "leaky", "-p", "sales", "--poll-interval", "20ms"});
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_THAT(result.out, AllOf(ContainsRegex("==> load \\(instance [0-9]+\\), the last 20 lines of its log <==\r\n"),
                                HasSubstr("token=****"), HasSubstr("masked 2 values; best effort"),
                                HasSubstr("log: dataworks logs "), Not(HasSubstr("bGl2ZQ"))));
  EXPECT_THAT(onTerminal({"run", "leaky", "-p", "sales", "--poll-interval", "20ms", "--log-tail", "0"}).out,
              Not(HasSubstr("==> load")));
}

TEST_F(CommandLine, ReportsHoldLogsOnlyWhereAsked) {
  const auto result = script(afterRun("leaky") + R"(
$DW report $id -p sales --save without.junit.xml --save without.json -q
$DW report $id -p sales --with-logs --save with.junit.xml --save with.html --save with.json -q
$DW report --from with.json --save again.junit.xml -q
$DW report --from with.json --with-logs --save logs.junit.xml -q
grep -lF 'ERROR 1' *.xml *.html *.json; grep -l bGl2ZQ *
$DW report --from without.json --with-logs; echo $?
$DW run leaky -p sales --poll-interval 20ms --save run.html --with-logs -q >/dev/null; grep -c 'ERROR 1' run.html)");
  EXPECT_EQ(result.out, "logs.junit.xml\nwith.junit.xml\nwith.html\nwith.json\n2\n1\n");
  EXPECT_THAT(result.err, HasSubstr("--with-logs: without.json holds no logs"));
}

// --- the run of a lost response

TEST_F(CommandLine, RunLooksForTheRunOfALostResponse) {
  const auto result = script("$DW run lost_answer -p sales; echo $?");
  EXPECT_EQ(result.out, "6\n");
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("outcome unknown: sales/lost_answer"), HasSubstr("\n  sent "),
                    HasSubstr("  candidates, not proof"),
                    ContainsRegex("\n    [0-9]+  created [0-9:]+ \\+08:00, [0-9] s after this trigger, by [^\n]*"
                                  "dataworks watch [0-9]+ -p sales\n"),
                    EndsWith("do not trigger again before you have looked at it\n")));
}

// Another person's trigger of the same flow, by the other operation, which the fault does not meet.
TEST_F(CommandLine, AnotherPersonsRunIsACandidateLikeTheOwnOne) {
  struct Lost {
    const char* flow;
    std::size_t candidates;
    const char* runsStarted;
  };
  for (const Lost& lost : {Lost{"lost_answer", 2, "2"}, Lost{"lost_request", 1, "1"}}) {
    const std::string flow = lost.flow;
    const auto result = script("DATAWORKS_JOURNAL=off $DW create " + flow +
                               " -p sales --env prod -q >theirs\n$DW run " + flow + R"( -p sales -o json >end; echo $?
stats | grep -o '"runsStarted": [0-9]*' | tr -dc 0-9)");
    EXPECT_EQ(result.out, std::string("6\n") + lost.runsStarted) << flow;
    EXPECT_THAT(result.err, HasSubstr("  candidates, not proof (another person's trigger looks the same):\n"));
    EXPECT_THAT(result.err, HasSubstr("do not trigger again before you have looked at it\n"));
    std::ifstream theirs(folder / "theirs");
    std::int64_t theirId = 0;
    theirs >> theirId;
    std::ifstream file(folder / "end");
    const json end = json::parse(file);
    EXPECT_EQ(end["execution"], "maybe executed");
    EXPECT_TRUE(end["dagId"].is_null()) << "which one it is, is not known";
    ASSERT_EQ(end["candidates"].size(), lost.candidates) << flow;
    EXPECT_EQ(end["candidates"].back()["dagId"], theirId) << "the newest first";
    for (const json& candidate : end["candidates"]) {
      EXPECT_THAT(result.err, HasSubstr("dataworks watch " + candidate["dagId"].dump() + " -p sales\n"));
    }
  }
}

// It looks 3 s and 15 s after the loss.
TEST_F(CommandLine, NoCandidateProvesNothing) {
  const auto result = script("$DW run lost_request -p sales -o json; stats | grep -c '\"runsStarted\": 0'");
  EXPECT_THAT(result.out, AllOf(HasSubstr("\"exitCode\": 6"), HasSubstr("\"execution\": \"maybe executed\""),
                                HasSubstr("\"candidates\": []"), EndsWith("}\n1\n")));
  EXPECT_THAT(result.err, AllOf(HasSubstr("is listed (looked twice). That proves nothing: it may appear later."),
                                HasSubstr("only if it is missing there and in Operation Center too: dataworks run")));
}

TEST_F(CommandLine, ARunThatMayNotListSaysSo) {
  const auto result = script("$DW run lost_and_denied -p sales; echo $?");
  EXPECT_EQ(result.out, "6\n");
  EXPECT_THAT(result.err, HasSubstr("cannot list runs (Forbidden"));
  EXPECT_THAT(result.err, ContainsRegex("flow lost_and_denied, [0-9][0-9]:[0-9][0-9]-[0-9][0-9]:[0-9][0-9]\n"));
}

TEST_F(CommandLine, OnceIsSettlesTheJournalAndNeverTriggers) {
  const auto result = script(R"(
$DW run lost_answer -p sales --timeout 4s >/dev/null 2>&1; echo $?
$DW run lost_answer -p sales --once >/dev/null 2>err; echo $?; grep -c 'candidates, not proof' err
id=$($DW runs --remote lost_answer -p sales -o json | grep -o '"dagId": [0-9]*' | tr -dc 0-9)
$DW runs --remote lost_answer -p sales -o json | grep -o '"journal": "[a-z]*"'
$DW run lost_answer -p sales --once --is 4711 >/dev/null 2>&1; echo $?
$DW run lost_answer -p sales --once --is $id --poll-interval 20ms -q >/dev/null; echo $?
$DW run lost_answer -p sales --once --poll-interval 20ms -q >/dev/null; echo $?
$DW run lost_answer -p sales --once --is 4711 >/dev/null 2>&1; echo $?
$DW run lost_answer -p sales --is 4711 >/dev/null 2>&1; echo $?
stats | grep -o '"runsStarted": [0-9]*')");
  EXPECT_EQ(result.out, "6\n6\n1\n\"journal\": \"unknown\"\n3\n0\n0\n2\n2\n\"runsStarted\": 1\n");
}

TEST_F(CommandLine, RunsRemoteListsWhatTheServiceKnows) {
  const auto result = script(afterRun("nightly") + R"(
$DW runs --remote nightly -p sales; echo $?
$DW runs --remote nightly -p sales -o json >json; echo $?
$DW runs --remote bad_day -p sales; echo $?
$DW runs --remote; echo $?
$DW runs --remote -p sales --since never; echo $?
$DW runs --remote list_denied -p sales -o json >denied; echo $?
$DW runs nightly | wc -l; $DW runs other | wc -l)");
  EXPECT_THAT(result.out, MatchesRegex("CREATED [^\n]*\n[0-9-]+ [0-9:]+ \\+08:00  SUCCEEDED  [0-9]+  nightly  "
                                       "[^\n]*started\n0\n0\n0\n2\n2\n3\n2\n1\n"));
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("That proves nothing: it may appear later"), HasSubstr("--project is required"),
                    HasSubstr("--since 'never'"), HasSubstr("Forbidden")));
  std::ifstream file(folder / "json");
  const json end = json::parse(file);
  EXPECT_EQ(end["exitCode"], 0);
  EXPECT_EQ(end["complete"], true);
  EXPECT_GT(end["projectId"], 0);
  ASSERT_EQ(end["runs"].size(), 1U);
  EXPECT_EQ(end["runs"][0]["state"], "succeeded");
  EXPECT_EQ(end["runs"][0]["counts"]["SUCCESS"], 2);
  EXPECT_EQ(end["runs"][0]["journal"], "started");
  std::ifstream denied(folder / "denied");
  EXPECT_EQ(json::parse(denied)["exitCode"], 3);
}

TEST_F(CommandLine, RunsShowsTheLastStateSeen) {
  const auto result = script(afterRun("nightly") + afterRun("bad_day") + R"(
$DW create endless -p sales -q >/dev/null
$DW runs
id=$($DW runs endless -o json | grep -o '"dagId": [0-9]*' | cut -d' ' -f2)
$DW stop $id --yes -q --timeout 60s >/dev/null
$DW runs endless -o json)");
  EXPECT_THAT(result.out, MatchesRegex("TIME \\+08:00 +OUTCOME +DAG [^\n]*\n"
                                       "[0-9-]+ [0-9:]+  succeeded  [0-9]+  sales/nightly [^\n]*\n"
                                       "[0-9-]+ [0-9:]+  failed     [0-9]+  sales/bad_day [^\n]*\n"
                                       "[0-9-]+ [0-9:]+  started    [0-9]+  sales/endless [^\n]*\n"
                                       ".*\"state\": \"failed\",\n    \"seen\": \"[^\n]*Z\"\n.*"));
}

// --- words of other tools

TEST_F(CommandLine, WordsOfOtherToolsNameTheVerbAndNeverTrigger) {
  const std::vector<std::pair<std::string, std::string>> words{
      {"cancel", "use dataworks stop"},
      {"kill", "use dataworks stop"},
      {"retry", "use dataworks rerun"},
      {"status", "use dataworks search"},
      {"list", "use dataworks runs"},
      {"log", "use dataworks logs"},
      {"resubmit", "a new run of the flow: dataworks run FLOW"}};
  std::string text;
  for (const auto& [word, ours] : words) text += "$DW " + word + " nightly -p sales; echo $? >&2\n";
  const auto result = script(text + "stats | grep -c '\"runsStarted\": 0'");
  EXPECT_EQ(result.out, "1\n");
  std::istringstream lines(result.err);
  for (const auto& [word, ours] : words) {
    std::string line;
    std::getline(lines, line);
    EXPECT_THAT(line, AllOf(StartsWith("dataworks: there is no verb '" + word + "': "), HasSubstr(ours)));
    std::getline(lines, line);
    EXPECT_EQ(line, "2");
  }
}

// --- a service that says what the emulator would not

std::string listOf(const std::string& rows) {
  return response(R"({"RequestId":"R-1","ErrCode":"0","Success":true,"Data":{"NodeInsInfo":[)" + rows + "]}}");
}
std::string row(const char* name, int instanceId, int status) {
  return R"({"NodeName":")" + std::string(name) + R"(","InstanceId":)" + std::to_string(instanceId) +
         R"(,"DagId":1,"CreateTime":1795374004000,"Status":)" + std::to_string(status) + "}";
}
const std::string kFailed = listOf(row("load", 7, 5));
const std::string kRunning = listOf(row("load", 7, 4));
const std::string kUnknownRun =
    response(R"({"RequestId":"R-1","ErrCode":"11020293069","ErrMsg":"no such dag","Success":false})");
const std::string kQuotaUsedUp =
    response(R"({"RequestId":"R-1","Code":"Throttling.Resource","Message":"the quota of the day"})", "429 Too Many");

class Service : public CommandLine {
 protected:
  /// A list is responded as `first`; after the first action, as `later`.
  void play(const std::string& first, const std::string& later) {
    server.play({.onRequest = [this, first, later](Conversation& client, const SeenRequest& request) {
      const bool isSearch = request.parameter("Action") == "SearchManualDagNodeInstance";
      if (isSearch) return void(client.send(acted ? later : first));
      acted = true;
      client.send(response(R"({"RequestId":"R-2","Success":true,"HttpStatusCode":200,"Data":true})"));
    }});
  }
  ProcessResult dataworks(const std::string& command, const std::vector<SignalWhen>& signals = {}) {
    return script("export ALIBABA_CLOUD_ENDPOINT=" + server.url() + "\nexec $DW " + command, signals);
  }

  FaultServer server;
  std::atomic<bool> acted = false;
};

TEST_F(Service, ASuccessThatIsAcceptedAndNotThereAtTheTimeout) {
  play(kFailed, kFailed);
  const auto result = dataworks("set-success 1 load -p sales --yes --timeout 4s -o json");
  EXPECT_EQ(result.exitCode, 124);
  EXPECT_EQ(json::parse(result.out)["set"][0]["outcome"], "accepted");
}

struct NotFollowable {
  const char* command;
  std::string first;
  std::string later;
  const char* message;
};

// Accepted, and from then on the service gives no more lists.
TEST_F(Service, WhatIsAcceptedAndThenNotFollowableEndsWith7) {
  if (const auto now = std::chrono::system_clock::now(); isTomorrowNear(now) || isTomorrowNear(now + 2min)) {
    GTEST_SKIP() << "it is nearly midnight in Shanghai, when a wait goes on";
  }
  for (const NotFollowable& row : {
           NotFollowable{"stop 1 -p sales --yes -o json", kRunning, kQuotaUsedUp, "Throttling.Resource"},
           NotFollowable{"rerun 1 -p sales --poll-interval 20ms -o json", kFailed, kQuotaUsedUp,
                         "the day's calls are used up (Basic: 100); the re-run goes on; "},
           NotFollowable{"set-success 1 load -p sales --yes -o json", kFailed, kUnknownRun,
                         "accepted, but the run cannot be followed"},
           NotFollowable{"set-success 1 load -p sales --yes -o json", kFailed, kQuotaUsedUp,
                         "today's calls are used up; after 00:00 +08:00 (assumed): the same command again"},
       }) {
    SCOPED_TRACE(row.command);
    acted = false;
    server.forgetRequests();
    play(row.first, row.later);
    const auto result = dataworks(row.command);
    EXPECT_EQ(result.exitCode, 7);
    const json end = json::parse(result.out);
    EXPECT_EQ(end["exitCode"], 7);
    EXPECT_EQ(end["execution"], "executed");
    EXPECT_THAT(result.err, HasSubstr(row.message));
    EXPECT_EQ(server.copies("StopInstance") + server.copies("RestartInstance") + server.copies("SetSuccessInstance"),
              1);
  }
}

TEST_F(Service, ASuccessThatIsFollowedEndsBySignal) {
  play(kFailed, kFailed);
  const auto result = script("export ALIBABA_CLOUD_ENDPOINT=" + server.url() +
                             "\n$DW set-success 1 load -p sales --yes 2>err & pid=$!\n"
                             "journal=.local/state/dataworks/runs.jsonl\n"
                             "waitUntil 'grep -qs set-success $journal && grep -q accepted $journal'\n"
                             "kill -TERM $pid; wait $pid; echo $?; cat err");
  EXPECT_THAT(result.out, AllOf(HasSubstr("accepted, does not read SUCCESS yet\n"), HasSubstr("\n143\n")));
}

// A name that occurs twice: `logs` shows both, the others refuse and give the ids.
TEST_F(Service, NamesThatOccurTwiceAreRefusedButForLogs) {
  const std::string twice = listOf(row("load", 7, 5) + "," + row("load", 8, 5));
  play(twice, twice);
  for (const char* command : {"stop 1 load -p sales", "rerun 1 load -p sales", "set-success 1 load -p sales --yes"}) {
    const auto result = dataworks(command);
    EXPECT_EQ(result.exitCode, 2) << command;
    EXPECT_THAT(result.err, AllOf(HasSubstr("7"), HasSubstr("8"))) << command;
  }
  EXPECT_FALSE(acted);
  const auto logs = dataworks("logs 1 load -p sales --dry-run");
  EXPECT_EQ(logs.exitCode, 0);
  EXPECT_THAT(logs.out, AllOf(HasSubstr("load (instance 7)"), HasSubstr("load (instance 8)")));
}

// A name that is also the id of another node.
TEST_F(Service, ANodeWhoseNameIsAnIdIsRefused) {
  const std::string both = listOf(row("8", 7, 5) + "," + row("load", 8, 5));
  play(both, both);
  for (const char* command : {"logs 1 8 -p sales", "stop 1 8 -p sales", "rerun 1 8 -p sales"}) {
    const auto result = dataworks(command);
    EXPECT_EQ(result.exitCode, 2) << command;
    EXPECT_THAT(result.err, AllOf(HasSubstr("name:8"), HasSubstr("id:8"))) << command;
  }
  EXPECT_FALSE(acted);
}

TEST_F(CommandLine, ListsNoRunsWhereItCannot) {
  const struct {
    const char* name;
    std::string before;
    const char* after;
    int exitCode;
  } rows[] = {
      {"no credentials",
       "unset ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET; export "
       "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true;",
       "", 4},
      {"not reached", "", "--endpoint http://127.0.0.1:1", 5},
      {"result not writable", "", "-o json >/dev/full", 2},
      {"daily quota", "export DATAWORKS_DAILY_CALLS=1;", "", 3},
  };
  for (const auto& row : rows) {
    const auto result = script(row.before + " $DW runs --remote nightly -p sales " + row.after);
    EXPECT_EQ(result.exitCode, row.exitCode) << row.name << ": " << result.err;
  }
  const auto stopped = script(R"(
$DW runs --remote list_hangs -p sales & pid=$!
waitUntil 'stats | grep -q ListInstances'
kill -TERM $pid; wait $pid; echo $?)");
  EXPECT_EQ(stopped.out, "143\n");
}

}  // namespace
}  // namespace dataworks::cli
