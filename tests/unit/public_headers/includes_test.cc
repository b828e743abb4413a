// SPDX-License-Identifier: Apache-2.0
// What the public headers may include: the standard library, and each other.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

namespace dataworks::detail {
namespace {

const std::filesystem::path kInclude = std::filesystem::path(DATAWORKS_GOLDEN_DIR) / "../../include";

TEST(PublicHeaders, IncludeOnlyTheStandardLibraryAndEachOther) {
  // The C++ headers that they use; one more needs a look at whether it is worth its weight.
  const std::set<std::string> standard{
      "algorithm",  "cassert", "chrono",      "concepts",  "condition_variable", "coroutine",
      "cstddef",    "cstdint", "deque",       "exception", "functional",         "initializer_list",
      "iosfwd",     "map",     "memory",      "mutex",     "optional",           "ranges",
      "stop_token", "string",  "string_view", "tuple",     "type_traits",        "utility",
      "variant",    "vector"};
  const std::regex include(R"re(^\s*#\s*include\s*(?:<([^>]*)>|"([^"]*)"))re");
  int headers = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kInclude)) {
    if (entry.path().extension() != ".h") continue;
    ++headers;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      std::smatch found;
      if (!std::regex_search(line, found, include)) continue;
      if (found[1].matched) {
        const bool isMatchers = found[1] == "gmock/gmock.h" && entry.path().filename() == "matchers.h";
        EXPECT_TRUE(isMatchers || standard.contains(found[1]))
            << entry.path().filename() << " includes <" << found[1] << ">";
      } else {
        EXPECT_TRUE(std::filesystem::exists(kInclude / found[2].str())) << entry.path().filename() << ": " << line;
      }
    }
  }
  EXPECT_GE(headers, 18);
}

TEST(PublicHeaders, DefineNoMacrosButTheirOwn) {
  const std::regex define(R"(^\s*#\s*define\s+(\w+))");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kInclude)) {
    if (entry.path().extension() != ".h") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      std::smatch found;
      if (!std::regex_search(line, found, define)) continue;
      EXPECT_TRUE(found[1].str().starts_with("DATAWORKS_")) << entry.path().filename() << ": " << line;
    }
  }
}

}  // namespace
}  // namespace dataworks::detail
