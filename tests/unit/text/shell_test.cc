// SPDX-License-Identifier: Apache-2.0
#include "text/shell.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace dataworks::detail {
namespace {

TEST(Shell, QuotesWhatAShellWouldInterpret) {
  const std::pair<std::string, std::string> rows[] = {
      {"sales", "sales"},
      {"a-b_c.d/e:f=g", "a-b_c.d/e:f=g"},
      {"", "''"},
      {"a b", "'a b'"},
      {"${yyyy-mm-dd}", "'${yyyy-mm-dd}'"},
      {"it's", R"('it'\''s')"},
      {"订单", "'订单'"},
      {"a\nb", "'a\nb'"},
      {"$(reboot)", "'$(reboot)'"},
  };
  for (const auto& [word, quoted] : rows) EXPECT_EQ(shellQuoted(word), quoted);
}

}  // namespace
}  // namespace dataworks::detail
