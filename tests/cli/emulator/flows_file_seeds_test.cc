// SPDX-License-Identifier: Apache-2.0
// The fuzzer's seeds of the flows file, replayed at every run of the tests.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/flows_file_target.h"

namespace dataworks::fuzz {
namespace {

TEST(FlowsFileSeeds, FindNothingWrong) {
  int seeds = 0;
  for (const auto& entry : std::filesystem::directory_iterator(DATAWORKS_FUZZ_SEEDS "/flows_file")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_EQ(flowsFile(bytes), "") << entry.path();
    ++seeds;
  }
  EXPECT_GE(seeds, 10);
}

}  // namespace
}  // namespace dataworks::fuzz
