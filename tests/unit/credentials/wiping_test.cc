// No secret stays behind in memory that is freed, seen block by block.
#include "support/secret_watch.h"

#include <deque>

#include "credentials/exchange.h"
#include "credentials/providers.h"
#include "dataworks/client.h"
#include "errors/signature_mismatch.h"
#include "http/curl_backend.h"
#include "memory/wipe.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;
using testing::kHidden;
using testing::SecretWatch;
using testing::withHidden;

TEST(Wiping, IsWatchedForByATestThatCanFail) {
  {
    const SecretWatch watch;
    const std::string careless = withHidden("HIDDEN");
  }
  EXPECT_GT(SecretWatch::leaks, 0);
}

TEST(Wiping, CoversASecretInAllItsLives) {
  {
    const SecretWatch watch;
    Secret secret = kHidden;
    Secret copy = secret;
    Secret moved = std::move(copy);
    moved = Secret("another");
    Credentials credentials{.accessKeyId = "id", .accessKeySecret = secret, .securityToken = secret};
    const Credentials again = credentials;
    credentials = {};
  }
  EXPECT_EQ(SecretWatch::leaks, 0);
}

TEST(Wiping, CoversWhatATextHeldBeforeItWasCutOff) {
  const std::string twice = withHidden("HIDDENHIDDEN");  // the end that is written into it spoils but one
  {
    const SecretWatch watch;
    std::string text = twice;
    text.resize(1);
    wipe(text);
    WipedText atItsEnd{std::string(twice)};
    atItsEnd.text.clear();
  }
  EXPECT_EQ(SecretWatch::leaks, 0);
}

TEST(Wiping, CoversFilesAndCommands) {
  TemporaryDirectory home;
  home.write(
      ".aliyun/config.json",
      withHidden(R"({"current":"key","profiles":[
    {"name":"key","mode":"StsToken","access_key_id":"i","access_key_secret":"HIDDEN","sts_token":"\u0041HIDDEN"},
    {"name":"command","mode":"External","process_command":"cat )" +
                 home.write("output", withHidden(R"({"mode":"AK","access_key_id":"i","access_key_secret":"HIDDEN"})")) +
                 R"("}]})"));
  home.write(".alibabacloud/credentials",
             withHidden("[default]\ntype=access_key\naccess_key_id=i\naccess_key_secret=HIDDEN # a comment\n"));
  const auto environment = environmentOf({{"HOME", home.path()}});
  Asking asking;
  for (const Source& source : {cliProfileSource(environment, {}), cliProfileSource(environment, "command"),
                               iniProfileSource(environment, {})}) {
    bool right = false;
    {
      const SecretWatch watch;
      auto located = source.resolve(asking.request);
      const auto credentials = std::get<0>(located)->get(asking.request);
      right = credentials && credentials->accessKeySecret.reveal() == kHidden;
    }
    EXPECT_TRUE(right);
    EXPECT_EQ(SecretWatch::leaks, 0);
  }
}

TEST(Wiping, CoversTheEnvironment) {
  setenv("WIPING_TEST_SECRET", kHidden, 1);
  const Environment process = processEnvironment();
  const Environment environment{[&process](const char* name) {
    const std::string_view asked = name;
    return asked == "ALIBABA_CLOUD_ACCESS_KEY_ID" ? std::string("i") : process.variable("WIPING_TEST_SECRET");
  }};
  Asking asking;
  bool right = false;
  {
    const SecretWatch watch;
    auto located = environmentSource(environment).resolve(asking.request);
    const auto credentials = std::get<0>(located)->get(asking.request);
    right = credentials && credentials->securityToken.reveal() == kHidden;
  }
  unsetenv("WIPING_TEST_SECRET");
  EXPECT_TRUE(right);
  EXPECT_EQ(SecretWatch::leaks, 0);
}

/// Responses inline, and keeps what it was sent, where nobody looks: the transport's own wiping is tested on the wire.
struct KeepingTransport final : Transport {
  std::deque<TransportOutcome> outcomes;
  std::deque<HttpRequest> kept;
  void send(HttpRequest request, std::stop_token, std::function<void(TransportOutcome)> done) override {
    kept.push_back(std::move(request));
    TransportOutcome outcome = std::move(outcomes.front());
    outcomes.pop_front();
    done(std::move(outcome));
  }
};

TEST(Wiping, CoversExchangesWithServers) {
  const TemporaryDirectory directory;
  std::string longToken;  // such that a body that grows would leave copies behind
  for (int i = 0; i < 100; ++i) longToken += "HIDDEN/";
  const std::string fields = R"("AccessKeyId":"i","AccessKeySecret":"HIDDEN","SecurityToken":"HIDDEN")";
  const AssumeRoleOptions role{.roleArn = "acs:ram::1:role/r"};
  struct Row {
    const char* name;
    std::shared_ptr<CredentialsProvider> provider;
    std::vector<std::string> responses;
  };
  for (const auto& [name, provider, responses] : std::vector<Row>{
           {"URI", uriProvider("http://127.0.0.1:1/"), {"{" + fields + "}"}},
           {"ECS", ecsRoleProvider({.roleName = "r"}), {"HIDDEN", R"({"Code":"Success",)" + fields + "}"}},
           {"OIDC",
            oidcCredentials(role, "p", directory.write("token", withHidden(longToken))),
            {R"({"Credentials":{)" + fields + "}}"}},
           {"role",
            assumeRoleCredentials(role, staticCredentials("i", kHidden, kHidden)),
            {R"({"Credentials":{)" + fields + "}}"}},
       }) {
    const auto transport = std::make_shared<KeepingTransport>();
    for (const std::string& body : responses) transport->outcomes.push_back(response(200, withHidden(body)));
    Asking asking;
    asking.request.transport = transport;
    bool right = false;
    {
      const SecretWatch watch;
      const auto credentials = provider->get(asking.request);
      right = credentials && credentials->securityToken.reveal() == kHidden;
    }
    EXPECT_TRUE(right) << name;
    EXPECT_EQ(SecretWatch::leaks, 0) << name;
  }
}

TEST(Wiping, CoversTheStringToSignThatTheGatewayQuotes) {
  std::string left;
  {
    const SecretWatch watch;
    Error error;
    error.message = withHidden("no. server string to sign is:POST&HIDDEN");
    explainMismatch(error, "POST&");
    left = error.message;
  }
  EXPECT_EQ(left, "no.");
  EXPECT_EQ(SecretWatch::leaks, 0);
}

TEST(Wiping, CoversWhatIsComparedAfterARefusedSignature) {
  const auto transport = std::make_shared<KeepingTransport>();
  transport->outcomes.push_back(response(
      400, R"({"RequestId":"R","Code":"SignatureDoesNotMatch","Message":"no. server string to sign is:POST&"})"));
  const auto client = DataWorksClient::create(
      {.regionId = "cn-shanghai", .credentials = staticCredentials("i", "s", kHidden), .transport = transport});
  std::string code;
  {
    const SecretWatch watch;
    code = client->searchManualDagNodeInstance({.projectName = "p", .dagId = 1}).error().code;
  }
  EXPECT_EQ(code, "SignatureDoesNotMatch");
  EXPECT_EQ(SecretWatch::leaks, 0);
}

// --- requests that are never sent: whoever owns one then wipes it

HttpOptions connecting(int mostAtOnce) { return {.proxy = "", .caFile = "", .maxConnections = mostAtOnce}; }

HttpRequest withToken() {
  return {.url = withHidden("http://127.0.0.1:1/?SecurityToken=HIDDEN"),
          .headers = {{"X-Token", kHidden}},
          .body = withHidden("SecurityToken=HIDDEN")};
}

TEST(Wiping, CoversARequestThatIsCancelledInLine) {
  HttpRequest request = withToken();
  CurlBackend backend(connecting(0));
  RequestSent sent = RequestSent::kMaybe;
  {
    const SecretWatch watch;
    backend.cancel(backend.send(std::move(request), [&sent](const TransportOutcome& outcome) {
      sent = std::get<TransportFailure>(outcome).sent;
    }));
  }
  EXPECT_EQ(sent, RequestSent::kNo);
  EXPECT_EQ(SecretWatch::leaks, 0);
}

TEST(Wiping, CoversRequestsThatADriverEndsWith) {
  for (const int mostAtOnce : {0, 1}) {  // one in line; one that is begun, though nothing has left
    HttpRequest request = withToken();
    auto backend = std::make_unique<CurlBackend>(connecting(mostAtOnce));
    {
      const SecretWatch watch;
      backend->send(std::move(request), [](const TransportOutcome&) {});
      backend.reset();
    }
    EXPECT_EQ(SecretWatch::leaks, 0) << mostAtOnce;
  }
}

TEST(Wiping, CoversACallThatItsObserverKeepsBack) {
  struct StopsInTheLastMoment final : Observer {
    std::stop_source stop;
    void onAttemptStarting(const AttemptStarting&) override { stop.request_stop(); }
  };
  for (const ParametersIn place : {ParametersIn::kBody, ParametersIn::kQuery}) {
    const auto transport = std::make_shared<KeepingTransport>();
    const auto observer = std::make_shared<StopsInTheLastMoment>();
    const auto client = DataWorksClient::create({.regionId = "cn-shanghai",
                                                 .credentials = staticCredentials("i", "s", kHidden),
                                                 .parametersIn = place,
                                                 .transport = transport,
                                                 .observer = observer});
    ErrorKind kind{};
    {
      const SecretWatch watch;
      kind = client->searchManualDagNodeInstance({.projectName = "p", .dagId = 1}, {.stop = observer->stop.get_token()})
                 .error()
                 .kind;
    }
    EXPECT_EQ(kind, ErrorKind::kCancelled);
    EXPECT_TRUE(transport->kept.empty());
    EXPECT_EQ(SecretWatch::leaks, 0);
  }
}

TEST(Wiping, CoversAnExchangeThatDoesNotBegin) {
  for (const bool stopped : {false, true}) {
    WipedRequest request(withToken());
    std::stop_source stop;
    if (stopped) stop.request_stop();
    Asking asking;
    asking.request.stop = stop.get_token();
    asking.request.transport = nullptr;
    bool responded = true;
    {
      const SecretWatch watch;
      responded = exchange(asking.request, std::move(request), 2s, "here").has_value();
    }
    EXPECT_FALSE(responded);
    EXPECT_EQ(SecretWatch::leaks, 0);
  }
}

}  // namespace
}  // namespace dataworks::detail
