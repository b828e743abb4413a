// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "credentials/file.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

TEST(CredentialsFile, ReportsWhetherOthersCanReadIt) {
  const TemporaryDirectory directory;
  struct Row {
    unsigned mode;
    bool byOthers;
  };
  for (const auto& [mode, byOthers] : std::vector<Row>{{0600, false}, {0400, false}, {0640, true}, {0604, true}}) {
    EXPECT_EQ(readFile(directory.write("file" + std::to_string(mode), "x", mode))->readableByOthers, byOthers) << mode;
  }
}

TEST(CredentialsFile, ReportsThatItIsAPipe) {
  const TemporaryDirectory directory;
  const std::string pipe = directory.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(readFile(pipe).error().message, pipe + ": is not a regular file");
}

TEST(HomeDirectory, IsThatOfHomeOrOfTheUserDatabase) {
  EXPECT_EQ(homeDirectory(environmentOf({{"HOME", "/home/anna/"}})), "/home/anna");
  EXPECT_NE(homeDirectory(environmentOf({})), "");
}

}  // namespace
}  // namespace dataworks::detail
