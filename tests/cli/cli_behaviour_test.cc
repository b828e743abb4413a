// SPDX-License-Identifier: Apache-2.0
// What the real program does over time: signals, the journal, saved reports, completion.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli_process.h"

namespace dataworks::cli {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

Words fast(Words words) {
  words.insert(words.end(), {"-p", "sales", "--poll-interval", "20ms"});
  return words;
}

// --- signals

TEST_F(CommandLine, EndsWatchingBySignalWhileTheRunGoesOn) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the thread sanitizer holds a signal back while the main thread waits in std::latch";
#endif
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const auto result = dataworks(fast({"run", "endless", "-o", "json"}), {{"wait RUNNING", signal}});
    EXPECT_EQ(result.exitCode, 128 + signal);
    EXPECT_THAT(result.err, HasSubstr("(signal " + std::to_string(signal) + "); the run goes on"));
    EXPECT_EQ(json::parse(result.out)["exitCode"], 128 + signal);
  }
}

TEST_F(CommandLine, TellsTheEndOfARunOnceWhereBothStreamsAreOneFile) {
  const auto result = script(R"(
$DW run nightly -p sales --poll-interval 20ms >both 2>&1; echo $?
$DW watch -p sales >over 2>&1; echo $?
$DW watch -p sales >out 2>err; echo $?
for file in both over err; do grep -c ': succeeded after' $file; done
for file in both over out; do grep -c SUCCEEDED $file; done)");
  EXPECT_EQ(result.out, "0\n0\n0\n0\n0\n1\n1\n1\n1\n");
}

// A program that dies of a signal ends an enclosing bash script as well; an exit code of 130 does not.
TEST_F(CommandLine, DiesOfTheSignalThatEndedIt) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the thread sanitizer holds a signal back while the main thread waits in std::latch";
#endif
  const auto result = script(R"(
$DW run endless -p sales --poll-interval 20ms >/dev/null 2>err & pid=$!
waitUntil 'grep -q RUNNING err'
kill -HUP $pid; wait $pid; echo $?)");
  EXPECT_EQ(result.out, "129\n");
  EXPECT_THAT(result.err, HasSubstr("Hangup")) << "what bash says of a job that a signal ended";
}

TEST_F(CommandLine, ReportsWhatItCouldNotWrite) {
  const auto result = script(R"(
$DW create nightly -p sales -q >/dev/full; echo $?
$DW runs >/dev/full; echo $?
$DW runs --help | head -1 >/dev/null; echo ${PIPESTATUS[0]}
$DW run nightly -p sales -q --poll-interval 20ms >/dev/full 2>err; echo $?; grep -c 'could not be written' err
$DW call CreateManualDag ProjectName=sales FlowName=nightly Bizdate="2026-11-20 00:00:00" >/dev/full 2>err; echo $?)");
  EXPECT_EQ(result.out, "7\n2\n0\n0\n1\n7\n");
  EXPECT_THAT(result.err, ::testing::MatchesRegex("dataworks: the result could not be written: [^\n]*\n"
                                                  "dataworks watch [0-9]+ -p sales\n"
                                                  "dataworks: the result could not be written: [^\n]*\n"));
}

TEST_F(CommandLine, WatchesNoOlderRunInsteadOfATriggerOfUnknownOutcome) {
  const auto result = script(R"(
$DW run nightly -p sales --poll-interval 20ms >/dev/null 2>&1; echo $?
$DW watch -p sales >/dev/null 2>&1; echo $?
$DW run lost_answer -p sales >/dev/null 2>&1; echo $?
$DW watch -p sales; echo $?)");
  EXPECT_EQ(result.out, "0\n0\n6\n6\n");
  EXPECT_THAT(result.err, AllOf(HasSubstr("an earlier trigger of unknown outcome"), HasSubstr("flow lost_answer")));
}

TEST_F(CommandLine, PollsAnEarlierRunWithoutDelay) {
  const auto result = script(R"(
$DW run nightly -p sales --poll-interval 20ms >/dev/null 2>&1; echo $?
$DW watch -p sales --timeout 3900ms >/dev/null 2>&1; echo $?)");
  EXPECT_EQ(result.out, "0\n0\n")
      << "after a trigger the first poll comes after 2 s or more, and the second, which confirms, 2 s later";
}

TEST_F(CommandLine, ExplainsWhyThereIsNoJournal) {
  const auto result = script(R"(
unset HOME XDG_STATE_HOME
$DW create nightly -p sales -q >/dev/null; echo $?
$DW run nightly -p sales --once; echo $?
$DW watch -p sales; echo $?
DATAWORKS_JOURNAL=off $DW create nightly -p sales -q >/dev/null; echo $?)");
  EXPECT_EQ(result.out, "0\n2\n2\n0\n");
  EXPECT_THAT(result.err,
              ::testing::MatchesRegex("dataworks: warning: the journal cannot be written: neither HOME [^\n]*\n"
                                      "dataworks: [^\n]*--once needs the journal: neither HOME [^\n]*\n"
                                      "dataworks: no journal \\(neither HOME [^\n]*\n"));
}

TEST_F(CommandLine, ShowsNoOtherKeyThanTheProfilesInADryRun) {
  const auto result = script("$DW create nightly -p sales --profile other --dry-run");
  EXPECT_THAT(result.out, AllOf(HasSubstr("AccessKeyId = <access-key-id>"), ::testing::Not(HasSubstr("testid"))));
}

TEST_F(CommandLine, WaitsForTheResponseOfATriggerInFlight) {
  const auto result = script(R"(
$DW run silent -p sales --bizdate 2026-11-22 2>err & pid=$!
waitUntil "stats | grep -q '\"requestsRead\": 1'"
kill -TERM $pid
waitUntil "grep -q 'waiting up to 5 s for the response' err"
kill -HUP $pid
wait $pid; echo $?
cat err)");
  EXPECT_THAT(result.out, AllOf(StartsWith("6\n"), HasSubstr("may have started (interrupted before the response)")));
}

TEST_F(CommandLine, ReportsThatNothingWasSent) {
  std::filesystem::create_directories(folder / ".aliyun");
  std::ofstream(folder / ".aliyun" / "config.json")
      << R"({"current": "slow", "profiles": [{"name": "slow", "mode": "External", "process_command": "sleep 100"}]})";
  environment["DATAWORKS_LOG"] = "debug";
  const auto result = script(
      "unset ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET\n"
      "exec $DW run nightly -p sales --profile slow",
      {{"CreateManualDag", SIGTERM}});
  EXPECT_EQ(result.exitCode, 143);
  EXPECT_THAT(result.err, HasSubstr("ended by signal 15; nothing was sent"));
}

TEST_F(CommandLine, ReportsThatARejectedTriggerStartedNothing) {
  environment["DATAWORKS_LOG"] = "debug";
  const auto result = script("exec $DW create throttled -p sales", {{"Throttling.User", SIGTERM}});
  EXPECT_EQ(result.exitCode, 143);
  EXPECT_THAT(result.err, HasSubstr("ended by signal 15; nothing was started (rejected: Throttling.User)\n"));
}

TEST_F(CommandLine, LeavesAnIgnoredSignalIgnored) {
  const auto result = script(R"(
trap '' HUP
$DW run endless -p sales --poll-interval 20ms --timeout 4s 2>err & pid=$!
waitUntil 'grep -q RUNNING err'
kill -HUP $pid
wait $pid)");
  EXPECT_EQ(result.exitCode, 124);
}

// --- the journal

TEST_F(CommandLine, WritesBeforeAndAfterATrigger) {
  ASSERT_EQ(dataworks({"create", "nightly", "city=hidden-value", "-p", "sales", "-q"}).exitCode, 0);
  std::ifstream file(folder / ".local/state/dataworks/runs.jsonl");
  std::string first;
  std::string second;
  std::string third;
  std::getline(file, first);
  std::getline(file, second);
  EXPECT_FALSE(std::getline(file, third));
  const json before = json::parse(first);
  const json after = json::parse(second);
  EXPECT_EQ(before["event"], "sending");
  EXPECT_EQ(before["flowName"], "nightly");
  EXPECT_EQ(before["credentials"], "environment");
  EXPECT_EQ(before["nonce"].get<std::string>().size(), 32U);
  EXPECT_EQ(after["event"], "answered");
  EXPECT_EQ(after["outcome"], "started");
  EXPECT_EQ(after["trigger"], before["trigger"]);
  EXPECT_GT(after["dagId"], 0);
  EXPECT_THAT(first + second, Not(HasSubstr("hidden-value")));
}

TEST_F(CommandLine, OnceWatchesTheEarlierRun) {
  const auto result = script(R"(
$DW run nightly a=1 b=2 -p sales --bizdate 2026-11-22 --poll-interval 20ms --once -o json >first.json 2>/dev/null
$DW run nightly b=2 a=1 -p sales --bizdate 2026-11-22 --poll-interval 20ms --once -o json >second.json 2>err
grep -c 'triggered before' err
stats)");
  EXPECT_THAT(result.out, AllOf(StartsWith("1\n"), HasSubstr(R"("runsStarted": 1)")));
  const auto first = json::parse(std::ifstream(folder / "first.json"));
  const auto second = json::parse(std::ifstream(folder / "second.json"));
  EXPECT_EQ(first["dagId"], second["dagId"]);
  EXPECT_EQ(second["exitCode"], 0);
}

TEST_F(CommandLine, OnceReportsWhenTheEarlierRunWasTriggered) {
  const auto result = script(R"(
for _ in 1 2; do $DW run nightly -p sales --poll-interval 20ms --once -o jsonl -q | head -n 1; done
head -n 1 .local/state/dataworks/runs.jsonl)");
  std::istringstream lines(result.out);
  std::array<json, 3> events;
  for (json& event : events) lines >> event;
  const auto& [now, earlier, sending] = events;
  EXPECT_FALSE(now.contains("earlier"));
  EXPECT_TRUE(earlier.value("earlier", false));
  EXPECT_EQ(earlier["time"], sending["time"]);
  EXPECT_EQ(earlier["dagId"], now["dagId"]);
}

TEST_F(CommandLine, OnceHoldsAmongProcesses) {
  const auto result = script(R"(
for i in 1 2 3 4 5 6; do $DW run nightly -p sales --poll-interval 20ms --once -q -o json >$i.json & pids+=" $!"; done
for pid in $pids; do wait $pid; echo $?; done
stats)");
  EXPECT_THAT(result.out, AllOf(StartsWith("0\n0\n0\n0\n0\n0\n"), HasSubstr(R"("runsStarted": 1)")));
}

TEST_F(CommandLine, OnceDoesNotRepeatWhatMayHaveStarted) {
  const auto result = script(R"(
$DW run lost_answer -p sales --poll-interval 20ms --once; echo $?
$DW run lost_answer -p sales --poll-interval 20ms --once; echo $?
stats)");
  EXPECT_THAT(result.out, AllOf(StartsWith("6\n6\n"), HasSubstr(R"("runsStarted": 1)")));
  EXPECT_THAT(result.err, HasSubstr("an earlier trigger of unknown outcome is in the journal"));
}

TEST_F(CommandLine, OnceSurvivesTheDeathOfAnEarlierProcess) {
  const auto result = script(R"(
$DW run silent -p sales --bizdate 2026-11-22 & pid=$!
waitUntil 'grep -qs sending .local/state/dataworks/runs.jsonl'
kill -9 $pid
$DW run silent -p sales --bizdate 2026-11-22 --once; echo $?)");
  EXPECT_EQ(result.out, "6\n");
}

// A full disk: files may not grow, pipes may.
constexpr std::string_view kFullDisk = "trap '' XFSZ; ulimit -f 0\n";

TEST_F(CommandLine, OnceSendsNothingThatTheJournalCannotHold) {
  const auto result = script(std::string(kFullDisk) + "$DW run nightly -p sales --once; echo $?; stats");
  EXPECT_THAT(result.out, AllOf(StartsWith("2\n"), HasSubstr(R"("runsStarted": 0)")));
  EXPECT_THAT(result.err, HasSubstr("--once needs the journal, which cannot be written"));
}

// A limit on the size of files raises a signal that would end a program that does not ignore it: after the trigger
// has left, and before its id is shown.
TEST_F(CommandLine, ShowsTheIdWhereFilesMayNotGrow) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the thread sanitizer grows a file before main";
#endif
  environment["EMULATOR"] = DATAWORKS_EMULATOR;
  const auto result = script(R"(
ulimit -f 0
$DW create nightly -p sales -q | cat; echo ${PIPESTATUS[0]}
$DW run nightly -p sales --poll-interval 20ms --save a.html | cat; echo ${PIPESTATUS[0]}
$EMULATOR -- sh -c 'kill -s XFSZ $$; echo survived' 2>&1 | cat; echo ${PIPESTATUS[0]}
stats | cat)");
  EXPECT_THAT(result.out, ContainsRegex("^[0-9]+\n0\n"));
  EXPECT_THAT(result.out, HasSubstr("\n153\n"));  // what the emulator starts has the default: 128 + SIGXFSZ
  EXPECT_THAT(result.out, HasSubstr(R"("runsStarted": 2)"));
  EXPECT_THAT(result.err, HasSubstr("warning: the journal cannot be written"));
  EXPECT_THAT(result.err, HasSubstr("a.html could not be written"));
}

TEST_F(CommandLine, OnceSendsNoRetryThatTheJournalCannotHold) {
  const auto result = script(R"(
mkdir -p .local/state/dataworks
head -c 500 /dev/zero | tr '\0' x >.local/state/dataworks/runs.jsonl  # leaves room for one line in a block of 1024 bytes
trap '' XFSZ; ulimit -f 1
$DW run throttled_once -p sales --bizdate 2026-11-22 --once; echo $?
stats)");
  EXPECT_THAT(result.out,
              AllOf(StartsWith("2\n"), HasSubstr(R"("requestsRead": 1)"), HasSubstr(R"("runsStarted": 0)")));
  EXPECT_THAT(result.err, HasSubstr("--once needs the journal, which cannot be written"));
}

// The lock is held by the shell.
constexpr std::string_view kLockedJournal = R"(
mkdir -p .local/state/dataworks
exec 5>>.local/state/dataworks/runs.jsonl; flock 5
)";

TEST_F(CommandLine, SendsNothingWhenAJournalIsLockedForTooLong) {
  const auto result = script(std::string(kLockedJournal) + R"(
timeout -s KILL 20 $DW create nightly -p sales --bizdate 2026-11-22 --timeout 1s; echo $?
timeout -s KILL 20 $DW run nightly -p sales --bizdate 2026-11-22 --once --call-timeout 1s; echo $?
stats)");
  EXPECT_THAT(result.out, AllOf(StartsWith("5\n5\n"), HasSubstr(R"("requestsRead": 0)")));
  EXPECT_THAT(result.err, HasSubstr("runs.jsonl: another process keeps it locked [not executed]"));
}

TEST_F(CommandLine, EndsBySignalWhileAJournalIsLocked) {
  environment["DATAWORKS_LOG"] = "debug";
  const auto result = script(std::string(kLockedJournal) + "exec $DW create nightly -p sales", {{" started", SIGTERM}});
  EXPECT_EQ(result.exitCode, 143);
  EXPECT_THAT(result.err, HasSubstr("ended by signal 15; nothing was sent"));
}

TEST_F(CommandLine, OnceDistinguishesTheRegionsOfAnEndpoint) {
  const auto result = script(R"(
$DW run nightly -p sales --poll-interval 20ms --once -r cn-qingdao -q
$DW run nightly -p sales --poll-interval 20ms --once -r cn-huhehaote -q
stats)");
  EXPECT_THAT(result.out, HasSubstr(R"("runsStarted": 2)"));
}

TEST_F(CommandLine, OnceWaitsForTheResponseOfAPlainTrigger) {
  const auto result = script(R"(
$DW create silent -p sales --call-timeout 4s 2>plain & plain=$!
waitUntil 'grep -qs sending .local/state/dataworks/runs.jsonl'
$DW run silent -p sales --once --timeout 500ms; echo $?
wait $plain; echo $?)");
  EXPECT_EQ(result.out, "5\n6\n");
  EXPECT_THAT(result.err, HasSubstr("another command is triggering this flow now [not executed]"));
}

TEST_F(CommandLine, TreatsARunOfTheJournalAsStarted) {
  const auto result = script(R"(
first=$($DW run late -p sales --poll-interval 20ms --once --timeout 2s -o json | grep execution)
for verb in "run late -p sales --once" "watch"; do
  $DW $verb --poll-interval 20ms --timeout 2s -o json | grep -m 1 execution
done
$DW watch --poll-interval 20ms -q)");
  EXPECT_THAT(result.out, StartsWith("  \"execution\": \"executed\",\n  \"execution\": \"executed\",\n"));
  EXPECT_THAT(result.out, HasSubstr("SUCCEEDED"));  // "no such run" was too early
}

TEST_F(CommandLine, OnceSendsToOperationCenterWhereNoIdIsKnown) {
  const auto result = script(R"(
$DW run without_id -p sales --once; echo $?
$DW run without_id -p sales --once; echo $?)");
  EXPECT_EQ(result.out, "7\n7\n");
  EXPECT_THAT(result.err, ContainsRegex("bad response: already started by .* \\[executed .*"
                                        "Find it in Operation Center"));
}

TEST_F(CommandLine, WarnsOfAJournalThatCannotBeWritten) {
  const auto result = script(std::string(kFullDisk) + "$DW create nightly -p sales -q");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_THAT(result.err, HasSubstr("warning: the journal cannot be written"));
}

TEST_F(CommandLine, WritesNoJournalWhereItIsOff) {
  environment["DATAWORKS_JOURNAL"] = "off";
  EXPECT_EQ(dataworks({"create", "nightly", "-p", "sales", "-q"}).exitCode, 0);
  EXPECT_FALSE(std::filesystem::exists(folder / ".local"));
  EXPECT_EQ(dataworks(fast({"run", "nightly", "--once"})).exitCode, 2);
}

TEST_F(CommandLine, WatchAndReportTakeTheWorkspaceFromTheJournal) {
  const auto result = script(R"sh(
id=$($DW create nightly -p sales -q)
other=$($DW create test_flow -p test_project -q)
$DW watch $id --poll-interval 20ms -q >/dev/null; echo $?
unset ALIBABA_CLOUD_REGION_ID
$DW report $id -o json | grep -c nodeName
$DW watch 7; echo $?
$DW report 7; echo $?
$DW watch $id $other; echo $?
$DW watch $id nonsense; echo $?)sh");
  EXPECT_THAT(result.out, ::testing::MatchesRegex("0\n[1-9][0-9]*\n2\n2\n2\n2\n"));
  EXPECT_THAT(result.err, ::testing::MatchesRegex(
                              "(dataworks: --project is required: [^\n]*\\(the journal does not know run 7\\)\n){2}"
                              "dataworks: these runs are of several workspaces \\(sales, test_project\\): "
                              "watch those of one\ndataworks: [^\n]*nonsense[^\n]*\n"));
}

TEST_F(CommandLine, WatchWithoutAnIdComesBackToTheNewestRun) {
  const auto result = script(R"(
id=$($DW create nightly -p sales -q)
$DW watch --poll-interval 20ms -o json >watch.json
echo $? $id
env -u ALIBABA_CLOUD_ENDPOINT $DW watch --poll-interval 20ms -q
$DW runs)");
  const auto watched = json::parse(std::ifstream(folder / "watch.json"));
  const std::string id = std::to_string(watched["dagId"].get<std::int64_t>());
  EXPECT_THAT(result.out, StartsWith("0 " + id + "\n"));
  EXPECT_THAT(result.out, HasSubstr("SUCCEEDED"));  // the journal knows the endpoint
  EXPECT_THAT(result.out, ContainsRegex("succeeded +" + id + " +sales/nightly"));
  EXPECT_EQ(watched["run"]["flowName"], "nightly");
}

TEST_F(CommandLine, WatchWithoutAnIdUsesTheRegionOfTheRun) {
  const auto result = script(R"(
id=$($DW create nightly -p sales -q -r cn-qingdao)
watch() { $DW watch --poll-interval 20ms -o json "$@" 2>>err | grep -E 'exitCode|regionId'; }
watch; grep -c "^dataworks watch $id -p sales -r cn-qingdao   #" err
watch -r cn-qingdao
watch -r cn-huhehaote; tail -n 1 err
env -u ALIBABA_CLOUD_REGION_ID -u ALIBABA_CLOUD_ENDPOINT $DW watch --poll-interval 20ms -q >/dev/null; echo $?
watch --endpoint "${ALIBABA_CLOUD_ENDPOINT/127.0.0.1/localhost}"; grep -c 'was triggered at http://127.0.0.1' err
watch $id -p sales
watch $id -p sales -r cn-shanghai
watch $id -p sales --endpoint "${ALIBABA_CLOUD_ENDPOINT/127.0.0.1/localhost}")");
  const std::string watched = "  \"exitCode\": 0,\n    \"regionId\": \"cn-qingdao\",\n";
  const std::string here = "  \"exitCode\": 0,\n    \"regionId\": \"cn-shanghai\",\n";
  EXPECT_EQ(result.out,
            watched + "1\n" + watched +
                "  \"exitCode\": 2,\ndataworks: no run in region cn-huhehaote in the journal: give the id of a run\n" +
                "0\n" + watched + "1\n" + watched + here + here);
}

TEST_F(CommandLine, ReportsALostRunWhileOthersGoOn) {
  const auto result = script(R"(
endless=$($DW create endless -p sales -q)
blind=$($DW create blind -p sales -q)
exec $DW watch $endless $blind -p sales --poll-interval 20ms --timeout 20s)",
                             {{"can no longer be followed", SIGTERM}});
  EXPECT_EQ(result.exitCode, 143) << result.err;
}

TEST_F(CommandLine, WatchesSeveralRunsAndEndsWithTheWorst) {
  const auto result = script(R"(
good=$($DW create nightly -p sales -q)
bad=$($DW create bad_day -p sales -q)
$DW watch $good $bad -p sales --poll-interval 20ms -o json --save run.html)");
  EXPECT_EQ(result.exitCode, 1);
  const json end = json::parse(result.out);
  EXPECT_EQ(end["exitCode"], 1);
  EXPECT_EQ(end["runs"][0]["exitCode"], 0);
  EXPECT_EQ(end["runs"][1]["exitCode"], 1);
  for (const auto& run : end["runs"]) {
    EXPECT_TRUE(std::filesystem::exists(folder / ("run-" + run["dagId"].dump() + ".html")));
  }
}

// --- reports

TEST_F(CommandLine, SavesReportsAndReadsThemBack) {
  const auto result = script(R"(
$DW run bad_day -p sales --poll-interval 20ms -q --save a.html --save a.json --save a.junit.xml --save a.trace.json
echo $?
env -u ALIBABA_CLOUD_ENDPOINT $DW report --from a.json --save b.html --save b.junit.xml
echo $?
cmp a.junit.xml b.junit.xml && echo same)");
  EXPECT_THAT(result.out,
              AllOf(StartsWith("sales/bad_day"), HasSubstr("\n1\n"), HasSubstr("\n0\n"), EndsWith("same\n")));
  for (const char* file : {"a.html", "a.json", "a.junit.xml", "a.trace.json", "b.html"}) {
    EXPECT_GT(std::filesystem::file_size(folder / file), 100U) << file;
  }
}

TEST_F(CommandLine, DatesAReportByItsEnd) {
  const auto result = script(R"sh(
$DW run endless -p sales --poll-interval 20ms --timeout 4s -q --save a.html --save a.json >/dev/null 2>&1
made=$(grep -o 'made [0-9-]* [0-9:]* +08:00' a.html)
seen=$(grep -o '"asOf": *"[^"]*"' a.json)
(($(date -d "${made#made }" +%s) >= $(date -d "$(cut -d '"' -f 4 <<<"$seen")" +%s))) && echo after)sh");
  EXPECT_EQ(result.out, "after\n") << result.err;
}

TEST_F(CommandLine, ReportsOnARunByItsId) {
  const auto result = script(R"(
id=$($DW create nightly -p sales -q)
$DW watch $id -p sales --poll-interval 20ms -q >/dev/null
$DW report $id -p sales --save run.html -o json)");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(json::parse(result.out)["flowName"], "nightly");  // the journal knows it
  EXPECT_TRUE(std::filesystem::exists(folder / "run.html"));
}

TEST_F(CommandLine, RefusesAFileThatIsNoSavedRun) {
  std::ofstream(folder / "no.json") << "[]";
  EXPECT_EQ(dataworks({"report", "--from", "no.json"}).exitCode, 2);
  EXPECT_EQ(dataworks({"report"}).exitCode, 2);
}

// --- completion

TEST_F(CommandLine, CompletesNamesOfFilesWithBlanks) {
  const auto result = script(R"sh(
source <($DW completion bash)
compopt() { :; }
touch 'a b.html'
COMP_WORDS=(dataworks run --save a) COMP_CWORD=3
_dataworks
printf '%s|' "${COMPREPLY[@]}")sh");
  EXPECT_EQ(result.out, "a b.html|");
}

TEST_F(CommandLine, CompletesVerbsOptionsAndValues) {
  const auto result = script(R"sh(
source <($DW completion bash)
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dataworks; echo "${COMPREPLY[*]}"; }
complete_words dataworks wa
complete_words dataworks run --biz
complete_words dataworks run nightly -o js
complete_words dataworks completion b)sh");
  EXPECT_EQ(result.out, "watch\n--bizdate\njson jsonl\nbash\n");
}

TEST_F(CommandLine, CompletesWhatTheJournalHas) {
  const auto result = script(R"sh(
id=$($DW create nightly -p sales -q)
PATH=$(dirname $DW):$PATH
source <(dataworks completion bash)
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dataworks; echo "${COMPREPLY[*]}"; }
[ "$(complete_words dataworks watch ${id%??})" = "$id" ] && echo id
complete_words dataworks watch -p sa
complete_words dataworks run ni)sh");
  EXPECT_EQ(result.out, "id\nsales\nnightly\n");
}

TEST_F(CommandLine, CompletionForFishOffersTheSame) {
  const std::string text = dataworks({"completion", "fish"}).out;
  EXPECT_THAT(text, StartsWith("# fish completion of dataworks"));
  EXPECT_THAT(text, HasSubstr("complete -c dataworks -n __dataworks_no_verb -a watch -d 'Watch runs "));
  EXPECT_THAT(text,
              HasSubstr("-n '__dataworks_verb run' -s o -l output -x -a 'table json jsonl' -d 'Output format'\n"));
  EXPECT_THAT(text, HasSubstr("-n '__dataworks_verb run' -l save -r -F -d "));
  EXPECT_THAT(text, HasSubstr("-n '__dataworks_verb run' -l fail-fast -d "));
  EXPECT_THAT(text, HasSubstr("-n '__dataworks_verb watch' -a '(__dataworks_list ids)'\n"));
  EXPECT_THAT(text, HasSubstr("the profile\\'s)'\n")) << "quoted for fish";
  EXPECT_THAT(text, Not(HasSubstr("RegionId")));
}

TEST_F(CommandLine, CompletionForZshOffersTheSame) {
  const std::string text = dataworks({"completion", "zsh"}).out;
  EXPECT_THAT(text, StartsWith("#compdef dataworks\n"));
  EXPECT_THAT(text, HasSubstr("-o|--output) compadd -- table json jsonl; return ;;"));
  EXPECT_THAT(text, HasSubstr("--save) _files; return ;;"));
  EXPECT_THAT(text, HasSubstr("${(f)\"$(_dataworks_list ids)\"}"));
}

}  // namespace
}  // namespace dataworks::cli
