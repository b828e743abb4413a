// SPDX-License-Identifier: Apache-2.0
// The whole program: what it prints and responds, what each fault does to a connection, and how it wraps a command.
#include "program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "acs3.h"
#include "dataworks/manual_dag.h"
#include "requests.h"

namespace dataworks::emulator {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Parameters signedNow(const std::string& action, Parameters own, const std::string& method = "POST") {
  static int nonces = 0;
  Parameters parameters = commonParameters(action, "nonce " + std::to_string(++nonces));
  parameters["Timestamp"] = detail::isoTimestamp(std::chrono::system_clock::now());
  parameters.merge(own);
  return sign(parameters, method).parameters;
}

Parameters trigger(const std::string& flow = "test_flow", const std::string& method = "POST") {
  return signedNow(
      "CreateManualDag",
      {{"ProjectName", "test_project"}, {"FlowName", flow}, {"Bizdate", Bizdate::yesterday().toWireString()}}, method);
}

constexpr const char* kFormType = "application/x-www-form-urlencoded";

class RunningEmulator {
 public:
  explicit RunningEmulator(std::vector<std::string> arguments = {})
      : program_(emulator(std::move(arguments))), url_(program_.readLine()), http_(url_) {}

  httplib::Result post(const Parameters& parameters) { return http_.Post("/", formText(parameters), kFormType); }

  nlohmann::json statistics() {
    const auto response = http_.Get("/emulator/stats");
    return response ? nlohmann::json::parse(response->body) : nlohmann::json();
  }

  Program& program() { return program_; }
  const std::string& url() const { return url_; }
  httplib::Client& http() { return http_; }

 private:
  Program program_;
  std::string url_;
  httplib::Client http_;
};

/// A connection of our own, to say exactly what is sent, and to see how it ends.
class RawConnection {
 public:
  explicit RawConnection(const std::string& url) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~RawConnection() { close(socket_); }

  void post(const Parameters& parameters) const {
    const std::string body = formText(parameters);
    write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + std::string(kFormType) +
          "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  void write(const std::string& bytes) const {
    EXPECT_EQ(send(socket_, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  }

  /// Everything until the end of the connection; `error` is 0 for a regular end.
  std::string readToTheEnd(int& error) const {
    std::string text;
    char buffer[4096];
    ssize_t count = 0;
    while ((count = recv(socket_, buffer, sizeof buffer, 0)) > 0) text.append(buffer, static_cast<std::size_t>(count));
    error = count < 0 ? errno : 0;
    return text;
  }

 private:
  int socket_;
};

TEST(EmulatorProgram, PrintsItsUrlFirstAndIsThenReady) {
  RunningEmulator running;
  EXPECT_THAT(running.url(), StartsWith("http://127.0.0.1:"));
  const auto response = running.http().Get("/healthz");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  running.program().signal(SIGTERM);
  EXPECT_EQ(running.program().waitForEnd().exitCode, 0);
}

TEST(EmulatorProgram, ReadsParametersFromQueryAndBodyByGetAndPost) {
  RunningEmulator running;
  const std::string query = formText(trigger());
  const httplib::Result responses[] = {
      running.http().Get("/?" + formText(trigger("test_flow", "GET"))),
      running.post(trigger()),
      running.http().Post("/", formText(trigger()), "Application/X-WWW-Form-Urlencoded; charset=UTF-8"),
      running.http().Post("/?" + formText(trigger())),
      running.http().Post("/?" + query.substr(0, query.find("&FlowName")), query.substr(query.find("FlowName")),
                          kFormType),
  };
  for (const httplib::Result& response : responses) {
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(nlohmann::json::parse(response->body)["ReturnCode"], "0");
    EXPECT_TRUE(response->has_header("Date"));
  }
  EXPECT_EQ(running.statistics()["runsStarted"], 5);
}

TEST(EmulatorProgram, AcceptsARequestSignedInItsHeaders) {
  RunningEmulator running;
  const Parameters query = {{"ProjectName", "test_project"}, {"FlowName", "test_flow"}};
  const std::string body = formText({{"Bizdate", Bizdate::yesterday().toWireString()}});
  Headers headers = {{"host", running.url().substr(std::string("http://").size())},
                     {"content-type", kFormType},
                     {"x-acs-action", "CreateManualDag"},
                     {"x-acs-version", "2018-06-01"},
                     {"x-acs-date", detail::isoTimestamp(std::chrono::system_clock::now())},
                     {"x-acs-signature-nonce", "n"}};
  headers["authorization"] = authorize(headers, query, body);

  const auto response = running.http().Post("/?" + formText(query), {headers.begin(), headers.end()}, body, "");
  ASSERT_TRUE(response);
  EXPECT_EQ(nlohmann::json::parse(response->body)["ReturnCode"], "0") << response->body;
}

TEST(EmulatorProgram, DoesNotWaitForABodyWithoutLength) {
  RunningEmulator running;
  const RawConnection connection(running.url());
  connection.write("POST /?" + formText(trigger()) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  int error = -1;
  EXPECT_THAT(connection.readToTheEnd(error), HasSubstr("\"ReturnCode\":\"0\""));
  EXPECT_EQ(error, 0);
}

TEST(EmulatorProgram, NeverReusesIdsOfAnEarlierStart) {
  std::set<std::string> ids;
  for (int start = 0; start < 3; ++start) {
    RunningEmulator running;
    const auto created = nlohmann::json::parse(running.post(trigger())->body);
    ids.insert(created["ReturnValue"].dump());
    ids.insert(created["RequestId"].dump());
    EXPECT_LT(created["ReturnValue"], 1'000'000'000'000'000) << "pop-core reads longer ones as objects";
  }
  EXPECT_EQ(ids.size(), 6U);
}

TEST(EmulatorProgram, AcceptsALongNodePara) {
  RunningEmulator running;
  const auto parameters =
      signedNow("CreateManualDag", {{"ProjectName", "test_project"},
                                    {"FlowName", "test_flow"},
                                    {"Bizdate", Bizdate::yesterday().toWireString()},
                                    {"NodePara", R"({"103180025": "k=)" + std::string(100'000, 'v') + "\"}"}});
  const auto response = running.post(parameters);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
}

TEST(EmulatorProgram, RejectsWhatIsTooLongWithAnEnvelope) {
  RunningEmulator running;
  const std::pair<httplib::Result, int> rows[] = {
      {running.http().Get("/?NodePara=" + std::string(9'000, 'v')), 414},
      {running.http().Post("/", std::string(17'000'000, 'v'), kFormType), 413},
  };
  for (const auto& [response, status] : rows) {
    ASSERT_TRUE(response) << status;
    EXPECT_EQ(response->status, status);
    EXPECT_THAT(response->body, HasSubstr("<Code>InvalidParameter</Code>")) << "proves to clients: not executed";
    EXPECT_THAT(response->body, ::testing::ContainsRegex("<RequestId>[-0-9A-F]+</RequestId>"));
  }
}

TEST(EmulatorProgram, ServesOnlyItsOwnPathsAndMethods) {
  RunningEmulator running;
  EXPECT_EQ(running.http().Get("/elsewhere")->status, 404);
  EXPECT_EQ(running.http().Put("/", "", kFormType)->status, 405);
  EXPECT_EQ(running.http().Post("/emulator/stats", "", kFormType)->status, 405);
}

TEST(EmulatorProgram, ListsTheNodesOfARun) {
  RunningEmulator running({"--speed", "1000000"});
  const auto created = nlohmann::json::parse(running.post(trigger("failing_flow"))->body);
  const auto listed = nlohmann::json::parse(
      running
          .post(signedNow("SearchManualDagNodeInstance",
                          {{"ProjectName", "test_project"}, {"DagId", created["ReturnValue"].dump()}}))
          ->body);
  EXPECT_EQ(listed["Data"]["NodeInsInfo"].size(), 5U);
}

TEST(EmulatorProgram, WritesTheDialectOfTheReference) {
  RunningEmulator running({"--dialect", "reference"});
  EXPECT_EQ(nlohmann::json::parse(running.post(trigger())->body)["returnCode"], "0");
}

TEST(EmulatorProgram, ServesManyKeptConnectionsAtOnce) {
  RunningEmulator running;
  std::vector<std::unique_ptr<httplib::Client>> clients;
  for (int count = 0; count < 64; ++count) {
    auto& client = clients.emplace_back(std::make_unique<httplib::Client>(running.url()));
    client->set_keep_alive(true);
    EXPECT_TRUE(client->Get("/healthz"));
  }
}

TEST(EmulatorFaults, EachHasItsEffect) {
  struct Row {
    const char* fault;
    int status;  // 0: no response
    const char* body;
    int runs;
  };
  const Row rows[] = {
      {"reset", 0, "", 1},
      {"close", 0, "", 1},
      {"html", 200, "<html>", 1},
      {"html502", 502, "<html>", 1},
      {"empty", 200, "", 1},
      {"cut", 0, "", 1},
      {"slow", 200, "ReturnValue", 1},
      {"error500", 500, "InternalError", 1},
      {"unavailable", 503, "ServiceUnavailable", 1},
      {"throttle", 429, "Throttling.User", 0},
      {"nonce", 400, "SignatureNonceUsed", 1},
      {"denied", 403, "Forbidden.RAM", 0},
      {"badid", 200, "\"ReturnCode\":\"0\"", 1},
  };
  for (const Row& row : rows) {
    RunningEmulator running({"--fault", row.fault});
    running.http().set_read_timeout(60);
    const auto response = running.post(trigger());
    EXPECT_EQ(response ? response->status : 0, row.status) << row.fault;
    EXPECT_THAT(response ? response->body : "", HasSubstr(row.body)) << row.fault;
    const auto statistics = running.statistics();
    EXPECT_EQ(statistics["runsStarted"], row.runs) << row.fault;
    EXPECT_EQ(statistics["requestsRead"], 1) << row.fault;
    EXPECT_EQ(statistics["faults"][row.fault], 1) << row.fault;
  }
}

TEST(EmulatorFaults, ResetCloseAndCutEndTheConnectionEachInItsWay) {
  struct Row {
    const char* fault;
    int error;
    const char* received;
  };
  for (const Row& row : {Row{"reset", ECONNRESET, ""}, Row{"close", 0, ""}, Row{"cut", 0, "\"ReturnCode\":\"0\""}}) {
    RunningEmulator running({"--fault", row.fault});
    const RawConnection connection(running.url());
    connection.post(trigger());
    int error = -1;
    const std::string received = connection.readToTheEnd(error);
    EXPECT_EQ(error, row.error) << row.fault;
    EXPECT_THAT(received, HasSubstr(row.received)) << row.fault;
    EXPECT_THAT(received, ::testing::Not(HasSubstr("ReturnValue"))) << row.fault;
  }
}

TEST(EmulatorFaults, HangSendsNothingAndBlocksNoOtherRequest) {
  RunningEmulator running({"--fault", "hang"});
  const RawConnection connection(running.url());
  connection.post(trigger());
  while (running.statistics()["runsStarted"] != 1) {
  }
  running.program().signal(SIGTERM);
  EXPECT_EQ(running.program().waitForEnd().exitCode, 0);
  int error = -1;
  EXPECT_EQ(connection.readToTheEnd(error), "");
}

TEST(EmulatorFaults, OfTheFlowsFileHitTheirFlowOnly) {
  const std::string file = testing::TempDir() + "/emulator_program_test_flows.json";
  std::ofstream(file) << R"({"test_project": {
    "lost": {"nodes": {"a": {"runs": "1s"}}, "fault": {"on": "create", "kind": "reset", "times": 1}},
    "fine": {"nodes": {"a": {"runs": "1s"}}}}})";
  RunningEmulator running({"--flows", file});
  EXPECT_FALSE(running.post(trigger("lost")));
  EXPECT_EQ(running.post(trigger("lost"))->status, 200);
  EXPECT_EQ(running.post(trigger("fine"))->status, 200);
  EXPECT_EQ(running.statistics()["runsStarted"], 3);
}

TEST(EmulatorTls, IsTrustedWithItsAuthority) {
  Program program(emulator({"--tls"}));
  const std::string caFile = program.readErrorLine().substr(std::string("CA file: ").size());
  const std::string url = program.readLine();
  ASSERT_THAT(url, StartsWith("https://127.0.0.1:"));
  ASSERT_TRUE(std::filesystem::exists(caFile));

  httplib::Client trusting(url);
  trusting.set_ca_cert_path(caFile.c_str());
  const auto response = trusting.Post("/", formText(trigger()), kFormType);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  httplib::Client other(url);
  EXPECT_EQ(other.Get("/healthz").error(), httplib::Error::SSLServerVerification);

  program.signal(SIGINT);
  EXPECT_EQ(program.waitForEnd().exitCode, 0);
  EXPECT_FALSE(std::filesystem::exists(caFile));
}

TEST(EmulatorWrapper, RunsACommandInItsEnvironmentAndReturnsItsCode) {
  setenv("ALIBABA_CLOUD_SECURITY_TOKEN", "real", 1);
  const Ended ended = Program(emulator({"--", "sh", "-c",
                                        "echo $ALIBABA_CLOUD_ENDPOINT $ALIBABA_CLOUD_ACCESS_KEY_ID "
                                        "$ALIBABA_CLOUD_ACCESS_KEY_SECRET $ALIBABA_CLOUD_REGION_ID "
                                        "${ALIBABA_CLOUD_SECURITY_TOKEN-none}; exit 7"}))
                          .waitForEnd();
  unsetenv("ALIBABA_CLOUD_SECURITY_TOKEN");
  EXPECT_EQ(ended.exitCode, 7);
  EXPECT_THAT(ended.out, ::testing::MatchesRegex("http://127.0.0.1:[0-9]+ testid testsecret cn-shanghai none\n"));
  EXPECT_EQ(ended.err, "");
}

TEST(EmulatorWrapper, PassesTheAuthorityOfTlsAndRemovesItAfterwards) {
  const Ended ended = Program(emulator({"--tls", "--", "sh", "-c", "ls $SSL_CERT_FILE"})).waitForEnd();
  EXPECT_EQ(ended.exitCode, 0);
  EXPECT_FALSE(std::filesystem::exists(ended.out.substr(0, ended.out.find('\n'))));
}

TEST(EmulatorWrapper, EndsAsItsCommandEnds) {
  const std::pair<std::string, int> rows[] = {{"exit 0", 0},
                                              {"kill -KILL $$", 128 + SIGKILL},
                                              {"kill -PIPE $$", 128 + SIGPIPE},
                                              {"exec /no/such/program", 127}};
  for (const auto& [script, exitCode] : rows) {
    EXPECT_EQ(Program(emulator({"--", "sh", "-c", script})).waitForEnd().exitCode, exitCode) << script;
  }
  const Ended unknown = Program(emulator({"--", "no-such-program"})).waitForEnd();
  EXPECT_EQ(unknown.exitCode, 127);
  EXPECT_THAT(unknown.err, HasSubstr("cannot run no-such-program"));
}

TEST(EmulatorWrapper, ForwardsSignalsToItsCommand) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // The shell takes up a trap only between commands: it waits in the builtin `read`, which a signal interrupts.
    Program program(emulator({"--", "sh", "-c", "trap 'exit 42' INT TERM HUP; echo ready; read x"}));
    EXPECT_EQ(program.readLine(), "ready");
    program.signal(signal);
    EXPECT_EQ(program.waitForEnd().exitCode, 42) << signal;
  }
}

TEST(EmulatorProgram, EndsWithItsParent) {
  // The shell is the parent; it lives until its input ends. The emulator holds its stdout, which ends with it.
  Program shell({"sh", "-c", std::string(DATAWORKS_EMULATOR) + " --exit-with-parent & read x; exit 3"});
  EXPECT_THAT(shell.readLine(), StartsWith("http://"));
  shell.closeInput();
  EXPECT_EQ(shell.waitForEnd().exitCode, 3);
}

TEST(EmulatorProgram, ReportsBadUsageWithCode2) {
  const std::pair<std::vector<std::string>, std::string> rows[] = {
      {{"--speed", "0"}, "--speed must be a number greater than 0"},
      {{"--fault", "rest"}, "--fault must be one of "},
      {{"--port", "99999"}, "--port"},
      {{"--dialect", "pirate"}, "--dialect"},
      {{"--nonsense"}, "--nonsense"},
      {{"--flows", "/no/such/file"}, "cannot read /no/such/file"},
      {{"--check", "/"}, "cannot read /\n"},
      {{"--"}, "no command behind --"},
  };
  for (const auto& [arguments, message] : rows) {
    const Ended ended = Program(emulator(arguments)).waitForEnd();
    EXPECT_EQ(ended.exitCode, 2) << message;
    EXPECT_THAT(ended.err, HasSubstr(message));
    EXPECT_EQ(ended.out, "") << message;
  }
}

TEST(EmulatorProgram, ChecksAFlowsFileWithoutServing) {
  const std::string file = testing::TempDir() + "/emulator_program_test_check.json";
  std::ofstream(file) << R"({"p": {"f": {"nodes": {"a": {"runs": "1s", "after": "b"}}}}})";
  const Ended bad = Program(emulator({"--check", file})).waitForEnd();
  EXPECT_EQ(bad.exitCode, 2);
  EXPECT_EQ(bad.err, file + ": p > f > a > after: no node \"b\" in this flow\n");
  EXPECT_EQ(Program(emulator({"--flows", file})).waitForEnd().exitCode, 2) << "nor does it serve such a file";

  std::ofstream(file) << R"({"p": {"f": {"nodes": {"a": {"runs": "1s"}}}}})";
  const Ended good = Program(emulator({"--check", file})).waitForEnd();
  EXPECT_EQ(good.exitCode, 0);
  EXPECT_EQ(good.out, file + ": fine, 1 flow in 1 project\n");
}

TEST(EmulatorProgram, ReportsAPortInUse) {
  RunningEmulator running;
  const Ended second = Program(emulator({"--port", running.url().substr(running.url().rfind(':') + 1)})).waitForEnd();
  EXPECT_EQ(second.exitCode, 1);
  EXPECT_THAT(second.err, HasSubstr("cannot listen on " + running.url()));
}

TEST(EmulatorProgram, PrintsItsVersionAndItsFlags) {
  EXPECT_THAT(Program(emulator({"--version"})).waitForEnd().out, StartsWith("dataworks-emulator "));
  EXPECT_THAT(Program(emulator({"--help"})).waitForEnd().out, HasSubstr("--exit-with-parent"));
}

}  // namespace
}  // namespace dataworks::emulator
