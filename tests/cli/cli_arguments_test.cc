// SPDX-License-Identifier: Apache-2.0
#include "command_line/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command_line/options.h"
#include "terminal/language.h"

namespace dataworks::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::sys_days;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

template <class Read>
std::string complaint(Read read) {
  try {
    read();
  } catch (const BadArgument& error) {
    return error.what();
  }
  return "no complaint";
}

TEST(Parameters, ReadsWordsAndTheApisOwnForm) {
  const Parameters expected{{"city", "shanghai"}, {"day", "${yyyy-mm-dd}"}, {"empty", ""}};
  EXPECT_EQ(readParameters({"city=shanghai", "day=${yyyy-mm-dd}", "empty="}), expected);
  EXPECT_EQ(readParameters({"city=shanghai day=${yyyy-mm-dd}  empty="}), expected);
  EXPECT_EQ(readParameters({"a=b=c"}), Parameters({{"a", "b=c"}}));
}

TEST(Parameters, NamesTheWrongWord) {
  for (const char* word : {"city", "=shanghai", "", " ", "a=1 b"}) {
    EXPECT_THAT(complaint([&] { (void)readParameters({word}); }), HasSubstr("'" + std::string(word) + "'")) << word;
  }
}

std::string shown(const NodeParameters& nodes) {
  CreateManualDagRequest request;
  request.nodePara = nodes;
  return showParameters(request);
}

TEST(Parameters, ExplainsHowToWriteAValue) {
  constexpr auto noSpace = "is not a parameter: write NAME=VALUE. Neither part may contain a space";
  EXPECT_THAT(complaint([] { (void)readParameters({"a=b c"}); }), HasSubstr(noSpace));
  EXPECT_THAT(complaint([] { (void)readNodeParameters({"7:a=b c"}); }), HasSubstr(noSpace));
  EXPECT_THAT(complaint([] { (void)readParameters({"a=b\nc"}); }), HasSubstr("Neither part may contain a line end"));
  EXPECT_THAT(complaint([] { (void)readRpcParameters({"Text"}); }),
              HasSubstr("is not a parameter: write NAME=VALUE. Put a value containing a space"));
}

TEST(NodeParameters, GathersTheParametersOfANode) {
  EXPECT_EQ(shown(readNodeParameters({"7:a=1", "8:a=2", "7:b=${x}"})), "7:a=1 7:b=${x} 8:a=2");
  EXPECT_EQ(shown(readNodeParameters({R"({"7": "a=1 b=${x}", "8": "a=2"})"})), "7:a=1 7:b=${x} 8:a=2");
}

TEST(NodeParameters, NamesTheWrongWord) {
  for (const char* word : {"a=1", ":a=1", "x:a=1", "0:a=1", "-7:a=1", "7:a", "{", R"({"x":"a=1"})", R"({"7":1})"}) {
    EXPECT_THAT(complaint([&] { (void)readNodeParameters({word}); }), HasSubstr(word)) << word;
  }
}

TEST(NodeParameters, RefusesADuplicateNode) {
  EXPECT_THAT(complaint([] { (void)readNodeParameters({R"({"7":"a=1","8":"c=3","7":"b=2"})"}); }),
              HasSubstr("duplicate node 7"));
}

TEST(RpcParameters, AcceptAnyTextAsValue) {
  EXPECT_EQ(readRpcParameters({"Text=two words = one value", "Empty="}),
            Parameters({{"Text", "two words = one value"}, {"Empty", ""}}));
}

TEST(DagId, IsAPositiveNumberOf64Bits) {
  EXPECT_EQ(readDagId("9223372036854775807"), 9223372036854775807);
  for (const char* word : {"", "0", "-1", "12x", "1.0", "9223372036854775808"}) {
    EXPECT_THAT(complaint([&] { (void)readDagId(word); }), HasSubstr("not the id of a run")) << word;
  }
}

// 2026-11-22 16:05 UTC is 00:05 of the 23rd in Shanghai.
constexpr auto kNow = sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(16) + std::chrono::minutes(5);

TEST(ChosenBizdate, IsYesterdayInShanghai) {
  const auto chosen = chooseBizdate("yesterday", kNow, Language::kEnglish);
  EXPECT_EQ(chosen.bizdate.day(), "2026-11-22");
  EXPECT_EQ(chosen.shown, "2026-11-22 (yesterday in Shanghai, now 00:05 +08:00)");
  EXPECT_THAT(chosen.warning, IsEmpty());
  EXPECT_EQ(chooseBizdate("yesterday", kNow, Language::kChinese).shown,
            "2026-11-22（北京时间昨天，现在 00:05 +08:00）");
}

TEST(ChosenBizdate, ReadsThreeForms) {
  for (const char* text : {"2026-11-21", "20261121", "2026-11-21 00:00:00"}) {
    const auto chosen = chooseBizdate(text, kNow, Language::kEnglish);
    EXPECT_EQ(chosen.shown, "2026-11-21") << text;
    EXPECT_THAT(chosen.warning, IsEmpty()) << text;
  }
  EXPECT_THAT(complaint([] { (void)chooseBizdate("2026-02-30", kNow, Language::kEnglish); }), HasSubstr("2026-02-30"));
}

TEST(ChosenBizdate, WarnsAboutADayAfterYesterday) {
  EXPECT_THAT(chooseBizdate("2026-11-22", kNow, Language::kEnglish).warning, IsEmpty());
  EXPECT_THAT(chooseBizdate("2026-11-23", kNow, Language::kEnglish).warning,
              HasSubstr("later than yesterday in Shanghai (2026-11-22)"));
  EXPECT_EQ(chooseBizdate("2026-11-23", kNow, Language::kChinese).warning,
            "业务日期 2026-11-23 晚于北京时间昨天（2026-11-22）；服务只接受昨天及更早的业务日期");
}

TEST(ShellWarnings, NameWhatAShellLeaves) {
  CreateManualDagRequest request;
  request.dagPara = {{"a", "mm-dd"}, {"b", ""}, {"c", "0"}, {"fine", "${yyyy-mm-dd}"}, {"number", "10"}};
  request.nodePara.add(7, {{"test", "mm-dd"}});
  EXPECT_THAT(shellWarnings(request, Language::kEnglish),
              ElementsAre(R"(parameter a is "mm-dd": did the shell expand ${yyyy-mm-dd}? Use single quotes.)",
                          HasSubstr(R"(parameter b is "")"), HasSubstr(R"(parameter c is "0")"),
                          HasSubstr(R"(parameter test is "mm-dd")")));
}

TEST(ChooseLanguage, FlagThenLocaleVariablesInTheirOrder) {
  const auto environment = [](std::map<std::string, std::string> values) {
    return [values](const char* name) { return values.count(name) != 0 ? values.at(name) : ""; };
  };
  EXPECT_EQ(chooseLanguage("", environment({})), Language::kEnglish);
  EXPECT_EQ(chooseLanguage("zh", environment({{"LC_ALL", "C"}})), Language::kChinese);
  EXPECT_EQ(chooseLanguage("en", environment({{"LANG", "zh_CN.UTF-8"}})), Language::kEnglish);
  EXPECT_EQ(chooseLanguage("", environment({{"LANG", "zh_CN.UTF-8"}})), Language::kChinese);
  EXPECT_EQ(chooseLanguage("", environment({{"LC_MESSAGES", "en_US"}, {"LANG", "zh_CN"}})), Language::kEnglish);
  EXPECT_EQ(chooseLanguage("", environment({{"LC_ALL", "zh_CN"}, {"LC_MESSAGES", "en_US"}})), Language::kChinese);
}

}  // namespace
}  // namespace dataworks::cli
