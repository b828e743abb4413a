// SPDX-License-Identifier: Apache-2.0
// The matchers, as the tests of other people's programs use them.
#include "dataworks/testing/matchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "dataworks/result.h"

namespace dataworks::testing {
namespace {

using ::testing::DescribeMatcher;
using ::testing::Not;
using ::testing::StringMatchResultListener;

Result<int> failed() {
  Error error;
  error.kind = ErrorKind::kRejected;
  error.message = "no such flow";
  return error;
}

TEST(Matchers, TellAValueFromAnError) {
  EXPECT_THAT(Result<int>(7), IsOk());
  EXPECT_THAT(failed(), Not(IsOk()));
}

TEST(Matchers, CompareKindAndExecution) {
  EXPECT_THAT(failed(), HasError(ErrorKind::kRejected));
  EXPECT_THAT(failed(), HasError(ErrorKind::kRejected, Execution::kNotExecuted));
  EXPECT_THAT(failed(), Not(HasError(ErrorKind::kNetwork)));
  EXPECT_THAT(failed(), Not(HasError(ErrorKind::kRejected, Execution::kMaybeExecuted)));
  EXPECT_THAT(Result<int>(7), Not(HasError(ErrorKind::kRejected)));
  EXPECT_THAT(Result<int>(7), Not(HasError(ErrorKind::kNone)));
}

TEST(Matchers, SayWhatTheyWantAndWhatThereIs) {
  EXPECT_EQ(DescribeMatcher<Result<int>>(HasError(ErrorKind::kRejected, Execution::kMaybeExecuted)),
            R"(holds an error of the kind "rejected", maybe executed)");
  StringMatchResultListener listener;
  EXPECT_FALSE(::testing::ExplainMatchResult(IsOk(), failed(), &listener));
  EXPECT_NE(listener.str().find("no such flow"), std::string::npos) << listener.str();
}

}  // namespace
}  // namespace dataworks::testing
