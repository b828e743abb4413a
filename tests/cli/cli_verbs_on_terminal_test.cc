// SPDX-License-Identifier: Apache-2.0
// Each verb after a failure, on a pseudo-terminal: what it asks, what it shows, and Ctrl-C as it is typed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli_process.h"
#include "terminal_emulator.h"

namespace dataworks::cli {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

/// `$id` is a run of that flow that has ended.
std::string after(const std::string& flow) {
  return "$DW run " + flow + " -p sales --poll-interval 20ms -q >/dev/null 2>&1\n" +
         R"(id=$($DW runs -o json | grep -o '"dagId": [0-9]*' | tail -1 | cut -d' ' -f2))" + "\n";
}

struct VerbRow {
  const char* name;
  std::string script;
  std::vector<KeysWhen> keys;
  int exitCode;
  ::testing::Matcher<std::string> screen;  ///< All that was shown, line by line, as a reader sees it.
  int columns = 100;
};

std::ostream& operator<<(std::ostream& out, const VerbRow& row) { return out << row.name; }

class VerbOnTerminal : public CommandLine, public ::testing::WithParamInterface<VerbRow> {
 protected:
  VerbOnTerminal() {
    environment["TERM"] = "xterm-256color";
    environment["LC_ALL"] = "C.UTF-8";
  }
};

TEST_P(VerbOnTerminal, ShowsAndEndsAsSpecified) {
#if defined(__SANITIZE_THREAD__)
  if (GetParam().exitCode > 128) {
    GTEST_SKIP() << "the thread sanitizer holds a signal back while the main thread waits in std::latch";
  }
#endif
  const ProcessResult result = scriptOnTerminal(GetParam().script, GetParam().keys, GetParam().columns);
  EXPECT_EQ(result.exitCode, GetParam().exitCode);
  terminal::TerminalEmulator screen(GetParam().columns, 24);
  screen.write(result.out);
  EXPECT_EQ(screen.unknown(), "") << "nothing of a log reaches the terminal as a control sequence";
  EXPECT_THAT(screen.text(), GetParam().screen);
}

std::string verbRowName(const ::testing::TestParamInfo<VerbRow>& info) { return info.param.name; }

const std::string kCtrlC = "\x03";
const std::string kQuickly = " --poll-interval 20ms";

INSTANTIATE_TEST_SUITE_P(
    Logs, VerbOnTerminal,
    ::testing::Values(
        VerbRow{"OfOneNode",
                after("leaky") + "$DW logs $id",
                {},
                0,
                AllOf(HasSubstr("token=****\nkey LTAI****\nred\nERROR 1\n"),
                      HasSubstr("dataworks: masked 2 values; best effort"), Not(HasSubstr("==>")))},
        VerbRow{"OfSeveralNodes",
                after("two_failures") + "$DW logs $id --tail 1",
                {},
                0,
                AllOf(ContainsRegex("==> a \\(instance [0-9]+\\) <==\n[^\n]*exit code 1\n\n==> b "))},
        VerbRow{"InChinese", after("nightly") + "$DW logs $id --lang zh", {}, 0, HasSubstr("该实例没有失败的节点")},
        VerbRow{"CtrlC",
                after("log_hangs") + "$DW logs $id & waitUntil 'stats | grep -q GetInstanceLog'\n"
                                     "echo ready; fg >/dev/null",
                {{"ready", kCtrlC}},
                130,
                ::testing::_}),
    verbRowName);

INSTANTIATE_TEST_SUITE_P(
    Stop, VerbOnTerminal,
    ::testing::Values(
        VerbRow{
            "Yes",
            triggered("endless") + "$DW stop $id" + kQuickly,
            {{"[y/N]", "y\n"}},
            0,
            AllOf(ContainsRegex("Stop 1 active node of sales/endless \\(bizdate [0-9-]+\\)\\? \\[y/N\\] y\n"),
                  ContainsRegex("wait \\(instance [0-9]+\\): stopped\n"), HasSubstr("remote jobs of stopped nodes"))},
        VerbRow{"No",
                triggered("endless") + "$DW stop $id; code=$?; stats | grep -c StopInstance; exit $code",
                {{"[y/N]", "n\n"}},
                2,
                AllOf(HasSubstr("nothing was sent"), HasSubstr("\n0\n"))},
        VerbRow{"AsksInChinese",
                triggered("endless") + "$DW stop $id --lang zh",
                {{"[y/N]", "\n"}},
                2,
                AllOf(HasSubstr("sales/endless"), Not(HasSubstr("Stop 1")))},
        VerbRow{"DoesNotAskForNamedNodes",
                triggered("endless") + "$DW stop $id wait" + kQuickly,
                {},
                0,
                AllOf(HasSubstr("stopped"), Not(HasSubstr("[y/N]")))},
        VerbRow{"DoesNotAskWithYes",
                triggered("endless") + "$DW stop $id --yes" + kQuickly,
                {},
                0,
                AllOf(HasSubstr("stopped"), Not(HasSubstr("[y/N]")))},
        VerbRow{"CtrlCAtTheQuestion",
                triggered("endless") + "trap 'stats | grep -c StopInstance' EXIT; $DW stop $id",
                {{"[y/N]", kCtrlC}},
                130,
                AllOf(HasSubstr("nothing was sent"), HasSubstr("\n0\n"))},
        VerbRow{"CtrlCMidway",
                triggered("stop_slow") + "$DW stop $id --yes",
                {{"stop accepted", kCtrlC}},
                130,
                AllOf(HasSubstr("no further stop is sent; what was accepted goes on"),
                      ContainsRegex("wait \\(instance [0-9]+\\): stop accepted, still active\n"))}),
    verbRowName);

INSTANTIATE_TEST_SUITE_P(
    Rerun, VerbOnTerminal,
    ::testing::Values(VerbRow{"ShowsTheTable",
                              after("one_of_two_twice") + "$DW rerun $id" + kQuickly,
                              {},
                              0,
                              AllOf(HasSubstr("to re-run: a (instance "),
                                    ContainsRegex("re-run: a \\(instance [0-9]+\\)\n"), HasSubstr("✓ SUCCESS       a"),
                                    HasSubstr("2 of 2 succeeded"), Not(HasSubstr("[y/N]")))},
                      VerbRow{"FailsAgainAndShowsTheEndOfTheLog",
                              after("bad_day") + "$DW rerun $id" + kQuickly,
                              {},
                              1,
                              AllOf(HasSubstr("✗ FAILURE       load"),
                                    ContainsRegex("==> load \\(instance [0-9]+\\), the last 20 lines of its log <==\n"),
                                    HasSubstr("attempt 2"), HasSubstr("log: dataworks logs "))},
                      VerbRow{"OnANarrowTerminalInChinese",
                              after("twice") + "$DW rerun $id --lang zh" + kQuickly,
                              {},
                              0,
                              AllOf(HasSubstr("将重跑：load"), HasSubstr("✓ 运行成功 load"), Not(HasSubstr("⣿"))),
                              40},
                      VerbRow{"CtrlCWhileItWatches",
                              after("twice_then_endless") + "$DW rerun $id" + kQuickly,
                              {{"1 running", kCtrlC}},
                              130,
                              AllOf(HasSubstr("; the re-run goes on"), HasSubstr("resume with: dataworks watch "))}),
    verbRowName);

INSTANTIATE_TEST_SUITE_P(
    SetSuccess, VerbOnTerminal,
    ::testing::Values(VerbRow{"Yes",
                              after("bad_day") + "$DW set-success $id load",
                              {{"[y/N]", "yes\n"}},
                              0,
                              AllOf(HasSubstr("Set to success: load (instance "),
                                    ContainsRegex("load \\(instance [0-9]+\\): set to success\n"),
                                    HasSubstr("what waited for it goes on"))},
                      VerbRow{"No",
                              after("bad_day") +
                                  "$DW set-success $id load; code=$?; stats | grep -c SetSuccess; exit $code",
                              {{"[y/N]", "\n"}},
                              2,
                              AllOf(HasSubstr("nothing was sent"), HasSubstr("\n0\n"))},
                      VerbRow{"CtrlCAtTheQuestion",
                              after("bad_day") + "trap 'stats | grep -c SetSuccess' EXIT; $DW set-success $id load",
                              {{"[y/N]", kCtrlC}},
                              130,
                              AllOf(HasSubstr("nothing was sent"), HasSubstr("\n0\n"))}),
    verbRowName);

INSTANTIATE_TEST_SUITE_P(
    LogTail, VerbOnTerminal,
    ::testing::Values(
        VerbRow{"OfRunUnasked",
                "$DW run two_failures -p sales" + kQuickly,
                {},
                1,
                AllOf(HasSubstr("==> a (instance "), HasSubstr("the last 20 lines"), Not(HasSubstr("==> b ")))},
        VerbRow{"OfRunAsked",
                "$DW run two_failures -p sales --log-tail 2" + kQuickly,
                {},
                1,
                AllOf(HasSubstr("==> a (instance "), HasSubstr("==> b (instance "), HasSubstr("the last 2 lines"))},
        VerbRow{"OfWatch",
                after("leaky") + "$DW watch $id -p sales --log-tail 3" + kQuickly,
                {},
                1,
                AllOf(HasSubstr("==> load (instance "), HasSubstr("key LTAI****\nred\nERROR 1\n"),
                      Not(HasSubstr("token=")))},
        VerbRow{"Never",
                "$DW run leaky -p sales --log-tail 0" + kQuickly,
                {},
                1,
                AllOf(Not(HasSubstr("==>")), HasSubstr("log: dataworks logs "))}),
    verbRowName);

INSTANTIATE_TEST_SUITE_P(Cost, VerbOnTerminal,
                         ::testing::Values(VerbRow{"TheCountdownNamesTheBudget",
                                                   "$DW run endless -p sales --poll-budget 9 --timeout 1h",
                                                   {{"poll 1 of 9, next in ", kCtrlC}},
                                                   130,
                                                   HasSubstr("# watching up to 1h, at most 9 calls\n")},
                                           VerbRow{"TheCountdownNamesTheDaysCalls",
                                                   "DATAWORKS_DAILY_CALLS=100 $DW run endless -p sales",
                                                   {{" calls left today", kCtrlC}},
                                                   130,
                                                   HasSubstr("with a share of the 99 calls left today (of 100)\n"),
                                                   140}),
                         verbRowName);

// Of a failed run of 30 nodes with 2 failures. What is not a log is the trigger or a poll.
TEST_F(CommandLine, LogsOfAFailedRunCostNoMoreCallsThanAreShown) {
  const struct {
    const char* flags;
    bool terminal;
    int logs;
  } rows[] = {{"", false, 0}, {"", true, 1}, {"--log-tail 20", false, 2}, {"--log-tail 20", true, 2}, {"-q", true, 0}};
  for (const auto& row : rows) {
    const std::string text =
        "$DW run thirty -p sales --bizdate 2026-11-22 --poll-interval 20ms " + std::string(row.flags) + R"(
echo code $?
count() { stats | grep -o "\"$1\": [0-9]*" | grep -o '[0-9]*$' || echo 0; }
echo logs $(count GetInstanceLog) others $(($(count requestsRead) - $(count CreateManualDag) - \
  $(count SearchManualDagNodeInstance) - $(count GetInstanceLog))))";
    const std::string out = row.terminal ? scriptOnTerminal(text).out : script(text).out;
    EXPECT_THAT(out, HasSubstr("code 1")) << row.flags << row.terminal;
    EXPECT_THAT(out, HasSubstr("logs " + std::to_string(row.logs) + " others 0")) << row.flags << row.terminal;
  }
}

}  // namespace
}  // namespace dataworks::cli
