// SPDX-License-Identifier: Apache-2.0
#include "text/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace dataworks::detail {
namespace {

TEST(Utf8, AcceptsEverythingWellFormed) {
  for (const std::string text :
       {"", "a", "plain text of more than eight bytes", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
        "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "业务流程 nightly 😀 end"}) {
    EXPECT_TRUE(isUtf8(text)) << text;
    EXPECT_TRUE(isUtf8(std::string(70, 'x') + text + std::string(70, 'x'))) << text;
  }
}

TEST(Utf8, RefusesWhatIsCutOverlongOrNoCharacter) {
  for (const std::string text : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x20", "\xe0\x9f\xbf", "\xe4\xb8",
                                 "\xe4\xb8\x20", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
                                 "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe"}) {
    EXPECT_FALSE(isUtf8(text));
    for (const std::size_t before : {1u, 31u, 32u, 63u, 70u}) {
      EXPECT_FALSE(isUtf8(std::string(before, 'x') + text + std::string(70, 'x'))) << before;
    }
  }
}

TEST(Utf8, IsMadeValidByReplacingWhatIsNot) {
  const std::string ascii(40, 'a');
  const struct {
    std::string text;
    std::string valid;
    std::size_t count;
  } rows[] = {{"", "", 0},
              {"日本", "日本", 0},
              {"\xff", "\uFFFD", 1},
              {"a\xe4\xb8z", "a\uFFFDz", 1},
              {"\xe4\xb8", "\uFFFD", 1},
              {"\x80\x80", "\uFFFD\uFFFD", 2},
              {ascii + '\xc0' + ascii, ascii + "\uFFFD" + ascii, 1}};
  for (const auto& [text, valid, count] : rows) {
    std::size_t counted = 0;
    EXPECT_EQ(withValidUtf8(text, counted), valid);
    EXPECT_EQ(counted, count) << valid;
  }
}

TEST(Utf8, IsMadeValidWithinALimit) {
  std::size_t count = 0;
  EXPECT_EQ(withValidUtf8("\xff\xff\xff", count, 6), "\uFFFD\uFFFD");
  EXPECT_EQ(withValidUtf8("abc\xff", count, 5), "abc");
  EXPECT_EQ(withValidUtf8("日本\xff", count, 5), "日");
  EXPECT_EQ(count, 2u);
}

TEST(Utf8, IsCutBetweenCharacters) {
  EXPECT_EQ(firstBytes("日本", 7), "日本");
  EXPECT_EQ(firstBytes("日本", 6), "日本");
  EXPECT_EQ(firstBytes("日本", 5), "日");
  EXPECT_EQ(firstBytes("日本", 2), "");
  EXPECT_EQ(firstBytes("abc", 2), "ab");
  EXPECT_EQ(firstBytes(std::string(9, '\x80'), 8), std::string(5, '\x80'));  // bytes of no character
}

}  // namespace
}  // namespace dataworks::detail
