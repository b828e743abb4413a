// SPDX-License-Identifier: Apache-2.0
#include "report/escape.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace dataworks::detail::report {
namespace {

struct EscapeRow {
  const char* what;
  std::string text;
  std::string markup;
  std::string json;
};

class Escape : public ::testing::TestWithParam<EscapeRow> {};

TEST_P(Escape, LeavesNothingThatAFormatInterprets) {
  std::string markup;
  appendMarkup(markup, GetParam().text);
  EXPECT_EQ(markup, GetParam().markup);
  std::string json;
  appendJson(json, GetParam().text);
  EXPECT_EQ(json, GetParam().json);
  EXPECT_TRUE(nlohmann::json::accept(json));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Escape,
    ::testing::Values(EscapeRow{"plain", "dwd_order_037", "dwd_order_037", "\"dwd_order_037\""},
                      EscapeRow{"nothing", "", "", "\"\""},
                      EscapeRow{"tag", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;",
                                "\"\\u003cscript>alert(1)\\u003c/script>\""},
                      EscapeRow{"quotes", "a\"b'c&d\\e", "a&quot;b&#39;c&amp;d\\e", "\"a\\\"b'c&d\\\\e\""},
                      EscapeRow{"lines", "a\tb\r\nc", "a&#9;b&#13;&#10;c", "\"a\\tb\\r\\nc\""},
                      EscapeRow{"controls", std::string("a\0b\x1b", 4), "a\uFFFDb\uFFFD", "\"a\\u0000b\\u001b\""},
                      EscapeRow{"Chinese and emoji", "订单 🚀", "订单 🚀", "\"订单 🚀\""},
                      EscapeRow{"turned direction", "a\u202Egpj", "a\uFFFDgpj", "\"a\u202Egpj\""},
                      EscapeRow{"line separators", "a\u2028b", "a\u2028b", "\"a\\u2028b\""},
                      EscapeRow{"no character of XML", "a\uFFFFb", "a\uFFFDb", "\"a\uFFFFb\""},
                      EscapeRow{"lone bytes", "a\xFF\x80z", "a\uFFFD\uFFFDz", "\"a\uFFFD\uFFFDz\""},
                      EscapeRow{"cut sequence", "a\xE8\xAE", "a\uFFFD\uFFFD", "\"a\uFFFD\uFFFD\""},
                      EscapeRow{"cut sequence before a tag", "\xE8<b>", "\uFFFD&lt;b&gt;", "\"\uFFFD\\u003cb>\""},
                      EscapeRow{"overlong", "\xC0\xBC", "\uFFFD\uFFFD", "\"\uFFFD\uFFFD\""},
                      EscapeRow{"surrogate", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD", "\"\uFFFD\uFFFD\uFFFD\""}),
    [](const auto& row) {
      std::string label = row.param.what;
      for (char& character : label) character = character == ' ' ? '_' : character;
      return label;
    });

}  // namespace
}  // namespace dataworks::detail::report
