#include "wire/fields.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace dataworks::wire {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();

struct NumberRow {
  const char* what;
  Scalar value;
  Taken asId;
  Taken asInteger;
  std::int64_t number;
};

TEST(Fields, TakeOnlyWholeNumbersThatFit) {
  const NumberRow rows[] = {
      {"number", Scalar::ofInteger(7), Taken::kYes, Taken::kYes, 7},
      {"text", Scalar::ofText("7"), Taken::kYes, Taken::kYes, 7},
      {"indented text", Scalar::ofText("\n 7\t"), Taken::kYes, Taken::kYes, 7},
      {"largest", Scalar::ofUnsigned(kLargest), Taken::kYes, Taken::kYes, kLargest},
      {"largest as text", Scalar::ofText("9223372036854775807"), Taken::kYes, Taken::kYes, kLargest},
      {"beyond", Scalar::ofUnsigned(static_cast<std::uint64_t>(kLargest) + 1), Taken::kUnfit, Taken::kUnfit, 0},
      {"beyond as text", Scalar::ofText("9223372036854775808"), Taken::kUnfit, Taken::kUnfit, 0},
      {"wraps to 7 in 64 bits", Scalar::ofText("18446744073709551623"), Taken::kUnfit, Taken::kUnfit, 0},
      {"negative", Scalar::ofInteger(-7), Taken::kUnfit, Taken::kYes, -7},
      {"smallest as text", Scalar::ofText("-9223372036854775808"), Taken::kUnfit, Taken::kYes, kSmallest},
      {"fraction", Scalar::ofReal("7.0"), Taken::kUnfit, Taken::kUnfit, 0},
      {"exponent", Scalar::ofReal("7e0"), Taken::kUnfit, Taken::kUnfit, 0},
      {"fraction as text", Scalar::ofText("7.5"), Taken::kUnfit, Taken::kUnfit, 0},
      {"tail", Scalar::ofText("7a"), Taken::kUnfit, Taken::kUnfit, 0},
      {"plus", Scalar::ofText("+7"), Taken::kUnfit, Taken::kUnfit, 0},
      {"sign alone", Scalar::ofText("-"), Taken::kUnfit, Taken::kUnfit, 0},
      {"flag", Scalar::ofFlag(true), Taken::kUnfit, Taken::kUnfit, 0},
      {"null", {}, Taken::kNothing, Taken::kNothing, 0},
      {"empty", Scalar::ofText(""), Taken::kNothing, Taken::kNothing, 0},
      {"blank", Scalar::ofText(" \r\n"), Taken::kNothing, Taken::kNothing, 0},
  };
  for (const NumberRow& row : rows) {
    std::int64_t id = 0;
    std::int64_t integer = 0;
    EXPECT_EQ(takeId(id, row.value, false), row.asId) << row.what;
    EXPECT_EQ(takeInteger(integer, row.value, false), row.asInteger) << row.what;
    EXPECT_EQ(integer, row.number) << row.what;
    EXPECT_EQ(id, row.asId == Taken::kYes ? row.number : 0) << row.what;
  }
}

struct TextRow {
  const char* what;
  Scalar value;
  Taken asText;
  const char* text;
  Taken asCode;
  const char* code;
};

TEST(Fields, TakeTextsVerbatimAndCodesWithoutBlanks) {
  const TextRow rows[] = {
      {"text", Scalar::ofText("a b"), Taken::kYes, "a b", Taken::kYes, "a b"},
      {"indented", Scalar::ofText(" 0\n"), Taken::kYes, " 0\n", Taken::kYes, "0"},
      {"number", Scalar::ofInteger(-42), Taken::kYes, "-42", Taken::kYes, "-42"},
      {"large number", Scalar::ofUnsigned(18446744073709551615U), Taken::kYes, "18446744073709551615", Taken::kYes,
       "18446744073709551615"},
      {"fraction", Scalar::ofReal("1.50"), Taken::kYes, "1.50", Taken::kUnfit, ""},
      {"flag", Scalar::ofFlag(false), Taken::kYes, "false", Taken::kUnfit, ""},
      {"blank", Scalar::ofText(" "), Taken::kYes, " ", Taken::kNothing, ""},
      {"null", {}, Taken::kNothing, "", Taken::kNothing, ""},
  };
  for (const TextRow& row : rows) {
    std::string text;
    std::string code;
    EXPECT_EQ(takeText(text, row.value, false), row.asText) << row.what;
    EXPECT_EQ(text, row.text) << row.what;
    EXPECT_EQ(takeCode(code, row.value, false), row.asCode) << row.what;
    EXPECT_EQ(code, row.code) << row.what;
  }
}

struct FlagRow {
  Scalar value;
  Taken taken;
  bool flag;
};

TEST(Fields, TakeTrueAndFalseInAnyCase) {
  const FlagRow rows[] = {
      {Scalar::ofFlag(true), Taken::kYes, true},       {Scalar::ofFlag(false), Taken::kYes, false},
      {Scalar::ofText("TRUE"), Taken::kYes, true},     {Scalar::ofText(" false "), Taken::kYes, false},
      {Scalar::ofText("1"), Taken::kUnfit, false},     {Scalar::ofText("yes"), Taken::kUnfit, false},
      {Scalar::ofInteger(1), Taken::kUnfit, false},    {Scalar::ofReal("1.0"), Taken::kUnfit, false},
      {Scalar::ofText("truex"), Taken::kUnfit, false}, {{}, Taken::kNothing, false},
  };
  for (const FlagRow& row : rows) {
    bool flag = false;
    EXPECT_EQ(takeFlag(flag, row.value, false), row.taken) << row.value.text;
    EXPECT_EQ(flag, row.flag) << row.value.text;
  }
}

TEST(Fields, RefuseASecondValueThatDiffersWhereItMatters) {
  std::int64_t number = 7;
  EXPECT_EQ(takeId(number, Scalar::ofText("7"), true), Taken::kYes);
  EXPECT_EQ(takeId(number, Scalar::ofInteger(8), true), Taken::kContradiction);
  EXPECT_EQ(takeInteger(number, Scalar::ofInteger(8), true), Taken::kContradiction);
  std::string code = "0";
  EXPECT_EQ(takeCode(code, Scalar::ofInteger(0), true), Taken::kYes);
  EXPECT_EQ(takeCode(code, Scalar::ofText("600011"), true), Taken::kContradiction);
  bool flag = true;
  EXPECT_EQ(takeFlag(flag, Scalar::ofText("true"), true), Taken::kYes);
  EXPECT_EQ(takeFlag(flag, Scalar::ofFlag(false), true), Taken::kContradiction);
  NodeStatus status = NodeStatus::kSuccess;
  EXPECT_EQ(takeStatus(status, Scalar::ofInteger(6), true), Taken::kYes);
  EXPECT_EQ(takeStatus(status, Scalar::ofInteger(5), true), Taken::kContradiction);
  EXPECT_EQ(number, 7);
  EXPECT_EQ(code, "0");
  EXPECT_TRUE(flag);
  EXPECT_EQ(status, NodeStatus::kSuccess);
}

TEST(Fields, KeepTheFirstTextAndTheFirstTime) {
  std::string text = "first";
  EXPECT_EQ(takeText(text, Scalar::ofText("second"), true), Taken::kYes);
  EXPECT_EQ(text, "first");
  Timestamp time;
  EXPECT_EQ(takeTime(time, Scalar::ofInteger(1559318400000), false), Taken::kYes);
  const Timestamp first = time;
  EXPECT_EQ(takeTime(time, Scalar::ofText("2020-01-01 00:00:00"), true), Taken::kYes);
  EXPECT_EQ(time, first);
}

TEST(Fields, ShowValuesShortAndPrintable) {
  EXPECT_EQ(shown(Scalar::ofInteger(12)), "12");
  EXPECT_EQ(shown(Scalar::ofText("a\x1b[31m\xe4\xb8\xad")), "a?[31m???");
  EXPECT_EQ(shown(Scalar::ofText(std::string(41, 'x'))), std::string(40, 'x') + "...");
}

}  // namespace
}  // namespace dataworks::wire
