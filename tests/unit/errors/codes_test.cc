// SPDX-License-Identifier: Apache-2.0
#include "errors/codes.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace dataworks::detail {
namespace {

using enum ErrorKind;
using enum Execution;

struct CodeRow {
  std::string_view code;
  ErrorKind kind;
  Execution execution;
  Remedy remedy = Remedy::kNone;
};

constexpr CodeRow kRows[] = {
    {"MissingParameter", kRejected, kNotExecuted},
    {"MissingProjectName", kRejected, kNotExecuted},
    {"MissingAnything", kRejected, kNotExecuted},
    {"MissingSecurityToken", kCredentials, kNotExecuted},
    {"InvalidParameter", kRejected, kNotExecuted},
    {"InvalidParameter.Bizdate", kRejected, kNotExecuted},
    {"InvalidVersion", kRejected, kNotExecuted},
    {"InvalidApi.NotFound", kRejected, kNotExecuted},
    {"InvalidProduct.NotFound", kRejected, kNotExecuted},
    {"InvalidAccessKeyId.NotFound", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"InvalidAccessKeyId.Inactive", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"InvalidAccessKeyId", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"SignatureDoesNotMatch", kCredentials, kNotExecuted},
    {"IncompleteSignature", kCredentials, kNotExecuted},
    {"SignatureNonceUsed", kService, kMaybeExecuted, Remedy::kNone},
    {"InvalidTimeStamp.Expired", kRejected, kNotExecuted, Remedy::kCorrectClock},
    {"IllegalTimestamp", kRejected, kNotExecuted, Remedy::kCorrectClock},
    {"InvalidTimeStamp.Format", kRejected, kNotExecuted},
    {"InvalidSecurityToken.Expired", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"InvalidSecurityToken.Malformed", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"InvalidSecurityToken.MismatchWithAccessKey", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"InvalidAccessKeySecret", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"Forbidden.AccessKeyDisabled", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"NoEnabledAccessKey", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"UserDisable", kCredentials, kNotExecuted, Remedy::kRenewCredentials},
    {"Forbidden.NotSupportRAM", kRejected, kNotExecuted},
    {"Forbidden", kRejected, kNotExecuted},
    {"Forbidden.RAM", kRejected, kNotExecuted},
    {"Forbidden.Wkbench.NoPermission", kRejected, kNotExecuted},
    {"Forbidden.Not.Server", kRejected, kNotExecuted},
    {"NoPermission", kRejected, kNotExecuted},
    {"ResourceNotAuthorized.Api", kRejected, kNotExecuted},
    {"Throttling", kThrottled, kNotExecuted, Remedy::kNone},
    {"Throttling.User", kThrottled, kNotExecuted, Remedy::kNone},
    {"Throttling.Api", kThrottled, kNotExecuted, Remedy::kNone},
    {"Throttling.System", kThrottled, kNotExecuted, Remedy::kNone},
    {"Throttling.Resource", kThrottled, kNotExecuted, Remedy::kDailyQuota},
    {"Throttling.Api.Risk", kThrottled, kNotExecuted, Remedy::kDailyQuota},
    {"InternalError", kService, kMaybeExecuted},
    {"InternalError.System", kService, kMaybeExecuted},
    {"UnknownError", kService, kMaybeExecuted},
    {"ServiceUnavailable", kService, kMaybeExecuted},
    {"600011", kRejected, kNotExecuted},
    {"11020293069", kRejected, kNotExecuted},
    {"10600111020399005", kRejected, kNotExecuted},
    {"10600111020399006", kRejected, kNotExecuted},
    {"1031203110005", kRejected, kNotExecuted},
};

TEST(Codes, SayWhatTheyProve) {
  for (const CodeRow& row : kRows) {
    const KnownCode* known = findCode(row.code);
    ASSERT_NE(known, nullptr) << row.code;
    EXPECT_EQ(known->kind, row.kind) << row.code;
    EXPECT_EQ(known->execution, row.execution) << row.code;
    EXPECT_EQ(known->remedy, row.remedy) << row.code;
  }
}

TEST(Codes, AreExplainedInBothLanguages) {
  for (const CodeRow& row : kRows) {
    const std::string english = explainCode(row.code);
    EXPECT_FALSE(english.empty()) << row.code;
    for (const char c : english) EXPECT_LT(static_cast<unsigned char>(c), 0x80) << row.code;
    const std::string chinese = explainCode(row.code, Language::kChinese);
    EXPECT_NE(chinese.find("。"), std::string::npos) << row.code;
  }
}

TEST(Codes, AreFoundByTheirMostSpecificEntry) {
  EXPECT_NE(findCode("MissingProjectName"), findCode("MissingOther"));
  EXPECT_NE(findCode("MissingSecurityToken"), findCode("MissingOther"));
  EXPECT_NE(findCode("Forbidden.Wkbench.X"), findCode("Forbidden.RAM"));
  EXPECT_NE(findCode("Forbidden.Not.Server"), findCode("Forbidden.RAM"));
  EXPECT_NE(findCode("InvalidAccessKeyId.NotFound"), findCode("InvalidAccessKeyId.Inactive"));
  EXPECT_NE(findCode("InvalidAccessKeyId.NotFound"), findCode("InvalidAccessKeyId.Else"));
}

TEST(Codes, SayWhatIsMissingAndWhatDoesNotHelp) {
  EXPECT_NE(explainCode("10600111020399005").find("no such workspace"), std::string::npos);
  EXPECT_NE(explainCode("10600111020399006").find("no such flow"), std::string::npos);
  EXPECT_EQ(explainCode("Forbidden.NotSupportRAM").find("in RAM"), std::string::npos) << "a grant does not help";
}

TEST(Codes, ThatAreNotKnownAreNotGuessed) {
  for (const std::string_view code :
       {"", "0", "Other", "forbidden", "InvalidVersion.More", "60001", "6000110", "Throttl"}) {
    EXPECT_EQ(findCode(code), nullptr) << code;
    EXPECT_EQ(explainCode(code), "") << code;
  }
}

}  // namespace
}  // namespace dataworks::detail
