// SPDX-License-Identifier: Apache-2.0
// Replays the corpus of the fuzz targets, the past findings among it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/response_targets.h"

namespace dataworks::fuzz {
namespace {

namespace fs = std::filesystem;

int replay(const char* directory, std::string (*target)(std::string_view)) {
  int seeds = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(DATAWORKS_GOLDEN_DIR) / "../fuzz/seeds" / directory)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(target(bytes), "") << entry.path();
    ++seeds;
  }
  return seeds;
}

TEST(ResponseFuzzSeeds, FindNothing) {
  EXPECT_GT(replay("json_response", jsonResponse), 10);
  EXPECT_GT(replay("xml_response", xmlResponse), 10);
  EXPECT_GT(replay("error_envelope", errorEnvelope), 3);
}

}  // namespace
}  // namespace dataworks::fuzz
