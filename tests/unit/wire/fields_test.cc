// SPDX-License-Identifier: Apache-2.0
#include "wire/fields.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace dataworks::detail::wire {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();

struct NumberRow {
  const char* what;
  Scalar value;
  SetResult asId;
  SetResult asInteger;
  std::int64_t number;
};

TEST(Fields, TakeOnlyWholeNumbersThatFit) {
  const NumberRow rows[] = {
      {"number", Scalar::ofInteger(7), SetResult::kYes, SetResult::kYes, 7},
      {"text", Scalar::ofText("7"), SetResult::kYes, SetResult::kYes, 7},
      {"indented text", Scalar::ofText("\n 7\t"), SetResult::kYes, SetResult::kYes, 7},
      {"largest", Scalar::ofUnsigned(kLargest), SetResult::kYes, SetResult::kYes, kLargest},
      {"largest as text", Scalar::ofText("9223372036854775807"), SetResult::kYes, SetResult::kYes, kLargest},
      {"beyond", Scalar::ofUnsigned(static_cast<std::uint64_t>(kLargest) + 1), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"beyond as text", Scalar::ofText("9223372036854775808"), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"wraps to 7 in 64 bits", Scalar::ofText("18446744073709551623"), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"negative", Scalar::ofInteger(-7), SetResult::kUnfit, SetResult::kYes, -7},
      {"smallest as text", Scalar::ofText("-9223372036854775808"), SetResult::kUnfit, SetResult::kYes, kSmallest},
      {"fraction", Scalar::ofReal("7.0"), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"exponent", Scalar::ofReal("7e0"), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"fraction as text", Scalar::ofText("7.5"), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"tail", Scalar::ofText("7a"), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"plus", Scalar::ofText("+7"), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"sign alone", Scalar::ofText("-"), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"flag", Scalar::ofFlag(true), SetResult::kUnfit, SetResult::kUnfit, 0},
      {"null", {}, SetResult::kNothing, SetResult::kNothing, 0},
      {"empty", Scalar::ofText(""), SetResult::kNothing, SetResult::kNothing, 0},
      {"blank", Scalar::ofText(" \r\n"), SetResult::kNothing, SetResult::kNothing, 0},
  };
  for (const NumberRow& row : rows) {
    std::int64_t id = 0;
    std::int64_t integer = 0;
    EXPECT_EQ(setId(id, row.value, false), row.asId) << row.what;
    EXPECT_EQ(setInteger(integer, row.value, false), row.asInteger) << row.what;
    EXPECT_EQ(integer, row.number) << row.what;
    EXPECT_EQ(id, row.asId == SetResult::kYes ? row.number : 0) << row.what;
  }
}

struct TextRow {
  const char* what;
  Scalar value;
  SetResult asText;
  const char* text;
  SetResult asCode;
  const char* code;
};

TEST(Fields, TakeTextsVerbatimAndCodesWithoutBlanks) {
  const TextRow rows[] = {
      {"text", Scalar::ofText("a b"), SetResult::kYes, "a b", SetResult::kYes, "a b"},
      {"indented", Scalar::ofText(" 0\n"), SetResult::kYes, " 0\n", SetResult::kYes, "0"},
      {"number", Scalar::ofInteger(-42), SetResult::kYes, "-42", SetResult::kYes, "-42"},
      {"large number", Scalar::ofUnsigned(18446744073709551615U), SetResult::kYes, "18446744073709551615",
       SetResult::kYes, "18446744073709551615"},
      {"fraction", Scalar::ofReal("1.50"), SetResult::kYes, "1.50", SetResult::kUnfit, ""},
      {"flag", Scalar::ofFlag(false), SetResult::kYes, "false", SetResult::kUnfit, ""},
      {"blank", Scalar::ofText(" "), SetResult::kYes, " ", SetResult::kNothing, ""},
      {"null", {}, SetResult::kNothing, "", SetResult::kNothing, ""},
  };
  for (const TextRow& row : rows) {
    std::string text;
    std::string code;
    EXPECT_EQ(setText(text, row.value, false), row.asText) << row.what;
    EXPECT_EQ(text, row.text) << row.what;
    EXPECT_EQ(setCode(code, row.value, false), row.asCode) << row.what;
    EXPECT_EQ(code, row.code) << row.what;
  }
}

struct FlagRow {
  Scalar value;
  SetResult set;
  bool flag;
};

TEST(Fields, TakeTrueAndFalseInAnyCase) {
  const FlagRow rows[] = {
      {Scalar::ofFlag(true), SetResult::kYes, true},       {Scalar::ofFlag(false), SetResult::kYes, false},
      {Scalar::ofText("TRUE"), SetResult::kYes, true},     {Scalar::ofText(" false "), SetResult::kYes, false},
      {Scalar::ofText("1"), SetResult::kUnfit, false},     {Scalar::ofText("yes"), SetResult::kUnfit, false},
      {Scalar::ofInteger(1), SetResult::kUnfit, false},    {Scalar::ofReal("1.0"), SetResult::kUnfit, false},
      {Scalar::ofText("truex"), SetResult::kUnfit, false}, {{}, SetResult::kNothing, false},
  };
  for (const FlagRow& row : rows) {
    bool flag = false;
    EXPECT_EQ(setFlag(flag, row.value, false), row.set) << row.value.text;
    EXPECT_EQ(flag, row.flag) << row.value.text;
  }
}

struct StatusRow {
  Scalar value;
  SetResult set;
  NodeStatus status;
  const char* word = "";
};

TEST(Fields, TakeAStatusAsANumberOrAWord) {
  using enum NodeStatus;
  const StatusRow rows[] = {
      {Scalar::ofInteger(5), SetResult::kYes, kFailure},
      {Scalar::ofText(" 8\n"), SetResult::kYes, kCheckingCondition},
      {Scalar::ofText("NOT_RUN"), SetResult::kYes, kNotRun},
      {Scalar::ofText("wait_resource "), SetResult::kYes, kWaitResource},
      {Scalar::ofText("CHECKING"), SetResult::kYes, kChecking},
      {Scalar::ofText("WAIT_TRIGGER"), SetResult::kYes, kWaitTrigger},
      {Scalar::ofText("SUSPENDED"), SetResult::kYes, kUnknownWord, "SUSPENDED"},
      {Scalar::ofText("UNKNOWN"), SetResult::kYes, kUnknownWord, "UNKNOWN"},
      {Scalar::ofText("等待"), SetResult::kYes, kUnknownWord, "等待"},
      {Scalar::ofInteger(12), SetResult::kYes, NodeStatus{12}},
      {Scalar::ofInteger(0), SetResult::kYes, kUnset},
      {Scalar::ofInteger(-3), SetResult::kYes, NodeStatus{-3}},
      {Scalar::ofInteger(-1), SetResult::kYes, kUnknownWord, "-1"},  // ours, not the service's
      {Scalar::ofText("-2"), SetResult::kYes, kUnknownWord, "-2"},
      {Scalar::ofText("6.0"), SetResult::kUnfit, kUnset},
      {Scalar::ofReal("6.0"), SetResult::kUnfit, kUnset},
      {Scalar::ofFlag(true), SetResult::kUnfit, kUnset},
      {Scalar::ofText("9223372036854775808"), SetResult::kUnfit, kUnset},
      {Scalar::ofText("_"), SetResult::kUnfit, kUnset},
      {{}, SetResult::kNothing, kUnset},
  };
  for (const StatusRow& row : rows) {
    NodeStatus status = kUnset;
    std::string word;
    EXPECT_EQ(setStatus(status, word, row.value, false), row.set) << row.value.text;
    EXPECT_EQ(status, row.status) << row.value.text;
    EXPECT_EQ(word, row.word);
  }
}

TEST(Fields, RefuseASecondValueThatDiffersWhereItMatters) {
  std::int64_t number = 7;
  EXPECT_EQ(setId(number, Scalar::ofText("7"), true), SetResult::kYes);
  EXPECT_EQ(setId(number, Scalar::ofInteger(8), true), SetResult::kContradiction);
  EXPECT_EQ(setInteger(number, Scalar::ofInteger(8), true), SetResult::kContradiction);
  std::string code = "0";
  EXPECT_EQ(setCode(code, Scalar::ofInteger(0), true), SetResult::kYes);
  EXPECT_EQ(setCode(code, Scalar::ofText("600011"), true), SetResult::kContradiction);
  bool flag = true;
  EXPECT_EQ(setFlag(flag, Scalar::ofText("true"), true), SetResult::kYes);
  EXPECT_EQ(setFlag(flag, Scalar::ofFlag(false), true), SetResult::kContradiction);
  NodeStatus status = NodeStatus::kSuccess;
  std::string word;
  EXPECT_EQ(setStatus(status, word, Scalar::ofInteger(6), true), SetResult::kYes);
  EXPECT_EQ(setStatus(status, word, Scalar::ofText("SUCCESS"), true), SetResult::kYes);
  EXPECT_EQ(setStatus(status, word, Scalar::ofInteger(5), true), SetResult::kContradiction);
  EXPECT_EQ(setStatus(status, word, Scalar::ofText("FAILURE"), true), SetResult::kContradiction);
  EXPECT_EQ(number, 7);
  EXPECT_EQ(code, "0");
  EXPECT_TRUE(flag);
  EXPECT_EQ(status, NodeStatus::kSuccess);
}

TEST(Fields, KeepTheFirstTextAndTheFirstTime) {
  std::string text = "first";
  EXPECT_EQ(setText(text, Scalar::ofText("second"), true), SetResult::kYes);
  EXPECT_EQ(text, "first");
  Timestamp time;
  EXPECT_EQ(setTime(time, Scalar::ofInteger(1559318400000), false), SetResult::kYes);
  const Timestamp first = time;
  EXPECT_EQ(setTime(time, Scalar::ofText("2020-01-01 00:00:00"), true), SetResult::kYes);
  EXPECT_EQ(time, first);
}

TEST(Fields, ShowValuesShortAndPrintable) {
  EXPECT_EQ(shown(Scalar::ofInteger(12)), "12");
  EXPECT_EQ(shown(Scalar::ofText("a\x1b[31m\xe4\xb8\xad")), "a?[31m???");
  EXPECT_EQ(shown(Scalar::ofText(std::string(41, 'x'))), std::string(40, 'x') + "...");
}

}  // namespace
}  // namespace dataworks::detail::wire
