// SPDX-License-Identifier: Apache-2.0
// Every response of tests/golden/responses, read by its operation and compared with the `.expected` file beside it.
// Responses in JSON and XML whose names differ in nothing else share one: the formats must agree. To add a case, add
// two files.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "api/operations.h"
#include "rpc/error_envelope.h"
#include "support/render_response.h"

namespace dataworks::detail {
namespace {

namespace fs = std::filesystem;
using Read = std::function<std::string(std::string body)>;

template <class Request>
std::string readTyped(std::string body) {
  const CallRequest request{
      .regionId = "cn-test", .parameters = {{"ProjectName", "sales"}, {"ProjectEnv", "DEV"}}, .maxLogBytes = 4096};
  return testing::render(api::decode<Request>({.status = 200, .body = std::move(body)}, request));
}

const std::map<std::string, Read>& readers() {
  static const std::map<std::string, Read> kReaders{
      {"create",
       [](std::string body) {
         return testing::render(api::readCreateManualDag({.status = 200, .body = std::move(body)}));
       }},
      {"search",
       [](std::string body) {
         return testing::render(api::readSearchManualDagNodeInstance({.status = 200, .body = std::move(body)}));
       }},
      {"envelope", [](std::string body) { return testing::render(readErrorEnvelope(body)); }},
#define TYPED(Action) {#Action, readTyped<Action##Request>},
      DATAWORKS_TYPED_OPERATIONS(TYPED)
#undef TYPED
  };
  return kReaders;
}

std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.good()) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> responses() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(DATAWORKS_GOLDEN_DIR) / "responses")) {
    if (entry.is_regular_file() && entry.path().extension() != ".expected") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class GoldenResponses : public ::testing::TestWithParam<fs::path> {};

TEST_P(GoldenResponses, AreReadAsExpected) {
  const fs::path& file = GetParam();
  const Read& read = readers().at(file.parent_path().filename().string());
  EXPECT_EQ(read(contentOf(file)), contentOf(fs::path(file).replace_extension(".expected")));
}

INSTANTIATE_TEST_SUITE_P(All, GoldenResponses, ::testing::ValuesIn(responses()), [](const auto& instance) {
  std::string name = instance.param.parent_path().filename().string() + '_' + instance.param.filename().string();
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

TEST(GoldenResponseFiles, AreAllThere) { EXPECT_GT(responses().size(), 400u); }

}  // namespace
}  // namespace dataworks::detail
