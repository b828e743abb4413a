// SPDX-License-Identifier: Apache-2.0
// The calls of a day: the ledger, the counter, and the real program against an emulator that plays editions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "cli_process.h"
#include "command_line/arguments.h"
#include "journal/day_ledger.h"
#include "run/call_counter.h"
#include "watch/watching.h"

namespace dataworks::cli {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

const LedgerKey kToday{.day = "2026-11-23", .regionId = "cn-shanghai", .endpoint = "https://a/"};
constexpr auto kMidnight = sys_days(std::chrono::year(2026) / 11 / 23) + 16h;  // of the 24th, in Shanghai

// --- the ledger

TEST(DayLedger, CountsByDayRegionAndEndpoint) {
  const std::string text =
      "2026-11-23 cn-shanghai https://a/ 40\n"
      "2026-11-23 cn-beijing https://a/ 1\n"
      "2026-11-23 cn-shanghai https://b/ 2\n"
      "2026-11-22 cn-shanghai https://a/ 3\n"
      "2026-11-23  https://a/ 4\n"
      "2026-11-23 cn-shanghai https://a/ 5\n";
  EXPECT_EQ(callsIn(text, kToday), 45);
  EXPECT_EQ(callsIn(text, {.day = "2026-11-23", .regionId = "", .endpoint = "https://a/"}), 4);
  EXPECT_EQ(callsIn(text, {.day = "2026-11-24", .regionId = "cn-shanghai", .endpoint = "https://a/"}), 0);
  EXPECT_EQ(withCalls(text, kToday, 2),
            "2026-11-23 cn-beijing https://a/ 1\n"
            "2026-11-23 cn-shanghai https://b/ 2\n"
            "2026-11-22 cn-shanghai https://a/ 3\n"
            "2026-11-23  https://a/ 4\n"
            "2026-11-23 cn-shanghai https://a/ 47\n");
}

TEST(DayLedger, ForgetsOldDaysAndWhatItCannotRead) {
  const std::string text =
      "2026-11-21 cn-shanghai https://a/ 40\n"
      "2026-11-22 cn-shanghai https://a/ 41\n"
      "\n"
      "half a line\n"
      "2026-11-23 cn-shanghai https://a/ -5\n"
      "2026-11-23 cn-shanghai https://a/ 5x\n"
      "2026-11-23 cn-shanghai https://a/ 99999999999999999999\n"
      "2026-11-23 cn-shanghai https://a/";
  EXPECT_EQ(callsIn(text, kToday), 0);
  EXPECT_EQ(withCalls(text, kToday, 1),
            "2026-11-22 cn-shanghai https://a/ 41\n"
            "2026-11-23 cn-shanghai https://a/ 1\n");
  EXPECT_EQ(withCalls("", kToday, 7), "2026-11-23 cn-shanghai https://a/ 7\n");
}

TEST(DayLedger, LiesBesideTheJournal) {
  const auto with = [](const std::string& name, const std::string& value) {
    return ledgerPath([=](const char* asked) { return asked == name ? value : std::string(); });
  };
  EXPECT_EQ(with("XDG_STATE_HOME", "/state"), "/state/dataworks/calls");
  EXPECT_EQ(with("HOME", "/home/joe"), "/home/joe/.local/state/dataworks/calls");
  EXPECT_EQ(with("DATAWORKS_JOURNAL", "off"), "");
}

/// The file system, in a folder that only exists for the test.
class LedgerFile : public CommandLine {
 protected:
  [[nodiscard]] std::string path() const { return (folder / "state" / "calls").string(); }
  [[nodiscard]] std::string text() const {
    std::ifstream file(path());
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(LedgerFile, LosesNoCallOfProcessesThatCountAtOnce) {
  constexpr int kProcesses = 4;
  constexpr int kCalls = 100;
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool ok = true;
      for (int call = 0; call < kCalls; ++call) ok = DayLedger(path()).add(kToday, 1).failure.empty() && ok;
      ::_exit(ok ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(DayLedger(path()).add(kToday, 0).calls, kProcesses * kCalls);
  EXPECT_EQ(text(), "2026-11-23 cn-shanghai https://a/ 400\n");
}

TEST_F(LedgerFile, SaysWhyItCannotCount) {
  EXPECT_THAT(DayLedger("/dev/full").add(kToday, 1).failure, HasSubstr("/dev/full: not a regular file"));
  EXPECT_THAT(DayLedger(folder.string()).add(kToday, 1).failure, HasSubstr("Is a directory"));
}

/// Adds a call where files may not grow, as on a full disk. Returns what the child reports.
int addOnAFullDisk(const std::string& path, rlim_t bytes) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{.rlim_cur = bytes, .rlim_max = bytes};
    ::setrlimit(RLIMIT_FSIZE, &none);
    const auto counted = DayLedger(path).add(kToday, 1);
    ::_exit(counted.failure.empty() ? 0 : counted.failure.find("too large") != std::string::npos ? 1 : 2);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(LedgerFile, GoesOnCountingOnADiskThatHasBecomeFull) {
  EXPECT_EQ(addOnAFullDisk(path(), 0), 1) << "nothing can be written";
  EXPECT_EQ(DayLedger(path()).add(kToday, 1).calls, 1) << "and nothing was lost";
  EXPECT_EQ(addOnAFullDisk(path(), std::filesystem::file_size(path())), 0) << "in place";
  EXPECT_EQ(DayLedger(path()).add(kToday, 0).calls, 2);
}

TEST_F(LedgerFile, RefusesAFileThatIsNoLedger) {
  std::filesystem::create_directories(folder / "state");
  std::ofstream(path()) << std::string(100'000, 'x');
  EXPECT_THAT(DayLedger(path()).add(kToday, 1).failure, HasSubstr("too large"));
  EXPECT_EQ(text().size(), 100'000u) << "the file belongs to another program";
}

// --- the counter

CallCounter counterOf(const std::string& path, CallCounter::Now now, int limit = 100) {
  return {path, kToday.regionId, kToday.endpoint, limit, Language::kEnglish, std::move(now)};
}

TEST_F(LedgerFile, TheCounterSeesWhatOthersCount) {
  CallCounter counter = counterOf(path(), [] { return kMidnight - 1h; });
  EXPECT_EQ(counter.left(), 100);
  counter.onAttemptStarting({});
  EXPECT_EQ(counter.left(), 99);
  static_cast<void>(DayLedger(path()).add(kToday, 60));
  EXPECT_EQ(counter.left(), 39);
  static_cast<void>(DayLedger(path()).add(kToday, 60));
  EXPECT_EQ(counter.left(), 0) << "never less";
  EXPECT_EQ(counter.sent(), 1);
}

TEST_F(LedgerFile, TheCounterBeginsAnewAtMidnightInShanghai) {
  auto now = kMidnight - 1s;
  CallCounter counter = counterOf(path(), [&now] { return now; });
  for (int i = 0; i < 3; ++i) counter.onAttemptStarting({});
  EXPECT_EQ(counter.used(), 3);
  now = kMidnight;
  EXPECT_EQ(counter.used(), 0);
  counter.onAttemptStarting({});
  EXPECT_EQ(counter.used(), 1);
  EXPECT_EQ(text(), "2026-11-23 cn-shanghai https://a/ 3\n2026-11-24 cn-shanghai https://a/ 1\n");
}

TEST_F(LedgerFile, TheCounterCountsByItselfWhereItCannotWrite) {
  for (const std::string& unusable : {std::string("/dev/full"), std::string()}) {
    CallCounter counter = counterOf(unusable, [] { return kMidnight - 1h; });
    for (int i = 0; i < 3; ++i) counter.onAttemptStarting({});
    EXPECT_EQ(counter.used(), 3) << unusable;
    EXPECT_EQ(counter.left(), 97) << unusable;
  }
}

TEST(CallCounter, HasNoLimitUnlessOneIsSet) {
  CallCounter counter = counterOf(
      "", [] { return kMidnight; }, 0);
  counter.onAttemptStarting({});
  EXPECT_EQ(counter.left(), std::nullopt);
  EXPECT_EQ(counter.sent(), 1);
}

TEST(DailyCallsLimit, IsANumber) {
  const auto limit = [](const std::string& text) { return dailyCallsLimit([&](const char*) { return text; }); };
  EXPECT_EQ(limit(""), 0);
  EXPECT_EQ(limit("0"), 0);
  EXPECT_EQ(limit("100"), 100);
  for (const char* text : {"-1", "ten", "100x", "99999999999", " 100"}) EXPECT_THROW(limit(text), BadArgument) << text;
}

TEST(UsedUp, IsToldInBothLanguages) {
  EXPECT_EQ(usedUpText(0, Language::kEnglish), "the day's calls are used up (Basic: 100)");
  EXPECT_EQ(usedUpText(100, Language::kEnglish), "the day's calls are used up (Basic: 100)");
  EXPECT_EQ(usedUpText(30, Language::kEnglish), "the day's calls are used up (30)");
  EXPECT_EQ(usedUpText(100, Language::kChinese), "今日调用次数已用尽（基础版：100）");
  EXPECT_EQ(callsUsedText(82, 100, Language::kEnglish),
            "82 of 100 calls used today from this machine (other machines of the account are not counted)");
  EXPECT_TRUE(isTomorrowNear(kMidnight - 15min));
  EXPECT_FALSE(isTomorrowNear(kMidnight - 16min));
  EXPECT_FALSE(isTomorrowNear(kMidnight));
}

TEST(RerunLately, IsARerunOfThatRunInTheJournal) {
  const terminal::WatchedRun run{.projectName = "sales", .dagId = 42};
  const auto rerun = [](std::string kind, std::string project, std::int64_t dagId, auto ago) {
    ActionEntry entry;
    entry.env = "prod";
    entry.kind = std::move(kind);
    entry.projectName = std::move(project);
    entry.dagId = dagId;
    entry.time = kMidnight - ago;
    return std::vector<ActionEntry>{std::move(entry)};
  };
  EXPECT_TRUE(wasRerunLately(rerun("rerun", "sales", 42, 9min), run, kMidnight));
  EXPECT_FALSE(wasRerunLately(rerun("rerun", "sales", 42, 10min), run, kMidnight));
  EXPECT_FALSE(wasRerunLately(rerun("stop", "sales", 42, 1min), run, kMidnight));
  EXPECT_FALSE(wasRerunLately(rerun("rerun", "other", 42, 1min), run, kMidnight));
  EXPECT_FALSE(wasRerunLately(rerun("rerun", "sales", 43, 1min), run, kMidnight));
  EXPECT_FALSE(wasRerunLately({}, run, kMidnight));
}

// --- the program

/// Around midnight in Shanghai a wait goes on by itself, and the ledger changes its day.
class Quota : public CommandLine {
 protected:
  Quota() { environment["EMULATOR"] = DATAWORKS_EMULATOR " --speed 50 --flows " DATAWORKS_CLI_TESTS "/cli_flows.json"; }

  void SetUp() override {
    const auto now = std::chrono::system_clock::now();
    if (isTomorrowNear(now) || isTomorrowNear(now + 2min)) GTEST_SKIP() << "it is nearly midnight in Shanghai";
  }
};

TEST_F(Quota, ATriggerBeyondTheDaysCallsIsNotSent) {
  environment["DATAWORKS_DAILY_CALLS"] = "3";
  const auto result = script(R"(
for i in 1 2 3; do $DW create nightly -p sales --bizdate 2026-11-22 -q >/dev/null 2>&1; echo $?; done
$DW create nightly a=1 -p sales --bizdate 2026-11-22; echo $?
$DW create nightly -p sales --bizdate 2026-11-22 -o json 2>/dev/null | grep -c DailyCallsUsedUp
stats | grep requestsRead)");
  EXPECT_THAT(result.out, AllOf(HasSubstr("0\n0\n0\n3\n1\n"), HasSubstr("\"requestsRead\": 3")));
  EXPECT_EQ(result.err,
            "dataworks: the day's calls are used up (3); nothing was started; after 00:00 +08:00 (assumed): dataworks "
            "create nightly a=1 -p sales --bizdate 2026-11-22\n");
}

TEST_F(Quota, AWaitKeepsToItsShareAndLeavesAReserve) {
  environment["DATAWORKS_DAILY_CALLS"] = "24";
  const auto result = script(R"(
$DW run endless -p sales --bizdate 2026-11-22 --poll-interval 20ms -o json 2>first >out; echo $?
for i in 1 2 3 4 5; do $DW watch -p sales --poll-interval 20ms -q 2>>err >/dev/null; echo $?; done
cat ~/.local/state/dataworks/calls; stats | grep requestsRead; grep -c DailyCallsUsedUp out; tail -n 1 first; cat err)");
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("7\n7\n7\n7\n7\n7\n"), ContainsRegex("[0-9-]+ cn-[a-z]+ http[^ ]+ 9\n"),
                    HasSubstr("\"requestsRead\": 9,"), HasSubstr("\n1\n"),
                    ContainsRegex("used its share of the day's calls, 19 are left; the run goes on; to use a "
                                  "part of them: dataworks watch [0-9]+ -p sales\n"),
                    ContainsRegex("the day's calls are used up \\(24\\); the run goes on; after 00:00 "
                                  "\\+08:00 \\(assumed\\): dataworks watch [0-9]+ -p sales\n")));
}

TEST_F(Quota, AQuotaThatTheServiceReportsIsToldOnceWithWhatToDo) {
  const auto result = script(R"(
$EMULATOR --quota 5 -- bash -c '
$DW run endless -p sales --bizdate 2026-11-22 --poll-interval 20ms 2>err >/dev/null; echo $?
$DW run nightly -p sales --bizdate 2026-11-22 2>&1 >/dev/null; echo $?'
grep -c 'used up' err; tail -n 1 err)");
  EXPECT_THAT(result.out,
              ContainsRegex("^7\ndataworks: the day's calls are used up \\(Basic: 100\\); nothing was started; after "
                            "00:00 \\+08:00 \\(assumed\\): dataworks run nightly -p sales --bizdate 2026-11-22\n3\n1\n"
                            "dataworks: the day's calls are used up \\(Basic: 100\\); the run goes on; after 00:00 "
                            "\\+08:00 \\(assumed\\): dataworks watch [0-9]+ -p sales\n$"));
}

TEST_F(Quota, TwoCommandsAtOnceCountEachCallOnce) {
  environment["DATAWORKS_DAILY_CALLS"] = "1000";
  const auto result = script(R"(
for i in 1 2 3; do $DW run nightly -p sales --bizdate 2026-11-22 --poll-interval 20ms -q >/dev/null & pids+=" $!"; done
for pid in $pids; do wait $pid; echo $?; done
calls=$(awk '{print $4}' ~/.local/state/dataworks/calls)
stats | grep -c "\"requestsRead\": $calls,")");
  EXPECT_EQ(result.out, "0\n0\n0\n1\n") << result.err;
}

// Throttled triggers are repeated until the service takes them, and each runs once.
TEST_F(Quota, AnAccountWithOneCallASecondIsEnoughForSeveralCommands) {
  const auto result = script(R"(
export -f stats
$EMULATOR --qps 1 -- bash -c '
for i in 1 2 3 4; do $DW create nightly -p sales -q --timeout 60s >/dev/null & pids+=" $!"; done
for pid in $pids; do wait $pid; echo $?; done
stats | grep runsStarted')");
  EXPECT_THAT(result.out, MatchesRegex("0\n0\n0\n0\n *\"runsStarted\": 4,?\n")) << result.err;
}

TEST_F(Quota, ManyCallsOfTheDayAreMentionedOnce) {
  environment["DATAWORKS_DAILY_CALLS"] = "5";
  const auto result = script(R"(
for i in 1 2 3 4 5; do $DW create nightly -p sales -q >/dev/null; done)");
  EXPECT_EQ(result.err,
            "dataworks: 4 of 5 calls used today from this machine (other machines of the account are not counted)\n"
            "dataworks: 5 of 5 calls used today from this machine (other machines of the account are not counted)\n");
}

TEST_F(Quota, APollBudgetIsKeptAndEndsTheWait) {
  const auto result = script(R"(
$DW run endless -p sales --bizdate 2026-11-22 --poll-budget 3 --timeout 6s 2>err; echo $?
stats | grep requestsRead; head -n 1 err; tail -n 2 err)");
  EXPECT_THAT(result.out, AllOf(HasSubstr("124\n"), HasSubstr("\"requestsRead\": 3,"),
                                ContainsRegex("# watching up to 6s, at most 3 calls\n"),
                                ContainsRegex("stopped watching dag [0-9]+ \\(--poll-budget 3\\); the run goes on\n")));
}

TEST_F(Quota, BadBudgetsAreRefusedBeforeAnythingIsSent) {
  const auto result = script(R"(
$DW run nightly -p sales --poll-budget 9 --poll-interval 20ms; echo $?
$DW run nightly -p sales --poll-budget 9 --timeout 0; echo $?
$DW run nightly -p sales --poll-budget 0; echo $?
$DW watch 1 2 3 -p sales --poll-budget 2; echo $?
DATAWORKS_DAILY_CALLS=ten $DW run nightly -p sales; echo $?
stats | grep requestsRead)");
  EXPECT_THAT(result.out, AllOf(HasSubstr("2\n2\n2\n2\n2\n"), HasSubstr("\"requestsRead\": 0,")));
  EXPECT_THAT(result.err, AllOf(HasSubstr("--poll-interval"), HasSubstr("--poll-budget needs a --timeout"),
                                HasSubstr("is less than a call for each of the 3 runs"),
                                HasSubstr("DATAWORKS_DAILY_CALLS is \"ten\"")));
}

TEST_F(Quota, DoctorSaysWhatItCost) {
  const auto result = script(R"(
$DW doctor | grep calls
DATAWORKS_DAILY_CALLS=100 $DW doctor | grep calls
DATAWORKS_DAILY_CALLS=100 $DW doctor -p sales -o json | grep -A2 '"calls"')");
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("this cost 1 call; on a Basic edition (100 a day) set DATAWORKS_DAILY_CALLS=100"),
                    HasSubstr("this cost 1 call; 1 of 100 calls used today from this machine"),
                    HasSubstr("this cost 2 calls; 3 of 100 calls used today from this machine")));
}

TEST_F(Quota, TheFirstLineSaysWhatAWaitCosts) {
  const auto result = script(R"(
$DW run nightly -p sales 2>&1 >/dev/null | head -n 1
DATAWORKS_DAILY_CALLS=100 $DW watch -p sales 2>&1 >/dev/null | head -n 1)");
  EXPECT_THAT(result.out, AllOf(HasSubstr("# watching up to 24h, about 40 calls in 10m, 95 in 1h\n"),
                                HasSubstr("with a share of the 100 calls left today (of 100)\n")));
}

}  // namespace
}  // namespace dataworks::cli
