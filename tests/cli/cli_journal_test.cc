// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "journal/journal_file.h"

namespace dataworks::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CreateManualDagRequest request() {
  CreateManualDagRequest request;
  request.projectName = "sales";
  request.flowName = "nightly";
  request.bizdate = Bizdate::parse("2026-11-22").value();
  request.dagPara = {{"city", "secret-value"}, {"level", "3"}};
  request.nodePara = {{7, {{"test", "${yyyymmdd}"}}}};
  return request;
}

JournalEntry sent(const std::string& trigger, const RunKey& key) {
  JournalEntry entry;
  entry.trigger = trigger;
  entry.time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
  entry.user = "joe";
  entry.host = "box";
  entry.key = key;
  entry.nonce = "5f0c";
  entry.credentials = "environment";
  return entry;
}

JournalEntry answered(JournalEntry entry, Outcome outcome, std::int64_t dagId = 0) {
  entry.outcome = outcome;
  entry.dagId = dagId;
  entry.requestId = "R-1";
  return entry;
}

const RunKey kKey = runKey("https://dataworks.cn-shanghai.aliyuncs.com", "cn-shanghai", request());

TEST(RunKey, IsTheSameOnlyForTheSameTrigger) {
  auto reordered = request();
  reordered.dagPara = {{"level", "3"}, {"city", "secret-value"}};
  EXPECT_EQ(runKey(kKey.endpoint, kKey.regionId, reordered), kKey);
  EXPECT_EQ(lockPosition(runKey(kKey.endpoint, kKey.regionId, reordered)), lockPosition(kKey));

  std::vector<RunKey> others(7, kKey);
  auto other = request();
  other.dagPara = {{"city", "secret-value"}, {"level", "4"}};
  others[0] = runKey(kKey.endpoint, kKey.regionId, other);
  other = request();
  other.nodePara = {{8, {{"test", "${yyyymmdd}"}}}};
  others[1] = runKey(kKey.endpoint, kKey.regionId, other);
  others[2].endpoint += "x";
  others[3].projectName += "x";
  others[4].flowName += "x";
  others[5].bizdate = "2026-11-21";
  others[6].regionId = "cn-qingdao";
  for (const RunKey& key : others) {
    EXPECT_NE(key, kKey);
    EXPECT_NE(lockPosition(key), lockPosition(kKey));
  }
}

TEST(RunKey, DistinguishesParametersOfFlowAndNode) {
  auto ofTheFlow = request();
  ofTheFlow.dagPara = {{"7:a", "1"}};
  ofTheFlow.nodePara = {};
  auto ofANode = request();
  ofANode.dagPara = {};
  ofANode.nodePara = {{7, {{"a", "1"}}}};
  EXPECT_NE(runKey("", "", ofTheFlow).parametersHash, runKey("", "", ofANode).parametersHash);
}

// A journal as version 0.1 wrote it. After an update, `--once` must find what was triggered before it, so neither the
// lines nor the hash nor the place of the lock may change.
constexpr std::string_view kSendingOf01 =
    R"({"event":"sending","time":"2026-11-22T19:00:04.120Z","trigger":"0a1b2c3d4e5f6071","user":"joe","host":"box",)"
    R"("endpoint":"https://dataworks.cn-shanghai.aliyuncs.com","regionId":"cn-shanghai","projectName":"sales",)"
    R"("flowName":"nightly","bizdate":"2026-11-22",)"
    R"("parametersHash":"026c8dd7019cc5fdd14d4e8d8e27e1ec0a420f0880bdaf1e0852883ae009eeed",)"
    R"("nonce":"5f0c9a7be1d24f3c8a6b0d1e2f3a4b5c","credentials":"environment"})"
    "\n";
constexpr std::string_view kStartedOf01 =
    R"({"event":"answered","time":"2026-11-22T19:00:05.007Z","trigger":"0a1b2c3d4e5f6071","outcome":"started",)"
    R"("requestId":"2E28-1","dagId":332455685})"
    "\n";
constexpr std::string_view kRejectedOf01 =
    R"({"event":"answered","time":"2026-11-22T19:00:05.007Z","trigger":"0a1b2c3d4e5f6071","outcome":"not started",)"
    R"("requestId":"2E28-1","errorCode":"Forbidden.RAM"})"
    "\n";

TEST(JournalOf01, IsReadAndFoundByOnce) {
  const auto entries = readJournal(std::string(kSendingOf01).append(kStartedOf01));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].key, kKey);
  EXPECT_EQ(lockPosition(entries[0].key), 371624300994271546);
  EXPECT_EQ(entries[0].dagId, 332455685);
  EXPECT_EQ(alreadyTriggered(entries, kKey)->dagId, 332455685);
  EXPECT_EQ(alreadyTriggered(readJournal(kSendingOf01), kKey)->outcome, Outcome::kUnknown);
  EXPECT_FALSE(alreadyTriggered(readJournal(std::string(kSendingOf01).append(kRejectedOf01)), kKey));
}

TEST(JournalOf01, IsWrittenByteForByte) {
  JournalEntry entry = readJournal(kSendingOf01).front();
  EXPECT_EQ(sendingLine(entry), kSendingOf01);
  entry.time += std::chrono::milliseconds(887);
  entry.requestId = "2E28-1";
  entry.outcome = Outcome::kStarted;
  entry.dagId = 332455685;
  EXPECT_EQ(answeredLine(entry), kStartedOf01);
  entry.outcome = Outcome::kNotStarted;
  entry.dagId = 0;
  entry.errorCode = "Forbidden.RAM";
  EXPECT_EQ(answeredLine(entry), kRejectedOf01);
}

TEST(Journal, ReadsBackWhatItWrote) {
  const JournalEntry entry = answered(sent("t1", kKey), Outcome::kStarted, 332455685);
  const auto entries = readJournal(sendingLine(entry) + answeredLine(entry));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].key, kKey);
  EXPECT_EQ(entries[0].time, entry.time);
  EXPECT_EQ(entries[0].user, "joe");
  EXPECT_EQ(entries[0].host, "box");
  EXPECT_EQ(entries[0].nonce, "5f0c");
  EXPECT_EQ(entries[0].credentials, "environment");
  EXPECT_EQ(entries[0].outcome, Outcome::kStarted);
  EXPECT_EQ(entries[0].dagId, 332455685);
  EXPECT_EQ(entries[0].requestId, "R-1");
}

TEST(Journal, HoldsNoParameterValue) { EXPECT_THAT(sendingLine(sent("t1", kKey)), Not(HasSubstr("secret-value"))); }

TEST(Journal, TakesALineWithoutResponseForUnknown) {
  const auto entries = readJournal(sendingLine(sent("t1", kKey)));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].outcome, Outcome::kUnknown);
}

TEST(Journal, SkipsLinesThatCannotBeRead) {
  const std::string whole = sendingLine(sent("t1", kKey));
  const auto entries = readJournal("\n[1,2]\nnonsense\n{\"event\":\"sending\"\n" + whole + whole.substr(0, 40));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].trigger, "t1");
}

struct OnceRow {
  const char* name;
  std::vector<std::pair<Outcome, std::int64_t>> earlier;  ///< Outcomes of earlier triggers and their ids, in order.
  bool trigger;
  Outcome expected;
  std::int64_t dagId;
};

class Once : public ::testing::TestWithParam<OnceRow> {};

TEST_P(Once, DecidesByTheJournal) {
  std::string journal = sendingLine(sent("other", runKey("https://elsewhere", "cn-shanghai", request())));
  int number = 0;
  for (const auto& [outcome, dagId] : GetParam().earlier) {
    const JournalEntry entry = answered(sent(std::to_string(++number), kKey), outcome, dagId);
    journal += sendingLine(entry) + answeredLine(entry);
  }
  const auto earlier = alreadyTriggered(readJournal(journal), kKey);
  ASSERT_EQ(!earlier, GetParam().trigger);
  if (!earlier) return;
  EXPECT_EQ(earlier->outcome, GetParam().expected);
  EXPECT_EQ(earlier->dagId, GetParam().dagId);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Once,
    ::testing::Values(
        OnceRow{"NothingKnown", {}, true, {}, 0}, OnceRow{"OnlyRefused", {{Outcome::kNotStarted, 0}}, true, {}, 0},
        OnceRow{"Started", {{Outcome::kStarted, 5}}, false, Outcome::kStarted, 5},
        OnceRow{"StartedTwice", {{Outcome::kStarted, 5}, {Outcome::kStarted, 6}}, false, Outcome::kStarted, 6},
        OnceRow{"StartedThenRefused", {{Outcome::kStarted, 5}, {Outcome::kNotStarted, 0}}, false, Outcome::kStarted, 5},
        OnceRow{"Unknown", {{Outcome::kUnknown, 0}}, false, Outcome::kUnknown, 0},
        OnceRow{"UnknownThenRefused", {{Outcome::kUnknown, 0}, {Outcome::kNotStarted, 0}}, false, Outcome::kUnknown, 0},
        OnceRow{"UnknownThenStarted", {{Outcome::kUnknown, 0}, {Outcome::kStarted, 7}}, false, Outcome::kStarted, 7}),
    [](const auto& row) { return row.param.name; });

TEST(Journal, FindsTheNewestRunOfAProject) {
  RunKey other = kKey;
  other.projectName = "stock";
  const JournalEntry first = answered(sent("1", kKey), Outcome::kStarted, 5);
  const JournalEntry second = answered(sent("2", other), Outcome::kStarted, 6);
  const auto entries = readJournal(sendingLine(first) + answeredLine(first) + sendingLine(second) +
                                   answeredLine(second) + sendingLine(sent("3", kKey)));
  EXPECT_EQ(newestRun(entries, "stock")->dagId, 6);
  EXPECT_FALSE(newestRun(entries, "nowhere"));
  for (const char* project : {"", "sales"})
    EXPECT_EQ(newestRun(entries, project)->trigger, "3") << "it may have started";
  const auto refused = readJournal(sendingLine(first) + answeredLine(first) + sendingLine(sent("3", kKey)) +
                                   answeredLine(answered(sent("3", kKey), Outcome::kNotStarted, 0)));
  EXPECT_EQ(newestRun(refused, "sales")->dagId, 5);
}

TEST(Journal, KeepsTheLastAttemptAndTheOrderOfTriggers) {
  JournalEntry retried = sent("1", kKey);
  const std::string first = sendingLine(retried);
  retried.nonce = "second";
  const auto entries = readJournal(first + sendingLine(sent("2", kKey)) + sendingLine(retried) +
                                   answeredLine(answered(retried, Outcome::kStarted, 5)));
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].nonce, "second");
  EXPECT_EQ(entries[0].dagId, 5);
  EXPECT_EQ(entries[1].trigger, "2");
}

class JournalOnDisk : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("dataworks-journal-" + std::to_string(::getpid()));
};

bool never() { return false; }

TEST_F(JournalOnDisk, MakesItsFolderAndAppends) {
  const JournalFile journal(folder_ / "a" / "b" / "runs.jsonl");
  EXPECT_EQ(journal.append("one\n", never), "");
  EXPECT_EQ(journal.append("two\n", never), "");
  std::ostringstream text;
  text << std::ifstream(journal.path()).rdbuf();
  EXPECT_EQ(text.str(), "one\ntwo\n");
}

TEST_F(JournalOnDisk, BeginsANewLineAfterACutOne) {
  const JournalFile journal(folder_ / "runs.jsonl");
  std::ofstream(journal.path()) << "cut";
  EXPECT_EQ(journal.append("two\n", never), "");
  std::ostringstream text;
  text << std::ifstream(journal.path()).rdbuf();
  EXPECT_EQ(text.str(), "cut\ntwo\n");
}

TEST_F(JournalOnDisk, ReportsWhyItCannotBeWritten) {
  EXPECT_THAT(JournalFile("/dev/full").append("line\n", never), HasSubstr("/dev/full: "));
  EXPECT_THAT(JournalFile("/proc/none/runs.jsonl").append("line\n", never), HasSubstr("/proc/none/runs.jsonl: "));
}

TEST_F(JournalOnDisk, WaitsForTheLockOfAnotherUntilItGivesUp) {
  const JournalFile journal(folder_ / "runs.jsonl");
  std::ofstream(journal.path()) << "";
  const int other = ::open(journal.path().c_str(), O_RDONLY);
  ASSERT_EQ(::flock(other, LOCK_EX), 0);
  int asked = 0;
  EXPECT_THAT(journal.append("one\n", [&] { return ++asked == 3; }), HasSubstr("another process keeps it locked"));
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(journal.append("two\n",
                           [&] {
                             ::close(other);
                             return false;
                           }),
            "");
}

TEST_F(JournalOnDisk, IsEmptyBeforeTheFirstRun) {
  const auto entries = JournalFile(folder_ / "runs.jsonl").read();
  ASSERT_TRUE(entries);
  EXPECT_TRUE(entries->empty());
}

TEST_F(JournalOnDisk, LocksOutWhatItsHolderExcludes) {
  const JournalFile journal(folder_ / "runs.jsonl");
  RunKey other = kKey;
  other.regionId = "cn-qingdao";
  const struct {
    const char* name;
    Excludes held;
    Excludes wanted;
    const RunKey& key;
    bool free;
  } rows[] = {{"once after once", Excludes::kAll, Excludes::kAll, kKey, false},
              {"plain after once", Excludes::kAll, Excludes::kOnce, kKey, false},
              {"once after plain", Excludes::kOnce, Excludes::kAll, kKey, false},
              {"plain after plain", Excludes::kOnce, Excludes::kOnce, kKey, true},
              {"another flow", Excludes::kAll, Excludes::kAll, other, true}};
  for (const auto& row : rows) {
    const TriggerLock held(journal, kKey, row.held, [] { return true; });
    ASSERT_EQ(held.failure(), "") << row.name;
    EXPECT_EXIT(  // a lock is a process's
        {
          const TriggerLock wanted(journal, row.key, row.wanted, [] { return true; });
          std::_Exit(wanted.failure().empty() ? 0 : 1);
        },
        ::testing::ExitedWithCode(row.free ? 0 : 1), "")
        << row.name;
  }
}

TEST(JournalPath, FollowsTheStateFolder) {
  const auto path = [](std::map<std::string, std::string> values) {
    return journalPath([&](const char* name) { return values.count(name) != 0 ? values.at(name) : ""; });
  };
  EXPECT_EQ(path({{"HOME", "/home/joe"}}), "/home/joe/.local/state/dataworks/runs.jsonl");
  EXPECT_EQ(path({{"HOME", "/home/joe"}, {"XDG_STATE_HOME", "/state"}}), "/state/dataworks/runs.jsonl");
  EXPECT_EQ(path({{"HOME", "/home/joe"}, {"DATAWORKS_JOURNAL", "off"}}), "");
  EXPECT_EQ(path({{"HOME", "/home/joe"}, {"XDG_STATE_HOME", "state"}}), "/home/joe/.local/state/dataworks/runs.jsonl")
      << "a relative one would be another in each folder";
  EXPECT_EQ(path({{"HOME", "home/joe"}}), "");
  EXPECT_EQ(path({{"HOME", "home/joe"}, {"XDG_STATE_HOME", "/state"}}), "/state/dataworks/runs.jsonl");
  EXPECT_EQ(path({}), "");
}

// --- what was done after a failure

std::chrono::system_clock::time_point november(std::int64_t day) {
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / static_cast<unsigned>(day));
}

TEST(JournalActions, AreReadBackAndAreNoTriggers) {
  ActionEntry entry;
  entry.kind = "rerun";
  entry.action = "a1";
  entry.time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
  entry.user = "joe";
  entry.host = "box";
  entry.endpoint = kKey.endpoint;
  entry.regionId = kKey.regionId;
  entry.projectName = "sales";
  entry.env = "dev";
  entry.dagId = 42;
  entry.nonce = "5f0c";
  entry.credentials = "environment";
  entry.nodes = {{7, "clean", ""}};
  std::string text = sendingLine(sent("t", kKey)) + answeredLine(answered(sent("t", kKey), Outcome::kStarted, 41));
  text += actingLine(entry);
  entry.nodes = {{8, "load", ""}};
  text += actingLine(entry);

  auto actions = readActions(text);
  ASSERT_EQ(actions.size(), 1U) << "the lines of one command";
  EXPECT_FALSE(actions[0].ended) << "died in between: what became of it is unknown";
  ASSERT_EQ(actions[0].nodes.size(), 2U);
  EXPECT_EQ(actions[0].nodes[0].outcome, "");

  entry.nodes = {{7, "clean", "restarted"}, {8, "load", "unknown"}};
  text += actedLine(entry) + "half a li";
  actions = readActions(text);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_TRUE(actions[0].ended);
  EXPECT_EQ(actions[0].nodes[1].outcome, "unknown");
  EXPECT_EQ(actions[0].env, "dev");
  EXPECT_EQ(actions[0].dagId, 42);
  EXPECT_EQ(actions[0].nonce, "5f0c");
  EXPECT_EQ(actions[0].user + "@" + actions[0].host, "joe@box");

  const auto triggers = readJournal(text);
  ASSERT_EQ(triggers.size(), 1U);
  EXPECT_EQ(newestRun(triggers, "sales")->dagId, 41);
}

TEST(JournalActions, OfUnknownOutcomeAreTheNewestOfANode) {
  ActionEntry entry;
  entry.kind = "rerun";
  entry.endpoint = "https://here";
  entry.projectName = "sales";
  entry.env = "prod";
  entry.dagId = 42;
  std::string text;
  const auto write = [&](const std::string& action, std::int64_t instance, const std::string& outcome) {
    entry.action = action;
    entry.nodes = {{instance, "n", "", november(instance)}};
    entry.time = november(instance);
    entry.nonce = action;
    text += actingLine(entry);
    entry.time += std::chrono::hours(1);  // the line after it is later
    entry.nodes.front().outcome = outcome;
    if (!outcome.empty()) text += actedLine(entry);
  };
  write("a", 1, "unknown");
  write("b", 1, "restarted");  // later, so it is known
  write("c", 2, "");           // died before the response
  write("d", 3, "restarted");
  write("e", 3, "unknown");
  write("f", 3, "notSent");  // no later restart
  write("g", 4, "rejected");
  std::vector<std::int64_t> unknown;
  const DagRef run{.projectName = "sales", .dagId = 42};
  const auto actions = readActions(text);
  for (const UnknownRestart& restart : unknownRestarts(actions, run, "https://here")) {
    unknown.push_back(restart.node.instanceId);
    EXPECT_EQ(restart.node.sent, november(restart.node.instanceId)) << "of the request, not of what came of it";
    EXPECT_EQ(restart.node.nonce, restart.node.instanceId == 2 ? "c" : "e");
    EXPECT_EQ(restart.node.failedAt, november(restart.node.instanceId)) << "service time to compare with";
  }
  EXPECT_EQ(unknown, (std::vector<std::int64_t>{2, 3}));
  EXPECT_TRUE(unknownRestarts(actions, {.projectName = "sales", .dagId = 43}, "https://here").empty());
  EXPECT_TRUE(unknownRestarts(actions, {.projectName = "other", .dagId = 42}, "https://here").empty());
  EXPECT_TRUE(
      unknownRestarts(actions, {.projectName = "sales", .dagId = 42, .env = ProjectEnv::kDev}, "https://here").empty());
  EXPECT_TRUE(unknownRestarts(actions, run, "http://127.0.0.1:1").empty()) << "of an emulator, say";
}

}  // namespace
}  // namespace dataworks::cli
