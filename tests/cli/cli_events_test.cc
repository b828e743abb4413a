// SPDX-License-Identifier: Apache-2.0
// `--late` and `--on`: the decisions, the journal, and the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli_process.h"
#include "journal/journal.h"
#include "journal/run_events.h"
#include "support/sample_runs.h"
#include "watch/lateness.h"
#include "watch/notifier.h"

namespace dataworks::cli {
namespace {

using namespace std::chrono_literals;
using dataworks::testing::sampleBegin;
using dataworks::testing::sampleNode;
using dataworks::testing::SampleOutcome;
using dataworks::testing::sampleRun;
using nlohmann::json;
using std::chrono::milliseconds;
using terminal::UsualDuration;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(LateLimit, IsATimeOrAMultiple) {
  const std::optional<UsualDuration> usual = UsualDuration{40min, 38min, 42min, 12};
  struct Row {
    const char* text;
    std::optional<milliseconds> withUsual;
    std::optional<milliseconds> without;
  };
  const Row rows[] = {{"45m", 45min, 45min}, {"90s", 90s, 90s}, {"1.5x", 60min, {}},
                      {"2x", 80min, {}},     {"1x", 40min, {}}, {"1000x", 40000min, {}}};
  for (const Row& row : rows) {
    const auto limit = parseLateLimit(row.text);
    ASSERT_TRUE(limit) << row.text;
    EXPECT_EQ(limitOf(*limit, usual), row.withUsual) << row.text;
    EXPECT_EQ(limitOf(*limit, std::nullopt), row.without) << row.text;
  }
  for (const char* wrong : {"", "x", "0x", "0.5x", "-1x", "1e3x", "1001x", "nanx", "infx", "1.5", "1.5 x", "1.5xx", "0",
                            "45", "m", "-5m", "1.5.x"}) {
    EXPECT_FALSE(parseLateLimit(wrong)) << wrong;
  }
}

DagRun busy() { return sampleRun({sampleNode("a", NodeStatus::kRunning, {0, 0, 1})}, 5); }
DagRun endedAfter(double seconds) {
  return sampleRun({sampleNode("a", NodeStatus::kSuccess, {0, 0, 1, seconds})}, seconds + 1000);
}

TEST(LateWatch, TellsOnceAndOnlyOfWhatWasLate) {
  const auto at = [](milliseconds age) { return sampleBegin() + age; };
  struct Row {
    const char* what;
    std::optional<milliseconds> limit;
    std::vector<std::pair<DagRun, milliseconds>> polls;
    std::vector<std::optional<milliseconds>> late;
  };
  const Row rows[] = {
      {"no limit", {}, {{busy(), 10h}}, {{}}},
      {"in time", 60s, {{busy(), 30s}, {busy(), 60s}}, {{}, {}}},
      {"late, once", 60s, {{busy(), 59s}, {busy(), 61s}, {busy(), 90s}}, {{}, 61s, {}}},
      {"ended in time, noticed late", 60s, {{busy(), 50s}, {endedAfter(55), 100s}}, {{}, {}}},
      {"ended late between two polls", 60s, {{busy(), 50s}, {endedAfter(65), 100s}}, {{}, 65s}},
      {"seen late and ended", 60s, {{busy(), 70s}, {endedAfter(75), 80s}}, {70s, {}}},
  };
  for (const Row& row : rows) {
    LateWatch watch(row.limit, std::nullopt);
    for (std::size_t i = 0; i < row.polls.size(); ++i) {
      watch.update(row.polls[i].first);
      EXPECT_EQ(watch.late(at(row.polls[i].second)), row.late[i]) << row.what << ' ' << i;
    }
  }
}

TEST(LateWatch, CountsFromTheTriggerUntilANodeIsSeen) {
  LateWatch unknown(60s, std::nullopt);
  EXPECT_FALSE(unknown.late(sampleBegin() + 10h)) << "it is not known when it began";
  LateWatch triggered(60s, sampleBegin());
  EXPECT_EQ(triggered.late(sampleBegin() + 61s), 61s);
}

TEST(LateText, NamesTheRunAndTheLimit) {
  const UsualDuration usual{40min, 38min, 42min, 12};
  EXPECT_EQ(lateText("sales/nightly", 46min + 2s, 45min, usual, Language::kEnglish, terminal::Charset::kUtf8),
            "late: sales/nightly has taken 46m02s, more than 45m (usually 38–42 min)");
  EXPECT_EQ(lateText("sales/nightly", 46min, 45min, {}, Language::kChinese, terminal::Charset::kUtf8),
            "超时：sales/nightly 已用 46m，超过 45m");
}

TEST(RunEvent, IsWhatAnExitCodeSays) {
  struct Row {
    int exitCode;
    std::optional<RunEvent> event;
  };
  const Row rows[] = {{0, RunEvent::kSucceeded},
                      {1, RunEvent::kFailed},
                      {2, {}},
                      {3, {}},
                      {4, {}},
                      {5, {}},
                      {6, RunEvent::kUnknown},
                      {7, RunEvent::kUnknown},
                      {70, RunEvent::kUnknown},
                      {124, RunEvent::kUnknown},
                      {130, {}},
                      {143, {}}};
  for (const Row& row : rows) EXPECT_EQ(eventOf(row.exitCode), row.event) << row.exitCode;
  for (const RunEvent event : {RunEvent::kLate, RunEvent::kFailed, RunEvent::kSucceeded, RunEvent::kUnknown}) {
    EXPECT_EQ(parseRunEvent(nameOf(event)), event);
  }
  EXPECT_FALSE(parseRunEvent("Late"));
}

RunNews newsOf(RunEvent event, const DagRun* last) {
  RunNews news;
  news.event = event;
  news.time = sampleBegin() + 125s;
  news.run = {.projectName = "sales",
              .flowName = "nightly",
              .bizdate = Bizdate::parse("2026-11-22").value(),
              .dagId = 332455685};
  news.last = last;
  news.elapsed = 125s;
  return news;
}

TEST(NewsJson, SaysItInOneSentenceAndInFields) {
  const DagRun failed = sampleRun({sampleNode("clean", NodeStatus::kFailure, {0, 0, 0, 10}),
                                   sampleNode("load", NodeStatus::kFailure, {0, 0, 0, 20})},
                                  30);
  RunNews news = newsOf(RunEvent::kFailed, &failed);
  news.exitCode = 1;
  const auto value = json::parse(newsJson(news));
  EXPECT_EQ(value["text"], "sales/nightly bizdate 2026-11-22 dag 332455685 failed after 2m05s: clean, load");
  EXPECT_EQ(value["event"], "failed");
  EXPECT_EQ(value["time"], "2026-11-22T19:02:09.000Z");
  EXPECT_EQ(value["state"], "failed");
  EXPECT_EQ(value["failedNodes"], (json{"clean", "load"}));
  EXPECT_EQ(value["elapsedMs"], 125000);
  EXPECT_EQ(value["exitCode"], 1);
  EXPECT_TRUE(value["limitMs"].is_null());

  news = newsOf(RunEvent::kLate, nullptr);
  news.limit = 2min;
  EXPECT_EQ(json::parse(newsJson(news))["text"],
            "sales/nightly bizdate 2026-11-22 dag 332455685 is late: 2m05s, more than 2m");
  news = newsOf(RunEvent::kUnknown, nullptr);
  news.error = "connection reset";
  news.run.dagId = 0;
  EXPECT_EQ(json::parse(newsJson(news))["text"],
            "sales/nightly bizdate 2026-11-22: outcome unknown (connection reset)");
  EXPECT_TRUE(json::parse(newsJson(news))["dagId"].is_null());
  EXPECT_EQ(json::parse(newsJson(newsOf(RunEvent::kSucceeded, nullptr)))["text"],
            "sales/nightly bizdate 2026-11-22 dag 332455685 succeeded after 2m05s");
}

TEST(NewsJson, FitsAPipeHoweverManyNodesFailed) {
  std::vector<NodeInsInfo> nodes;
  for (int i = 0; i < 5000; ++i) {
    nodes.push_back(sampleNode(std::string(200, 'x') + std::to_string(i), NodeStatus::kFailure, {0, 0, 0, 10}));
  }
  const DagRun failed = sampleRun(std::move(nodes), 30);
  const std::string text = newsJson(newsOf(RunEvent::kFailed, &failed));
  EXPECT_LT(text.size(), 16000U);
  EXPECT_THAT(text, AllOf(HasSubstr(" and 4980 more"), HasSubstr("\"failedCount\":5000")));
}

TEST(EventKey, TellsOneEventFromAnother) {
  const DagRun first = sampleRun({sampleNode("clean", NodeStatus::kFailure, {0, 0, 0, 10})}, 30);
  const DagRun again = sampleRun({sampleNode("clean", NodeStatus::kFailure, {0, 0, 100, 110})}, 130);
  const std::string endpoint = "https://example.com";
  const EventKey key = keyOf(newsOf(RunEvent::kFailed, &first), endpoint);
  const std::string line = notifiedLine(key, sampleBegin());
  EXPECT_TRUE(wasNotified(line, key));
  EXPECT_TRUE(wasNotified("{}\n" + line + "{\"event\":\"seen\"}\n", key));
  EXPECT_FALSE(wasNotified("", key));
  EXPECT_FALSE(wasNotified(line.substr(0, line.size() / 2), key));
  EXPECT_FALSE(wasNotified(line, keyOf(newsOf(RunEvent::kFailed, &again), endpoint))) << "it was re-run";
  EXPECT_FALSE(wasNotified(line, keyOf(newsOf(RunEvent::kLate, &first), endpoint)));
  EXPECT_FALSE(wasNotified(line, keyOf(newsOf(RunEvent::kFailed, &first), "http://127.0.0.1")));
  // Late is late, whatever is seen of the run.
  EXPECT_EQ(keyOf(newsOf(RunEvent::kLate, &first), endpoint), keyOf(newsOf(RunEvent::kLate, &again), endpoint));
  EXPECT_TRUE(readJournal(line).empty());
  EXPECT_TRUE(readActions(line).empty());
}

// --- commands

class Command : public CommandLine {
 protected:
  std::string program(const std::string& name, const std::string& text) {
    const auto path = folder / name;
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.string();
  }
};

TEST_F(Command, RunsAsGivenWithItsInput) {
  const std::string out = (folder / "out").string();
  EXPECT_EQ(runCommand(program("ok", "#!/bin/sh\ncat >" + out + "\n"), "hello\n", 20s, {}), "");
  std::ifstream file(out);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "hello\n");
  EXPECT_EQ(runCommand(program("deaf", "#!/bin/sh\nexit 0\n"), "hello\n", 20s, {}), "") << "it need not read";
}

TEST_F(Command, SaysWhyItFailed) {
  EXPECT_EQ(runCommand(program("bad", "#!/bin/sh\nexit 3\n"), "", 20s, {}), "it exited with 3");
  EXPECT_EQ(runCommand(program("killed", "#!/bin/sh\nkill -9 $$\n"), "", 20s, {}), "it was ended by signal 9");
  EXPECT_THAT(runCommand("/none/such", "", 20s, {}), HasSubstr("No such file"));
  EXPECT_THAT(runCommand("mail -s late joe", "", 20s, {}), HasSubstr("without arguments"));
  EXPECT_EQ(runCommand(program("slow", "#!/bin/sh\nwhile :; do read x || sleep 1; done\n"), "", 50ms, {}),
            "it did not end within 1s");
}

// --- the program

constexpr std::string_view kTell = R"(
printf '#!/bin/sh\ncat >>%s/told\n' "$PWD" >tell; chmod +x tell
)";

std::vector<std::string> eventsIn(const std::string& lines) {
  std::vector<std::string> events;
  std::istringstream in(lines);
  std::string line;
  while (std::getline(in, line)) events.push_back(json::parse(line)["event"]);
  return events;
}

TEST_F(CommandLine, OnRunsACommandForEachEventOnce) {
  const auto result = script(std::string(kTell) + R"(
$DW run nightly -p sales --poll-interval 20ms -q --on succeeded ./tell --on failed ./tell >/dev/null
$DW watch -q --poll-interval 20ms --on succeeded ./tell >/dev/null
$DW run bad_day -p sales --poll-interval 20ms -q --on succeeded ./tell --on failed ./tell >/dev/null
$DW watch -q --poll-interval 20ms --on failed ./tell >/dev/null
cat told)");
  EXPECT_EQ(eventsIn(result.out), (std::vector<std::string>{"succeeded", "failed"})) << result.out << result.err;
}

TEST_F(CommandLine, LateIsToldOnceAcrossProcesses) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the thread sanitizer holds a signal back while the main thread waits in std::latch";
#endif
  const auto result = script(std::string(kTell) + R"(
id=$($DW create endless -p sales -q)
for n in 1 2; do
  $DW watch $id -p sales --late 1ms --on late ./tell --poll-interval 20ms -o jsonl 2>err$n >out$n & pid=$!
  waitUntil "grep -qs '\"late\"' out$n"
  kill -TERM $pid; wait $pid; echo $?
  grep -c 'late: sales/endless, dag [0-9]*, has taken .*, more than 1ms' err$n
done
cat told)");
  EXPECT_THAT(result.out, ContainsRegex("^143\n1\n143\n1\n"));
  EXPECT_EQ(eventsIn(result.out.substr(12)), (std::vector<std::string>{"late"})) << result.out;
}

TEST_F(CommandLine, OnUnknownIsToldOfALostResponse) {
  const auto result = script(std::string(kTell) + R"(
for _ in 1 2; do $DW run lost_answer -p sales --once --on unknown ./tell -q --timeout 20s >/dev/null 2>&1; echo $?; done
cat told)");
  EXPECT_THAT(result.out, ContainsRegex("^6\n6\n"));
  EXPECT_EQ(eventsIn(result.out.substr(4)), (std::vector<std::string>{"unknown"})) << result.out;
}

TEST_F(CommandLine, AFailureOfACommandIsAWarning) {
  const auto result = script(R"(
printf '#!/bin/sh\nexit 3\n' >bad; chmod +x bad
$DW run nightly -p sales --poll-interval 20ms -q --on succeeded ./bad --on succeeded /none >/dev/null; echo $?)");
  EXPECT_EQ(result.out, "0\n");
  EXPECT_THAT(result.err, AllOf(HasSubstr("dataworks: warning: --on: ./bad: it exited with 3\n"),
                                HasSubstr("dataworks: warning: --on: /none: No such file")));
}

TEST_F(CommandLine, LateByAMultipleNeedsToKnowWhatIsUsual) {
  const auto result = dataworks({"run", "nightly", "-p", "sales", "--late", "1.5x", "--poll-interval", "20ms"});
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_THAT(result.err,
              HasSubstr("warning: --late 1.5x has no effect: not known how long sales/nightly usually takes"));
}

TEST_F(CommandLine, RefusesWrongEvents) {
  for (const std::vector<std::string>& flags : std::vector<std::vector<std::string>>{
           {"--late", "0.5x"}, {"--on", "later", "./tell"}, {"--on", "late"}, {"--on", "late", ""}}) {
    std::vector<std::string> words{"run", "nightly", "-p", "sales"};
    words.insert(words.end(), flags.begin(), flags.end());
    EXPECT_EQ(dataworks(words).exitCode, 2) << flags[1];
  }
}

}  // namespace
}  // namespace dataworks::cli
