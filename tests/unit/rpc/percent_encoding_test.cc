// SPDX-License-Identifier: Apache-2.0
#include "rpc/percent_encoding.h"

#include <gtest/gtest.h>

#include <string>

#include "dataworks/signature.h"

namespace dataworks::detail {
namespace {

TEST(PercentEncoding, EncodesEveryByteButTheUnreservedOnes) {
  const std::string unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  constexpr char kHex[] = "0123456789ABCDEF";
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    const std::string expected =
        unreserved.find(text) != std::string::npos ? text : std::string{'%', kHex[byte >> 4U], kHex[byte & 15U]};
    EXPECT_EQ(percentEncode(text), expected) << "byte " << byte;
  }
}

TEST(PercentEncoding, EncodesTexts) {
  struct Row {
    std::string text;
    std::string encoded;
  };
  const Row rows[] = {
      {"", ""},
      {"a b", "a%20b"},
      {"*+~", "%2A%2B~"},
      {"2026-11-22 00:00:00", "2026-11-22%2000%3A00%3A00"},
      {"${yyyy-mm-dd}", "%24%7Byyyy-mm-dd%7D"},
      {"数据", "%E6%95%B0%E6%8D%AE"},
      {"%20", "%2520"},
      {std::string("a\0b", 3), "a%00b"},
      {std::string(1000, '/'),
       [] {
         std::string all;
         for (int i = 0; i < 1000; ++i) all += "%2F";
         return all;
       }()},
  };
  for (const Row& row : rows) EXPECT_EQ(percentEncode(row.text), row.encoded);
}

TEST(PercentEncoding, AppendsBehindWhatIsThere) {
  std::string out = "k=";
  appendPercentEncoded(out, "a/b");
  appendPercentEncoded(out, "c");
  EXPECT_EQ(out, "k=a%2Fbc");
}

}  // namespace
}  // namespace dataworks::detail
