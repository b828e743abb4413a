// SPDX-License-Identifier: Apache-2.0
#include "dataworks/observer.h"

#include <gtest/gtest.h>

#include <sstream>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;

TEST(LogTo, WritesOneLineAnEvent) {
  std::ostringstream out;
  const auto log = logTo(out);
  Error error;
  error.kind = ErrorKind::kThrottled;
  error.operation = "CreateManualDag";
  log->onCallStarted({.call = 7, .operation = "CreateManualDag"});
  log->onAttemptStarting({.call = 7, .operation = "CreateManualDag", .attempt = 1, .signatureNonce = "n1"});
  log->onRetryScheduled({.call = 7, .operation = "CreateManualDag", .attempt = 1, .pause = 500ms, .error = error});
  log->onAttemptStarting({.call = 7, .operation = "CreateManualDag", .attempt = 2, .signatureNonce = "n2"});
  log->onCallFinished({.call = 7, .operation = "CreateManualDag", .ok = true, .attempts = 2, .elapsed = 510ms});
  log->onCallFinished({.call = 8, .operation = "CreateManualDag", .attempts = 1, .elapsed = 3ms, .error = error});
  log->onWarning({.message = "others can\nread the file"});
  EXPECT_EQ(out.str(),
            "dataworks [7] CreateManualDag started\n"
            "dataworks [7] CreateManualDag try 1 nonce n1\n"
            "dataworks [7] CreateManualDag try 1 failed, next in 500 ms: CreateManualDag: throttled [not executed]\n"
            "dataworks [7] CreateManualDag try 2 nonce n2\n"
            "dataworks [7] CreateManualDag ok after 2 tries, 510 ms\n"
            "dataworks [8] CreateManualDag failed after 1 try, 3 ms: CreateManualDag: throttled [not executed]\n"
            "dataworks warning: others can read the file\n");
}

TEST(Observer, DoesNothingWhereNothingIsOverridden) {
  Observer observer;
  observer.onCallStarted({});
  observer.onAttemptStarting({});
  observer.onRetryScheduled({});
  observer.onCallFinished({});
  observer.onWarning({});
}

}  // namespace
}  // namespace dataworks::detail
