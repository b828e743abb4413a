// SPDX-License-Identifier: Apache-2.0
#include "text/environment.h"

#include <gtest/gtest.h>

#include "support/environment_variable.h"

namespace dataworks::detail {
namespace {

using testing::environmentOf;

TEST(Environment, HasFlags) {
  for (const char* yes : {"true", "TRUE", "True", "1"}) EXPECT_TRUE(isTrue(environmentOf({{"X", yes}}), "X")) << yes;
  for (const char* no : {"", "false", "0", "yes"}) EXPECT_FALSE(isTrue(environmentOf({{"X", no}}), "X")) << no;
}

}  // namespace
}  // namespace dataworks::detail
