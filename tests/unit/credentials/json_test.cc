// SPDX-License-Identifier: Apache-2.0
#include "credentials/json.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dataworks::detail {
namespace {

TEST(JsonOfCredentials, IsOneWholeValue) {
  struct Row {
    std::string text;
    std::string problem;
  };
  for (const auto& [text, problem] : std::vector<Row>{
           {R"({})", ""},
           {R"( { "a" : [ 1 , -2.5e3 , true , false , null , "x" ] , "b" : {} } )", ""},
           {R"("a\"b\\")", ""},
           {std::string(100'000, '[') + std::string(100'000, ']'), ""},
           {"", "invalid JSON at line 1 (byte 1)"},
           {"{\n", "invalid JSON at line 2 (byte 3)"},
           {R"({"a":1)", "invalid JSON at line 1 (byte 7)"},
           {R"({"a":1,})", "invalid JSON at line 1 (byte 8)"},
           {R"({a:1})", "invalid JSON at line 1 (byte 2)"},
           {R"(["a)", "invalid JSON at line 1 (byte 4)"},
           {R"({} {})", "invalid JSON at line 1 (byte 4)"},
           {"<html>", "invalid JSON at line 1 (byte 1)"},
           {"\"\xFF\"", "invalid JSON at line 1 (byte 2)"},
           {"1e999", "invalid JSON at line 1 (byte 5)"},
           {std::string("{}\0", 3), "invalid JSON at line 1 (byte 3)"},
           {std::string("{\"a\":\0 1}", 9), "invalid JSON at line 1 (byte 6)"},
       }) {
    EXPECT_EQ(parseJson(text).problem, problem) << text.substr(0, 100);
  }
}

TEST(JsonOfCredentials, HasMembersInAnyCase) {
  const JsonValue json =
      parseJson(R"({"a":"1","nested":{"b":"2"},"list":[1,"two"],"A":"other","e\u0062":"escaped","Mode":"AK"})").value;
  EXPECT_EQ(json.text("a"), "1");
  EXPECT_EQ(json.text("A"), "other");
  EXPECT_EQ(json.text("mode"), "AK");
  EXPECT_EQ(json["nested"].text("b"), "2");
  EXPECT_EQ(json["list"].elements().at(1).text(), "two");
  EXPECT_EQ(json.text("eb"), "escaped");
  EXPECT_EQ(json.text("b"), "");
  EXPECT_EQ(json["list"].text("a"), "");
  EXPECT_TRUE(json["nested"].elements().empty());
  EXPECT_EQ(JsonValue().text("a"), "");
}

TEST(JsonOfCredentials, ReturnsTextsNumbersAndFlags) {
  struct Row {
    std::string_view value;
    std::string_view text;
  };
  for (const auto& [value, text] : std::vector<Row>{
           {R"("a\"b\\c\/d\n\t")", "a\"b\\c/d\n\t"},
           {R"("\u0041\u00e9\u4e1a")", "A\xC3\xA9\xE4\xB8\x9A"},
           {R"("\ud83d\ude00!")", "\xF0\x9F\x98\x80!"},
           {"900", "900"},
           {"1795613344000", "1795613344000"},
           {"true", "true"},
           {"null", ""},
           {"{}", ""},
           {"[1]", ""},
       }) {
    EXPECT_EQ(parseJson(value).value.text(), text) << value;
  }
}

}  // namespace
}  // namespace dataworks::detail
