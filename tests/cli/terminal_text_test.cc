// SPDX-License-Identifier: Apache-2.0
#include "terminal/text.h"

#include <gtest/gtest.h>

#include "terminal/line.h"

namespace dataworks::terminal {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(DisplayWidth, CountsColumnsNotBytes) {
  const struct {
    std::string_view text;
    int width;
  } rows[] = {{"", 0},         {"clean", 5},    {"客户明细", 8}, {"ods_客户_1", 10},
              {"，", 2},       {"ｱ", 1},        {"か\u3099", 2}, {"e\u0301", 1},
              {"é", 1},        {"🚀", 2},        {"한국", 4},     {"✓⠄⠒⠶⣿", 5},
              {"\xff\xfe", 2}, {"\xe4\xb8", 2}, {"𠀀", 2},       {"\u0e01\u0e34", 1},
              {"Ａ", 2},       {"･", 1}};
  for (const auto& row : rows) EXPECT_EQ(displayWidth(row.text), row.width) << row.text;
}

TEST(Printable, LetsNothingThroughThatActsOnATerminal) {
  const struct {
    std::string_view text, utf8, ascii;
  } rows[] = {{"clean_orders", "clean_orders", "clean_orders"},
              {"客户", "客户", "??"},
              {"a\033[2Jb", "a?[2Jb", "a?[2Jb"},
              {"a\nb\tc\rd", "a?b?c?d", "a?b?c?d"},
              {"a\u009b2J", "a?2J", "a?2J"},
              {"\x7f", "?", "?"},
              {"sales\u202ex", "salesx", "salesx"},
              {"\u200bzero", "zero", "zero"},
              {"bad\xff", "bad?", "bad?"},
              {"\xc0\x80", "??", "??"},
              {"\xed\xa0\x80", "???", "???"},
              {"cut\xe5\xae", "cut??", "cut??"}};
  for (const auto& row : rows) {
    EXPECT_EQ(printable(row.text, Charset::kUtf8), row.utf8);
    EXPECT_EQ(printable(row.text, Charset::kAscii), row.ascii);
  }
}

TEST(Shorten, KeepsBothEndsAndNeverExceedsTheColumns) {
  const struct {
    std::string_view text;
    int columns;
    std::string_view shortened;
  } rows[] = {{"dwd_order_037", 13, "dwd_order_037"},
              {"dwd_order_037", 12, "dwd_o..r_037"},
              {"dwd_order_037", 6, "dw..37"},
              {"dwd_order_037", 5, "dwd_o"},
              {"dwd_order_037", 0, ""},
              {"客户订单明细表", 10, "客户..细表"},
              {"客户订单明细表", 9, "客户..表"},
              {"客户", 1, ""},
              {"abcdefgか\u3099", 8, "abc..gか\u3099"}};
  for (const auto& row : rows) {
    EXPECT_EQ(shorten(row.text, row.columns), row.shortened);
    EXPECT_LE(displayWidth(shorten(row.text, row.columns)), row.columns) << row.text << row.columns;
  }
}

TEST(DurationText, AgreesWithTheReport) {
  const struct {
    milliseconds duration;
    std::string_view text;
  } rows[] = {{milliseconds(0), "0s"},
              {milliseconds(999), "999ms"},
              {milliseconds(1999), "1.9s"},
              {seconds(59), "59s"},
              {seconds(65), "1m05s"},
              {minutes(18) + seconds(2), "18m02s"},
              {hours(1) + minutes(2) + seconds(5), "1h02m"},
              {hours(10), "10h"},
              {hours(26) + minutes(2), "26h02m"},
              {hours(1234), "1234h"},
              {milliseconds(-5), "0s"}};
  for (const auto& row : rows) EXPECT_EQ(durationText(row.duration), row.text);
}

TEST(StyleFor, FollowsTerminalAndLocale) {
  const struct {
    bool isTerminal;
    std::string_view term, locale;
    Medium medium;
    Charset charset;
    Language language;
  } rows[] = {
      {true, "xterm-256color", "zh_CN.UTF-8", Medium::kTerminal, Charset::kUtf8, Language::kChinese},
      {true, "xterm-256color", "zh_CN.utf8", Medium::kTerminal, Charset::kUtf8, Language::kChinese},
      {true, "xterm-256color", "zh_CN.GBK", Medium::kTerminal, Charset::kAscii, Language::kEnglish},
      {true, "xterm-256color", "", Medium::kTerminal, Charset::kAscii, Language::kEnglish},
      {true, "dumb", "zh_CN.UTF-8", Medium::kDumbTerminal, Charset::kAscii, Language::kEnglish},
      {true, "", "C.UTF-8", Medium::kDumbTerminal, Charset::kAscii, Language::kEnglish},
      {false, "xterm", "C.UTF-8", Medium::kLog, Charset::kUtf8, Language::kChinese},
      {false, "", "C.UTF-8", Medium::kLog, Charset::kUtf8, Language::kChinese},
      {false, "xterm", "C", Medium::kLog, Charset::kAscii, Language::kEnglish},
  };
  for (const auto& row : rows) {
    const Style style = styleFor(row.isTerminal, row.term, row.locale, Language::kChinese, false);
    EXPECT_EQ(style.medium, row.medium) << row.term << row.locale;
    EXPECT_EQ(style.charset, row.charset) << row.term << row.locale;
    EXPECT_EQ(style.language, row.language) << row.term << row.locale;
  }
}

TEST(Line, CutsAtColumnsAndClosesEveryColour) {
  Line line;
  line.add("ab", Tone::kBad).add(" ").add("客户", Tone::kGood).add("   ");
  EXPECT_EQ(line.width(), 10);
  EXPECT_EQ(line.toString(80, false), "ab 客户");
  EXPECT_EQ(line.toString(80, true), "\033[1;31mab\033[0m \033[32m客户\033[0m");
  EXPECT_EQ(line.toString(6, true), "\033[1;31mab\033[0m \033[32m客\033[0m");
  EXPECT_EQ(line.toString(4, true), "\033[1;31mab\033[0m");
  EXPECT_EQ(line.toString(1, true), "\033[1;31ma\033[0m");
}

TEST(Line, EndsWhereItWasCutEvenIfSomethingNarrowerWouldStillFit) {
  EXPECT_EQ(Line("客户").add("a").toString(3, false), "客");
}

TEST(Flow, BreaksBetweenItemsOnly) {
  const std::vector<Line> lines = flow({Line("aaaa"), Line("bbb"), Line("cccccccccc"), Line("d")}, 9, 2);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].toString(80, false), "aaaa  bbb");
  EXPECT_EQ(lines[1].toString(80, false), "cccccccccc");
  EXPECT_EQ(lines[2].toString(80, false), "d");
}

TEST(Wrap, BreaksWhereAReaderWould) {
  const struct {
    std::string_view text;
    int columns;
    std::vector<std::string> lines;
  } rows[] = {
      {"", 10, {}},
      {"one two three", 7, {"one two", "three"}},
      {"one  two", 20, {"one two"}},
      {"a-word-that-is-too-long b", 6, {"a-word-that-is-too-long", "b"}},
      {"运行失败即结束等待", 8, {"运行失败", "即结束等", "待"}},
      {"触发一次，再看", 8, {"触发一", "次，再看"}},
      {"用法（见下）", 6, {"用法", "（见", "下）"}},
      {"使用 --timeout 选项", 12, {"使用", "--timeout 选", "项"}},
  };
  for (const auto& row : rows) EXPECT_EQ(wrap(row.text, row.columns), row.lines) << row.text;
}

}  // namespace
}  // namespace dataworks::terminal
