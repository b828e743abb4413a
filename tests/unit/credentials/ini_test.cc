// SPDX-License-Identifier: Apache-2.0
#include "credentials/ini.h"

#include <gtest/gtest.h>

#include <vector>

namespace dataworks::detail {
namespace {

constexpr std::string_view kText =
    "orphan = before any section\n"
    "[default]              # what is used\n"
    "enable = true\n"
    "  type=access_key      # kind of credentials\n"
    "access_key_id = foo\r\n"
    "access_key_secret = b#a;r=z==  ; the secret\n"
    "# type = commented\n"
    "type = second\n"
    "empty =\n"
    "no equals sign\n"
    "\n"
    "[ other ]\n"
    "type = ecs_ram_role\n"
    "Role_Name: \"a role # of ours\"  # quoted\n"
    "role_arn: acs:ram::1:role/r\n"
    "policy = {\"Version\": \"1\"}\n"
    "single = 'q'\n"
    "open = \"q\n"
    "after = \"q\" r\n"
    "hash =#foo\n"
    "[other]\n"
    "late = 1";

TEST(Ini, FindsValues) {
  struct Row {
    std::string_view section;
    std::string_view key;
    std::string_view value;
  };
  for (const auto& [section, key, value] : std::vector<Row>{
           {"default", "enable", "true"},
           {"default", "type", "access_key"},
           {"default", "access_key_id", "foo"},
           {"default", "access_key_secret", "b#a;r=z=="},
           {"default", "empty", ""},
           {"default", "no equals sign", ""},
           {"default", "orphan", ""},
           {"other", "type", "ecs_ram_role"},
           {"other", "enable", ""},
           {"other", "role_name", "a role # of ours"},
           {"other", "role_arn", "acs:ram::1:role/r"},
           {"other", "policy", "{\"Version\": \"1\"}"},
           {"other", "single", "q"},
           {"other", "open", "\"q"},
           {"other", "after", "\"q\" r"},
           {"other", "hash", "#foo"},
           {"other", "late", ""},
           {"missing", "type", ""},
       }) {
    EXPECT_EQ(iniValue(kText, section, key), value) << section << "." << key;
  }
}

TEST(Ini, FindsSections) {
  EXPECT_TRUE(iniHasSection(kText, "default"));
  EXPECT_TRUE(iniHasSection(kText, "other"));
  EXPECT_FALSE(iniHasSection(kText, "oth"));
  EXPECT_FALSE(iniHasSection("", "default"));
  EXPECT_TRUE(iniHasDuplicate(kText, "other"));
  EXPECT_FALSE(iniHasDuplicate(kText, "default"));
  EXPECT_FALSE(iniHasDuplicate(kText, "oth"));
}

}  // namespace
}  // namespace dataworks::detail
