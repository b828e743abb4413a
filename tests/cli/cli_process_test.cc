// SPDX-License-Identifier: Apache-2.0
// The real program against the real emulator: arguments → exit code, stdout, stderr.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli_process.h"
#include "terminal/text.h"

namespace dataworks::cli {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

Words operator+(Words left, const Words& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

const Words kOfSales{"-p", "sales", "--poll-interval", "20ms"};

struct CommandRow {
  const char* name;
  Words arguments;
  int exitCode;
  ::testing::Matcher<std::string> out;
  ::testing::Matcher<std::string> err;
};

std::ostream& operator<<(std::ostream& out, const CommandRow& row) { return out << row.name; }

class Commands : public CommandLine, public ::testing::WithParamInterface<CommandRow> {};

TEST_P(Commands, EndAsSpecified) {
  std::filesystem::create_directory(folder / "there.html");
  const ProcessResult result = dataworks(GetParam().arguments);
  EXPECT_EQ(result.exitCode, GetParam().exitCode);
  EXPECT_THAT(result.out, GetParam().out);
  EXPECT_THAT(result.err, GetParam().err);
}

std::string commandRowName(const ::testing::TestParamInfo<CommandRow>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Create, Commands,
    ::testing::Values(
        CommandRow{"PrintsTheId",
                   {"create", "nightly", "-p", "sales"},
                   0,
                   ContainsRegex(
                       "dag [0-9]+  sales/nightly  bizdate [0-9-]+ \\(yesterday in Shanghai, now [0-9:]+ \\+08:00\\)"),
                   ContainsRegex("^dataworks watch [0-9]+ -p sales\n$")},
        CommandRow{
            "PrintsTheBareId", {"create", "nightly", "-p", "sales", "-q"}, 0, MatchesRegex("[0-9]+\n"), IsEmpty()},
        CommandRow{"PrintsTheResponse",
                   {"create", "nightly", "-p", "sales", "-o", "json"},
                   0,
                   AllOf(HasSubstr(R"("returnCode": "0")"), ContainsRegex(R"("returnValue": [0-9]+)")),
                   ::testing::_},
        CommandRow{"UnknownFlow", {"create", "nightli", "-p", "sales"}, 3, IsEmpty(), HasSubstr("not executed")},
        CommandRow{"HarmlessMessage",  // the service repeats the name
                   {"create", "night\u202eli", "-p", "sales"},
                   3,
                   IsEmpty(),
                   AllOf(HasSubstr("(no such flow): nightli"), Not(HasSubstr("\u202e")))},
        CommandRow{"Denied", {"create", "denied", "-p", "sales"}, 3, IsEmpty(), HasSubstr("Forbidden.RAM")},
        CommandRow{"ThrottledAndRepeated",
                   {"create", "throttled_once", "-p", "sales", "-q"},
                   0,
                   MatchesRegex("[0-9]+\n"),
                   IsEmpty()},
        CommandRow{
            "LostResponse",
            {"create", "lost_answer", "a=${yyyy}", "-p", "sales", "--bizdate", "2026-11-22"},
            6,
            IsEmpty(),
            AllOf(
                HasSubstr("dataworks: outcome unknown: sales/lost_answer bizdate 2026-11-22 may have started ("),
                ContainsRegex("  sent [0-9-]+ [0-9:]+ \\+08:00, nonce [0-9a-f]+, no request id\n"),
                ContainsRegex(
                    "  look: dataworks runs --remote lost_answer -p sales --since '[0-9: -]+'    or Operation Center > "
                    "manually triggered instances, flow lost_answer, created "),
                HasSubstr("found it:  dataworks watch <ID> -p sales      not there: dataworks create lost_answer "
                          "'a=${yyyy}' -p sales --bizdate 2026-11-22"))},
        CommandRow{"NoResponseInTime",
                   {"create", "silent", "-p", "sales", "--timeout", "3s", "-o", "json"},
                   6,
                   AllOf(HasSubstr(R"("exitCode": 6)"), HasSubstr(R"("execution": "maybe executed")")),
                   HasSubstr("(no response in time)")},
        CommandRow{"NotReached",
                   {"create", "nightly", "-p", "sales", "--endpoint", "http://127.0.0.1:1"},
                   5,
                   IsEmpty(),
                   HasSubstr("not executed")},
        CommandRow{"PlainHttpElsewhere",
                   {"create", "nightly", "-p", "sales", "--endpoint", "http://192.0.2.1", "--timeout", "5s"},
                   2,
                   IsEmpty(),
                   Not(IsEmpty())}),
    commandRowName);

INSTANTIATE_TEST_SUITE_P(
    Usage, Commands,
    ::testing::Values(
        CommandRow{"NoVerb", {}, 2, HasSubstr("Triggers manual business flows"), IsEmpty()},
        CommandRow{"WrongVerb", {"wach"}, 2, IsEmpty(), HasSubstr("unknown verb 'wach'; did you mean watch?")},
        CommandRow{"WrongOption",
                   {"run", "nightly", "-p", "sales", "--bizdat=2026-11-22"},
                   2,
                   IsEmpty(),
                   HasSubstr("unknown option --bizdat; did you mean --bizdate?")},
        CommandRow{"FlowTwice",
                   {"run", "nightly", "-p", "sales", "--flow-name", "weekly"},
                   2,
                   IsEmpty(),
                   HasSubstr("FLOW and --flow-name mean the same: give one of 'nightly', 'weekly'")},
        CommandRow{
            "OptionBeforeTheVerb",
            {"--proxy", "http://me:hush@proxy:1", "--lang", "zh", "runs", "-n", "3"},
            2,
            IsEmpty(),
            HasSubstr("options go after the verb: dataworks runs --proxy 'http://me:***@proxy:1' --lang zh -n 3\n")},
        CommandRow{"OptionWithoutVerb", {"--lang", "zh"}, 2, IsEmpty(), HasSubstr("options go after a verb")},
        CommandRow{"NoFlow", {"run", "-p", "sales"}, 2, IsEmpty(), HasSubstr("FLOW is required")},
        CommandRow{"NoProject", {"run", "nightly"}, 2, IsEmpty(), HasSubstr("DATAWORKS_PROJECT_NAME")},
        CommandRow{"NoValue", {"run", "nightly", "-p"}, 2, IsEmpty(), HasSubstr("dataworks: -p needs a NAME (")},
        CommandRow{"NoId", {"run", "nightly", "-p", "sales", "--is"}, 2, IsEmpty(), HasSubstr("--is needs an ID (")},
        CommandRow{"WrongChoice",
                   {"run", "nightly", "-p", "sales", "-o", "yaml"},
                   2,
                   IsEmpty(),
                   HasSubstr("dataworks: -o must be table, json or jsonl (")},
        CommandRow{
            "WrongNumber", {"runs", "-n", "0"}, 2, IsEmpty(), HasSubstr("-n must be a number from 1 to 1000000 (")},
        CommandRow{
            "NotANumber", {"runs", "-n", "x"}, 2, IsEmpty(), HasSubstr("-n must be a number from 1 to 1000000 (")},
        CommandRow{"NoSuchFile",
                   {"report", "--from", "gone.json"},
                   2,
                   IsEmpty(),
                   HasSubstr("--from: there is no file gone.json (")},
        CommandRow{"TwoThatExclude",
                   {"watch", "1", "-p", "sales", "--poll-interval", "1s", "--poll-budget", "3"},
                   2,
                   IsEmpty(),
                   HasSubstr("--poll-interval and --poll-budget exclude each other (")},
        CommandRow{"MisspelledAndMissing",
                   {"run", "nightly", "--projct", "sales"},
                   2,
                   IsEmpty(),
                   HasSubstr("did you mean --project?")},
        CommandRow{"HelpOfNothing", {"help", "rnu"}, 2, IsEmpty(), HasSubstr("unknown verb 'rnu'; did you mean run?")},
        CommandRow{"WrongBizdate",
                   {"create", "nightly", "-p", "sales", "--bizdate", "2026-02-30"},
                   2,
                   IsEmpty(),
                   HasSubstr("--bizdate '2026-02-30'")},
        CommandRow{"WrongParameter", {"create", "nightly", "city", "-p", "sales"}, 2, IsEmpty(), HasSubstr("'city'")},
        CommandRow{
            "TwiceTheSameParameter", {"create", "nightly", "a=1", "a=2", "-p", "sales"}, 2, IsEmpty(), HasSubstr("a")},
        CommandRow{"WrongDuration",
                   {"run", "nightly", "-p", "sales", "--timeout", "10"},
                   2,
                   IsEmpty(),
                   HasSubstr("'10' is not a duration")},
        CommandRow{"WrongSaveEnding",
                   {"run", "nightly", "-p", "sales", "--save", "run.pdf"},
                   2,
                   IsEmpty(),
                   HasSubstr("run.pdf: the name must end in")},
        CommandRow{"SaveIntoAFolderItself",
                   {"run", "nightly", "-p", "sales", "--save", "there.html"},
                   2,
                   IsEmpty(),
                   HasSubstr("there.html: it is a folder")},
        CommandRow{"WrongSaveFolder",
                   {"run", "nightly", "-p", "sales", "--save", "none/run.html"},
                   2,
                   IsEmpty(),
                   HasSubstr("no such folder: none")},
        CommandRow{
            "WrongId", {"search", "abc", "-p", "sales"}, 2, IsEmpty(), HasSubstr("'abc' is not the id of a run")},
        CommandRow{"NoRegion",
                   {"create", "nightly", "-p", "sales", "-r", "Shang hai"},
                   2,
                   IsEmpty(),
                   AllOf(HasSubstr("--region \"Shang hai\" is not a region"), Not(HasSubstr("regionId")))},
        CommandRow{"CountOfNone", {"runs", "-n", "0"}, 2, IsEmpty(), Not(IsEmpty())},
        CommandRow{"NothingToWatch", {"watch"}, 2, IsEmpty(), HasSubstr("no run in the journal")},
        CommandRow{"AsJson",
                   {"run", "nightly", "-o", "json"},
                   2,
                   AllOf(HasSubstr(R"("exitCode": 2)"), HasSubstr(R"("execution": "not executed")")),
                   Not(IsEmpty())},
        CommandRow{"Version", {"--version"}, 0, StartsWith("dataworks 0."), IsEmpty()}),
    commandRowName);

INSTANTIATE_TEST_SUITE_P(
    Run, Commands,
    ::testing::Values(
        CommandRow{"Succeeds", Words{"run", "nightly", "city=shanghai", "day=${yyyymmdd}"} + kOfSales, 0,
                   AllOf(HasSubstr("SUCCEEDED"), ContainsRegex("2 of 2 succeeded")),
                   AllOf(ContainsRegex("^dataworks watch [0-9]+ -p sales   # watching up to 24h\n"),
                         HasSubstr("parameters as sent: city=shanghai day=${yyyymmdd}\n"))},
        CommandRow{"Fails", Words{"run", "bad_day"} + kOfSales, 1, AllOf(HasSubstr("FAILED"), HasSubstr("load")),
                   ::testing::_},
        CommandRow{"Quietly", Words{"run", "nightly", "-q"} + kOfSales, 0, HasSubstr("SUCCEEDED"), IsEmpty()},
        CommandRow{"BeyondItsTimeout", Words{"run", "endless", "--timeout", "4s"} + kOfSales, 124,
                   HasSubstr("1 running"),
                   AllOf(HasSubstr("# watching up to 4s"),
                         ContainsRegex("dataworks: stopped watching dag [0-9]+ \\(--timeout 4s\\); the run goes on\n"
                                       "  resume with: dataworks watch [0-9]+ -p sales\n"))},
        CommandRow{
            "LostTrack", Words{"run", "blind"} + kOfSales, 7, ::testing::_,
            ContainsRegex("dataworks: cannot follow dag [0-9]+ any longer: SearchManualDagNodeInstance: rejected "
                          "Forbidden.RAM: .* "
                          "\\[executed .*\n  resume with: dataworks watch [0-9]+ -p sales\n")},
        CommandRow{"SurvivesAFailedPoll", Words{"run", "bumpy"} + kOfSales, 0, HasSubstr("SUCCEEDED"), ::testing::_},
        CommandRow{"FailFast", Words{"run", "bad_day", "--fail-fast"} + kOfSales, 1, HasSubstr("load"), ::testing::_},
        CommandRow{"UnknownFlow", Words{"run", "nightli"} + kOfSales, 3, IsEmpty(), ::testing::_},
        CommandRow{"LostResponse", Words{"run", "lost_answer"} + kOfSales, 6, IsEmpty(),
                   HasSubstr("candidates, not proof")},
        CommandRow{
            "WarnsAboutTheShell", Words{"run", "nightly", "test=mm-dd"} + kOfSales, 0, ::testing::_,
            HasSubstr(
                R"(warning: parameter test is "mm-dd": did the shell expand ${yyyy-mm-dd}? Use single quotes.)")}),
    commandRowName);

INSTANTIATE_TEST_SUITE_P(
    Others, Commands,
    ::testing::Values(
        CommandRow{"WatchUnknownRun", Words{"watch", "1"} + kOfSales, 3, ::testing::_, HasSubstr("11020293069")},
        CommandRow{"ReportsThatNothingWasSaved", Words{"watch", "1", "--save", "a.html"} + kOfSales, 3, ::testing::_,
                   HasSubstr("nothing was saved: no node was seen of dag 1")},
        CommandRow{
            "TakesWordsThatBeginWithADashAsItPrintsThem",
            {"create", "--flow-name=-x", "--dag-para=-a=1", "b=-2", "--project=-s", "--dry-run"},
            0,
            AllOf(HasSubstr("FlowName = -x\n"), HasSubstr("DagPara = b=-2 -a=1\n"), HasSubstr("ProjectName = -s\n")),
            IsEmpty()},
        CommandRow{"DryRunAsJson",
                   {"create", "nightly", "-p", "sales", "--dry-run", "-o", "json"},
                   0,
                   AllOf(HasSubstr("\"stringToSign\": \"POST&"), HasSubstr("\"Signature\": \"***\"")),
                   IsEmpty()},
        CommandRow{"EmitsNoOnce",
                   {"run", "nightly", "-p", "sales", "--emit", "cpp", "--once"},
                   2,
                   IsEmpty(),
                   HasSubstr("--emit cpp cannot be combined with --once")},
        CommandRow{"EveryNameOfTheApi",
                   {"create", "--project-name", "sales", "--flow-name", "nightly", "--region-id", "cn-shanghai",
                    "--call-timeout", "9s", "-q"},
                   0,
                   MatchesRegex("[0-9]+\n"),
                   IsEmpty()},
        CommandRow{"CallAsJson",
                   {"call", "CreateManualDag", "ProjectName=sales", "FlowName=nightly", "Bizdate=2026-01-01 00:00:00",
                    "-o", "json"},
                   0,
                   AllOf(HasSubstr("\"httpStatus\": 200"), HasSubstr("\"ReturnValue\": ")),
                   IsEmpty()},
        CommandRow{"CallAsXml",
                   {"call", "CreateManualDag", "ProjectName=sales", "FlowName=nightly", "Bizdate=2026-01-01 00:00:00",
                    "--wire-format", "xml"},
                   0,
                   HasSubstr("<ReturnValue>"),
                   IsEmpty()},
        CommandRow{"CallAsXmlInJson",
                   {"call", "CreateManualDag", "ProjectName=sales", "FlowName=nightly", "Bizdate=2026-01-01 00:00:00",
                    "--wire-format", "xml", "-o", "json"},
                   0,
                   HasSubstr("\"body\": \"<"),
                   IsEmpty()},
        CommandRow{"CallSignedWithV3",
                   {"call", "CreateManualDag", "ProjectName=sales", "FlowName=nightly", "Bizdate=2026-01-01 00:00:00",
                    "--signature", "v3", "-o", "json"},
                   0,
                   HasSubstr("\"ReturnValue\": "),
                   IsEmpty()},
        CommandRow{"DryRunWithV3",
                   {"create", "nightly", "-p", "sales", "--bizdate", "2026-01-01", "--signature", "v3", "--dry-run"},
                   0,
                   AllOf(HasSubstr("  FlowName = nightly\n"), HasSubstr("  x-acs-action: CreateManualDag\n"),
                         HasSubstr("Signature=***\n"), HasSubstr("string to sign\n  ACS3-HMAC-SHA256\n")),
                   IsEmpty()},
        CommandRow{"SearchUnknownRun", {"search", "1", "-p", "sales"}, 3, IsEmpty(), HasSubstr("11020293069")},
        CommandRow{"SearchAsJson",
                   {"search", "1", "-p", "sales", "-o", "json"},
                   3,
                   HasSubstr(R"("exitCode": 3)"),
                   HasSubstr("11020293069")},
        CommandRow{"CallUnknownAction", {"call", "ListThings"}, 3, IsEmpty(), HasSubstr("InvalidApi.NotFound")},
        CommandRow{"RunsOfAnEmptyJournal", {"runs"}, 0, StartsWith("TIME"), IsEmpty()},
        CommandRow{"ExplainExitCode",
                   {"explain", "6"},
                   0,
                   AllOf(HasSubstr("but the response was lost"), HasSubstr("  started:    unknown\n"),
                         HasSubstr("  what to do: check Operation Center")),
                   IsEmpty()},
        CommandRow{"ExplainInChinese", {"explain", "6", "--lang", "zh"}, 0, HasSubstr("未收到响应"), IsEmpty()},
        CommandRow{"ExplainCode",
                   {"explain", "Throttling.User"},
                   0,
                   HasSubstr("https://api.aliyun.com/troubleshoot?q=Throttling.User"),
                   IsEmpty()},
        CommandRow{"ExplainInAnyCase",
                   {"explain", "forbidden.ACCESSKEYdisabled"},
                   0,
                   StartsWith("Forbidden.AccessKeyDisabled: "),
                   IsEmpty()},
        CommandRow{"ExplainWhatWasMeant",
                   {"explain", "Forbiden.RAM"},
                   2,
                   HasSubstr("not known to this version; did you mean Forbidden?"),
                   IsEmpty()},
        CommandRow{"ExplainMistakesNoNumberForAnother",
                   {"explain", "10600111020399007"},
                   2,
                   Not(HasSubstr("did you mean")),
                   IsEmpty()},
        CommandRow{"ExplainAsJson", {"explain", "6", "-o", "json"}, 0, HasSubstr("\"exitCode\": 6,"), IsEmpty()},
        CommandRow{"ExplainNonsense", {"explain", "Nonsense"}, 2, HasSubstr("not known to this version"), IsEmpty()},
        CommandRow{"DoctorWithoutNetwork",
                   {"doctor", "--endpoint", "http://127.0.0.1:1"},
                   5,
                   AllOf(ContainsRegex("failed +reach +no connection to"), ContainsRegex("failed +signed call")),
                   IsEmpty()}),
    commandRowName);

INSTANTIATE_TEST_SUITE_P(
    DryRun, Commands,
    ::testing::Values(CommandRow{"ShowsWhatWouldBeSent",
                                 {"create", "--FlowName", "nightly", "--ProjectName", "sales", "--RegionId",
                                  "cn-beijing", "--DagPara", "a=1", "--NodePara", "7:b=${yyyymmdd}", "--Bizdate",
                                  "20261122", "--dry-run"},
                                 0,
                                 AllOf(HasSubstr("DagPara = a=1\n"), HasSubstr(R"(b=${yyyymmdd})"),
                                       HasSubstr("RegionId = cn-beijing\n"),
                                       HasSubstr("Bizdate = 2026-11-22 00:00:00\n"), HasSubstr("Signature = ***\n"),
                                       HasSubstr("POST&%2F&AccessKeyId%3Dtestid%26Action%3DCreateManualDag")),
                                 IsEmpty()},
                      CommandRow{"OfACall",
                                 {"call", "GetNode", "NodeId=7", "--api-version", "2020-05-18", "--dry-run"},
                                 0,
                                 AllOf(HasSubstr("Action = GetNode\n"), HasSubstr("Version = 2020-05-18\n")),
                                 IsEmpty()},
                      CommandRow{"RefusesWhatALaterCallWould",
                                 {"create", "nightly", "a=1", "a=2", "-p", "sales", "--dry-run"},
                                 2,
                                 IsEmpty(),
                                 Not(IsEmpty())}),
    commandRowName);

/// All verbs, in the order of the help.
const Words kVerbs{"run",    "watch", "create", "search",  "logs",   "stop",       "rerun", "set-success",
                   "report", "runs",  "call",   "explain", "doctor", "completion", "help"};

TEST_F(CommandLine, HelpShowsSingleQuotesOnly) {
  for (const std::string& verb : kVerbs) {
    const ProcessResult result = dataworks({verb, "--help"});
    EXPECT_EQ(result.exitCode, 0) << verb;
    EXPECT_THAT(result.out, AllOf(HasSubstr("Usage: dataworks " + verb), Not(HasSubstr("\"")))) << verb;
    EXPECT_EQ(dataworks({"help", verb}).out, result.out) << verb;
  }
}

TEST_F(CommandLine, HelpFitsEightyColumnsInBothLanguages) {
  environment["LC_ALL"] = "C.UTF-8";
  const auto expectFits = [](const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(terminal::displayWidth(line), 80) << line;
  };
  for (const char* language : {"en", "zh"}) {
    expectFits(dataworks({"help", "--lang", language}).out);
    for (const std::string& verb : kVerbs) expectFits(dataworks({"help", verb, "--lang", language}).out);
  }
}

TEST_F(CommandLine, HelpIsInChineseWhereThatIsTheLanguage) {
  environment["LC_ALL"] = "zh_CN.UTF-8";
  EXPECT_THAT(dataworks({"help"}).out, AllOf(HasSubstr("用法：dataworks 命令"), Not(HasSubstr("Usage"))));
  for (const std::string& verb : kVerbs) {
    const std::string text = dataworks({verb, "--help"}).out;
    EXPECT_THAT(text, AllOf(HasSubstr("用法：dataworks " + verb), Not(ContainsRegex("\n[A-Z][a-z]+:"))));
  }
  EXPECT_THAT(dataworks({"help", "--lang", "en"}).out, HasSubstr("Usage: dataworks VERB"));
}

TEST_F(CommandLine, HelpHasNoJargon) {
  for (const std::string& verb : kVerbs) {
    const std::string text = dataworks({"help", verb}).out;
    EXPECT_THAT(text, Not(ContainsRegex("TEXT|UINT|Positionals|OPTIONS|:PATH|:INT"))) << verb;
  }
}

TEST_F(CommandLine, HelpShowsOnceWhatIsRequired) {
  for (const char* verb : {"run", "create"}) {
    const std::string help = dataworks({verb, "--help"}).out;
    EXPECT_THAT(help, ContainsRegex("\n  FLOW +The manually triggered business flow \\(required\\)\n")) << verb;
    EXPECT_THAT(help, ContainsRegex("\n  -p, --project NAME +The workspace \\(required unless")) << verb;
    EXPECT_THAT(help, ContainsRegex("\nAccepted, too: --flow-name, --FlowName, --project-name")) << verb;
  }
  EXPECT_THAT(dataworks({"watch", "--help"}).out, HasSubstr("The workspace (default: DATAWORKS_PROJECT_NAME)\n"));
}

TEST_F(CommandLine, SaysItsVersion) {
  const std::string version = dataworks({"version"}).out;
  EXPECT_THAT(version, MatchesRegex("dataworks [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  EXPECT_EQ(dataworks({"-V"}).out, version);
  EXPECT_EQ(dataworks({"--version"}).out, version);
}

TEST_F(CommandLine, PrintsOneJsonObjectOfARun) {
  const ProcessResult result = dataworks(Words{"run", "bad_day", "-o", "json"} + kOfSales);
  EXPECT_EQ(result.exitCode, 1);
  const json end = json::parse(result.out);
  EXPECT_EQ(end["exitCode"], 1);
  EXPECT_EQ(end["execution"], "executed");
  EXPECT_TRUE(end["error"].is_null());
  EXPECT_EQ(end["run"]["state"], "failed");
  EXPECT_EQ(end["run"]["dagId"], end["dagId"]);
  EXPECT_EQ(end["run"]["data"].size(), 2U);
}

TEST_F(CommandLine, PrintsEventsAndFinishedLast) {
  const ProcessResult result = dataworks(Words{"run", "bad_day", "-o", "jsonl", "--bizdate", "2026-11-22"} + kOfSales);
  EXPECT_EQ(result.exitCode, 1);
  std::istringstream lines(result.out);
  std::vector<json> events;
  for (std::string line; std::getline(lines, line);) events.push_back(json::parse(line));
  ASSERT_GE(events.size(), 3U);
  EXPECT_EQ(events.front()["event"], "triggered");
  EXPECT_EQ(events.front()["bizdate"], "2026-11-22 00:00:00");
  EXPECT_EQ(events.back()["event"], "finished");
  EXPECT_EQ(events.back()["state"], "failed");
  EXPECT_EQ(events.back()["failedNodes"], json::array({"load"}));
  EXPECT_EQ(events.back()["counts"], json({{"FAILURE", 1}, {"NOT_RUN", 1}}));
  for (std::size_t i = 1; i + 1 < events.size(); ++i) EXPECT_EQ(events[i]["event"], "node");
}

TEST_F(CommandLine, SavesIntoNoPipe) {
  const auto result = script(R"(
mkfifo run.html; ln -s run.html link.html; ln -s /dev/null null.html
for file in run link; do timeout -s KILL 20 $DW run nightly -p sales --save $file.html; echo $?; done
stats | grep requestsRead
$DW run nightly -p sales --poll-interval 20ms --save null.html -q >/dev/null; echo $?)");
  EXPECT_THAT(result.out, MatchesRegex("2\n2\n.*\"requestsRead\": 0.*\n0\n"));
  EXPECT_THAT(result.err, HasSubstr("--save link.html: it is a pipe, a socket or a disk; name a file"));
}

TEST_F(CommandLine, KeepsWatchingWhenStdoutIsClosed) {
  const auto result = script(
      "$DW run bad_day -p sales --poll-interval 20ms -o jsonl >&-; echo $?\n"
      "$DW run bad_day -p sales --poll-interval 20ms -o jsonl | true; echo ${PIPESTATUS[0]}\n");
  EXPECT_EQ(result.out, "1\n1\n");
}

TEST_F(CommandLine, WorksWithoutStandardStreams) {
  const auto result = script(
      "$DW run nightly -p sales --poll-interval 20ms <&- >&- 2>&-; echo $?\n"
      "$DW run bad_day -p sales --poll-interval 20ms -o jsonl <&- >&- 2>&-; echo $?\n");
  EXPECT_EQ(result.out, "0\n1\n");
}

TEST_F(CommandLine, EndsInTimeWhenStdoutIsNotRead) {
  const auto result = script(
      "mkfifo stalled; exec 4<>stalled\n"  // a reader that never reads, and a pipe that is full at once
      "head -c 65536 /dev/zero >&4\n"
      "$DW run endless -p sales --poll-interval 20ms --timeout 3s -o jsonl >&4; echo $?\n");
  EXPECT_EQ(result.out, "124\n") << result.err;
}

// stderr is a full pipe that is never read.
constexpr std::string_view kStalled = "mkfifo stalled; exec 4<>stalled; head -c 65536 /dev/zero >&4\n";

TEST_F(CommandLine, EndsInTimeAndShowsItsResultWhenStderrIsNotRead) {
  for (const char* log : {"", "debug"}) {
    environment["DATAWORKS_LOG"] = log;
    const auto result = script(std::string(kStalled) +
                               "$DW run endless -p sales --poll-interval 20ms --timeout 3s -o json 2>&4 >end; echo $?\n"
                               "grep -m 1 exitCode end; grep -o 'did not end within --timeout 3s' end; rm stalled\n");
    EXPECT_EQ(result.out, "124\n  \"exitCode\": 124,\ndid not end within --timeout 3s\n") << log;
  }
}

// Now stdout is.
TEST_F(CommandLine, EndsInTimeWhenAResultIsNotRead) {
  const auto result = script(std::string(kStalled) + R"(
id=$($DW create nightly -p sales -q)
timeout -s KILL 20 $DW create nightly -p sales -q --timeout 4s >&4; echo $?
timeout -s KILL 20 $DW search $id -p sales --timeout 2s >&4; echo $?
timeout -s KILL 20 $DW watch $id -p sales -o json -q --poll-interval 20ms --timeout 2s >&4; echo $?)");
  EXPECT_EQ(result.out, "7\n2\n0\n");
  EXPECT_THAT(result.err, MatchesRegex("dataworks: the result could not be written: its reader does not read\n"
                                       "dataworks watch [0-9]+ -p sales\n"
                                       "dataworks: the result could not be written: its reader does not read\n"
                                       "dataworks: the result could not be written: its reader does not read\n"));
}

TEST_F(CommandLine, EndsBySignalWhenAResultIsNotRead) {
  environment["DATAWORKS_LOG"] = "debug";
  const auto result = script(std::string(kStalled) + R"(
id=$($DW create nightly -p sales -q 2>/dev/null)
exec $DW search $id -p sales >&4)",
                             {{"SearchManualDagNodeInstance ok after", SIGTERM}});
  EXPECT_EQ(result.exitCode, 143);
}

TEST_F(CommandLine, EndsBySignalWhenStderrIsNotRead) {
  const auto result = script(std::string(kStalled) + R"(
$DW run endless -p sales --poll-interval 20ms -o json 2>&4 >end & pid=$!
waitUntil 'grep -qs answered .local/state/dataworks/runs.jsonl'
kill -TERM $pid; wait $pid; echo $?)");
  EXPECT_EQ(result.out, "143\n");
}

TEST_F(CommandLine, ClaimsNothingAboutARunThatItNeverSaw) {
  environment["DATAWORKS_JOURNAL"] = "off";  // it would know that the run was started
  const auto result = script(R"(
$DW watch $($DW create late -p sales -q) -p sales --poll-interval 20ms --timeout 2s)");
  EXPECT_EQ(result.exitCode, 124);
  EXPECT_THAT(result.err, ContainsRegex("dataworks: stopped watching dag [0-9]+ \\(--timeout 2s\\); none of its nodes "
                                        "was seen\n  resume with: dataworks watch [0-9]+ -p sales\n"));
}

TEST_F(CommandLine, ReportsAnUnexpectedExceptionAsABug) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer takes terabytes of addresses";
#endif
  const auto result = script(
      "truncate -s 1T huge.json; ulimit -v 80000\n"
      "$DW report --from huge.json --save a.html -o json");
  EXPECT_EQ(result.exitCode, 70);
  EXPECT_EQ(result.err, "dataworks: a bug of this program, please report it: std::bad_alloc\n");
  const json end = json::parse(result.out);
  EXPECT_EQ(end["exitCode"], 70);
  EXPECT_EQ(end["error"]["kind"], "bug");
}

TEST_F(CommandLine, TakesOneValueForAnOptionThatMayBeRepeated) {
  const auto result = dataworks({"create", "-p", "sales", "--dag-para", "a=1", "nightly", "b=2", "--dry-run"});
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("b=2 a=1"));
}

TEST_F(CommandLine, TakesTheProjectFromTheEnvironment) {
  environment["DATAWORKS_PROJECT_NAME"] = "sales";
  EXPECT_THAT(dataworks({"create", "nightly", "-q"}).out, MatchesRegex("[0-9]+\n"));
}

TEST_F(CommandLine, RunsNothingThatItCouldNotWatch) {
  const auto result = script(R"(
unset ALIBABA_CLOUD_REGION_ID
$DW run nightly -p sales --poll-interval 20ms -o json | grep exitCode; echo ${PIPESTATUS[0]}
stats | grep requestsRead
$DW create nightly -p sales -q >/dev/null; echo $?)");
  EXPECT_THAT(result.out, MatchesRegex("  \"exitCode\": 2,\n2\n.*\"requestsRead\": 0.*\n0\n"))
      << "only a wait names a region";
  EXPECT_THAT(result.err, HasSubstr("no region [not executed] Give --region, for example"));
}

TEST_F(CommandLine, ListsTheNodesOfARun) {
  const auto result = script(R"(
id=$($DW create nightly -p sales -q)
$DW watch $id -p sales --poll-interval 20ms -q >/dev/null
$DW search --dag-id $id -p sales
$DW search $id -p sales -o json --wire-format xml)");
  EXPECT_THAT(result.out, AllOf(StartsWith("STATUS   NODE     INSTANCE"), HasSubstr("SUCCESS  extract  "),
                                HasSubstr("\"nodeName\":\"report\"")));
}

// Its client is given credentials, so that it does not read the profile itself.
TEST_F(CommandLine, AnEmittedProgramGoesWhereTheProfileSays) {
  const auto result = script(R"(
unset ALIBABA_CLOUD_ENDPOINT ALIBABA_CLOUD_REGION_ID
mkdir .aliyun
profile() { echo "{\"profiles\": [{\"name\": \"prod\", \"mode\": \"AK\", \"access_key_id\": \"i\", \"access_key_secret\": \"s\",
  \"region_id\": \"cn-beijing\", $1}]}" >.aliyun/config.json; }
emit() { $DW create nightly -p sales --bizdate 2026-11-22 --profile prod --emit cpp "$@" | grep -o 'options\.[rne].* = .*;' | tr '\n' ' '; echo; }
profile '"endpoint_type": "vpc"'; emit; emit --endpoint https://dataworks.example; ALIBABA_CLOUD_ENDPOINT_TYPE=public emit
profile '"endpoint": "dataworks-vpc.cn-beijing.aliyuncs.com"'; emit
profile '"endpoint_type": "public"'; emit)");
  EXPECT_EQ(result.out,
            "options.regionId = \"cn-beijing\"; options.network = dw::Network::kVpc; \n"
            "options.regionId = \"cn-beijing\"; options.endpoint = \"https://dataworks.example\"; \n"
            "options.regionId = \"cn-beijing\"; \n"
            "options.regionId = \"cn-beijing\"; options.endpoint = \"dataworks-vpc.cn-beijing.aliyuncs.com\"; \n"
            "options.regionId = \"cn-beijing\"; \n")
      << result.err;
}

TEST_F(CommandLine, ListsTheSearchedCredentialsSources) {
  const auto result = script(
      "unset ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET; export "
      "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true\n"
      "$DW create nightly -p sales");
  EXPECT_EQ(result.exitCode, 4);
  EXPECT_THAT(result.err, AllOf(HasSubstr("environment"), HasSubstr("CLI profile"), HasSubstr("not executed")));
}

}  // namespace
}  // namespace dataworks::cli
