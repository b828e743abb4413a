// SPDX-License-Identifier: Apache-2.0
// The command line: what it sets, what is wrong with it, and its help.
#include "command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace dataworks::emulator {
namespace {

using ::testing::ElementsAre;

TEST(CommandLine, SetsEveryOption) {
  const CommandLine line = readCommandLine({"--port",
                                            "8080",
                                            "--bind=::1",
                                            "--flows",
                                            "f.json",
                                            "--check",
                                            "c.json",
                                            "--speed",
                                            "2.5",
                                            "--access-key-id",
                                            "i",
                                            "--access-key-secret",
                                            "s",
                                            "--dialect",
                                            "reference",
                                            "--quota",
                                            "100",
                                            "--qps",
                                            "5",
                                            "--fault",
                                            "reset:0.5",
                                            "--fault",
                                            "html",
                                            "--tls",
                                            "--exit-with-parent",
                                            "--",
                                            "run",
                                            "--tls"});
  EXPECT_EQ(line.error, "");
  EXPECT_EQ(line.port, 8080);
  EXPECT_EQ(line.bind, "::1");
  EXPECT_EQ(line.flowsFile, "f.json");
  EXPECT_EQ(line.checkFile, "c.json");
  EXPECT_EQ(line.service.speed, 2.5);
  EXPECT_EQ(line.service.accessKey.id, "i");
  EXPECT_EQ(line.service.accessKey.secret, "s");
  EXPECT_EQ(line.dialect, Dialect::kReference);
  EXPECT_EQ(line.service.limits.quota, 100);
  EXPECT_EQ(line.service.limits.perSecond, 5);
  ASSERT_EQ(line.service.faults.size(), 2U);
  EXPECT_EQ(line.service.faults[0].probability, 0.5);
  EXPECT_TRUE(line.tls);
  EXPECT_TRUE(line.exitWithParent);
  EXPECT_THAT(line.command, ElementsAre("run", "--tls"));
}

TEST(CommandLine, HasUsualNamesForHelpAndVersion) {
  for (const char* word : {"-h", "--help", "help"}) EXPECT_TRUE(readCommandLine({word}).help) << word;
  for (const char* word : {"-V", "--version", "version"}) EXPECT_TRUE(readCommandLine({word}).version) << word;
}

TEST(CommandLine, ExplainsErrors) {
  const std::pair<std::vector<std::string>, std::string> rows[] = {
      {{"--port", "99999"}, "--port must be a number from 0 to 65535, not \"99999\""},
      {{"--port", "80x"}, "--port must be a number from 0 to 65535, not \"80x\""},
      {{"--port"}, "--port needs a value: a number from 0 to 65535"},
      {{"--speed", "0"}, "--speed must be a number greater than 0, at most 1000000, not \"0\""},
      {{"--speed", "-1"}, "--speed must be a number greater than 0, at most 1000000, not \"-1\""},
      {{"--dialect", "pirate"}, "--dialect must be wire or reference, not \"pirate\""},
      {{"--quota", "-1"}, "--quota must be a number of calls, not \"-1\""},
      {{"--fault", "rest"},
       "--fault must be one of " + faultNames() +
           ", or one with a probability from 0 to 1, such as reset:0.1, not \"rest\""},
      {{"--flows="}, "--flows must be a file, not \"\""},
      {{"--tls=yes"}, "--tls has no value"},
      {{"--prot", "1"}, "--prot is not an option; did you mean \"--port\"?"},
      {{"--nonsense"}, "--nonsense is not an option"},
      {{"dataworks", "run"}, "\"dataworks\" is not an option; write a command behind --"},
      {{"--"}, "no command behind --"},
  };
  for (const auto& [arguments, error] : rows) EXPECT_EQ(readCommandLine(arguments).error, error);
}

TEST(CommandLine, HelpFitsItsWidth) {
  for (const int width : {40, 55, 56, 80, 120}) {
    std::istringstream help(helpText(width));
    for (std::string row; std::getline(help, row);) {
      EXPECT_LE(row.size(), std::max<std::size_t>(static_cast<std::size_t>(width), 51)) << row;
      EXPECT_FALSE(row.ends_with(' ')) << row;
    }
  }
  EXPECT_THAT(helpText(80), ::testing::HasSubstr("  --port N                    Port to listen on"));
  EXPECT_THAT(helpText(80), ::testing::Not(::testing::ContainsRegex("TEXT|INT|:\\{")));
}

TEST(CommandLine, IsInChineseToo) {
  const std::pair<std::vector<std::string>, std::string> rows[] = {
      {{"--port", "99999"}, "--port 的值无效：\"99999\"，应为 0 到 65535 之间的整数"},
      {{"--dialect", "pirate"}, "--dialect 的值无效：\"pirate\"，应为 wire 或 reference"},
      {{"--port"}, "--port 需要一个值：0 到 65535 之间的整数"},
      {{"--tls=yes"}, "--tls 不带值"},
      {{"--prot", "1"}, "未知选项 --prot；是否指 --port？"},
      {{"dataworks", "run"}, "\"dataworks\" 不是选项；命令应写在 -- 之后"},
      {{"--"}, "-- 之后没有命令"},
  };
  for (const auto& [arguments, error] : rows) EXPECT_EQ(readCommandLine(arguments, Language::kChinese).error, error);
  // Each option is explained in Chinese: a character beyond ASCII in its line or the next ones.
  const std::string help = helpText(200, Language::kChinese);
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  --")) continue;
    EXPECT_TRUE(std::ranges::any_of(line, [](char letter) { return static_cast<unsigned char>(letter) > 127; }))
        << line;
  }
  EXPECT_THAT(help, ::testing::HasSubstr("用法：dataworks-emulator [选项] [-- 命令...]"));
}

}  // namespace
}  // namespace dataworks::emulator
