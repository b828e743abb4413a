// SPDX-License-Identifier: Apache-2.0
#include "errors/signature_mismatch.h"

#include <gtest/gtest.h>

#include <string>

namespace dataworks::detail {
namespace {

constexpr std::string_view kOurs = "POST&%2F&AccessKeyId%3Dtestid%26SecurityToken%3Dt0ken";

TEST(SignatureMismatch, IsComparedAndCutOutOfTheMessage) {
  struct Row {
    std::string message;
    std::string left;
    bool same;
  };
  const std::string ours(kOurs);
  const std::string theirs = "POST&%2F&AccessKeyId%3Dtestid%26SecurityToken%3Dt0ken%26Extra%3D1";
  const std::string sentence = "Specified signature is not matched with our calculation.";
  const Row rows[] = {
      {sentence + " server string to sign is:" + ours, sentence, true},
      {sentence + " server string to sign is: " + ours + ".", sentence, true},
      {sentence + " server string to sign is:GET&%2F&AccessKeyId%3Dtestid%26SecurityToken%3Dt0ken", sentence, false},
      {sentence + " server string to sign is:POST&%2F&Security", sentence, false},
      {sentence + " server string to sign is:", sentence, false},
      {sentence + " Server string to sign is:" + theirs, sentence, true},
      {"First. Second. server string to sign is:" + ours, "First. Second.", true},
      {"string to sign is:" + ours, "", true},
      {"The string to sign is:" + ours, "The", true},
  };
  for (const Row& row : rows) {
    Error error;
    error.message = row.message;
    EXPECT_TRUE(quotesStringToSign(error));
    explainMismatch(error, kOurs);
    EXPECT_EQ(error.message, row.left);
    EXPECT_EQ(error.message.find("t0ken"), std::string::npos);
    EXPECT_NE(error.hint.find(row.same ? "the access key secret is wrong" : "the secret may be right"),
              std::string::npos)
        << error.hint;
  }
}

TEST(SignatureMismatch, LeavesOtherMessagesAlone) {
  Error error;
  error.message = "something else. Really";
  error.hint = "as it was";
  EXPECT_FALSE(quotesStringToSign(error));
  explainMismatch(error, kOurs);
  EXPECT_EQ(error.message, "something else. Really");
  EXPECT_EQ(error.hint, "as it was");
}

}  // namespace
}  // namespace dataworks::detail
