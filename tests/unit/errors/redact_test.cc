// SPDX-License-Identifier: Apache-2.0
#include "errors/redact.h"

#include <gtest/gtest.h>

#include <string>

namespace dataworks::detail {
namespace {

Error saying(std::string message) {
  Error error;
  error.message = std::move(message);
  return error;
}

TEST(Presentable, MasksTokensThatTheServiceRepeats) {
  struct Row {
    std::string said;
    std::string shown;
  };
  const Credentials credentials{.accessKeyId = "id", .accessKeySecret = "unsent", .securityToken = "CAI+/to=ken"};
  const Row rows[] = {
      {"The token CAI+/to=ken is malformed", "The token *** is malformed"},
      {"SecurityToken=CAI%2B%2Fto%3Dken&x", "SecurityToken=***&x"},
      {"POST&%2F&SecurityToken%3DCAI%252B%252Fto%253Dken", "POST&%2F&SecurityToken%3D***"},
      {"CAI+/to=kenCAI+/to=ken and CAI%2B%2Fto%3Dken", "****** and ***"},
      {"CAI%2b%2fto%3dken", "***"},
      {"no token here", "no token here"},
      {"", ""},
  };
  for (const Row& row : rows) {
    for (std::string Error::*text : {&Error::code, &Error::message, &Error::hint, &Error::requestId}) {
      Error error;
      error.*text = row.said;
      redact(error, credentials);
      EXPECT_EQ(error.*text, row.shown);
    }
  }
  Error error = saying("who sent bearer-1?");
  redact(error, {.bearerToken = "bearer-1"});
  EXPECT_EQ(error.message, "who sent ***?");
}

TEST(Presentable, IsNoLongerThanAnybodyReads) {
  struct Row {
    std::string said;
    std::string shown;
  };
  const std::string most(4096, 'm');
  const Row rows[] = {
      {most, most},
      {most + 'm', most + "..."},
      {most.substr(1) + "中", most.substr(1) + "..."},  // three bytes, of which one has room
      {std::string(1 << 20, 'm'), most + "..."},
  };
  for (const Row& row : rows) {
    Error error = saying(row.said);
    redact(error, {});
    EXPECT_EQ(error.message, row.shown);
  }
}

TEST(Presentable, ShowsNoPartOfATokenThatIsCutOff) {
  const std::string token(1000, 's');
  std::string often;
  while (often.size() < (1 << 17)) often += token + ' ';  // masked, its beginning is short
  for (const std::string& text : {std::string(4000, 'm') + token, often}) {
    Error error = saying(text);
    redact(error, {.securityToken = token});
    EXPECT_EQ(error.message.find("ss"), std::string::npos) << error.message;
  }
}

TEST(Presentable, LeavesWordsAloneThatATestsTokenIsFoundIn) {
  Error error;
  error.code = "InvalidSecurityToken.Expired";
  redact(error, {.securityToken = "token"});
  EXPECT_EQ(error.code, "InvalidSecurityToken.Expired");
}

TEST(Presentable, IsWhatIdsAreToo) {
  std::string id = "req-CAI+/to=ken";
  redact(id, {.securityToken = "CAI+/to=ken"});
  EXPECT_EQ(id, "req-***");
}

}  // namespace
}  // namespace dataworks::detail
