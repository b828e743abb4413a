// SPDX-License-Identifier: Apache-2.0
// The real program on a pseudo-terminal: colours, characters, languages, and Ctrl-C as it is typed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "cli_process.h"
#include "terminal_emulator.h"

namespace dataworks::cli {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

MATCHER(IsAscii, "") {
  return std::all_of(arg.begin(), arg.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct TerminalRow {
  const char* name;
  std::map<std::string, std::string> environment;
  std::vector<std::string> arguments;
  int columns;
  const char* ctrlCWhen;
  int exitCode;
  ::testing::Matcher<std::string> out;
};

std::ostream& operator<<(std::ostream& out, const TerminalRow& row) { return out << row.name; }

class OnTerminal : public CommandLine, public ::testing::WithParamInterface<TerminalRow> {};

TEST_P(OnTerminal, ShowsWhatItCan) {
#if defined(__SANITIZE_THREAD__)
  if (GetParam().exitCode > 128) {
    GTEST_SKIP() << "the thread sanitizer holds a signal back while the main thread waits in std::latch";
  }
#endif
  for (const auto& [name, value] : GetParam().environment) environment[name] = value;
  std::vector<std::string> arguments = GetParam().arguments;
  arguments.insert(arguments.end(), {"-p", "sales", "--poll-interval", "20ms"});
  const ProcessResult result = onTerminal(arguments, GetParam().columns, GetParam().ctrlCWhen);
  EXPECT_EQ(result.exitCode, GetParam().exitCode);
  EXPECT_THAT(result.out, GetParam().out);
}

const std::map<std::string, std::string> kColourful{{"TERM", "xterm-256color"}, {"LC_ALL", "C.UTF-8"}};
const std::map<std::string, std::string> kNoColour{
    {"TERM", "xterm-256color"}, {"LC_ALL", "C.UTF-8"}, {"NO_COLOR", "1"}};
const std::map<std::string, std::string> kDumb{{"TERM", "dumb"}, {"LC_ALL", "C.UTF-8"}};
const std::map<std::string, std::string> kAscii{{"TERM", "xterm"}, {"LC_ALL", "C"}};

INSTANTIATE_TEST_SUITE_P(
    Rows, OnTerminal,
    ::testing::Values(
        TerminalRow{
            "Colourful", kColourful, {"run", "nightly"}, 100, "", 0, AllOf(HasSubstr("\033[J"), HasSubstr("\033[32m"))},
        TerminalRow{"NoColour",
                    kNoColour,
                    {"run", "nightly"},
                    100,
                    "",
                    0,
                    AllOf(HasSubstr("\033[J"), Not(HasSubstr("\033[3")))},
        TerminalRow{
            "Dumb", kDumb, {"run", "nightly"}, 100, "", 0, AllOf(HasSubstr("SUCCEEDED"), Not(HasSubstr("\033")))},
        TerminalRow{
            "Narrow", kColourful, {"run", "nightly"}, 40, "", 0, AllOf(HasSubstr("SUCCEEDED"), Not(HasSubstr("⣿⣿")))},
        TerminalRow{"Ascii", kAscii, {"run", "夜间任务"}, 100, "", 0, AllOf(HasSubstr("sales/????"), IsAscii())},
        TerminalRow{"Chinese",
                    kColourful,
                    {"run", "nightly", "a=0", "--lang", "zh"},
                    100,
                    "",
                    0,
                    AllOf(HasSubstr("# 最多跟踪 24h"), HasSubstr("警告：参数 a 的值为"), HasSubstr("已发送的参数："),
                          HasSubstr("停止运行。继续跟踪：dataworks watch"), HasSubstr("运行成功"),
                          Not(HasSubstr("warning")), Not(HasSubstr("watching")))},
        TerminalRow{"ChineseLostTrack",
                    kColourful,
                    {"run", "blind", "--lang", "zh"},
                    100,
                    "",
                    7,
                    AllOf(ContainsRegex("dataworks: 无法继续跟踪实例 [0-9]+：SearchManualDagNodeInstance：被拒绝 "),
                          HasSubstr("\r\n  说明：没有权限"),
                          ContainsRegex("\r\n  继续跟踪：dataworks watch [0-9]+ -p sales\r\n"))},
        TerminalRow{"ChineseNotReached",
                    kColourful,
                    {"run", "nightly", "--lang", "zh", "--endpoint", "http://127.0.0.1:1"},
                    100,
                    "",
                    5,
                    AllOf(HasSubstr("dataworks: CreateManualDag：网络错误："),
                          HasSubstr("\r\n  未执行：没有启动或更改任何内容"), HasSubstr("\r\n  说明：可以重试（"))},
        TerminalRow{"NotReached",
                    kColourful,
                    {"run", "nightly", "--endpoint", "http://127.0.0.1:1"},
                    100,
                    "",
                    5,
                    AllOf(HasSubstr("dataworks: CreateManualDag: network: "),
                          HasSubstr("\r\n  not executed: nothing was started or changed"),
                          HasSubstr("\r\n  Check network, proxy and endpoint.\r\n"))},
        TerminalRow{"ErrorsBreakAtWords",
                    kColourful,
                    {"run", "no_such_flow"},
                    60,
                    "",
                    3,
                    AllOf(HasSubstr("\r\n  There is no such flow in the workspace: check its name,\r\n"))},
        TerminalRow{"ChineseUsage",
                    kColourful,
                    {"run", "nightly", "--lang", "zh", "-o", "yaml"},
                    100,
                    "",
                    2,
                    HasSubstr("dataworks: -o 只能是 table、json 或 jsonl（用法见 dataworks help run）")},
        TerminalRow{"ChineseUnknownOption",
                    kColourful,
                    {"run", "nightly", "--lang", "zh", "--bizdat", "x"},
                    100,
                    "",
                    2,
                    HasSubstr("dataworks: 未知选项 --bizdat；是否指 --bizdate？")},
        TerminalRow{"ChineseMissing", kColourful, {"rerun", "--lang", "zh"}, 100, "", 2, HasSubstr("缺少 ")},
        TerminalRow{"CtrlC",
                    kColourful,
                    {"run", "endless"},
                    100,
                    "1 running",
                    130,
                    ContainsRegex("stopped watching dag [0-9]+ \\(signal 2\\); the run goes on")},
        TerminalRow{"ChineseCtrlC",
                    kColourful,
                    {"run", "endless", "--lang", "zh"},
                    100,
                    "1 个运行中",
                    130,
                    ContainsRegex("已停止跟踪实例 [0-9]+（信号 2）；运行仍在继续")}),
    [](const auto& row) { return row.param.name; });

TEST_F(CommandLine, OnATerminalTellsTheEndOnce) {
  environment["TERM"] = "xterm";
  environment["LC_ALL"] = "C.UTF-8";
  const ProcessResult result =
      onTerminal({"run", "bad_day", "-p", "sales", "--poll-interval", "20ms", "--log-tail", "0"}, 100);
  terminal::TerminalEmulator screen(100, 24);
  screen.write(result.out);
  const std::string text = screen.text();
  const std::size_t state = text.find("FAILED");
  EXPECT_NE(state, std::string::npos) << text;
  EXPECT_EQ(text.find("FAILED", state + 1), std::string::npos) << text;
  EXPECT_THAT(text, AllOf(HasSubstr("1 node never ran."), HasSubstr("log: dataworks logs ")));
}

struct Said {
  const char* name;
  std::map<std::string, std::string> environment;
  std::vector<std::string> arguments;
  const char* text;
};

std::ostream& operator<<(std::ostream& out, const Said& said) { return out << said.name; }

class SaidOnTerminal : public CommandLine, public ::testing::WithParamInterface<Said> {};

TEST_P(SaidOnTerminal, StaysOutOfTheTable) {
  std::filesystem::create_directory(folder / ".aliyun");
  std::ofstream(folder / ".aliyun/config.json")
      << R"({"current": "sts", "profiles": [{"name": "sts", "mode": "StsToken",
      "access_key_id": "testid", "access_key_secret": "testsecret", "sts_token": "token"}]})";
  environment["TERM"] = "xterm";
  environment["NO_COLOR"] = "1";
  for (const auto& [name, value] : GetParam().environment) environment[name] = value;
  std::vector<std::string> arguments{"run", "nightly", "-p", "sales", "--poll-interval", "20ms"};
  arguments.insert(arguments.end(), GetParam().arguments.begin(), GetParam().arguments.end());
  const ProcessResult result = onTerminal(arguments, 100);
  terminal::TerminalEmulator screen(100, 24);
  screen.write(result.out);
  const std::vector<std::string> rows = screen.rows();
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_THAT(screen.text(), HasSubstr(GetParam().text));
  const auto isHeading = [](const std::string& row) { return row.starts_with("  STATUS "); };
  EXPECT_EQ(std::count_if(rows.begin(), rows.end(), isHeading), 1) << screen.text();
}

INSTANTIATE_TEST_SUITE_P(
    Rows, SaidOnTerminal,
    ::testing::Values(Said{"Warning", {}, {"--profile", "sts"}, "dataworks: warning: the credentials"},
                      Said{"DebugLog", {{"DATAWORKS_LOG", "debug"}}, {}, "SearchManualDagNodeInstance started"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace dataworks::cli
