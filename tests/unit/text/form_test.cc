// SPDX-License-Identifier: Apache-2.0
#include "text/form.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace dataworks::detail {
namespace {

TEST(Form, DecodesEscapesAndBlanks) {
  const std::pair<std::string, std::string> rows[] = {
      {"", ""},
      {"plain-_.~", "plain-_.~"},
      {"a+b%20c", "a b c"},
      {"%E6%9C%88", "月"},
      {"%e6%9c%88", "月"},
      {"%2B%25", "+%"},
      {"%", "%"},
      {"%4", "%4"},
      {"%4x", "%4x"},
      {"%x4", "%x4"},
      {"%%41", "%A"},
      {"%00", std::string(1, '\0')},
      {"%-1", "%-1"},
  };
  for (const auto& [text, decoded] : rows) EXPECT_EQ(decodeFormText(text), decoded) << text;
}

TEST(Form, IsReadInOrder) {
  using Parameters = std::vector<std::pair<std::string, std::string>>;
  const std::pair<std::string, Parameters> rows[] = {
      {"", {}},
      {"a=1", {{"a", "1"}}},
      {"b=2&a=1&b=3", {{"b", "2"}, {"a", "1"}, {"b", "3"}}},
      {"a&b=&=c", {{"a", ""}, {"b", ""}, {"", "c"}}},
      {"&&a=1&", {{"a", "1"}}},
      {"a=1=2", {{"a", "1=2"}}},
      {"%3D=%26", {{"=", "&"}}},
  };
  for (const auto& [form, parameters] : rows) EXPECT_EQ(readForm(form), parameters) << form;
}

}  // namespace
}  // namespace dataworks::detail
