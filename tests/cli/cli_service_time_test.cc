// SPDX-License-Identifier: Apache-2.0
// The business date of a machine whose clock is wrong.
#include "run/service_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <ctime>

#include "cli_process.h"
#include "support/fault_server.h"

namespace dataworks::cli {
namespace {

using dataworks::testing::Conversation;
using dataworks::testing::FaultServer;
using dataworks::testing::response;
using dataworks::testing::SeenRequest;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::system_clock;
using ::testing::HasSubstr;

/// 2026-11-23 in Shanghai begins here.
constexpr auto kNextDay = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + hours(16);

std::string dateHeader(system_clock::time_point time) {
  const std::time_t seconds = system_clock::to_time_t(time);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
  return text.data();
}

/// Serves no call, but has a clock.
struct ServerWithAClock {
  explicit ServerWithAClock(system_clock::time_point time) {
    server.play({.onRequest = [date = dateHeader(time)](Conversation& conversation, const SeenRequest&) {
      conversation.send(response("{}", "404 Not Found", date));
    }});
  }
  FaultServer server;
};

TEST(NearMidnight, IsTwentyMinutesToEitherSideInShanghai) {
  struct Row {
    minutes after;
    bool near;
  };
  for (const Row& row : {Row{minutes(0), true}, Row{minutes(19), true}, Row{minutes(20), false}, Row{minutes(-1), true},
                         Row{minutes(-20), true}, Row{minutes(-21), false}, Row{hours(12), false}}) {
    EXPECT_EQ(isNearMidnight(kNextDay + row.after), row.near) << row.after.count();
  }
}

TEST(TimeForBizdate, IsTheServicesNearMidnightOnly) {
  struct Row {
    const char* what;
    minutes machine;  // after midnight
    minutes service;
    FlowOptions flow;
    std::size_t requests;
    const char* bizdate;
  };
  const FlowOptions usual{};
  FlowOptions dated;
  dated.bizdate = "2026-11-22";
  FlowOptions dry;
  dry.dryRun = true;
  FlowOptions emitted;
  emitted.emit = "cpp";
  for (const Row& row : {
           Row{"behind", minutes(-5), minutes(5), usual, 1, "2026-11-22"},
           Row{"ahead", minutes(5), minutes(-5), usual, 1, "2026-11-21"},
           Row{"right", minutes(5), minutes(6), usual, 1, "2026-11-22"},
           Row{"at noon", hours(12), minutes(-5), usual, 0, "2026-11-22"},
           Row{"an explicit day is sent as given", minutes(-5), minutes(5), dated, 0, "2026-11-21"},
           Row{"nothing is sent", minutes(-5), minutes(5), dry, 0, "2026-11-21"},
           Row{"nothing is sent either", minutes(-5), minutes(5), emitted, 0, "2026-11-21"},
       }) {
    ServerWithAClock service(kNextDay + row.service);
    ConnectionOptions connection;
    connection.regionId = "cn-shanghai";
    connection.endpoint = service.server.url();
    Signals signals;
    const Session session{[](const char*) { return std::string(); }, signals};
    const auto now = timeForBizdate(row.flow, connection, session, kNextDay + row.machine, Language::kEnglish);
    EXPECT_EQ(Bizdate::yesterday(now).day(), row.bizdate) << row.what;
    EXPECT_EQ(service.server.requests().size(), row.requests) << row.what;
  }
}

TEST(TimeForBizdate, IsTheMachinesIfTheServiceDoesNotRespond) {
  ConnectionOptions connection;
  connection.regionId = "cn-shanghai";
  connection.endpoint = "http://127.0.0.1:1";
  Signals signals;
  const Session session{[](const char*) { return std::string(); }, signals};
  EXPECT_EQ(timeForBizdate({}, connection, session, kNextDay, Language::kEnglish), kNextDay);
  EXPECT_EQ(wrongDay({}, *Bizdate::parse("2026-11-22"), connection, session), std::nullopt);
}

// A machine a day behind takes the run of another day for today's: nothing would be triggered, and nothing would warn.
TEST_F(CommandLine, OnceTakesNoOlderRunForTodays) {
  const auto now = system_clock::now();
  if (isNearMidnight(now) || isNearMidnight(now + minutes(1))) {
    GTEST_SKIP() << "it is nearly midnight in Shanghai, when the day comes from the service anyway";
  }
  ServerWithAClock tomorrow(now + hours(24));
  ServerWithAClock today(now);
  environment["TOMORROW"] = tomorrow.server.url();
  environment["TODAY"] = today.server.url();
  const auto result = script(R"(
$DW run nightly -p sales --poll-interval 20ms --once -q
for clock in $TOMORROW $TODAY; do
  sed "s#$ALIBABA_CLOUD_ENDPOINT/#$clock/#" .local/state/dataworks/runs.jsonl >.local/state/dataworks/copy
  cp .local/state/dataworks/copy .local/state/dataworks/runs.jsonl
  ALIBABA_CLOUD_ENDPOINT=$clock $DW run nightly -p sales --once --timeout 3s; echo "exit $?"
  sed "s#$clock/#$ALIBABA_CLOUD_ENDPOINT/#" .local/state/dataworks/copy >.local/state/dataworks/runs.jsonl
done)");
  EXPECT_THAT(result.out, HasSubstr("exit 2\n"));
  EXPECT_THAT(result.err, HasSubstr("the clock of this machine is wrong: bizdate "));
  EXPECT_THAT(result.err, HasSubstr(" is yesterday by it, but by the service's clock yesterday is "));
  EXPECT_THAT(result.out, ::testing::Not(HasSubstr("exit 2\nexit 2\n"))) << "the right day is watched";
}

}  // namespace
}  // namespace dataworks::cli
