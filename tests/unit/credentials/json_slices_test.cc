#include "credentials/json_slices.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dataworks::detail {
namespace {

TEST(JsonSlices, TellsWholeDocumentsFromOthers) {
  const std::string deep64 = std::string(64, '[') + std::string(64, ']');
  const std::string deep65 = std::string(65, '[') + std::string(65, ']');
  struct Row {
    std::string text;
    bool whole;
  };
  for (const auto& [text, whole] : std::vector<Row>{
           {R"({})", true},       {R"( { "a" : [ 1 , -2.5e3 , true , false , null , "x" ] , "b" : {} } )", true},
           {R"("a\"b\\")", true}, {deep64, true},
           {deep65, false},       {"", false},
           {"   ", false},        {"{", false},
           {R"({"a":1)", false},  {R"({"a":1,})", false},
           {R"({"a" 1})", false}, {R"({a:1})", false},
           {R"({"a":})", false},  {R"(["a)", false},
           {R"(["a\)", false},    {R"([1 2])", false},
           {R"({} {})", false},   {R"(<html>)", false},
           {R"(yes)", false},     {std::string("\0", 1), false},
       }) {
    EXPECT_EQ(isJson(text), whole) << text;
  }
}

TEST(JsonSlices, FindsMembers) {
  constexpr std::string_view kJson = R"({"a":"1","nested":{"b":"2"},"list":[1,"two"],"a":"again","e\u0062":"escaped"})";
  EXPECT_EQ(jsonMember(kJson, "a"), R"("1")");
  EXPECT_EQ(jsonMember(kJson, "nested"), R"({"b":"2"})");
  EXPECT_EQ(jsonMember(kJson, "list"), R"([1,"two"])");
  EXPECT_EQ(jsonMember(kJson, "eb"), R"("escaped")");
  EXPECT_EQ(jsonMember(kJson, "b"), "");
  EXPECT_EQ(jsonMember(R"(["a"])", "a"), "");
  EXPECT_EQ(jsonMember("", "a"), "");
}

TEST(JsonSlices, VisitsElementsUntilToldToStop) {
  std::vector<std::string> seen;
  jsonElements(R"([1, "two", {"three": 3}, 4])", [&seen](std::string_view element) {
    seen.emplace_back(element);
    return seen.size() == 3;
  });
  EXPECT_EQ(seen, (std::vector<std::string>{"1", R"("two")", R"({"three": 3})"}));
  jsonElements(R"({"a": 1})", [](std::string_view) {
    ADD_FAILURE() << "an object has no elements";
    return true;
  });
}

TEST(JsonSlices, GivesTextsDecoded) {
  struct Row {
    std::string_view value;
    std::string_view text;
  };
  for (const auto& [value, text] : std::vector<Row>{
           {R"("plain")", "plain"},
           {R"("")", ""},
           {R"("a\"b\\c\/d\n\t")", "a\"b\\c/d\n\t"},
           {R"("\u0041\u00e9\u4e1a")", "A\xC3\xA9\xE4\xB8\x9A"},
           {R"("\ud83d\ude00!")", "\xF0\x9F\x98\x80!"},
           {R"("\u00")", std::string_view("\0", 1)},
           {"900", "900"},
           {"true", "true"},
           {"null", ""},
           {"{}", ""},
           {"[1]", ""},
           {"", ""},
       }) {
    EXPECT_EQ(jsonText(value).text, text) << value;
  }
}

}  // namespace
}  // namespace dataworks::detail
