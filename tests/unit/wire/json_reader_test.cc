// SPDX-License-Identifier: Apache-2.0
// What JSON is and what not, by RFC 8259. That all of it is as it was with nlohmann shows json_oracle_test.cc.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/read_response.h"
#include "wire/readers.h"

namespace dataworks::detail::wire {
namespace {

using namespace std::string_literals;
using Kind = Scalar::Kind;

// The last value under this name, and what kind it was.
struct Response {
  Kind kind = Kind::kNone;
  std::string text;
  int values = 0;
  std::size_t invalidUtf8 = 0;
};

SetResult take(void* target, const Scalar& value, bool /*again*/) {
  auto& response = *static_cast<Response*>(target);
  response.kind = value.kind;
  assignText(response.text, value);
  ++response.values;
  return SetResult::kYes;
}

constexpr Field kOneField[] = {{.name = "V", .take = &take, .strict = false}};
constexpr ResponseSchema kOneFieldSchema{.fields = kOneField};

std::string read(std::string_view body, Response& response, Body whole = Body::kWhole) {
  // Without a byte to spare behind it, so that a sanitizer sees who reads on.
  std::vector<char> exact(body.begin(), body.end());
  ResponseBuilder builder(kOneFieldSchema, &response);
  return readJson(exact, builder, whole);
}

struct ValueRow {
  std::string json;
  Kind kind;
  std::string text;
};

void expectValues(std::span<const ValueRow> rows) {
  for (const ValueRow& row : rows) {
    Response response;
    EXPECT_EQ(read(R"({"V":)" + row.json + "}", response), "") << row.json;
    EXPECT_EQ(response.kind, row.kind) << row.json;
    EXPECT_EQ(response.text, row.text) << row.json;
    EXPECT_EQ(response.values, 1) << row.json;
  }
}

TEST(JsonReader, TellsNumbersByTheirSizeAndHowTheyAreWritten) {
  const std::string many(400, '9');
  const ValueRow rows[] = {
      {"0", Kind::kInteger, "0"},
      {"-0", Kind::kInteger, "0"},
      {"7", Kind::kInteger, "7"},
      {"-7", Kind::kInteger, "-7"},
      {"9223372036854775807", Kind::kInteger, "9223372036854775807"},
      {"9223372036854775808", Kind::kUnsigned, "9223372036854775808"},
      {"18446744073709551615", Kind::kUnsigned, "18446744073709551615"},
      {"18446744073709551616", Kind::kReal, "18446744073709551616"},
      {"18446744073709551623", Kind::kReal, "18446744073709551623"},
      {"-9223372036854775807", Kind::kInteger, "-9223372036854775807"},
      {"-9223372036854775808", Kind::kInteger, "-9223372036854775808"},
      {"-9223372036854775809", Kind::kReal, "-9223372036854775809"},
      {"-18446744073709551615", Kind::kReal, "-18446744073709551615"},
      {"-0.0", Kind::kReal, "-0.0"},
      {"7.50", Kind::kReal, "7.50"},
      {"0e0", Kind::kReal, "0e0"},
      {"7E+05", Kind::kReal, "7E+05"},
      {"-12.25e-3", Kind::kReal, "-12.25e-3"},
      {"1e-999", Kind::kReal, "1e-999"},
      {"-1E+999", Kind::kReal, "-1E+999"},  // no double holds it, and none is made of it
      {many, Kind::kReal, many},
  };
  expectValues(rows);
}

TEST(JsonReader, TakesTextsWithEveryCharacterAndEscapeThereIs) {
  const ValueRow rows[] = {
      {R"("")", Kind::kNone, ""},
      {R"("a")", Kind::kText, "a"},
      {R"("seven77")", Kind::kText, "seven77"},
      {R"("eight888")", Kind::kText, "eight888"},
      {R"("as long as it takes to be read by eights")", Kind::kText, "as long as it takes to be read by eights"},
      {"\" !#[]^~\x7f\"", Kind::kText, " !#[]^~\x7f"},
      {R"("\"\\\/\b\f\n\r\t")", Kind::kText, "\"\\/\b\f\n\r\t"},
      {R"("plain text, a \n and more of it")", Kind::kText, "plain text, a \n and more of it"},
      {R"("\u0041\u00e9\u00E9\u07ff\u0800\uffff")", Kind::kText, "A\u00e9\u00e9\u07ff\u0800\uffff"},
      {R"("\u0000\u001f\u007f\u0080")", Kind::kText, "\0\x1f\x7f\xc2\x80"s},
      {R"("\ud800\udc00 \uD83D\uDE00 \udbff\udfff")", Kind::kText, "\U00010000 \U0001F600 \U0010FFFF"},
      {R"("\ud836\uddff \ud837\ude00")", Kind::kText, "\U0001D9FF \U0001DE00"},  // as if a half in the lower 16 bits
      {R"("\ud7ff\ue000")", Kind::kText, "\ud7ff\ue000"},
      {"\"\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010FFFF\"", Kind::kText,
       "\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010FFFF"},
      {"\"业务流程 \\u4e2d 😀\"", Kind::kText, "业务流程 中 😀"},
      {"true", Kind::kFlag, "true"},
      {"false", Kind::kFlag, "false"},
      {"null", Kind::kNone, ""},
  };
  expectValues(rows);
}

TEST(JsonReader, FindsAFieldWhereverItStands) {
  const std::string bodies[] = {
      R"({"V":7})",
      " \t\r\n{ \t\r\n\"V\" \t\r\n: \t\r\n7 \t\r\n} \t\r\n",
      R"({"a":{},"b":[],"c":[[],{}],"d":[1,"2",[true,{"V":8}],null],"V":7})",
      R"({"V":7,"":0,"a":{"b":{"V":8}}})",
      R"({"\u0056":7})",
      R"({"\n":"\n","a long name with a \" in it":0,"V":7})",
  };
  for (const std::string& body : bodies) {
    Response response;
    EXPECT_EQ(read(body, response), "") << body;
    EXPECT_EQ(response.text, "7") << body;
    EXPECT_EQ(response.values, 1) << body;
  }
}

struct RefusalRow {
  std::string body;
  std::size_t wrongByte;  // counted from 1; one more than there are if the body was cut
};

TEST(JsonReader, SaysWhichByteIsWrong) {
  const RefusalRow rows[] = {
      // structure
      {R"({"V":7}})", 8},
      {R"({"V":7} {})", 9},
      {R"({"V":7)", 7},
      {R"({"V":7,})", 8},
      {R"({"V":7,,"a":1})", 8},
      {R"({,"V":7})", 2},
      {R"({"V"})", 5},
      {R"({"V" 7})", 6},
      {R"({"V"::7})", 6},
      {R"({"V":})", 6},
      {R"({"V":7 "a":1})", 8},
      {R"({"V":7])", 7},
      {R"({V:7})", 2},
      {R"({'V':7})", 2},
      {R"({7:7})", 2},
      {R"({"V":[1,]})", 9},
      {R"({"V":[1 2]})", 9},
      {R"({"V":[,1]})", 7},
      {R"({"V":[1})", 8},
      {R"({"V":[)", 7},
      {R"({"V":7} // so)", 9},
      {R"({"V":/*7*/7})", 6},
      {"{\"V\":7}\f", 8},
      {"{\v\"V\":7}", 2},
      {"{\"V\":\u00a07}", 6},
      {"{\"V\":\0007}"s, 6},
      {"{\"V\":7}\0"s, 8},
      {"{", 2},
      {"{ ", 3},
      // words
      {R"({"V":True})", 6},
      {R"({"V":trUe})", 8},
      {R"({"V":tru})", 9},
      {R"({"V":tru)", 9},
      {R"({"V":truest})", 10},
      {R"({"V":nul)", 9},
      {R"({"V":NaN})", 6},
      {R"({"V":Infinity})", 6},
      {R"({"V":undefined})", 6},
      // numbers
      {R"({"V":-})", 7},
      {R"({"V":-)", 7},
      {R"({"V":+7})", 6},
      {R"({"V":.5})", 6},
      {R"({"V":5.})", 8},
      {R"({"V":-.5})", 7},
      {R"({"V":5.e3})", 8},
      {R"({"V":5e})", 8},
      {R"({"V":5e+})", 9},
      {R"({"V":5e+-3})", 9},
      {R"({"V":5e3.1})", 9},
      {R"({"V":1.2.3})", 9},
      {R"({"V":07})", 7},
      {R"({"V":-07})", 8},
      {R"({"V":00})", 7},
      {R"({"V":0x12})", 7},
      {R"({"V":1,5})", 8},
      {R"({"V":-Infinity})", 7},
      // texts
      {R"({"V":"a)", 8},
      {R"({"V":"a\)", 9},
      {R"({"V":"a\")", 10},
      {R"({"V":"\u12)", 11},
      {R"({"V":"\x41"})", 8},
      {R"({"V":"\U0041"})", 8},
      {R"({"V":"\'"})", 8},
      {R"({"V":"\u004g"})", 12},
      {R"({"V":"\u+041"})", 9},
      {R"({"V":"\u 041"})", 9},
      {R"({"V":"\ud83d"})", 13},
      {R"({"V":"\ud83d\n"})", 14},
      {R"({"V":"\ud83d\u0041"})", 18},
      {R"({"V":"\ud83d\ud83d"})", 18},
      {R"({"V":"\ud83d\ue000"})", 18},
      {R"({"V":"\ude00"})", 12},
      {R"({"V":"\ude00\ud83d"})", 12},
      {R"({"V":"\ud83d)", 13},
      {R"({"V":"\ud83d\)", 14},
      {R"({"V":"\ud83d\u)", 15},
      {R"({"V":"\ud83d\ude)", 17},
      {R"({"V":"\ud83d\u00zz"})", 17},
      {"{\"V\":\"a\nb\"}", 8},
      {"{\"V\":\"a\tb\"}", 8},
      {"{\"V\":\"\0\"}"s, 7},
      {"{\"V\":\"\x1f\"}", 7},
      {"{\"V\":\"a text long enough\x1f\"}", 25},
      {"{\"a\x01\":7}", 4},
      // UTF-8
      {"{\"V\":\"\x80\"}", 7},
      {"{\"V\":\"\xbf\"}", 7},
      {"{\"V\":\"\xc0\x80\"}", 7},
      {"{\"V\":\"\xc1\xbf\"}", 7},
      {"{\"V\":\"\xc2\"}", 8},
      {"{\"V\":\"\xc3\x28\"}", 8},
      {"{\"V\":\"\xe0\x9f\xbf\"}", 8},
      {"{\"V\":\"\xed\xa0\x80\"}", 8},
      {"{\"V\":\"\xe4\xb8\"}", 9},
      {"{\"V\":\"\xe4\xb8", 9},
      {"{\"V\":\"\xe4\xb8\x20\"}", 9},
      {"{\"V\":\"\xf0\x8f\xbf\xbf\"}", 8},
      {"{\"V\":\"\xf0\x9f\x98\"}", 10},
      {"{\"V\":\"\xf0\x9f\x98", 10},
      {"{\"V\":\"\xf4\x90\x80\x80\"}", 8},
      {"{\"V\":\"\xf5\x80\x80\x80\"}", 7},
      {"{\"V\":\"\xff\"}", 7},
      {"{\"V\":\"a text long enough\xff\"}", 25},
  };
  for (const RefusalRow& row : rows) {
    Response response;
    const std::string expected = row.wrongByte > row.body.size()
                                     ? "the response is cut off after " + std::to_string(row.body.size()) + " bytes"
                                     : "invalid JSON at byte " + std::to_string(row.wrongByte);
    EXPECT_EQ(read(row.body, response), expected) << row.body;
  }
}

constexpr ResponseSchema kTolerant{.fields = kOneField, .invalidUtf8 = [](void* response) -> std::size_t& {
                                     return static_cast<Response*>(response)->invalidUtf8;
                                   }};

std::string readTolerantly(std::string body, Response& response) { return readResponse(body, kTolerant, &response); }

TEST(JsonReader, ReplacesWhatIsNotUtf8WhereTheResponseMayHaveIt) {
  const struct {
    std::string written;
    std::string text;
    std::size_t places;
  } rows[] = {
      {"plain", "plain", 0},        {R"(\ud83d\ude00)", "😀", 0},
      {R"(a\ud83db)", "a�b", 1},    {R"(\ud83d)", "�", 1},
      {R"(\ude00x)", "�x", 1},      {R"(\ud83d\n)", "�\n", 1},
      {R"(\ud83d\u0041)", "�A", 1}, {R"(\ud83d\ud83d\ude00)", "�😀", 1},
      {R"(\ude00\ud83d)", "��", 2}, {"\x80", "�", 1},
      {"\xff\xfe", "��", 2},        {"a\xc3(b", "a�(b", 1},
      {"\xe4\xb8 x", "� x", 1},     {"\xed\xa0\x80", "���", 3},
      {"\xf0\x9f\x98", "�", 1},     {"a text long enough\xff\\u00e9\xff", "a text long enough�é�", 2},
  };
  for (const auto& [written, text, places] : rows) {
    Response response;
    EXPECT_EQ(readTolerantly("{\"V\":\"" + written + "\"}", response), "") << written;
    EXPECT_EQ(response.text, text) << written;
    EXPECT_EQ(response.invalidUtf8, places) << written;
  }
}

TEST(JsonReader, RefusesABrokenStructureEvenWhereItReplaces) {
  for (const std::string body : {R"({"V":"\ud83d)", R"({"V":"\ud83d\u12"})", R"({"V":"\uzzzz"})", R"({"V":"\x"})",
                                 "{\"V\":\"\xff", "{\"V\":\xff}", "{\"V\":\"a\nb\"}", "\xff{}", "{}\xff"}) {
    Response response;
    EXPECT_NE(readTolerantly(body, response), "") << body;
  }
}

// What is there counts, a text that ends with the body too.
TEST(JsonReader, TakesWhatIsThereOfABodyThatIsCut) {
  const struct {
    std::string body;
    std::string text;
  } rows[] = {
      {R"({"V":"a log)", "a log"},
      {R"({"V":"a\nb\tc)", "a\nb\tc"},
      {R"({"V":"a\)", "a"},
      {R"({"V":"a\u)", "a"},
      {R"({"V":"a\u00e)", "a"},
      {R"({"V":"a\ud83d)", "a"},
      {R"({"V":"a\ud83d\ude)", "a"},
      {R"({"V":"日)", "日"},
      {R"({"V":"whole","O":[{"p":"ha)", "whole"},
      {R"({"V":"whole","O":1)", "whole"},
      {R"({"V":"whole"})", "whole"},
      {R"({"V":1)", ""},  // there may have been more of it
      {R"({"V")", ""},
      {"{", ""},
  };
  for (const auto& [body, text] : rows) {
    Response response;
    EXPECT_EQ(read(body, response, Body::kCut), "") << body;
    EXPECT_EQ(response.text, text) << body;
    EXPECT_EQ(response.values, text.empty() ? 0 : 1) << body;
  }
  Response response;
  EXPECT_EQ(read("{\"V\":\"a\nb", response, Body::kCut), "invalid JSON at byte 8");
}

TEST(JsonReader, LetsTheBuilderRefuseFirst) {
  Response response;
  EXPECT_EQ(read("7", response), "the response is a plain value, not an object");
  EXPECT_EQ(read("\"a\" and more", response), "the response is a plain value, not an object");
  EXPECT_EQ(read("[", response), "the response is a list, not an object");
}

TEST(JsonReader, GoesAsDeepAsTheBuilderLetsIt) {
  for (const std::size_t levels : {kMaxDepth, kMaxDepth + 1, std::size_t{1'000'000}}) {
    const std::size_t inner = levels - 1;  // without the response itself
    std::string objects;
    for (std::size_t i = 0; i < inner; ++i) objects += R"({"a":)";
    const std::string bodies[] = {R"({"a":)" + std::string(inner, '[') + std::string(inner, ']') + "}",
                                  R"({"a":)" + objects + "0" + std::string(inner, '}') + "}"};
    for (const std::string& body : bodies) {
      Response response;
      EXPECT_EQ(read(body, response), levels == kMaxDepth ? "" : "the response is nested deeper than 64 levels");
    }
  }
}

// Of JSONTestSuite (github.com/nst/JSONTestSuite), whose files are other people's and not here: docs/testing.md says
// how.
TEST(JsonReader, DISABLED_KeepsTheRulesOfJsonTestSuite) {
  const char* const folder = std::getenv("JSON_TEST_SUITE");
  ASSERT_NE(folder, nullptr);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    // i: as the implementation likes. UTF-16 and UTF-32 stood in the first edition; RFC 8259 has them no more.
    const bool isOpen =
        name.starts_with("i_") || name.starts_with("y_string_utf16") || name.starts_with("y_string_utf32");
    if (!name.ends_with(".json") || isOpen) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    Response response;
    const std::string problem = read(R"({"V":)" + text + "}", response);
    EXPECT_EQ(problem.empty(), name.starts_with("y_")) << name << ": " << problem;
    ++files;
  }
  EXPECT_GT(files, 250) << folder;
}

}  // namespace
}  // namespace dataworks::detail::wire
