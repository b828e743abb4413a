// SPDX-License-Identifier: Apache-2.0
// Matchers of GoogleMock for the results of this library, for the tests of programs that use it:
//
//   EXPECT_THAT(client.createManualDag(request), IsOk());
//   EXPECT_THAT(client.createManualDag(request), HasError(ErrorKind::kRejected, Execution::kNotExecuted));
//
// The one header here that includes another project's. It is not part of dataworks.h.
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "dataworks/error.h"

namespace dataworks::detail {

template <class Result>
bool explains(const Result& result, ::testing::MatchResultListener& listener) {
  if (result.has_value()) {
    listener << "which holds a value";
  } else {
    listener << "which holds the error \"" << toString(result.error()) << '"';
  }
  return true;
}

}  // namespace dataworks::detail

namespace dataworks::testing {

/// Matches a `Result` that holds a value.
MATCHER(IsOk, negation ? "holds an error" : "holds a value") {
  return detail::explains(arg, *result_listener) && arg.has_value();
}

/// Matches a `Result` that holds an error of this kind.
MATCHER_P(HasError, kind, "holds an error of the kind \"" + std::string(name(kind)) + '"') {
  return detail::explains(arg, *result_listener) && !arg.has_value() && arg.error().kind == kind;
}

/// Matches a `Result` that holds an error of this kind, and that says this of whether the service acted.
MATCHER_P2(HasError, kind, execution,
           "holds an error of the kind \"" + std::string(name(kind)) + "\", " + std::string(name(execution))) {
  return detail::explains(arg, *result_listener) && !arg.has_value() && arg.error().kind == kind &&
         arg.error().execution == execution;
}

}  // namespace dataworks::testing
