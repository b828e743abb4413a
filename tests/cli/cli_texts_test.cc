// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/journal.h"
#include "result/emit_cpp.h"
#include "result/error_text.h"
#include "result/lost_run.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "run/dry_run.h"
#include "session/columns.h"

namespace dataworks::cli {
namespace {

using std::chrono::sys_days;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kSent = sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(19) + std::chrono::seconds(4);

CreateManualDagRequest nightly() {
  CreateManualDagRequest request;
  request.projectName = "sales";
  request.flowName = "nightly";
  request.bizdate = Bizdate::parse("2026-11-22").value();
  return request;
}

Error lostResponse() {
  Error error;
  error.kind = ErrorKind::kNetwork;
  error.execution = Execution::kMaybeExecuted;
  error.phase = Phase::kReceive;
  error.message = "connection reset";
  error.signatureNonce = "5f0c";
  error.timestamp = kSent;
  return error;
}

TEST(ErrorText, IsInChineseButForWhatOnlyItsOwnWordsSay) {
  struct Row {
    const char* what;
    ErrorKind kind;
    Phase phase;
    const char* message;
    int exitCode;
    const char* firstLine;
    const char* lastLine;
  };
  using enum ErrorKind;
  for (const Row& row : {
           Row{"no name", kNetwork, Phase::kResolve, "Could not resolve host: no.such", 5,
               "GetDag：网络错误：无法解析服务的域名（Could not resolve host: no.such）",
               "  说明：可以重试（请检查网络、代理和接入点）"},
           Row{"no connection", kNetwork, Phase::kConnect, "Connection refused", 5,
               "GetDag：网络错误：无法建立连接（Connection refused）", "  说明：可以重试（请检查网络、代理和接入点）"},
           Row{"cut", kNetwork, Phase::kReceive, "transfer closed with 82 bytes remaining to read", 5,
               "GetDag：网络错误：请求已发出，接收响应时连接中断（transfer closed with 82 bytes remaining to read）",
               "  说明：可以重试（请检查网络、代理和接入点）"},
           Row{"late", kTimeout, Phase::kReceive, "", 5, "GetDag：超时：未在时限内收到完整响应",
               "  说明：可以重试（请检查网络，或延长时限）"},
           Row{"no credentials", kCredentials, Phase::kCredentials, "no credentials found. environment: none", 4,
               "GetDag：凭证不可用：没有找到可用的凭证",
               "  说明：检查凭证配置；dataworks doctor 会列出查找的位置（可设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 "
               "ALIBABA_CLOUD_ACCESS_KEY_SECRET，或执行 aliyun configure）"},
           Row{"no region", kInvalidArgument, Phase::kPrepare, "no region", 2, "GetDag：参数无效：没有指定地域",
               "  说明：修正命令（请用 --region 指定，例如 cn-shanghai，或设置 ALIBABA_CLOUD_REGION_ID）"},
           Row{"a page", kBadResponse, Phase::kResponse, "the response is an HTML page", 5,
               "GetDag：响应异常：收到的不是 DataWorks 服务的完整响应（the response is an HTML page）",
               "  说明：可以重试（可能是代理或负载均衡代替服务作出了响应：请检查接入点和代理）"},
           Row{"a lost trigger", kNetwork, Phase::kReceive, "reset", 6,
               "GetDag：网络错误：请求已发出，接收响应时连接中断（reset）", nullptr},
           Row{"only its own words", kInvalidArgument, Phase::kPrepare, "bizdate is not set", 2,
               "GetDag：参数无效：bizdate is not set", "  说明：修正命令（an English hint）"},
       }) {
    SCOPED_TRACE(row.what);
    Error error{.kind = row.kind, .phase = row.phase, .operation = "GetDag"};
    error.message = row.message;
    error.hint = "an English hint";
    const auto lines = errorLines("", error, row.exitCode, Language::kChinese);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0], row.firstLine);
    if (row.lastLine != nullptr) {
      EXPECT_EQ(lines[2], row.lastLine);
    } else {
      EXPECT_THAT(lines[2], Not(HasSubstr("检查网络"))) << "looking comes first";
    }
  }
  Error service{.kind = kRejected, .code = "SomeCode", .message = "in the service's words"};
  EXPECT_EQ(errorLines("", service, 3, Language::kChinese)[0], "被拒绝 SomeCode：in the service's words");
}

TEST(ErrorText, SaysThatRepeatingIsHarmlessWhereTheExitCodeSaysSo) {
  Error error{.kind = ErrorKind::kNetwork, .execution = Execution::kMaybeExecuted};
  EXPECT_EQ(errorLines("", error, 5, Language::kEnglish)[1], "  it may have been executed; repeating it is harmless");
  EXPECT_EQ(errorLines("", error, 5, Language::kChinese)[1], "  可能已执行；重复执行无害");
  EXPECT_EQ(errorLines("", error, 6, Language::kEnglish)[1], "  it may have been executed: look before you repeat it");
}

TEST(UnknownOutcome, ShowsWhatIsKnownWhereToCheckAndWhatToDo) {
  EXPECT_THAT(
      unknownOutcome("run", nightly(), {}, lostResponse(), Language::kEnglish),
      ElementsAre(
          "dataworks: outcome unknown: sales/nightly bizdate 2026-11-22 may have started (connection reset, after "
          "the request was sent)",
          "  sent 2026-11-23 03:00:04 +08:00, nonce 5f0c, no request id",
          "  look: dataworks runs --remote nightly -p sales --since '2026-11-23 03:00'    or Operation Center > "
          "manually "
          "triggered instances, flow nightly, created 03:00:00-03:01:00",
          "  found it:  dataworks watch <ID> -p sales      not there: dataworks run nightly -p sales --bizdate "
          "2026-11-22"));
}

TEST(UnknownOutcome, WidensTheTimeNearTheEndOfAMinute) {
  Error error = lostResponse();
  *error.timestamp += std::chrono::seconds(40);
  EXPECT_THAT(unknownOutcome("run", nightly(), {}, error, Language::kEnglish)[2], HasSubstr("03:00:00-03:02:00"));
}

TEST(UnknownOutcome, IsInChinese) {
  EXPECT_THAT(
      unknownOutcome("run", nightly(), {}, lostResponse(), Language::kChinese),
      ElementsAre(
          "dataworks: 结果未知：sales/nightly 业务日期 2026-11-22，可能已经启动（请求发出后连接中断）",
          "  发送于 2026-11-23 03:00:04 +08:00，nonce 5f0c，无请求 ID",
          "  查看：dataworks runs --remote nightly -p sales --since '2026-11-23 03:00'    或 运维中心 > 手动任务运维 > "
          "手动实例，业务流程 nightly，创建于 03:00:00-03:01:00",
          "  如果找到了该次运行：dataworks watch <ID> -p sales      如果确认没有：dataworks run nightly -p sales "
          "--bizdate 2026-11-22"));
}

TEST(UnknownOutcome, NamesTheEarlierUserInBothLanguages) {
  JournalEntry earlier;
  earlier.user = "root";
  earlier.host = "vm";
  const auto said = [&](Language language) {
    return unknownOutcome("run", nightly(), {}, withoutId(earlier), language).front();
  };
  EXPECT_THAT(said(Language::kEnglish),
              HasSubstr("(an earlier trigger of unknown outcome is in the journal, sent by root@vm)"));
  EXPECT_THAT(said(Language::kChinese), HasSubstr("（触发记录中已有一次结果未知的触发，由 root@vm 发出）"));
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
  connection.signature = "v3";
  EXPECT_EQ(watchCommand({5, 6}, "sales", connection, ProjectEnv::kProd),
            "dataworks watch 5 6 -p sales -r cn-shanghai --endpoint https://gateway.example/ --profile prod --proxy '' "
            "--ca-file '/etc/my ca.pem' --allow-plain-http --wire-format xml --signature v3");
  connection.proxy = "http://user:hush@proxy:3128";
  EXPECT_THAT(watchCommand({5}, "sales", connection, ProjectEnv::kProd),
              HasSubstr("--proxy 'http://user:***@proxy:3128'"));
  EXPECT_THAT(emitCpp(nightly(), connection, nullptr),
              AllOf(HasSubstr("http://user:***@proxy:3128\";  // put the password in"), Not(HasSubstr("hush"))));
  EXPECT_THAT(unknownOutcome("run", nightly(), connection, lostResponse(), Language::kEnglish).back(),
              HasSubstr("with the proxy's password"));
  auto asked = nightly();
  asked.dagPara = {{"day", "${yyyymmdd}"}};
  asked.nodePara = {{7, {{"test", "$[yyyy]"}}}};
  EXPECT_EQ(triggerCommand("create", asked, {}),
            "dataworks create nightly 'day=${yyyymmdd}' -p sales --bizdate 2026-11-22 --node-para '7:test=$[yyyy]'");
}

TEST(Commands, CanBePastedWhereAWordBeginsWithADash) {
  auto asked = nightly();
  asked.projectName = "-s";
  asked.flowName = "-x";
  asked.dagPara = {{"-a", "1"}, {"b", "-2"}};
  ConnectionOptions connection;
  connection.profile = "-prod";
  EXPECT_EQ(triggerCommand("create", asked, connection),
            "dataworks create --flow-name=-x --dag-para=-a=1 b=-2 --project=-s --bizdate 2026-11-22 --profile=-prod");
  EXPECT_EQ(watchCommand({5}, "-s", connection, ProjectEnv::kProd), "dataworks watch 5 --project=-s --profile=-prod");
}

TEST(ProxyPassword, IsMasked) {
  const std::pair<const char*, const char*> rows[] = {{"http://user:hush@proxy:1", "http://user:***@proxy:1"},
                                                      {"user:hush@proxy", "user:***@proxy"},
                                                      {"http://user:hu:s@h/@proxy", "http://user:***@proxy"},
                                                      {"http://user@proxy:1", "http://user@proxy:1"},
                                                      {"http://proxy:1/", "http://proxy:1/"},
                                                      {"", ""}};
  for (const auto& [url, shown] : rows) EXPECT_EQ(withoutPassword(url), shown);
}

TEST(ShowRequest, MasksSecretsAlsoInTheStringToSign) {
  const std::string text = showRequest(
      "POST", "https://x/", "SecurityToken=hush&Signature=hush%3D&BearerToken=hush&Name=a%20b&Empty=", "table");
  EXPECT_THAT(text, AllOf(Not(HasSubstr("hush")), HasSubstr("  Name = a b\n"), HasSubstr("  Empty = \n"),
                          HasSubstr("POST&%2F&BearerToken%3D%252A%252A%252A%26Empty%3D%26Name%3Da%2520b")));
}

TEST(EmitCpp, EscapesWhatAStringLiteralCannotHold) {
  auto asked = nightly();
  asked.flowName = "a\"b\\c\n1?";
  asked.nodePara = {{7, {{"x", "1"}, {"y", "2"}}}};
  const WatchFlags watch;
  const std::string program = emitCpp(asked, {}, &watch);
  EXPECT_THAT(program, HasSubstr(R"(request.flowName = "a\"b\\c\0121\?";)"));
  EXPECT_THAT(program, HasSubstr(R"(request.nodePara = {{7, {{"x", "1"}, {"y", "2"}}}};)"));
  EXPECT_THAT(program, HasSubstr("runManualDag"));
  EXPECT_THAT(emitCpp(asked, {}, nullptr), AllOf(HasSubstr("createManualDag"), Not(HasSubstr("runManualDag"))));
}

TEST(ShowRequest, IsJsonForMachines) {
  EXPECT_EQ(showRequest("POST", "https://x/", "Signature=hush&Name=a%20b", "json"), R"({
  "method": "POST",
  "url": "https://x/",
  "parameters": {
    "Name": "a b",
    "Signature": "***"
  },
  "stringToSign": "POST&%2F&Name%3Da%2520b"
}
)");
}

TEST(EmitCpp, CarriesEveryFlag) {
  ConnectionOptions connection;
  connection.timeout = std::chrono::minutes(1);
  WatchFlags watch;
  watch.failFast = true;
  watch.save = {"run.html", "run.trace.json"};
  EXPECT_THAT(emitCpp(nightly(), connection, &watch),
              AllOf(HasSubstr("wait.timeout = std::chrono::milliseconds(60000);"), HasSubstr("wait.failFast = true;"),
                    HasSubstr("std::ofstream out(\"run.html\""), HasSubstr("dw::writeHtmlReport(*run, out,"),
                    HasSubstr("dw::writeTraceJson(*run, out2,")));
  EXPECT_THAT(emitCpp(nightly(), connection, nullptr),
              HasSubstr("createManualDag(request, {.timeout = std::chrono::milliseconds(60000)})"));
}

TEST(EndJson, DistinguishesABugFromAnError) {
  EXPECT_THAT(endJson({.exitCode = 70, .execution = Execution::kMaybeExecuted, .bug = "oh"}),
              HasSubstr("\"error\": {\n    \"kind\": \"bug\",\n    \"message\": \"oh\""));
}

TEST(Columns, AreAlignedAndHarmless) {
  EXPECT_THAT(alignColumns({{"A", "NAME", "C"}, {"1", "流程", "x"}, {"22", "\x1b[31m"}}),
              ElementsAre("A   NAME   C", "1   流程   x", ::testing::StartsWith("22  ?[31m")));
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

TEST(Events, OfFailedPolls) {
  Error error;
  error.code = "Throttling.User";
  EXPECT_EQ(pollFailedEvent(kSent, {.number = 3, .error = &error, .failedInARow = 2}, 5, false),
            R"({"event":"pollFailed","time":"2026-11-22T19:00:04.000Z","code":"Throttling.User","inARow":2})"
            "\n");
  EXPECT_EQ(pollFailedEvent(kSent, {.number = 3}, 5, false), "");
}

TEST(Events, OfTheEnd) {
  const DagRun last = run();
  EXPECT_THAT(finishedEvent(kSent, RunEnding{7, Execution::kExecuted, 5, nullptr, &last}),
              HasSubstr(R"("exitCode":7,"state":"running","counts":{"FAILURE":1,"9":1},"failedNodes":["clean"])"));
}

TEST(Events, SurviveTextThatIsNoUtf8) {
  DagRun odd = run();
  odd.nodes[0].nodeName = "\xff";
  EXPECT_THAT(nodeEvents(kSent, odd, false), HasSubstr("\xef\xbf\xbd"));
}

// --- the run of a lost response

DagCandidate candidate(std::int64_t dagId, std::chrono::milliseconds after) {
  DagCandidate run;
  run.dagId = dagId;
  run.projectName = "sales";
  run.flowName = "nightly";
  run.createTime = kSent + after;
  run.createdAfter = after;
  run.createUser = "200512346354";
  run.state = DagRunState::kRunning;
  return run;
}

const LostTrigger kLost{nightly(), kSent};

TEST(LostRun, ShowsCandidatesAndNoProof) {
  EXPECT_THAT(candidateLines({candidate(332455685, std::chrono::milliseconds(2100))}, kLost, {}, Language::kEnglish),
              ElementsAre("  candidates, not proof (another person's trigger looks the same):",
                          "    332455685  created 03:00:06 +08:00, 2 s after this trigger, by 2005…6354, RUNNING      "
                          "dataworks watch 332455685 -p sales",
                          "  do not trigger again before you have looked at it"));
  EXPECT_THAT(candidateLines({candidate(332455685, std::chrono::milliseconds(2100))}, kLost, {}, Language::kChinese),
              ElementsAre("  候选运行，仅供参考，不能证明就是本次触发（他人同时触发的运行看起来一样）：",
                          "    332455685  03:00:06 +08:00 创建，在本次触发后 2 秒，创建者 2005…6354，运行中      "
                          "dataworks watch 332455685 -p sales",
                          "  确认之前请勿再次触发"));
  EXPECT_THAT(candidateLines({candidate(7, std::chrono::seconds(-3))}, kLost, {}, Language::kEnglish)[1],
              HasSubstr("3 s before this trigger by its clock"));
}

TEST(LostRun, IsInTheJsonOfItsExitCode) {
  const std::vector<DagCandidate> found{candidate(332455685, std::chrono::milliseconds(2100))};
  const std::vector<DagCandidate> none;
  RunEnding end{6, Execution::kMaybeExecuted, 0, nullptr, nullptr};
  EXPECT_THAT(endJson(end), Not(HasSubstr("candidates")));
  end.looksForCandidates = true;
  EXPECT_THAT(endJson(end), HasSubstr("\"candidates\": null\n")) << "it could not be looked for them";
  end.candidates = &none;
  EXPECT_THAT(finishedEvent(kSent, end), HasSubstr("\"candidates\":[]"));
  end.candidates = &found;
  EXPECT_THAT(
      finishedEvent(kSent, end),
      HasSubstr(R"("candidates":[{"dagId":332455685,"flowName":"nightly","createTime":"2026-11-22T19:00:06.100Z",)"
                R"("createUser":"200512346354","bizdate":"","state":"running","counts":{},)"
                R"("secondsAfterTrigger":2.1}])"));
}

TEST(LostRun, AnEmptyListProvesNothing) {
  const std::string again = "dataworks run nightly -p sales --bizdate 2026-11-22";
  EXPECT_THAT(
      noCandidateLines(2, kLost, {}, again, Language::kEnglish),
      ElementsAre("  no run of nightly for 2026-11-22 created since 03:00:04 is listed (looked twice). That proves "
                  "nothing: it may appear later.",
                  "  look again in 5 min: dataworks runs --remote nightly -p sales --since '2026-11-23 03:00'",
                  "  only if it is missing there and in Operation Center too: " + again));
  EXPECT_THAT(noCandidateLines(1, kLost, {}, again, Language::kEnglish)[0], HasSubstr("(looked once)"));
  EXPECT_THAT(noCandidateLines(1, kLost, {}, again, Language::kChinese)[0],
              "  未查到 03:00:04 之后创建的 nightly 运行（已查一次）。这不能证明没有启动，可能稍后才出现。");
}

TEST(LostRun, ADeniedListNamesTheConsole) {
  Error error;
  error.code = "Forbidden.RAM";
  EXPECT_THAT(mayNotListLines(error, kLost, Language::kEnglish),
              ElementsAre("  cannot list runs (Forbidden.RAM: dataworks:ListInstances, dataworks:GetProject); look in "
                          "Operation Center > manually triggered instances, flow nightly, 03:00-03:02"));
  EXPECT_THAT(
      mayNotListLines(error, kLost, Language::kChinese),
      ElementsAre("  无权查询运行列表（Forbidden.RAM）。请到运维中心 > 手动实例，查找 03:00-03:02 创建的 nightly"));
}

TEST(LostRun, BelongsToAnUnknownTriggerSentShortlyBefore) {
  JournalEntry entry;
  entry.key.projectName = "sales";
  entry.key.flowName = "nightly";
  entry.key.bizdate = "2026-11-22";
  entry.time = kSent;
  const auto matches = [&](const DagCandidate& run) { return unknownTriggerOf(run, {entry}) != nullptr; };
  EXPECT_TRUE(matches(candidate(1, std::chrono::seconds(2))));
  EXPECT_TRUE(matches(candidate(1, std::chrono::seconds(-30)))) << "clocks differ";
  EXPECT_FALSE(matches(candidate(1, std::chrono::minutes(-2))));
  EXPECT_FALSE(matches(candidate(1, std::chrono::minutes(11))));
  DagCandidate other = candidate(1, std::chrono::seconds(2));
  other.flowName = "hourly";
  EXPECT_FALSE(matches(other));
  entry.outcome = Outcome::kStarted;
  EXPECT_FALSE(matches(candidate(1, std::chrono::seconds(2)))) << "its id is known";
}

}  // namespace
}  // namespace dataworks::cli
