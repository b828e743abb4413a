// Queries and form bodies.
#include "form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataworks::emulator {
namespace {

using Form = std::map<std::string, std::string>;

Form read(std::string_view text) {
  Form form;
  readForm(text, form);
  return form;
}

TEST(Form, IsDecoded) {
  const std::pair<const char*, Form> rows[] = {
      {"", {}},
      {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
      {"a=1%202&b=x+y", {{"a", "1 2"}, {"b", "x y"}}},
      {"a%2Fb=%e4%BD%A0", {{"a/b", "你"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"a=&b&=c", {{"a", ""}, {"b", ""}, {"", "c"}}},
      {"&&a=1&", {{"a", "1"}}},
      {"a=100%&b=%4&c=%zz", {{"a", "100%"}, {"b", "%4"}, {"c", "%zz"}}},
      {"a=first&a=second", {{"a", "first"}}},
      {"a=%41%", {{"a", "A%"}}},
  };
  for (const auto& [text, form] : rows) EXPECT_EQ(read(text), form) << text;
}

TEST(Form, QueryAndBodyJoin) {
  Form form;
  readForm("a=query&b=query", form);
  readForm("b=body&c=body", form);
  EXPECT_EQ(form, (Form{{"a", "query"}, {"b", "query"}, {"c", "body"}}));
}

}  // namespace
}  // namespace dataworks::emulator
