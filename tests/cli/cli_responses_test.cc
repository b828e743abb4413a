// SPDX-License-Identifier: Apache-2.0
// The real program against a service that responds what the emulator would not, or when a test wants it to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli_process.h"
#include "support/fault_server.h"

namespace dataworks::cli {
namespace {

using dataworks::testing::Conversation;
using dataworks::testing::FaultServer;
using dataworks::testing::response;
using dataworks::testing::SeenRequest;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Responses : public CommandLine {
 protected:
  /// A script like those of `script`, against `server`.
  ProcessResult against(const std::string& text, const std::vector<SignalWhen>& signals = {}) {
    return script("export ALIBABA_CLOUD_ENDPOINT=" + server.url() + "\n" + text, signals);
  }

  FaultServer server;
};

// --- text of the service may hold anything

constexpr std::string_view kEvil = "\x1b[2J\r\ndag 5\u202e\u009b31m";

TEST_F(Responses, NoIdOfARequestSteersATerminal) {
  server.play({.onRequest = [](Conversation& client, const SeenRequest& /*request*/) {
    client.send(response(json({{"RequestId", kEvil}, {"ReturnCode", "0"}, {"ReturnValue", 42}}).dump()));
  }});
  const auto result = against("exec $DW create nightly -p sales");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_THAT(result.out, EndsWith("\nrequest ?[2J??dag 5?31m\n"));
}

TEST_F(Responses, ABodySteersNoTerminalAndStaysWhatItIsElsewhere) {
  const std::string body = "{\"RequestId\": \"R-1\",\n\t\"Data\": \"\u009b31m\u202e\"}\n";
  server.play(
      {.onRequest = [body](Conversation& client, const SeenRequest& /*request*/) { client.send(response(body)); }});
  EXPECT_EQ(against("exec $DW call ListThings --idempotent").out, body);
  const auto shown = onTerminal({"call", "ListThings", "--idempotent", "--endpoint", server.url()});
  EXPECT_THAT(shown.out, EndsWith("{\"RequestId\": \"R-1\",\r\n \"Data\": \"?31m\"}\r\n"));
}

TEST_F(CommandLine, ExplainsACodeWithoutBeingSteeredByIt) {
  EXPECT_THAT(dataworks({"explain", "No\x1b[2JSuch"}).out, StartsWith("No?[2JSuch: "));
}

// --- a call that is no read is a trigger

TEST_F(Responses, ACallThatIsNoReadWaitsForItsResponseAfterASignal) {
  server.play({.onRequest = [&](Conversation& client, const SeenRequest& /*request*/) {
    std::ofstream(folder / "read") << "";
    std::ifstream(folder / "said").get();  // a pipe: until the script opens it
    client.send(response(R"({"RequestId": "R-1", "Data": "done"})"));
  }});
  const auto result = against(R"(
mkfifo said
$DW call CreateBusiness Name=x -o json >end 2>err & pid=$!
waitUntil '[ -e read ]'
kill -TERM $pid
waitUntil "grep -q 'waiting up to 5 s for the response' err"; : >said
wait $pid; echo $?
cat end)");
  EXPECT_THAT(result.out, AllOf(StartsWith("0\n"), HasSubstr("\"Data\": \"done\"")));
}

TEST_F(Responses, ACallThatIsNoReadEndsByASecondSignal) {
  server.play({.onRequest = [&](Conversation& client, const SeenRequest& /*request*/) {
    std::ofstream(folder / "read") << "";
    client.hold();
  }});
  const auto result = against(R"(
$DW call CreateBusiness Name=x -o json >end 2>err & pid=$!
waitUntil '[ -e read ]'
kill -TERM $pid
waitUntil "grep -q 'waiting up to 5 s for the response' err"
kill -HUP $pid
wait $pid; echo $?
cat end err)");
  EXPECT_THAT(result.out, AllOf(StartsWith("6\n"), HasSubstr("\"exitCode\": 6,"), HasSubstr("waiting up to 5 s")));
}

TEST_F(Responses, ACallThatReadsEndsByTheFirstSignal) {
  server.play({.onRequest = [](Conversation& client, const SeenRequest& /*request*/) { client.hold(); }});
  environment["DATAWORKS_LOG"] = "debug";
  const auto result = against("exec $DW call ListThings --idempotent", {{" try 1 nonce", SIGTERM}});
  EXPECT_EQ(result.exitCode, 143);
  EXPECT_THAT(result.err, Not(HasSubstr("waiting up to 5 s")));
}

}  // namespace
}  // namespace dataworks::cli
