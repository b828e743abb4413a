#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "columns.h"
#include "come_back.h"
#include "doctor_checks.h"
#include "dry_run.h"
#include "emit_cpp.h"
#include "result_json.h"

namespace dataworks::cli {
namespace {

using std::chrono::sys_days;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr auto kSent = sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(19) + std::chrono::seconds(4);

CreateManualDagRequest request() {
  CreateManualDagRequest request;
  request.projectName = "sales";
  request.flowName = "nightly";
  request.bizdate = Bizdate::parse("2026-11-22").value();
  return request;
}

Error lostAnswer() {
  Error error;
  error.kind = ErrorKind::kNetwork;
  error.execution = Execution::kMaybeExecuted;
  error.phase = Phase::kReceive;
  error.message = "connection reset";
  error.signatureNonce = "5f0c";
  error.timestamp = kSent;
  return error;
}

TEST(UnknownOutcome, SaysWhatIsKnownWhereToLookAndWhatToDo) {
  EXPECT_THAT(
      unknownOutcome("run", request(), {}, lostAnswer(), Language::kEnglish),
      ElementsAre(
          "dataworks: outcome unknown: sales/nightly bizdate 2026-11-22 may have started (connection reset, after "
          "the request was sent)",
          "  sent 2026-11-23 03:00:04 +08:00, nonce 5f0c, no request id",
          "  look: Operation Center > manually triggered instances, flow nightly, created 03:00:00-03:01:00",
          "  found it:  dataworks watch <ID> -p sales      not there: dataworks run nightly -p sales --bizdate "
          "2026-11-22"));
}

TEST(UnknownOutcome, LooksAMinuteFurtherNearTheEndOfAMinute) {
  Error error = lostAnswer();
  *error.timestamp += std::chrono::seconds(40);
  EXPECT_THAT(unknownOutcome("run", request(), {}, error, Language::kEnglish)[2], HasSubstr("03:00:00-03:02:00"));
}

TEST(UnknownOutcome, SpeaksChinese) {
  const auto lines = unknownOutcome("run", request(), {}, lostAnswer(), Language::kChinese);
  EXPECT_THAT(lines, ElementsAre(HasSubstr("结果未知"), HasSubstr("2026-11-23 03:00:04 +08:00"), HasSubstr("运维中心"),
                                 HasSubstr("dataworks watch <ID> -p sales")));
}

TEST(Commands, CarryEveryFlagTheyNeed) {
  ConnectionOptions connection;
  connection.regionId = "cn-shanghai";
  connection.endpoint = "https://gateway.example/";
  connection.profile = "prod";
  connection.proxy = "";
  connection.caFile = "/etc/my ca.pem";
  connection.allowPlainHttp = true;
  connection.wireFormat = "xml";
  EXPECT_EQ(watchCommand({5, 6}, "sales", connection),
            "dataworks watch 5 6 -p sales -r cn-shanghai --endpoint https://gateway.example/ --profile prod --proxy '' "
            "--ca-file '/etc/my ca.pem' --allow-plain-http --wire-format xml");
  auto asked = request();
  asked.dagPara = {{"day", "${yyyymmdd}"}};
  asked.nodePara = {{7, {{"test", "$[yyyy]"}}}};
  EXPECT_EQ(triggerCommand("create", asked, {}),
            "dataworks create nightly 'day=${yyyymmdd}' -p sales --bizdate 2026-11-22 --node-para '7:test=$[yyyy]'");
}

TEST(ShowRequest, MasksSecretsAlsoInTheStringToSign) {
  const std::string text =
      showRequest("POST", "https://x/", "SecurityToken=hush&Signature=hush%3D&BearerToken=hush&Name=a%20b&Empty=");
  EXPECT_THAT(text, AllOf(Not(HasSubstr("hush")), HasSubstr("  Name = a b\n"), HasSubstr("  Empty = \n"),
                          HasSubstr("POST&%2F&BearerToken%3D%252A%252A%252A%26Empty%3D%26Name%3Da%2520b")));
}

TEST(EmitCpp, EscapesWhatAStringLiteralCannotHold) {
  auto asked = request();
  asked.flowName = "a\"b\\c\n1?";
  asked.nodePara = {{7, {{"x", "1"}, {"y", "2"}}}};
  const std::string program = emitCpp(asked, {}, true);
  EXPECT_THAT(program, HasSubstr(R"(request.flowName = "a\"b\\c\0121\?";)"));
  EXPECT_THAT(program, HasSubstr(R"(request.nodePara = {{7, {{"x", "1"}, {"y", "2"}}}};)"));
  EXPECT_THAT(program, HasSubstr("runManualDag"));
  EXPECT_THAT(emitCpp(asked, {}, false), AllOf(HasSubstr("createManualDag"), Not(HasSubstr("runManualDag"))));
}

TEST(Columns, AreAlignedAndHarmless) {
  EXPECT_THAT(alignColumns({{"A", "NAME", "C"}, {"1", "流程", "x"}, {"22", "\x1b[31m"}}),
              ElementsAre("A   NAME   C", "1   流程   x", testing::StartsWith("22  ?[31m")));
}

// --- events

DagRun run() {
  DagRun run;
  run.dagId = 5;
  run.state = DagRunState::kRunning;
  run.nodes.resize(2);
  run.nodes[0].nodeName = "clean";
  run.nodes[0].instanceId = 2427622331;
  run.nodes[0].status = NodeStatus::kFailure;
  run.nodes[1].nodeName = "odd";
  run.nodes[1].status = static_cast<NodeStatus>(9);
  run.counts = {{NodeStatus::kFailure, 1}, {static_cast<NodeStatus>(9), 1}};
  run.changes = {{0, NodeStatus::kRunning}, {1, NodeStatus::kUnset}};
  return run;
}

TEST(Events, OfNodes) {
  EXPECT_EQ(
      nodeEvents(kSent, run(), false),
      R"({"event":"node","time":"2026-11-22T19:00:04.000Z","nodeName":"clean","instanceId":2427622331,"status":5,)"
      R"("statusName":"FAILURE","previousStatus":4})"
      "\n"
      R"({"event":"node","time":"2026-11-22T19:00:04.000Z","nodeName":"odd","instanceId":0,"status":9,)"
      R"("statusName":"UNKNOWN"})"
      "\n");
  EXPECT_THAT(nodeEvents(kSent, run(), true), HasSubstr(R"("dagId":5,"nodeName":"clean")"));
}

TEST(Events, OfFailedLooks) {
  Error error;
  error.code = "Throttling.User";
  EXPECT_EQ(pollFailedEvent(kSent, {.number = 3, .error = &error, .failedInARow = 2}, 5, false),
            R"({"event":"pollFailed","time":"2026-11-22T19:00:04.000Z","code":"Throttling.User","inARow":2})"
            "\n");
  EXPECT_EQ(pollFailedEvent(kSent, {.number = 3}, 5, false), "");
}

TEST(Events, OfTheEnd) {
  const DagRun last = run();
  EXPECT_THAT(finishedEvent(kSent, End{7, Execution::kExecuted, 5, nullptr, &last}),
              HasSubstr(R"("exitCode":7,"state":"running","counts":{"FAILURE":1,"9":1},"failedNodes":["clean"])"));
}

TEST(Events, SurviveTextThatIsNoUtf8) {
  DagRun odd = run();
  odd.nodes[0].nodeName = "\xff";
  EXPECT_THAT(nodeEvents(kSent, odd, false), HasSubstr("\xef\xbf\xbd"));
}

// --- doctor

TransportOutcome failed(Phase phase) {
  TransportFailure failure;
  failure.phase = phase;
  failure.detail = "why";
  return failure;
}

TEST(Doctor, SaysHowFarTheConnectionCame) {
  struct Row {
    Phase phase;
    const char* text;
  };
  for (const Row& row : {Row{Phase::kResolve, "cannot be resolved: why"}, Row{Phase::kConnect, "no connection"},
                         Row{Phase::kTls, "TLS failed"}, Row{Phase::kReceive, "no answer"}}) {
    const Check check = checkReach("https://x/", failed(row.phase));
    EXPECT_EQ(check.state, CheckState::kBad);
    EXPECT_EQ(check.exitCode, ExitCode::kNotReached);
    EXPECT_THAT(check.detail, HasSubstr(row.text));
  }
  HttpResponse response;
  response.status = 404;
  EXPECT_THAT(checkReach("https://x/", response).detail, HasSubstr("certificate verified"));
  EXPECT_THAT(checkReach("http://x/", response).detail, Not(HasSubstr("certificate")));
}

TEST(Doctor, ComparesTheClocks) {
  EXPECT_THAT(checkClock("Sun, 22 Nov 2026 19:00:04 GMT", kSent).detail, HasSubstr("agrees"));
  const Check ahead = checkClock("Sun, 22 Nov 2026 18:50:04 GMT", kSent);
  EXPECT_EQ(ahead.state, CheckState::kWarning);
  EXPECT_THAT(ahead.detail, HasSubstr("10m ahead of"));
  EXPECT_THAT(checkClock("Sun, 22 Nov 2026 19:00:14 GMT", kSent).detail, HasSubstr("10s behind"));
  for (const char* date : {"", "yesterday", "Sun, 31 Feb 2026 19:00:04 GMT", "Sun, 22 ovD 2026 19:00:04 GMT"}) {
    EXPECT_EQ(checkClock(date, kSent).state, CheckState::kSkipped) << date;
  }
}

TEST(Doctor, TellsAWrongSecretFromAMissingPermission) {
  const auto check = [](ErrorKind kind, std::string code) {
    Error error;
    error.kind = kind;
    error.code = std::move(code);
    return checkSignedCall(error);
  };
  EXPECT_EQ(check(ErrorKind::kCredentials, "SignatureDoesNotMatch").exitCode, ExitCode::kNoCredentials);
  EXPECT_EQ(check(ErrorKind::kRejected, "Forbidden.RAM").exitCode, ExitCode::kRefused);
  EXPECT_EQ(check(ErrorKind::kRejected, "NoPermission").exitCode, ExitCode::kRefused);
  EXPECT_EQ(check(ErrorKind::kRejected, "11020293069").state, CheckState::kGood);
  EXPECT_EQ(check(ErrorKind::kTimeout, "").exitCode, ExitCode::kNotReached);
  EXPECT_EQ(checkSignedCall(SearchManualDagNodeInstanceResponse{}).state, CheckState::kGood);
}

TEST(Doctor, ShowsTheProxyWithoutItsPassword) {
  EXPECT_EQ(checkProxy(std::nullopt, "").detail, "none");
  EXPECT_EQ(checkProxy("", "http://env:1").detail, "none (--proxy '')");
  EXPECT_THAT(checkProxy(std::nullopt, "http://joe:hush@proxy:3128").detail,
              AllOf(HasSubstr("http://***@proxy:3128"), Not(HasSubstr("hush"))));
  EXPECT_THAT(checkProxy("joe:hush@proxy:3128", "").detail, testing::StartsWith("***@proxy:3128"));
}

TEST(Doctor, EndsWithTheFirstBadCheck) {
  const Check good{"a", CheckState::kGood, "", ExitCode::kSucceeded};
  const Check warning{"b", CheckState::kWarning, "", ExitCode::kSucceeded};
  const Check refused{"c", CheckState::kBad, "", ExitCode::kRefused};
  const Check unreached{"d", CheckState::kBad, "", ExitCode::kNotReached};
  EXPECT_EQ(exitCodeOf(std::vector{good, warning}), 0);
  EXPECT_EQ(exitCodeOf(std::vector{good, refused, unreached}), 3);
}

}  // namespace
}  // namespace dataworks::cli
