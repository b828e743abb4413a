// SPDX-License-Identifier: Apache-2.0
#include "credentials/file.h"

#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

TEST(CredentialsFile, IsReadWhole) {
  const TemporaryDirectory directory;
  const std::string text = std::string(100'000, 'x') + std::string("\0end", 4);
  const auto file = readFile(directory.write("file", text));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->text, text);
  EXPECT_EQ(file->mark, markOf(directory.path() + "/file"));
}

TEST(CredentialsFile, ReportsWhyItCannotBeRead) {
  const TemporaryDirectory directory;
  const std::string large = directory.write("large", std::string(1024 * 1024 + 1, 'x'));
  EXPECT_EQ(readFile(directory.path() + "/none").error().message,
            directory.path() + "/none: No such file or directory");
  EXPECT_EQ(readFile(directory.path()).error().message, directory.path() + ": is not a regular file");
  EXPECT_EQ(readFile(large).error().message, large + ": is larger than 1 MiB");
}

TEST(CredentialsFile, HasAMarkThatFollowsItsChanges) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/file";
  EXPECT_EQ(markOf(path), FileMark{});
  directory.write("file", "one");
  const FileMark one = markOf(path);
  EXPECT_NE(one, FileMark{});
  EXPECT_EQ(markOf(path), one);
  directory.write("file", "three");
  EXPECT_NE(markOf(path), one);
}

TEST(CredentialsFile, IsNamedFromHome) {
  EXPECT_EQ(shortened("/home/anna/.aliyun/config.json", "/home/anna"), "~/.aliyun/config.json");
  EXPECT_EQ(shortened("/home/annabel/x", "/home/anna"), "/home/annabel/x");
  EXPECT_EQ(shortened("/etc/x", "/home/anna"), "/etc/x");
  EXPECT_EQ(shortened("/etc/x", ""), "/etc/x");
}

TEST(CredentialsFile, MayBeginWithAByteOrderMark) {
  EXPECT_EQ(withoutByteOrderMark("\xEF\xBB\xBF{}"), "{}");
  EXPECT_EQ(withoutByteOrderMark("{}"), "{}");
  EXPECT_EQ(withoutByteOrderMark(""), "");
}

}  // namespace
}  // namespace dataworks::detail
