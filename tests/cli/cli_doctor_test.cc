// SPDX-License-Identifier: Apache-2.0
// `dataworks doctor`: what it concludes, and the real program against good and bad services.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli_process.h"
#include "support/environment_variable.h"
#include "support/fault_server.h"
#include "verbs/doctor_checks.h"

namespace dataworks::cli {
namespace {

using dataworks::testing::Conversation;
using dataworks::testing::environmentOf;
using dataworks::testing::FaultServer;
using dataworks::testing::goodBody;
using dataworks::testing::response;
using dataworks::testing::SeenRequest;
using nlohmann::json;
using std::chrono::sys_days;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

// --- what it concludes

constexpr auto kDoctorsNow =
    sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(19) + std::chrono::seconds(4);

TransportOutcome failed(Phase phase, ErrorKind kind = ErrorKind::kNetwork) {
  TransportFailure failure;
  failure.kind = kind;
  failure.phase = phase;
  failure.detail = "why";
  return failure;
}

TEST(DoctorChecks, NameTheFlagOfAMissingRegion) {
  EXPECT_EQ(checkRegion("cn-shanghai", "https://x/").detail, "cn-shanghai, https://x/");
  const Check none = checkRegion("", "https://x/");
  EXPECT_THAT(none.detail, HasSubstr("-r cn-shanghai"));
  EXPECT_EQ(exitCodeOf({none}, 0), 2);
}

TEST(DoctorChecks, SayWhoChoseTheEndpoint) {
  struct DoctorRow {
    const char* flag;
    ServiceLocation location;
    CheckState state;
    const char* detail;
  };
  for (const DoctorRow& row : {
           DoctorRow{"", {}, CheckState::kGood, "https://x/ (the region's own)"},
           DoctorRow{"https://x",
                     {.endpoint = "https://y", .endpointSource = "E"},
                     CheckState::kGood,
                     "https://x/ (--endpoint)"},
           DoctorRow{"",
                     {.endpoint = "https://x", .endpointSource = "profile p"},
                     CheckState::kGood,
                     "https://x/ (profile p)"},
           DoctorRow{"",
                     {.network = Network::kVpc, .networkSource = "ALIBABA_CLOUD_ENDPOINT_TYPE"},
                     CheckState::kGood,
                     "https://x/ (the region's VPC endpoint, as ALIBABA_CLOUD_ENDPOINT_TYPE asks for)"},
           DoctorRow{"", {.warnings = {"one", "two"}}, CheckState::kWarning, "https://x/ (the region's own); one; two"},
       }) {
    ConnectionOptions options;
    options.endpoint = row.flag;
    const Check check = checkEndpoint("https://x/", options, row.location);
    EXPECT_EQ(check.detail, row.detail);
    EXPECT_EQ(check.state, row.state);
  }
}

TEST(DoctorChecks, WarnOfAnIdentityThatIsNotUsed) {
  const Credentials found{.accessKeyId = "i", .source = "profile p"};
  EXPECT_EQ(checkCredentials(found).state, CheckState::kGood);
  const Check unused = checkCredentials(found, {"profile p has mode AK, which does not use its sts_token"});
  EXPECT_EQ(unused.state, CheckState::kWarning);
  EXPECT_EQ(unused.detail, "from profile p; profile p has mode AK, which does not use its sts_token");
}

TEST(DoctorChecks, FindTheFileSystemOfTheJournal) {
  struct DoctorRow {
    const char* mounts;
    CheckState state;
  };
  for (const DoctorRow& row : {
           DoctorRow{"", CheckState::kGood},
           DoctorRow{"/dev/sda1 / ext4 rw 0 0\n", CheckState::kGood},
           DoctorRow{"/dev/sda1 / ext4 rw 0 0\nhost:/h /home nfs4 rw,local_lock=none 0 0\n", CheckState::kGood},
           DoctorRow{"/dev/sda1 / ext4 rw 0 0\nhost:/h /home nfs rw,local_lock=all,addr=1 0 0\n", CheckState::kWarning},
           DoctorRow{"host:/h /home nfs rw,local_lock=flock 0 0\n", CheckState::kWarning},
           DoctorRow{"host:/h /home nfs rw,nolock 0 0\n", CheckState::kWarning},
           DoctorRow{"host:/h /home nfs rw,nolock 0 0\n/dev/b /home/joe\\040b ext4 rw 0 0\n", CheckState::kGood},
           DoctorRow{"host:/h /home nfs rw,nolock 0 0\n/dev/b /home ext4 rw 0 0\n", CheckState::kGood},
           DoctorRow{"host:/h /home/jo nfs rw,nolock 0 0\n", CheckState::kGood},
           DoctorRow{"//host/h /home cifs rw,nobrl 0 0\n", CheckState::kWarning},
           DoctorRow{"//host/h /home cifs rw 0 0\n", CheckState::kGood},
           DoctorRow{"a /home fuse.sshfs rw 0 0\n", CheckState::kWarning},
           DoctorRow{"a /home 9p rw 0 0\n", CheckState::kWarning},
           DoctorRow{"garbage\n", CheckState::kGood},
       }) {
    const Check check = checkJournal("/home/joe b/.local/state/dataworks/runs.jsonl", "", row.mounts);
    EXPECT_EQ(check.state, row.state) << row.mounts;
    EXPECT_THAT(check.detail, HasSubstr("/home/joe b/.local/state/dataworks/runs.jsonl"));
  }
  EXPECT_EQ(checkJournal("", "it is off", "").detail, "there is none: it is off");
}

TEST(DoctorChecks, SayHowFarTheConnectionCame) {
  struct DoctorRow {
    TransportOutcome outcome;
    const char* text;
    int exitCode;
  };
  for (const DoctorRow& row :
       {DoctorRow{failed(Phase::kResolve), "cannot be resolved: why", 5},
        DoctorRow{failed(Phase::kConnect), "no connection", 5}, DoctorRow{failed(Phase::kTls), "TLS failed", 5},
        DoctorRow{failed(Phase::kReceive, ErrorKind::kTimeout), "no response", 5},
        DoctorRow{failed(Phase::kConnect, ErrorKind::kInvalidArgument), "no connection", 2},
        DoctorRow{failed(Phase::kReceive, ErrorKind::kCancelled), "no response", 128 + SIGTERM}}) {
    const Check check = checkReach("https://x/", row.outcome);
    EXPECT_EQ(check.state, CheckState::kBad);
    EXPECT_THAT(check.detail, HasSubstr(row.text));
    EXPECT_EQ(exitCodeOf({check}, SIGTERM), row.exitCode);
  }
  HttpResponse response;
  response.status = 404;
  EXPECT_THAT(checkReach("https://x/", response).detail, HasSubstr("certificate verified"));
  EXPECT_THAT(checkReach("http://x/", response).detail, Not(HasSubstr("certificate")));
}

TEST(DoctorChecks, CompareTheClocks) {
  EXPECT_THAT(checkClock("Sun, 22 Nov 2026 19:00:04 GMT", kDoctorsNow).detail, HasSubstr("agrees"));
  const Check ahead = checkClock("Sun, 22 Nov 2026 18:50:04 GMT", kDoctorsNow);
  EXPECT_EQ(ahead.state, CheckState::kWarning);
  EXPECT_THAT(ahead.detail, HasSubstr("10m ahead of"));
  EXPECT_THAT(checkClock("Sun, 22 Nov 2026 19:00:14 GMT", kDoctorsNow).detail, HasSubstr("10s behind"));
  for (const char* date : {"", "yesterday", "Sun, 22 ovD 2026 19:00:04 GMT", "Sun, 22 Nov 2026 19:00:04"}) {
    EXPECT_EQ(checkClock(date, kDoctorsNow).state, CheckState::kSkipped) << date;
  }
}

TEST(DoctorChecks, EndAsAnyCommandThatReadsWouldForWantOfCredentials) {
  const auto exitCode = [](ErrorKind kind) {
    Error error;
    error.kind = kind;
    return exitCodeOf({checkCredentials(error)}, SIGTERM);
  };
  EXPECT_EQ(exitCode(ErrorKind::kCredentials), 4);
  EXPECT_EQ(exitCode(ErrorKind::kNetwork), 5) << "a credentials URI that is down";
  EXPECT_EQ(exitCode(ErrorKind::kTimeout), 5) << "a command that hangs";
  EXPECT_EQ(exitCode(ErrorKind::kCancelled), 128 + SIGTERM);
}

TEST(DoctorChecks, SayOnceWhatIsMissing) {
  struct DoctorRow {
    const char* message;
    const char* hint;
    const char* detail;
  };
  for (const DoctorRow& row :
       {DoctorRow{"no credentials found. OIDC: is not set; URI: is not set", "Set it.",
                  "no credentials found. Set it."},
        DoctorRow{"profile a has no type", "Run it.", "profile a has no type. Run it."},
        DoctorRow{"a sentence.", "Run it.", "a sentence. Run it."}, DoctorRow{"a sentence.", "", "a sentence."}}) {
    Error error;
    error.kind = ErrorKind::kCredentials;
    error.message = row.message;
    error.hint = row.hint;
    EXPECT_EQ(checkCredentials(error).detail, row.detail);
  }
}

TEST(DoctorChecks, BelieveOnlyTheOperationItself) {
  struct DoctorRow {
    ErrorKind kind;
    int httpStatus;
    const char* code;
    int exitCode;
    const char* text;
  };
  for (const DoctorRow& row : {
           DoctorRow{ErrorKind::kRejected, 200, "11020293069", 0,
                     "accepted: the key is valid and may read runs (there is no run 1, as expected: 11020293069)"},
           DoctorRow{ErrorKind::kRejected, 404, "InvalidApi.NotFound", 3,
                     "the request is rejected: InvalidApi.NotFound"},
           DoctorRow{ErrorKind::kRejected, 400, "InvalidVersion", 3, "the request is rejected"},
           DoctorRow{ErrorKind::kRejected, 400, "InvalidTimeStamp.Expired", 3,
                     "the timestamp is rejected, this machine's clock is off"},
           DoctorRow{ErrorKind::kRejected, 400, "InvalidTimeStamp.Format", 3,
                     "the timestamp is rejected, this machine's clock is off"},
           DoctorRow{ErrorKind::kRejected, 403, "Forbidden.RAM", 3, "a permission is missing"},
           DoctorRow{ErrorKind::kRejected, 403, "NoPermission", 3, "a permission is missing"},
           DoctorRow{ErrorKind::kCredentials, 400, "SignatureDoesNotMatch", 4, "the credentials are rejected"},
           DoctorRow{ErrorKind::kThrottled, 429, "Throttling.User", 5, "Throttling.User"},
           DoctorRow{ErrorKind::kTimeout, 0, "", 5, ""},
           DoctorRow{ErrorKind::kInvalidArgument, 0, "", 2, ""},
       }) {
    Error error;
    error.kind = row.kind;
    error.httpStatus = row.httpStatus;
    error.code = row.code;
    const Check check = checkSignedCall(error);
    EXPECT_THAT(check.detail, HasSubstr(row.text)) << row.code;
    EXPECT_EQ(exitCodeOf({check}, 0), row.exitCode) << row.code;
  }
  EXPECT_EQ(checkSignedCall(SearchManualDagNodeInstanceResponse{}).state, CheckState::kGood);
}

TEST(DoctorChecks, TellAMissingWorkspaceFromOneThatMayNotBeAskedFor) {
  struct DoctorRow {
    ErrorKind kind;
    int httpStatus;
    const char* code;
    CheckState state;
    int exitCode;
    const char* text;
  };
  for (const DoctorRow& row : {
           DoctorRow{ErrorKind::kRejected, 200, "10600111020399005", CheckState::kBad, 3,
                     "no workspace sales in this account and region"},
           DoctorRow{ErrorKind::kRejected, 500, "10600111020399005", CheckState::kBad, 3,
                     "no workspace sales in this account and region"},
           DoctorRow{ErrorKind::kRejected, 403, "Forbidden.RAM", CheckState::kSkipped, 0,
                     "may not ask whether sales exists (Forbidden.RAM: dataworks:GetProject)"},
           DoctorRow{ErrorKind::kRejected, 500, "Forbidden.Wkbench.NoPrivilege", CheckState::kSkipped, 0,
                     "may not ask"},
           DoctorRow{ErrorKind::kRejected, 404, "InvalidApi.NotFound", CheckState::kWarning, 0, "could not be checked"},
           DoctorRow{ErrorKind::kTimeout, 0, "", CheckState::kWarning, 0, "could not be checked"},
       }) {
    Error error;
    error.kind = row.kind;
    error.httpStatus = row.httpStatus;
    error.code = row.code;
    const Check check = checkWorkspace("sales", error);
    EXPECT_EQ(check.state, row.state) << row.code;
    EXPECT_THAT(check.detail, HasSubstr(row.text)) << row.code;
    EXPECT_EQ(exitCodeOf({check}, 0), row.exitCode) << row.code;
  }
  const Check check = checkWorkspace("sales", GetProjectResponse{.projectId = 9});
  EXPECT_EQ(check.state, CheckState::kGood);
  EXPECT_EQ(check.detail, "sales exists (id 9)");
}

TEST(DoctorChecks, FindTheProxyThatIsUsed) {
  const std::string tls = "https://dataworks.cn-shanghai.aliyuncs.com/";
  const std::string plain = "http://gateway.example:8080/";
  struct DoctorRow {
    std::string endpoint;
    std::optional<std::string> flag;
    std::map<std::string, std::string> variables;
    std::string detail;
  };
  for (const DoctorRow& row : {
           DoctorRow{tls, {}, {}, "none"},
           DoctorRow{tls, "", {{"https_proxy", "p:1"}}, "none (--proxy '')"},
           DoctorRow{tls, "p:1", {{"https_proxy", "q:1"}}, "p:1 (--proxy)"},
           DoctorRow{tls, "http://joe:hush@p:1", {}, "http://***@p:1 (--proxy)"},
           DoctorRow{tls, "joe:hush@p:1", {}, "***@p:1 (--proxy)"},
           DoctorRow{tls, {}, {{"HTTPS_PROXY", "p:1"}, {"ALL_PROXY", "q:1"}}, "p:1 (HTTPS_PROXY)"},
           DoctorRow{tls, {}, {{"https_proxy", "p:1"}, {"HTTPS_PROXY", "q:1"}}, "p:1 (https_proxy)"},
           DoctorRow{tls, {}, {{"ALL_PROXY", "p:1"}, {"http_proxy", "q:1"}}, "p:1 (ALL_PROXY)"},
           DoctorRow{plain, {}, {{"http_proxy", "p:1"}, {"https_proxy", "q:1"}}, "p:1 (http_proxy)"},
           DoctorRow{plain, {}, {{"HTTP_PROXY", "p:1"}}, "none"},
           DoctorRow{plain, {}, {{"all_proxy", "p:1"}}, "p:1 (all_proxy)"},
           DoctorRow{tls,
                     {},
                     {{"https_proxy", "p:1"}, {"NO_PROXY", "a.b, .Aliyuncs.com"}},
                     "none (NO_PROXY covers dataworks.cn-shanghai.aliyuncs.com)"},
           DoctorRow{plain, "p:1", {{"no_proxy", "gateway.example"}}, "none (no_proxy covers gateway.example)"},
           DoctorRow{plain, "p:1", {{"NO_PROXY", "*"}}, "none (NO_PROXY covers gateway.example)"},
           DoctorRow{plain, "p:1", {{"NO_PROXY", "teway.example,a.gateway.example,,."}}, "p:1 (--proxy)"},
           DoctorRow{"http://127.0.0.1:1/", "p:1", {}, "none (never for this machine)"},
           DoctorRow{"https://[::1]:1/", "p:1", {}, "none (never for this machine)"},
       }) {
    ConnectionOptions options;
    options.proxy = row.flag;
    options.allowPlainHttp = true;
    EXPECT_EQ(checkProxy(row.endpoint, options, environmentOf(row.variables)).detail, row.detail) << row.endpoint;
  }
  ConnectionOptions strict;
  strict.proxy = "p:1";
  EXPECT_THAT(checkProxy(plain, strict, environmentOf({})).detail, HasSubstr("none"));
}

TEST(DoctorChecks, NameTheAuthoritiesInUse) {
  const auto environment = environmentOf({{"SSL_CERT_FILE", "/a.pem"}, {"SSL_CERT_DIR", "/b"}});
  EXPECT_EQ(checkAuthorities("/c.pem", environment).detail, "/c.pem (--ca-file)");
  EXPECT_EQ(checkAuthorities("", environment).detail, "/a.pem (SSL_CERT_FILE), /b (SSL_CERT_DIR)");
  EXPECT_EQ(checkAuthorities("", environmentOf({})).detail, "the system's");
}

TEST(DoctorChecks, EndWithTheFirstBadOne) {
  const auto check = [](CheckState state, ErrorKind kind) {
    Check made{"a", state, ""};
    made.error.kind = kind;
    return made;
  };
  const Check good = check(CheckState::kGood, ErrorKind::kInvalidArgument);
  const Check warning = check(CheckState::kWarning, ErrorKind::kInvalidArgument);
  const Check refused = check(CheckState::kBad, ErrorKind::kRejected);
  const Check unreached = check(CheckState::kBad, ErrorKind::kNetwork);
  EXPECT_EQ(exitCodeOf({good, warning}, 0), 0);
  EXPECT_EQ(exitCodeOf({good, refused, unreached}, 0), 3);
}

// --- the program inside an emulator

struct DoctorRow {
  const char* name;
  const char* script;
  int exitCode;
  ::testing::Matcher<std::string> out;
};

std::ostream& operator<<(std::ostream& out, const DoctorRow& row) { return out << row.name; }

class Doctor : public CommandLine {
 protected:
  Doctor() {
    environment["EMULATOR"] = DATAWORKS_EMULATOR;
    environment["WITHOUT_KEYS"] =
        "env -u ALIBABA_CLOUD_ACCESS_KEY_ID -u ALIBABA_CLOUD_ACCESS_KEY_SECRET "
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true";
    environment["TZ"] = "America/New_York";  // no time in here is local
  }

  /// Makes `command` the only source of credentials.
  void useCommand(const std::string& command) {
    std::filesystem::create_directory(folder / ".aliyun");
    std::ofstream(folder / ".aliyun/config.json")
        << R"({"current":"c","profiles":[{"name":"c","mode":"External","process_command":")" << command << R"("}]})";
  }
};

class DoctorEnds : public Doctor, public ::testing::WithParamInterface<DoctorRow> {};

TEST_P(DoctorEnds, AsSpecified) {
  const ProcessResult result = script(GetParam().script);
  EXPECT_EQ(result.exitCode, GetParam().exitCode);
  EXPECT_THAT(result.out, GetParam().out);
  EXPECT_THAT(result.err, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    All, DoctorEnds,
    ::testing::Values(
        DoctorRow{
            "Well", "$DW doctor", 0,
            AllOf(ContainsRegex("ok +region +cn-shanghai, http://127.0.0.1"),
                  ContainsRegex("ok +endpoint +http://127.0.0.1:[0-9]+/ \\(ALIBABA_CLOUD_ENDPOINT\\)"),
                  ContainsRegex("ok +journal +/.*/runs.jsonl"), ContainsRegex("ok +proxy +none"),
                  ContainsRegex("ok +reach"), ContainsRegex("ok +clock +this machine's clock agrees"),
                  ContainsRegex("ok +credentials +from environment"), ContainsRegex("ok +signed call +accepted"))},
        DoctorRow{"WellAndQuiet", "$DW doctor -q -p sales", 0, IsEmpty()},
        DoctorRow{"WithAWorkspace", "$DW doctor -p sales", 0,
                  AllOf(ContainsRegex("ok +calls +this cost 2 calls"),
                        ContainsRegex("ok +workspace +sales exists \\(id [0-9]+\\)"))},
        DoctorRow{
            "OfAWorkspaceThatIsNotThere", "DATAWORKS_PROJECT_NAME=nope $DW doctor -q", 3,
            MatchesRegex(
                "failed +workspace +no workspace nope in this account and region; [^\n]*10600111020399005[^\n]*\n")},
        DoctorRow{"OfAWorkspaceThatMayNotBeAskedFor",
                  "echo '{\"sales\": {\"f\": {\"nodes\": {\"a\": {\"runs\": \"1s\"}}, \"fault\": {\"on\": "
                  "\"GetProject\", \"kind\": \"denied\"}}}}' >flows; $EMULATOR --flows flows -- $DW doctor -p sales",
                  0, ContainsRegex("skipped +workspace +may not ask whether sales exists")},
        DoctorRow{"OfAWorkspaceWithAWrongSecret", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=wrong $DW doctor -p sales", 4,
                  ContainsRegex("skipped +workspace +the signed call did not succeed")},
        DoctorRow{"WellOverTls", "$EMULATOR --tls -- $DW doctor 2>/dev/null", 0,
                  AllOf(ContainsRegex("ok +authorities +/.*pem \\(SSL_CERT_FILE\\)"), HasSubstr("certificate verified"),
                        ContainsRegex("ok +signed call"))},
        DoctorRow{"OfAnUnknownAuthority", "$EMULATOR --tls -- env -u SSL_CERT_FILE $DW doctor 2>/dev/null", 5,
                  AllOf(ContainsRegex("ok +authorities +the system's"), ContainsRegex("failed +reach +TLS failed"))},
        DoctorRow{"OfNoRegion", "unset ALIBABA_CLOUD_REGION_ID; $DW doctor", 2,
                  AllOf(ContainsRegex("failed +region +none: set it with -r"), ContainsRegex("ok +reach"),
                        ContainsRegex("ok +credentials"), ContainsRegex("ok +signed call"))},
        DoctorRow{"OfNoRegionAndNoEndpoint",
                  "unset ALIBABA_CLOUD_REGION_ID ALIBABA_CLOUD_ENDPOINT; https_proxy=http://127.0.0.1:1 $DW doctor", 2,
                  AllOf(ContainsRegex("failed +region +none: set it with -r"),
                        ContainsRegex("ok +proxy +http://127.0.0.1:1 \\(https_proxy\\)"),
                        ContainsRegex("failed +reach"), ContainsRegex("ok +credentials"))},
        DoctorRow{"OfARequestThatIsNotSent", "$DW doctor -p $'a\\nb' -q", 2,
                  MatchesRegex("failed +signed call +projectName has a control character in it\n")},
        DoctorRow{"OfAWrongSecret", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=wrong $DW doctor -q", 4,
                  MatchesRegex("failed +signed call +the credentials are rejected: SignatureDoesNotMatch: [^\n]*\n")},
        DoctorRow{"OfAMissingPermission", "$EMULATOR --fault denied -- $DW doctor", 3,
                  ContainsRegex(
                      "failed +signed call +the credentials are valid, but a permission is missing: Forbidden.RAM")},
        DoctorRow{"OfNoCredentials", "$WITHOUT_KEYS $DW doctor", 4,
                  AllOf(ContainsRegex("failed +credentials"), HasSubstr("OIDC: ALIBABA_CLOUD_ROLE_ARN is not set"),
                        ContainsRegex("skipped +signed call"))},
        DoctorRow{"OfACredentialsUriThatIsDown",
                  "$WITHOUT_KEYS ALIBABA_CLOUD_CREDENTIALS_URI=http://127.0.0.1:1 $DW doctor", 5,
                  ContainsRegex("failed +credentials +credentials URI")},
        DoctorRow{"OfABadRegionOfTheEnvironment", "ALIBABA_CLOUD_REGION_ID=Shanghai $DW doctor 2>&1", 2,
                  HasSubstr("ALIBABA_CLOUD_REGION_ID \"Shanghai\" is not a region")},
        DoctorRow{"OfAProfileThatIsNotThere", "$DW doctor --profile nope", 4,
                  AllOf(ContainsRegex("failed +credentials"), HasSubstr("aliyun configure --profile nope"),
                        Not(HasSubstr("ALIBABA_CLOUD_ACCESS_KEY_ID")))}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(Doctor, AsksEachSourceOnce) {
  useCommand("sh -c 'echo >> runs; cat key'");
  std::ofstream(folder / "key") << R"({"mode":"AK","access_key_id":"testid","access_key_secret":"testsecret"})";
  const auto result = script("chmod 644 .aliyun/config.json; $WITHOUT_KEYS $DW doctor; wc -l < runs");
  EXPECT_THAT(result.out,
              AllOf(ContainsRegex("warning +credentials +from credentials command sh \\(profile c in [^\n]*; "
                                  "~/.aliyun/config.json holds credentials[^\n]*\n"),
                    ContainsRegex("ok +signed call"), ContainsRegex("\n1\n$")));
}

TEST_F(Doctor, GivesUpOnACommandThatHangs) {
  useCommand("sleep 1000");
  const auto result = script("$WITHOUT_KEYS $DW doctor --timeout 1s");
  EXPECT_EQ(result.exitCode, 5);
  EXPECT_THAT(result.out, ContainsRegex("failed +credentials"));
}

TEST_F(Doctor, IsWhatAWatchWithoutCredentialsNeeds) {
  const auto result = script("$WITHOUT_KEYS timeout -s KILL 60 $DW watch 4711 -p sales; echo $?");
  EXPECT_EQ(result.out, "4\n") << "it does not wait for credentials to appear";
  EXPECT_THAT(result.err, HasSubstr("no credentials found"));
}

TEST_F(Doctor, EndsWithTheSignalThatEndsIt) {
  useCommand("sh -c 'echo hanging >&2; exec sleep 1000'");
  const auto result = script("$WITHOUT_KEYS $DW doctor", {{"hanging", SIGTERM}});
  EXPECT_EQ(result.exitCode, 128 + SIGTERM);
  EXPECT_THAT(result.out, ContainsRegex("failed +credentials +stopped"));
}

TEST_F(Doctor, WarnsOfAnIdentityThatTheModeOfAProfileDoesNotUse) {
  std::filesystem::create_directory(folder / ".aliyun");
  std::ofstream(folder / ".aliyun/config.json")
      << R"({"current":"c","profiles":[{"name":"c","mode":"AK","access_key_id":"testid",)"
      << R"("access_key_secret":"testsecret","ram_role_arn":"r"}]})";
  for (const char* flags : {"", " --profile c"}) {
    const auto result = script("chmod 600 .aliyun/config.json; $WITHOUT_KEYS $DW doctor --endpoint http://127.0.0.1:1" +
                               std::string(flags));
    EXPECT_THAT(result.out, ContainsRegex("warning +credentials +from profile c in ~/.aliyun/config.json; profile c in "
                                          "~/.aliyun/config.json has mode AK, which does not use its ram_role_arn"));
    EXPECT_THAT(result.out, ContainsRegex("ok +endpoint +http://127.0.0.1:1/ \\(--endpoint\\)"));
  }
}

TEST_F(Doctor, GivesTheReasonThatOtherCommandsGive) {
  std::filesystem::create_directory(folder / ".aliyun");
  std::ofstream(folder / ".aliyun/config.json")
      << R"({"current":"a","profiles":[{"name":"a","mode":"AK","access_key_id":"x"},{"name":"b","mode":"Nope"}]})";
  struct Reason {
    std::string profile;
    std::string text;
  };
  for (const Reason& reason : {Reason{"a", "profile a in ~/.aliyun/config.json has no access_key_secret"},
                               Reason{"b", "profile b in ~/.aliyun/config.json has the unknown mode Nope"},
                               Reason{"c", "there is no profile c in ~/.aliyun/config.json (existing: a, b)"}}) {
    const auto result = script("chmod 600 .aliyun/config.json; $DW run x -p y --profile " + reason.profile +
                               "; $DW doctor --profile " + reason.profile);
    EXPECT_THAT(result.err, HasSubstr(reason.text));
    EXPECT_THAT(result.out, HasSubstr(reason.text));
    EXPECT_EQ(result.exitCode, 4);
  }
}

TEST_F(Doctor, IsInChineseWithItsVerdict) {
  environment["LC_ALL"] = "C.UTF-8";
  const auto good = script("$DW doctor --lang zh");
  EXPECT_THAT(good.out, AllOf(ContainsRegex("正常 +时钟 +本机时钟与服务端一致"), HasSubstr("通过：密钥有效"),
                              ::testing::EndsWith("全部检查通过\n")));
  const auto bad = script("ALIBABA_CLOUD_ACCESS_KEY_SECRET=wrong $DW doctor --lang zh");
  EXPECT_THAT(bad.out, AllOf(ContainsRegex("失败 +签名调用 +凭证被拒绝：SignatureDoesNotMatch"),
                             ::testing::EndsWith("需要处理：签名调用\n")));
}

TEST_F(Doctor, ReportsTheSameAsJson) {
  const auto result = script("ALIBABA_CLOUD_ACCESS_KEY_SECRET=wrong $DW doctor -o json");
  EXPECT_EQ(result.exitCode, 4);
  const json said = json::parse(result.out);
  EXPECT_EQ(said["exitCode"], 4);
  EXPECT_EQ(said["credentialsSources"][0]["state"], "used");
  EXPECT_EQ(said["checks"].back()["state"], "failed");
  EXPECT_THAT(said["checks"].back()["detail"].get<std::string>(),
              HasSubstr("the credentials are rejected: SignatureDoesNotMatch"));
}

// --- the program before a service that misbehaves

struct OddResponse {
  const char* code;
  std::chrono::minutes clock;
  const char* out;
};

TEST_F(Doctor, BelievesNoServiceThatRefuses) {
  for (const OddResponse& odd :
       {OddResponse{"InvalidTimeStamp.Expired", std::chrono::minutes(20),
                    "failed +signed call +the timestamp is rejected, this machine's clock"},
        OddResponse{"InvalidApi.NotFound", std::chrono::minutes(0), "failed +signed call +the request is rejected"},
        OddResponse{"InvalidVersion", std::chrono::minutes(0), "failed +signed call +the request is rejected"}}) {
    FaultServer server;
    server.play({.onRequest = [&](Conversation& conversation, const SeenRequest&) {
      const std::time_t there = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + odd.clock);
      std::tm utc{};
      ::gmtime_r(&there, &utc);
      char date[64];
      std::strftime(date, sizeof date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
      conversation.send(
          response(json({{"RequestId", "R"}, {"Code", odd.code}, {"Message", "no"}}).dump(), "400 Bad Request", date));
    }});
    const auto result = dataworks({"doctor", "--endpoint", server.url()});
    EXPECT_EQ(result.exitCode, 3) << odd.code;
    EXPECT_THAT(result.out, AllOf(ContainsRegex("ok +reach"), ContainsRegex(odd.out)));
    EXPECT_THAT(result.out, odd.clock.count() == 0 ? ContainsRegex("ok +clock")
                                                   : ContainsRegex("warning +clock +[^\n]* (19m59s|20m) behind"));
  }
}

TEST_F(Doctor, LeavesTheSignedCallItsTime) {
  FaultServer server;
  server.play({.onRequest = [](Conversation& conversation, const SeenRequest& request) {
    if (request.head.starts_with("GET")) return conversation.hold();
    conversation.send(response(goodBody(request)));
  }});
  const auto result = dataworks({"doctor", "--endpoint", server.url(), "--timeout", "2s"});
  EXPECT_EQ(result.exitCode, 5);
  EXPECT_THAT(result.out, AllOf(ContainsRegex("failed +reach +no response from [^\n]*: timed out"),
                                ContainsRegex("ok +signed call")));
}

}  // namespace
}  // namespace dataworks::cli
