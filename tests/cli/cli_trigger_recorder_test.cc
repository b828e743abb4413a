// SPDX-License-Identifier: Apache-2.0
// With `--once`, what the journal could not take down must not leave, whatever kept it from being written.
#include "run/trigger_recorder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <new>
#include <semaphore>
#include <stop_token>
#include <string>
#include <vector>

#include "dataworks/client.h"
#include "dataworks/testing/scripted_transport.h"

namespace dataworks::cli {
namespace {

TEST(TriggerRecorder, HoldsBackWhatItCouldNotRecord) {
  struct Row {
    const char* name;
    std::function<std::string()> append;
    bool mustWrite;
    std::size_t sent;
  };
  const auto writes = [] { return std::string(); };
  const auto fails = [] { return std::string("disk full"); };
  const auto throws = []() -> std::string { throw std::bad_alloc(); };
  const std::array rows{Row{"writes, must", writes, true, 1}, Row{"writes", writes, false, 1},
                        Row{"fails, must", fails, true, 0},   Row{"fails", fails, false, 1},
                        Row{"throws, must", throws, true, 0}, Row{"throws", throws, false, 1}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Signals signals;
    bool responded = false;
    const auto append = [&](const std::string& line, const TriggerRecorder::GiveUp& /*giveUp*/) {
      responded = line.find("answered") != std::string::npos;
      return responded ? std::string() : row.append();
    };
    const auto recorder = std::make_shared<TriggerRecorder>(signals, append, Language::kEnglish);
    const auto script = std::make_shared<dataworks::testing::ScriptedTransport>();
    script->reply("CreateManualDag", dataworks::testing::accepted(42));
    const auto credentials = std::make_shared<RememberedCredentials>(staticCredentials("testid", "testsecret"));
    const auto client = DataWorksClient::create(
        {.regionId = "cn-test", .credentials = credentials, .transport = script, .observer = recorder});
    ASSERT_TRUE(client) << client.error();

    recorder->begin({}, credentials, row.mustWrite, [] { return false; });
    const auto created = recorder->send([&] {
      return client->createManualDag(
          {.projectName = "sales", .flowName = "nightly", .bizdate = *Bizdate::parse("2026-11-22 00:00:00")},
          {.stop = signals.stopToken(),
           .beforeAttempt = [&](const AttemptStarting& attempt) { return recorder->beforeAttempt(attempt); }});
    });
    EXPECT_EQ(script->requests().size(), row.sent);
    EXPECT_EQ(recorder->heldBack(), row.sent == 0);
    EXPECT_EQ(created.has_value(), row.sent == 1);
    EXPECT_TRUE(responded);
  }
}

// The line is written, and then nothing is sent: what the journal says next is that nothing was executed.
TEST(TriggerRecorder, SendsNothingIfASignalComesWhileItWrites) {
  Signals signals;
  std::vector<std::string> lines;
  const auto append = [&](const std::string& line, const TriggerRecorder::GiveUp& /*giveUp*/) {
    lines.push_back(line);
    if (lines.size() > 1) return std::string();
    std::binary_semaphore stopped(0);
    const std::stop_callback onStop(signals.stopToken(), [&stopped] { stopped.release(); });
    kill(getpid(), SIGTERM);
    stopped.acquire();
    return std::string();
  };
  const auto recorder = std::make_shared<TriggerRecorder>(signals, append, Language::kEnglish);
  const auto script = std::make_shared<dataworks::testing::ScriptedTransport>();
  const auto credentials = std::make_shared<RememberedCredentials>(staticCredentials("testid", "testsecret"));
  const auto client = DataWorksClient::create(
      {.regionId = "cn-test", .credentials = credentials, .transport = script, .observer = recorder});
  ASSERT_TRUE(client) << client.error();
  recorder->begin({}, credentials, true, [] { return false; });
  const auto created = recorder->send([&] {
    return client->createManualDag(
        {.projectName = "sales", .flowName = "nightly", .bizdate = *Bizdate::parse("2026-11-22 00:00:00")},
        {.stop = signals.stopToken(),
         .beforeAttempt = [&](const AttemptStarting& attempt) { return recorder->beforeAttempt(attempt); }});
  });
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(created.error().execution, Execution::kNotExecuted);
  EXPECT_TRUE(script->requests().empty());
  EXPECT_FALSE(recorder->heldBack());
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_NE(lines[1].find("not started"), std::string::npos) << lines[1];
}

/// A recorder in the middle of a trigger, and the lines that it wrote.
struct Recording {
  Recording() {
    recorder.begin({}, credentials, true, [] { return false; });
  }

  Signals signals;
  std::vector<std::string> lines;
  TriggerRecorder recorder{signals,
                           [this](const std::string& line, const TriggerRecorder::GiveUp& /*giveUp*/) {
                             lines.push_back(line);
                             return std::string();
                           },
                           Language::kEnglish};
  std::shared_ptr<RememberedCredentials> credentials =
      std::make_shared<RememberedCredentials>(staticCredentials("testid", "testsecret"));
};

// Exit 6, never 70, after a trigger may have left.
TEST(TriggerRecorder, TakesWhatIsThrownAfterTheTriggerLeftForAnUnknownOutcome) {
  for (const bool left : {true, false}) {
    Recording recording;
    const auto trigger = [&]() -> Result<CreateManualDagResponse> {
      if (left) {
        EXPECT_FALSE(recording.recorder.beforeAttempt({.signatureNonce = "n-1"}));
      }
      throw std::bad_alloc();
    };
    if (!left) {
      EXPECT_THROW(static_cast<void>(recording.recorder.send(trigger)), std::bad_alloc);
      EXPECT_TRUE(recording.lines.empty());
      continue;
    }
    const auto sent = recording.recorder.send(trigger);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().kind, ErrorKind::kInternal);
    EXPECT_EQ(sent.error().execution, Execution::kMaybeExecuted);
    EXPECT_EQ(sent.error().signatureNonce, "n-1");
    EXPECT_TRUE(sent.error().timestamp);
    ASSERT_EQ(recording.lines.size(), 2U);
    EXPECT_NE(recording.lines[1].find(R"("outcome":"unknown")"), std::string::npos) << recording.lines[1];
  }
}

TEST(RetryText, SaysWhyAndWhenTheNextAttemptComes) {
  struct Row {
    ErrorKind kind;
    const char* code;
    int pauseMs;
    int attempt;
    const char* english;
    const char* chinese;
  };
  using enum ErrorKind;
  for (const Row& row : {
           Row{kThrottled, "Throttling.User", 2100, 2, "throttled, next attempt in 2 s (3)",
               "被限流，下次尝试：2 秒后 (3)"},
           Row{kNetwork, "", 50, 1, "network, next attempt now (2)", "网络错误，下次尝试：立即 (2)"},
           Row{kRejected, "InvalidTimeStamp.Expired", 0, 1, "InvalidTimeStamp.Expired, next attempt now (2)",
               "InvalidTimeStamp.Expired，下次尝试：立即 (2)"},
       }) {
    RetryScheduled event;
    event.error.kind = row.kind;
    event.error.code = row.code;
    event.pause = std::chrono::milliseconds(row.pauseMs);
    event.attempt = row.attempt;
    EXPECT_EQ(retryText(event, Language::kEnglish), row.english);
    EXPECT_EQ(retryText(event, Language::kChinese), row.chinese);
  }
}

// Once the service's time is known, the journal has it.
TEST(TriggerRecorder, TakesTheJournalsTimesFromTheGivenClock) {
  Recording recording;
  recording.recorder.setClock(
      [] { return std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(19); });
  EXPECT_FALSE(recording.recorder.send([&]() -> Result<CreateManualDagResponse> {
    EXPECT_FALSE(recording.recorder.beforeAttempt({}));
    return Error{.kind = ErrorKind::kRejected};
  }));
  ASSERT_EQ(recording.lines.size(), 2U);
  for (const std::string& line : recording.lines)
    EXPECT_NE(line.find("2026-11-22T19:00:00.000Z"), std::string::npos) << line;
}

}  // namespace
}  // namespace dataworks::cli
