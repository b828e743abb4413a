// SPDX-License-Identifier: Apache-2.0
// What a response may be is shown by the golden files; here stands what they cannot show.
#include "wire/read_response.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dataworks::detail::wire {
namespace {

struct Entry {
  std::string text;
  std::int64_t number = 0;
};
constexpr Field kTwoFields[] = {text<Entry, &Entry::text>("Text"), integer<Entry, &Entry::number>("Number")};
constexpr ResponseSchema kTwoFieldsSchema{.fields = kTwoFields};

std::string nested(std::size_t levels, const std::string& open, const std::string& close) {
  std::string body;
  for (std::size_t i = 0; i < levels; ++i) body += open;
  for (std::size_t i = 0; i < levels; ++i) body += close;
  return body;
}

TEST(ReadResponse, SurvivesHopelessNesting) {
  for (std::string body :
       {nested(100'000, R"({"a":)", "}"), nested(100'000, "[", "]"), R"({"a":)" + nested(100'000, "[", "]") + "}",
        nested(100'000, "<a>", "</a>"), std::string(100'000, '['), nested(100'000, "<a>", "")}) {
    Entry response;
    EXPECT_NE(readResponse(body, kTwoFieldsSchema, &response), "");
  }
}

TEST(ReadResponse, LeavesTheBodyOfACopyAlone) {
  for (const std::string body : {"<x><Text>a &amp; b</Text><Number>7</Number></x>", R"({"Text":"a & b","Number":7})"}) {
    const std::string before = body;
    Entry response;
    EXPECT_EQ(readResponseCopy(body, kTwoFieldsSchema, &response), "");
    EXPECT_EQ(response.text, "a & b");
    EXPECT_EQ(response.number, 7);
    EXPECT_EQ(body, before);
  }
}

TEST(ReadResponse, ReplacesWhatIsNotUtf8InXmlWhereTheResponseMayHaveIt) {
  struct Tolerant : Entry {
    std::size_t invalidUtf8 = 0;
  };
  constexpr ResponseSchema shape{.fields = kTwoFields, .invalidUtf8 = [](void* response) -> std::size_t& {
                                   return static_cast<Tolerant*>(response)->invalidUtf8;
                                 }};
  const struct {
    std::string written;
    std::string text;
    std::size_t places;
  } rows[] = {
      {"plain", "plain", 0},
      {"a\xff"
       "b",
       "a�b", 1},
      {"\xe4\xb8", "�", 1},
      {"a&#xD800;b", "a�b", 1},
      {"&#0;&#55296;", "��", 2},
      {"&#x110000;", "�", 1},
      {"&#0 is not closed", "� is not closed", 1},
      {"&#&#0;", "&#�", 1},
      {"\xff&#xdfff;\xff", "���", 3},
      {"&#x65e5;&amp;", "日&", 0},
  };
  for (const auto& [written, text, places] : rows) {
    std::string body = "<x><Text>" + written + "</Text><Number>7</Number></x>";
    Tolerant response;
    EXPECT_EQ(readResponse(body, shape, &response), "") << written;
    EXPECT_EQ(response.text, text);
    EXPECT_EQ(response.number, 7);
    EXPECT_EQ(response.invalidUtf8, places) << written;
  }
  std::string broken = "<x><Text>\xff</Text>";
  Tolerant response;
  EXPECT_NE(readResponse(broken, shape, &response), "");
}

TEST(ReadResponse, KeepsWhatItReadBeforeTheResponseWentWrong) {
  std::string body = R"({"Text":"request id","Number":1.5})";
  Entry response;
  EXPECT_EQ(readResponse(body, kTwoFieldsSchema, &response), "Number cannot be 1.5");
  EXPECT_EQ(response.text, "request id");
  EXPECT_EQ(response.number, 0);
}

// Every cut of a good response must be refused: a response cut on the way can look complete to HTTP.
TEST(ReadResponse, RefusesEveryPrefixOfAResponse) {
  for (const std::string whole :
       {R"({"Text":"a","Number":7,"Other":[{"b":null},1.5,true]})",
        "<?xml version=\"1.0\"?><x><Text>a &amp; <![CDATA[b]]></Text><Number>7</Number></x>"}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      std::string cut = whole.substr(0, length);
      Entry response;
      EXPECT_NE(readResponse(cut, kTwoFieldsSchema, &response), "") << whole.substr(0, length);
    }
    std::string body = whole;
    Entry response;
    EXPECT_EQ(readResponse(body, kTwoFieldsSchema, &response), "");
  }
}

TEST(ReadResponse, TakesWhatIsThereOfXmlThatIsCut) {
  const struct {
    std::string body;
    std::string text;
  } rows[] = {
      {"<x><Number>7</Number><Text>a log", "a lo"},  // the last character is given up
      {"<x><Text>a &lt; b &am", "a < b "},
      {"<x><Text>日本日", "日本"},
      {"<x><Text>a<![CDATA[<b>\r\nc", "a<b>\r\n"},
      {"<x><Text>whole</Text><Numb", "whole"},
      {"<x><Text>whole</Text><Number>1</Number></x", "whole"},
  };
  for (const auto& [written, text] : rows) {
    std::string body = written;
    Entry response;
    EXPECT_EQ(readCutResponse(body, kTwoFieldsSchema, &response), "") << written;
    EXPECT_EQ(response.text, text) << written;
  }
  for (std::string body : {"<html><body>", "plain", "", "<x>"}) {
    Entry response;
    EXPECT_NE(readCutResponse(body, kTwoFieldsSchema, &response), "") << body;
  }
}

// An object of fields, and the list in it.
struct Page {
  std::int64_t total = 0;
  std::vector<Entry> entries;
};
constexpr Field kPageFields[] = {integer<Page, &Page::total>("Total")};
constexpr ResponseSchema kPageShape{
    .fields = {},
    .objectName = "Data",
    .objectFields = kPageFields,
    .object = [](void* page) { return page; },
    .listName = "Rows",
    .entryName = "Row",
    .entryFields = kTwoFields,
    .addEntry = [](void* page) -> void* { return &static_cast<Page*>(page)->entries.emplace_back(); },
    .reserveEntries = [](void* page, std::size_t count) { static_cast<Page*>(page)->entries.reserve(count); }};

TEST(ReadResponse, FindsAnObjectOfFieldsAndTheListInIt) {
  for (std::string body : {
           R"({"Data":{"Total":2,"Rows":[{"Number":1},{"Number":2}]}})",
           R"({"data":{"rows":{"row":[{"Number":1},{"Number":2,"Other":{"Number":3}}]},"total":"2","Number":4}})",
           "<x><Data><Total>2</Total><Rows><Number>1</Number></Rows><Rows><Number>2</Number></Rows></Data></x>",
           "<x><Data><Rows><Row><Number>1</Number></Row><Row><Number>2</Number></Row></Rows><Total>2</Total></Data></"
           "x>",
       }) {
    Page page;
    const std::string written = body;
    EXPECT_EQ(readResponse(body, kPageShape, &page), "") << written;
    EXPECT_EQ(page.total, 2) << written;
    ASSERT_EQ(page.entries.size(), 2u) << written;
    EXPECT_EQ(page.entries[1].number, 2) << written;
  }
  for (std::string body : {R"({})", R"({"Data":null})", R"({"Data":{}})", R"({"Data":{"Rows":[],"Total":null}})",
                           R"({"Rows":[{"Number":1}],"Total":2})", "<x><Data/></x>", "<x><Data><Rows/></Data></x>"}) {
    Page page;
    EXPECT_EQ(readResponse(body, kPageShape, &page), "") << body;
    EXPECT_EQ(page.total, 0) << body;
    EXPECT_TRUE(page.entries.empty()) << body;
  }
}

TEST(ReadResponse, RefusesAnObjectThatIsNoneOrIsThereTwice) {
  const struct {
    std::string body;
    std::string problem;
  } rows[] = {
      {R"({"Data":7})", "Data is not an object"},
      {R"({"Data":[{"Total":2}]})", "Data is not an object"},
      {"<x><Data>text</Data></x>", "Data is not an object"},
      {R"({"Data":{"Total":2},"data":{"Total":2}})", "Data is a duplicate"},
      {R"({"Data":{"Total":2,"total":3}})", "Total is a duplicate with another value"},
      {R"({"Data":{"Total":{}}})", "Total cannot be an object or a list"},
      {R"({"Data":{"Rows":7}})", "Rows is not a list"},
  };
  for (const auto& [written, problem] : rows) {
    std::string body = written;
    Page page;
    EXPECT_EQ(readResponse(body, kPageShape, &page), problem) << written;
  }
}

struct List {
  std::size_t reserved = 0;
  Entry entry;
};
constexpr ResponseSchema kListShape{
    .fields = {},
    .listName = "Data",
    .entryName = "Entry",
    .entryFields = kTwoFields,
    .addEntry = [](void* list) -> void* { return &static_cast<List*>(list)->entry; },
    .reserveEntries = [](void* list, std::size_t count) { static_cast<List*>(list)->reserved = count; }};

struct EstimateRow {
  std::string body;
  std::size_t entries;
};

TEST(ReadResponse, ReservesForTheEntriesThereAre) {
  const std::string padding(1000, ' ');
  std::string shortObjects = R"({"Data":[)";
  for (int i = 0; i < 999; ++i) shortObjects += R"({"a":1},)";
  shortObjects += "{}]}";
  const EstimateRow rows[] = {
      {"{}", 0},
      {R"({"Data":{"Data":[{"a":1},{ "b":2},{)" + std::string("\n\"c\":3},{\t\"d\":4}]}}") + padding, 5},
      {R"({"Data":[{"a":1},{ "b":2},{)" + std::string("\n\"c\":3},{\t\"d\":4}]}") + padding, 4},
      {R"({"Text":"${yyyymmdd} {x} {1","Data":{"Data":[{"a":"${yyyy}"}]}})" + padding, 2},
      {shortObjects, shortObjects.size() / 64},  // implausibly short entries are not believed
      {"<x><Data><Entry/><Entry/><Entry/></Data></x>", 3},
      {"<x><data><a/></data><data/><data/><data/></x>", 4},
  };
  for (const EstimateRow& row : rows) {
    List list;
    std::string body = row.body;
    static_cast<void>(readResponse(body, kListShape, &list));
    EXPECT_EQ(list.reserved, row.entries) << row.body.substr(0, 40);
  }
}

TEST(ReadResponse, RefusesMoreEntriesThanAnyRunHas) {
  for (const int entries : {100'000, 100'001}) {
    std::string body = R"({"Data":[{})";
    for (int i = 1; i < entries; ++i) body += ",{}";
    body += "]}";
    List list;
    EXPECT_EQ(readResponse(body, kListShape, &list), entries == 100'000 ? "" : "Data is longer than any run");
  }
}

}  // namespace
}  // namespace dataworks::detail::wire
