// SPDX-License-Identifier: Apache-2.0
// What the verbs after a failure decide, without a service: which nodes, which log lines, which exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "command_line/arguments.h"
#include "command_line/node_choice.h"
#include "result/action_exit_code.h"
#include "result/node_log.h"
#include "watch/failed_logs.h"

namespace dataworks::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

NodeInsInfo node(const std::string& name, std::int64_t id, NodeStatus status = NodeStatus::kFailure,
                 const std::string& finished = "") {
  NodeInsInfo info;
  info.nodeName = name;
  info.instanceId = id;
  info.status = status;
  info.finishTime = Timestamp::parse(finished);
  return info;
}

// --- which nodes

struct ChoiceRow {
  const char* name;
  std::vector<std::string> words;
  Namesakes namesakes;
  std::string chosen;  ///< The ids, or what is wrong.
};

std::ostream& operator<<(std::ostream& out, const ChoiceRow& row) { return out << row.name; }

class NodeChoice : public ::testing::TestWithParam<ChoiceRow> {};

std::string choice(const ChoiceRow& row) {
  static const std::vector<NodeInsInfo> nodes{node("load", 1), node("twin", 2),   node("twin", 3),
                                              node("7", 4),    node("name:x", 5), node("clean", 7)};
  try {
    std::string ids;
    for (const NodeInsInfo* one : chooseNodes(nodes, row.words, row.namesakes, "stop", 111)) {
      ids += (ids.empty() ? "" : " ") + std::to_string(one->instanceId);
    }
    return ids;
  } catch (const BadArgument& error) {
    return error.what();
  }
}

TEST_P(NodeChoice, IsExactOrRefused) { EXPECT_EQ(choice(GetParam()), GetParam().chosen); }

INSTANTIATE_TEST_SUITE_P(
    Rows, NodeChoice,
    ::testing::Values(
        ChoiceRow{"ByName", {"load"}, Namesakes::kRefused, "1"}, ChoiceRow{"ById", {"1"}, Namesakes::kRefused, "1"},
        ChoiceRow{"InTheirOrderEachOnce", {"clean", "load", "1"}, Namesakes::kRefused, "7 1"},
        ChoiceRow{"NameBeforePrefix", {"name:x"}, Namesakes::kRefused, "5"},
        ChoiceRow{"NameAsSuch", {"name:7"}, Namesakes::kRefused, "4"},
        ChoiceRow{"IdAsSuch", {"id:7"}, Namesakes::kRefused, "7"},
        ChoiceRow{"NameOfOneIdOfAnother",
                  {"7"},
                  Namesakes::kAll,
                  "7 is the name of one node and the instance of another: write name:7 or id:7"},
        ChoiceRow{"AllNamesakes", {"twin"}, Namesakes::kAll, "2 3"},
        ChoiceRow{
            "NamesakesAreRefused", {"twin"}, Namesakes::kRefused, "run has 2 nodes named 'twin': write id:2 id:3"},
        ChoiceRow{"OneOfTheNamesakes", {"id:3"}, Namesakes::kRefused, "3"},
        ChoiceRow{"Unknown", {"laod"}, Namesakes::kAll, "'laod' is not a node of run 111; did you mean 'load'?"},
        ChoiceRow{"UnknownAndNothingClose", {"zzzzzz"}, Namesakes::kAll, "'zzzzzz' is not a node of run 111"},
        ChoiceRow{"AnotherRun",
                  {"222"},
                  Namesakes::kAll,
                  "222 is not a node of run 111; one run a command: dataworks stop 222"},
        ChoiceRow{"NoSuchId", {"id:222"}, Namesakes::kAll, "'id:222' is not a node of run 111"},
        ChoiceRow{"NotAPartOfAName", {"loa"}, Namesakes::kAll, "'loa' is not a node of run 111; did you mean 'load'?"},
        ChoiceRow{"NotInAnotherCase", {"LOAD"}, Namesakes::kAll, "'LOAD' is not a node of run 111"}),
    [](const auto& row) { return row.param.name; });

TEST(FailedNodes, AreInTheOrderOfFailure) {
  const std::vector<NodeInsInfo> nodes{node("unknown_when", 1), node("late", 2, NodeStatus::kFailure, "1763838125000"),
                                       node("fine", 3, NodeStatus::kSuccess, "1763838100000"),
                                       node("early", 4, NodeStatus::kFailure, "1763838124000")};
  std::vector<std::string> names;
  for (const NodeInsInfo* one : failedNodes(nodes)) names.push_back(one->nodeName);
  EXPECT_THAT(names, ElementsAre("early", "late", "unknown_when"));
}

TEST(LogTail, IsShownUnaskedOnlyOnATerminal) {
  struct Row {
    std::optional<std::size_t> given;
    bool onTerminal;
    bool quiet;
    std::size_t nodes;
    std::size_t lines;
  };
  for (const Row& row : std::vector<Row>{{{}, true, false, 1, 20},
                                         {{}, true, true, 0, 0},
                                         {{}, false, false, 0, 0},
                                         {0, true, false, 0, 0},
                                         {5, true, false, 3, 5},
                                         {5, false, true, 3, 5}}) {
    const LogTail tail = logTailFor(row.given, row.onTerminal, row.quiet);
    EXPECT_EQ(tail.nodes, row.nodes) << row.given.value_or(99) << row.onTerminal << row.quiet;
    EXPECT_EQ(tail.lines, row.lines) << row.given.value_or(99) << row.onTerminal << row.quiet;
  }
}

// --- the text of a log

TEST(LastLines, CountFromTheEnd) {
  struct Row {
    const char* text;
    std::size_t lines;
    const char* last;
  };
  for (const Row& row : std::vector<Row>{{"a\nb\nc\n", 0, "a\nb\nc\n"},
                                         {"a\nb\nc\n", 1, "c\n"},
                                         {"a\nb\nc\n", 2, "b\nc\n"},
                                         {"a\nb\nc", 2, "b\nc"},
                                         {"a\nb\nc\n", 9, "a\nb\nc\n"},
                                         {"a\n\n", 1, "\n"},
                                         {"\n", 1, "\n"},
                                         {"", 3, ""}}) {
    EXPECT_EQ(lastLines(row.text, row.lines), row.last) << row.text << row.lines;
  }
  EXPECT_EQ(countLines(""), 0U);
  EXPECT_EQ(countLines("a\nb\n"), 2U);
  EXPECT_EQ(countLines("a\nb"), 2U);
}

constexpr std::string_view kLog =
    "\x1b[31mfirst\x1b[0m token=old\r\nLog view: http://logview.example/?h=x&i=1&token=VGhpcyBpcyBzZWNyZXQ=\n"
    "key LTAI5tExampleExample, password: 'hunter2'";

TEST(ShowLog, MasksWhatItShows) {
  const ShownLog shown = showLog(kLog, 2, false);
  EXPECT_EQ(shown.masked, 3U) << "the token of the line that is not shown does not count";
  for (const char* secret : {"VGhpcyBp", "5tExample", "hunter2", "\x1b"}) {
    EXPECT_THAT(shown.text, Not(HasSubstr(secret)));
  }
  EXPECT_EQ(shown.text.find("first"), std::string::npos);
  EXPECT_TRUE(shown.text.ends_with("'\n")) << shown.text;
  EXPECT_EQ(maskedNote(shown.masked, Language::kEnglish), "masked 3 values; best effort");
  EXPECT_EQ(maskedNote(1, Language::kEnglish), "masked 1 value; best effort");
  EXPECT_THAT(maskedNote(0, Language::kEnglish), IsEmpty());
}

TEST(ShowLog, RawIsByteForByte) {
  EXPECT_EQ(showLog(kLog, 0, true).text, kLog);
  EXPECT_EQ(showLog(kLog, 0, true).masked, 0U);
}

InstanceInfo attempt(std::int64_t historyId, const std::string& created) {
  InstanceInfo info;
  info.instanceHistoryId = historyId;
  info.createTime = Timestamp::parse(created);
  return info;
}

TEST(Attempts, AreCountedFromTheFirst) {
  const std::vector<InstanceInfo> newestFirst{attempt(9, "1763838125000"), attempt(12, "1763838124000")};
  EXPECT_EQ(historyIdOf(newestFirst, 1), 12);
  EXPECT_EQ(historyIdOf(newestFirst, 2), 9);
  EXPECT_EQ(historyIdOf(newestFirst, 3), std::nullopt);
  EXPECT_EQ(historyIdOf({attempt(8, ""), attempt(3, "")}, 1), 3) << "without times by their ids";
}

TEST(LogFileName, IsSafe) {
  EXPECT_EQ(logFileName(node("clean", 7), 0), "clean-7.log");
  EXPECT_EQ(logFileName(node("clean", 7), 2), "clean-7-attempt2.log");
  EXPECT_EQ(logFileName(node("../../etc/passwd", 7), 0), "_._.._etc_passwd-7.log");
  EXPECT_EQ(logFileName(node("-rf *\n", 7), 0), "_rf___-7.log");
  EXPECT_EQ(logFileName(node("抽取", 7), 0), "抽取-7.log");
  EXPECT_LT(logFileName(node(std::string(1000, 'x'), 7), 0).size(), 255U);
}

class LogFiles : public ::testing::Test {
 protected:
  LogFiles() {
    std::string name = (std::filesystem::temp_directory_path() / "dataworks-logs-XXXXXX").string();
    folder = ::mkdtemp(name.data()) != nullptr ? name : "";
  }
  ~LogFiles() override { std::filesystem::remove_all(folder); }
  static unsigned modeOf(const std::filesystem::path& path) {
    struct stat facts {};
    ::stat(path.c_str(), &facts);
    return facts.st_mode & 0777U;
  }
  std::filesystem::path folder;
};

TEST_F(LogFiles, AreTheirOwnersOnly) {
  const auto logs = folder / "logs";
  EXPECT_THAT(prepareLogFolder(logs.string()), IsEmpty());
  EXPECT_EQ(modeOf(logs), 0700U);
  EXPECT_THAT(prepareLogFolder(logs.string()), IsEmpty()) << "it may exist";
  EXPECT_THAT(writeLogFile((logs / "a.log").string(), "text"), IsEmpty());
  EXPECT_EQ(modeOf(logs / "a.log"), 0600U);
}

TEST_F(LogFiles, FollowNoLink) {
  std::ofstream(folder / "elsewhere") << "kept";
  std::filesystem::create_symlink(folder / "elsewhere", folder / "a.log");
  EXPECT_THAT(writeLogFile((folder / "a.log").string(), "text"), IsEmpty());
  std::ifstream elsewhere(folder / "elsewhere");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(elsewhere), {}), "kept");
  EXPECT_THAT(prepareLogFolder((folder / "a.log").string()), HasSubstr("not a folder"));
  EXPECT_THAT(prepareLogFolder((folder / "no" / "such").string()), HasSubstr("No such file"));
}

// --- exit codes

std::optional<Error> errorOf(ErrorKind kind, std::string code = {}, Execution execution = Execution::kNotExecuted) {
  Error error;
  error.kind = kind;
  error.code = std::move(code);
  error.execution = execution;
  return error;
}

TEST(LogsExitCode, IsTotal) {
  struct Row {
    const char* ending;
    std::size_t fetched;
    std::optional<Error> error;
    int signal;
    int exitCode;
  };
  for (const Row& row :
       std::vector<Row>{{"done", 2, {}, 0, 0},
                        {"nothing to do", 0, {}, 0, 0},
                        {"done in part", 1, errorOf(ErrorKind::kRejected), 0, 1},
                        {"done in part, then throttled", 1, errorOf(ErrorKind::kThrottled), 0, 1},
                        {"rejected", 0, errorOf(ErrorKind::kRejected), 0, 3},
                        {"daily quota", 0, errorOf(ErrorKind::kThrottled, "Throttling.Resource"), 0, 3},
                        {"no credentials", 0, errorOf(ErrorKind::kCredentials), 0, 4},
                        {"not reached", 0, errorOf(ErrorKind::kNetwork), 0, 5},
                        {"throttled", 0, errorOf(ErrorKind::kThrottled, "Throttling.User"), 0, 5},
                        {"--timeout", 0, errorOf(ErrorKind::kTimeout), 0, 5},
                        {"signal", 0, errorOf(ErrorKind::kCancelled), 2, 130},
                        {"signal in the middle", 3, errorOf(ErrorKind::kCancelled), 15, 143}}) {
    EXPECT_EQ(logsExitCode(row.fetched, row.error, {.signal = row.signal}), row.exitCode) << row.ending;
  }
}

TEST(StopExitCode, IsTotal) {
  struct Row {
    const char* ending;
    std::optional<Error> error;
    Ending by;
    int exitCode;
    bool rejected = false;
  };
  const auto accepted = Execution::kExecuted;
  const auto lost = Execution::kMaybeExecuted;
  for (const Row& row : std::vector<Row>{
           {"nothing active", {}, {}, 0},
           {"others rejected", errorOf(ErrorKind::kRejected, "Forbidden.RAM", accepted), {}, 1, true},
           {"accepted, then the list is denied", errorOf(ErrorKind::kRejected, "Forbidden.RAM", accepted), {}, 7},
           {"bad value", errorOf(ErrorKind::kInvalidArgument), {}, 2},
           {"rejected", errorOf(ErrorKind::kRejected, "Forbidden.RAM"), {}, 3},
           {"daily quota", errorOf(ErrorKind::kThrottled, "Throttling.Resource"), {}, 3},
           {"no credentials", errorOf(ErrorKind::kCredentials), {}, 4},
           {"not reached", errorOf(ErrorKind::kNetwork), {}, 5},
           {"throttled", errorOf(ErrorKind::kThrottled), {}, 5},
           {"--timeout, nothing accepted", errorOf(ErrorKind::kTimeout), {.deadlinePassed = true}, 5},
           {"response lost", errorOf(ErrorKind::kTimeout, "", lost), {.deadlinePassed = true}, 5},
           {"accepted, then not followable", errorOf(ErrorKind::kNetwork, "", accepted), {}, 7},
           {"not over at --timeout", errorOf(ErrorKind::kTimeout, "", accepted), {.deadlinePassed = true}, 124},
           {"signal midway", errorOf(ErrorKind::kCancelled, "", accepted), {.signal = 2}, 130},
           {"signal before", errorOf(ErrorKind::kCancelled), {.signal = 15}, 143}}) {
    EXPECT_EQ(stopExitCode(row.error, row.rejected, row.by), row.exitCode) << row.ending;
  }
}

TEST(SetSuccessExitCode, IsTotal) {
  using enum Followed;
  struct Row {
    const char* ending;
    ActionTally tally;
    std::optional<Error> error;
    Followed followed;
    int signal;
    int exitCode;
  };
  const auto lost = errorOf(ErrorKind::kNetwork, "", Execution::kMaybeExecuted);
  for (const Row& row : std::vector<Row>{
           {"done", {.accepted = 2}, {}, kArrived, 0, 0},
           {"all SUCCESS before", {}, {}, kArrived, 0, 0},
           {"others rejected", {.accepted = 1, .rejected = 1}, errorOf(ErrorKind::kRejected), kArrived, 0, 1},
           {"rejected", {.rejected = 1}, errorOf(ErrorKind::kRejected), kArrived, 0, 3},
           {"daily quota", {.notSent = 1}, errorOf(ErrorKind::kThrottled, "Throttling.Resource"), kArrived, 0, 3},
           {"no credentials", {.notSent = 1}, errorOf(ErrorKind::kCredentials), kArrived, 0, 4},
           {"not reached", {.notSent = 1}, errorOf(ErrorKind::kNetwork), kArrived, 0, 5},
           {"throttled", {.notSent = 1}, errorOf(ErrorKind::kThrottled), kArrived, 0, 5},
           {"--timeout, nothing accepted", {.notSent = 1}, errorOf(ErrorKind::kTimeout), kArrived, 0, 5},
           {"response lost", {.unknown = 1}, lost, kArrived, 0, 5},
           {"response lost, others accepted", {.accepted = 1, .unknown = 1}, lost, kArrived, 0, 5},
           {"not followable", {.accepted = 1}, {}, kLostTrack, 0, 7},
           {"not there at --timeout", {.accepted = 1}, {}, kTimedOut, 0, 124},
           {"signal while following", {.accepted = 1}, {}, kStopped, 2, 130},
           {"signal before", {.notSent = 1}, errorOf(ErrorKind::kCancelled), kArrived, 15, 143}}) {
    EXPECT_EQ(setSuccessExitCode(row.tally, row.error, row.followed, {.signal = row.signal}), row.exitCode)
        << row.ending;
  }
}

}  // namespace
}  // namespace dataworks::cli
