// SPDX-License-Identifier: Apache-2.0
// Every row of the table of evidence: what each kind of failure proves about whether the service acted.
#include "errors/classify.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace dataworks::detail {
namespace {

using enum ErrorKind;
using enum Execution;
using namespace std::chrono_literals;

TEST(Evidence, OfAFailureIsWhetherAByteLeft) {
  struct Row {
    ErrorKind kind;
    Phase phase;
    RequestSent sent;
    Execution execution;
  };
  const Row rows[] = {
      {kNetwork, Phase::kResolve, RequestSent::kNo, kNotExecuted},
      {kNetwork, Phase::kConnect, RequestSent::kNo, kNotExecuted},
      {kNetwork, Phase::kTls, RequestSent::kNo, kNotExecuted},
      {kTimeout, Phase::kConnect, RequestSent::kNo, kNotExecuted},
      {kCancelled, Phase::kConnect, RequestSent::kNo, kNotExecuted},
      {kNetwork, Phase::kSend, RequestSent::kMaybe, kMaybeExecuted},
      {kNetwork, Phase::kReceive, RequestSent::kMaybe, kMaybeExecuted},
      {kTimeout, Phase::kReceive, RequestSent::kMaybe, kMaybeExecuted},
      {kCancelled, Phase::kReceive, RequestSent::kMaybe, kMaybeExecuted},
      {kBadResponse, Phase::kReceive, RequestSent::kMaybe, kMaybeExecuted},
      // Even a phase that sounds early proves nothing when the transport is not sure.
      {kNetwork, Phase::kConnect, RequestSent::kMaybe, kMaybeExecuted},
  };
  for (const Row& row : rows) {
    const Error error =
        classifyFailure({.kind = row.kind, .phase = row.phase, .sent = row.sent, .detail = "reset by peer"});
    EXPECT_EQ(error.kind, row.kind);
    EXPECT_EQ(error.phase, row.phase);
    EXPECT_EQ(error.execution, row.execution) << name(row.kind) << ' ' << name(row.phase);
    EXPECT_EQ(error.message, "reset by peer");
    EXPECT_EQ(error.httpStatus, 0);
  }
}

TEST(Evidence, OfATransportThatSaysNothingIsNone) {
  EXPECT_EQ(classifyFailure(TransportFailure{}).execution, kMaybeExecuted);
}

struct ResponseRow {
  int status;
  std::optional<ErrorEnvelope> envelope;
  ErrorKind kind;
  Execution execution;
};

ErrorEnvelope envelope(std::string code, std::string requestId = "R-1") {
  return {.code = std::move(code), .message = "its words", .requestId = std::move(requestId), .recommend = ""};
}

TEST(Evidence, OfAnErrorResponseIsItsCodeThenItsStatus) {
  const ResponseRow rows[] = {
      // A 4xx with a valid envelope was refused, whatever its code, unless the code speaks of trouble.
      {400, envelope("RequestTimeout"), kService, kMaybeExecuted},
      {409, envelope("Backend.InternalFault"), kService, kMaybeExecuted},
      {400, envelope("Other"), kRejected, kNotExecuted},
      {404, envelope("InvalidApi.NotFound"), kRejected, kNotExecuted},
      {409, envelope("Other"), kRejected, kNotExecuted},
      {429, envelope("Other"), kThrottled, kNotExecuted},
      {499, envelope("Other"), kRejected, kNotExecuted},
      {400, envelope("SignatureDoesNotMatch"), kCredentials, kNotExecuted},
      {400, envelope("InvalidTimeStamp.Expired"), kRejected, kNotExecuted},
      {400, envelope("InvalidSecurityToken.Expired"), kCredentials, kNotExecuted},
      {400, envelope("SignatureNonceUsed"), kService, kMaybeExecuted},
      // Who was turned away at the door was, with any status.
      {403, envelope("Forbidden.RAM"), kRejected, kNotExecuted},
      {500, envelope("Forbidden.Wkbench.X"), kRejected, kNotExecuted},
      {500, envelope("Forbidden.Not.Server"), kRejected, kNotExecuted},
      {429, envelope("Throttling.User"), kThrottled, kNotExecuted},
      {400, envelope("Throttling"), kThrottled, kNotExecuted},
      {503, envelope("Throttling.Api"), kThrottled, kNotExecuted},
      {200, envelope("Throttling.User"), kThrottled, kNotExecuted},
      {400, envelope("InternalError"), kService, kMaybeExecuted},
      {500, envelope("InternalError.System"), kService, kMaybeExecuted},
      {500, envelope("UnknownError"), kService, kMaybeExecuted},
      {503, envelope("ServiceUnavailable"), kService, kMaybeExecuted},
      // Another code proves nothing with these, even one that is known as a refusal.
      {500, envelope("InvalidParameter"), kService, kMaybeExecuted},
      {504, envelope("MissingParameter"), kService, kMaybeExecuted},
      {408, envelope("InvalidTimeStamp.Expired"), kService, kMaybeExecuted},
      {503, envelope("InvalidSecurityToken.Expired"), kService, kMaybeExecuted},
      {302, envelope("NoPermission"), kService, kMaybeExecuted},
      {500, envelope("Other"), kService, kMaybeExecuted},
      {502, envelope("Other"), kService, kMaybeExecuted},
      {503, envelope("Other"), kService, kMaybeExecuted},
      {504, envelope("Other"), kService, kMaybeExecuted},
      {408, envelope("Other"), kService, kMaybeExecuted},
      {302, envelope("Other"), kService, kMaybeExecuted},
      {200, envelope("Other"), kService, kMaybeExecuted},
      // Without a request id it is not certain who wrote it.
      {400, envelope("Other", ""), kRejected, kMaybeExecuted},
      {403, envelope("Forbidden.RAM", ""), kRejected, kMaybeExecuted},
      {429, envelope("Throttling.User", ""), kThrottled, kMaybeExecuted},
      // And what is no envelope proves nothing at all.
      {200, std::nullopt, kBadResponse, kMaybeExecuted},
      {302, std::nullopt, kBadResponse, kMaybeExecuted},
      {300, envelope("NoPermission"), kService, kMaybeExecuted},
      {400, std::nullopt, kBadResponse, kMaybeExecuted},
      {403, std::nullopt, kBadResponse, kMaybeExecuted},
      {404, std::nullopt, kBadResponse, kMaybeExecuted},
      {408, std::nullopt, kService, kMaybeExecuted},
      {429, std::nullopt, kThrottled, kMaybeExecuted},
      {500, std::nullopt, kService, kMaybeExecuted},
      {502, std::nullopt, kService, kMaybeExecuted},
      {503, std::nullopt, kService, kMaybeExecuted},
      {504, std::nullopt, kService, kMaybeExecuted},
  };
  for (const ResponseRow& row : rows) {
    const Error error = classifyErrorResponse({.status = row.status}, row.envelope, {});
    const std::string what = std::to_string(row.status) + ' ' + (row.envelope ? row.envelope->code : "no envelope");
    EXPECT_EQ(error.kind, row.kind) << what;
    EXPECT_EQ(error.execution, row.execution) << what;
    EXPECT_EQ(error.phase, Phase::kResponse) << what;
    EXPECT_EQ(error.httpStatus, row.status) << what;
  }
}

TEST(Evidence, IsNotLookedForInMegabytes) {
  const std::string start(4000, 'x');
  EXPECT_TRUE(mentionsServerFailure("", start + " timeout", {}));
  EXPECT_FALSE(mentionsServerFailure("", start + start + " timeout", {}));
}

TEST(Evidence, OfAnErrorResponseThatContradictsItselfIsNone) {
  for (const int status : {200, 400, 403, 429, 500}) {
    for (const char* code :
         {"MissingParameter", "Throttling.User", "Forbidden.RAM", "InvalidTimeStamp.Expired", "Other"}) {
      const Error error = classifyErrorResponse({.status = status}, envelope(code), {}, true);
      EXPECT_EQ(error.kind, kService) << status << ' ' << code;
      EXPECT_EQ(error.execution, kMaybeExecuted) << status << ' ' << code;
    }
  }
}

TEST(Evidence, OfAnErrorResponseWithAKnownCodeNeedsNoWords) {
  const auto troubled = [](std::string code) {
    return ErrorEnvelope{.code = std::move(code), .message = "internal error", .requestId = "R-1", .recommend = ""};
  };
  for (const int status : {200, 429}) {
    const Error error = classifyErrorResponse({.status = status}, troubled("Throttling.User"), {});
    EXPECT_EQ(error.execution, kNotExecuted) << status;
    EXPECT_EQ(error.hint, explainCode("Throttling.User")) << status;
    EXPECT_EQ(classifyErrorResponse({.status = status}, troubled("Other"), {}).execution, kMaybeExecuted) << status;
  }
}

TEST(Evidence, OfARefusalIsNotWhatItQuotes) {
  struct Row {
    std::string flow;
    std::string dagPara;
    std::string code;
    std::string message;
    Execution execution;
  };
  const Row rows[] = {
      {"nightly", "", "1", "no such flow: nightly", kNotExecuted},
      {"internal_report", "", "1", "no such flow: internal_report", kNotExecuted},
      {"内部报表", "", "1", "没有这个流程：内部报表", kNotExecuted},
      {"内部报表", "", "1", "业务流程不存在：内部报表", kNotExecuted},  // known by its message
      {"internal_report", "", "600011", "internal_report: bad bizdate", kNotExecuted},
      {"a", R"({"mode":"timeout_test"})", "1", "bad parameter timeout_test", kNotExecuted},
      {"a", "mode=timeout_test n=1", "1", "bad parameter timeout_test", kNotExecuted},
      {"internal_report", "", "1", "internal_report, internal_report", kNotExecuted},
      // What the service says itself counts.
      {"internal_report", "", "1", "internal error in internal_report", kMaybeExecuted},
      {"internal_report", "", "1", "internal_report: read timeout", kMaybeExecuted},
      {"internal_report", "", "1", "internal error", kMaybeExecuted},
      {"internal_report", "", "InternalFault", "internal_report", kMaybeExecuted},
      // So does what is nothing but such a word: it cannot be told from the service's own.
      {"internal", "", "1", "internal error", kMaybeExecuted},
      {"e", "", "1", "internal error", kMaybeExecuted},
      {"", "", "1", "internal error", kMaybeExecuted},
      {"internal error", "", "1", "internal error", kMaybeExecuted},
  };
  for (const Row& row : rows) {
    const RpcParameters sent = {{"DagPara", row.dagPara}, {"FlowName", row.flow}};
    const std::string what = row.flow + row.dagPara + " | " + row.code + ' ' + row.message;
    EXPECT_EQ(classifyRejection(row.code, row.message, "R-2", sent, false).execution, row.execution) << what;
    const ErrorEnvelope envelope{.code = row.code, .message = row.message, .requestId = "R-2", .recommend = ""};
    if (row.message.starts_with("业务流程")) continue;  // a code says it there
    EXPECT_EQ(classifyErrorResponse({.status = 400}, envelope, sent).execution, row.execution) << what;
  }
}

TEST(Evidence, OfAnErrorResponseIsQuoted) {
  const HttpResponse response{.status = 429, .headers = {{"x-acs-retry-after", "1500"}}};
  const Error known = classifyErrorResponse(response, envelope("Throttling.User"), {});
  EXPECT_EQ(known.code, "Throttling.User");
  EXPECT_EQ(known.message, "its words");
  EXPECT_EQ(known.requestId, "R-1");
  EXPECT_EQ(known.retryAfter, 1500ms);
  EXPECT_EQ(known.hint, explainCode("Throttling.User"));

  EXPECT_EQ(classifyErrorResponse(response, envelope("Other"), {}).hint, "");

  const Error foreign = classifyErrorResponse(response, std::nullopt, {});
  EXPECT_EQ(foreign.message, "unexpected HTTP 429 response, not from the service");
  EXPECT_EQ(foreign.retryAfter, 1500ms);
  EXPECT_EQ(foreign.code, "");
}

TEST(Evidence, OfARefusalInsideA200) {
  struct Row {
    std::string code;
    std::string message;
    bool gaveId;
    ErrorKind kind;
    Execution execution;
  };
  const Row rows[] = {
      {"600011", "bizdate is invalid", false, kRejected, kNotExecuted},
      {"11020293069", "no such dag", false, kRejected, kNotExecuted},
      {"1", "业务流程不存在", false, kRejected, kNotExecuted},
      {"", "", false, kRejected, kNotExecuted},
      {"Throttling.User", "too many", false, kThrottled, kNotExecuted},
      {"InternalError", "", false, kService, kMaybeExecuted},
      {"SignatureNonceUsed", "", false, kService, kMaybeExecuted},
      // An id is there all the same.
      {"1", "refused", true, kService, kMaybeExecuted},
      {"600011", "refused", true, kService, kMaybeExecuted},
      // The words give it away, whatever the code.
      {"1", "Internal error, try later", false, kService, kMaybeExecuted},
      {"1", "INTERNAL ERROR", false, kService, kMaybeExecuted},
      {"1", "read timeout", false, kService, kMaybeExecuted},
      {"1", "the call timed out", false, kService, kMaybeExecuted},
      {"1", "Time Out", false, kService, kMaybeExecuted},
      {"1", "unknown error", false, kService, kMaybeExecuted},
      {"1", "system error", false, kService, kMaybeExecuted},
      {"1", "backend unavailable", false, kService, kMaybeExecuted},
      {"1", "调用超时", false, kService, kMaybeExecuted},
      {"1", "系统异常", false, kService, kMaybeExecuted},
      {"1", "系统错误", false, kService, kMaybeExecuted},
      {"1", "未知错误", false, kService, kMaybeExecuted},
      {"1", "服务内部错误", false, kService, kMaybeExecuted},
      {"1", "系统内部异常，请稍后重试", false, kService, kMaybeExecuted},
      {"1", "服务繁忙", false, kService, kMaybeExecuted},
      {"1", "java.lang.NullPointerException", false, kService, kMaybeExecuted},
      {"1", "服务器错误", false, kService, kMaybeExecuted},
      {"1", "系统出错，请稍后重试", false, kService, kMaybeExecuted},
      {"1", "System busy, please try again later", false, kService, kMaybeExecuted},
      {"ServerError", "", false, kService, kMaybeExecuted},
      {"500", "time-out", false, kService, kMaybeExecuted},
      {"1", "An unexpected condition", false, kService, kMaybeExecuted},
      {"Backend.Timeout", "", false, kService, kMaybeExecuted},
      {"XUnknownError", "", false, kService, kMaybeExecuted},
      // A known code needs no words.
      {"1031203110005", "internal error", false, kRejected, kNotExecuted},
  };
  for (const Row& row : rows) {
    const Error error = classifyRejection(row.code, row.message, "R-2", {}, row.gaveId);
    const std::string what = row.code + ' ' + row.message;
    EXPECT_EQ(error.kind, row.kind) << what;
    EXPECT_EQ(error.execution, row.execution) << what;
    EXPECT_EQ(error.phase, Phase::kResponse) << what;
    EXPECT_EQ(error.code, row.code);
    EXPECT_EQ(error.message, row.message);
    EXPECT_EQ(error.requestId, "R-2");
    EXPECT_EQ(error.httpStatus, 200);
    const bool contradicts =
        row.execution == kMaybeExecuted && row.code != "InternalError" && row.code != "SignatureNonceUsed";
    const std::string meaning = explainCode(row.message.starts_with("业务流程") ? row.message : row.code);
    EXPECT_EQ(error.hint, contradicts ? "" : meaning) << what;
  }
}

TEST(Evidence, OfARefusalWithoutARequestIdProvesNothing) {
  for (const char* code : {"1", "600011", "Throttling.User"}) {
    EXPECT_EQ(classifyRejection(code, "", "", {}, false).execution, kMaybeExecuted) << code;
  }
}

TEST(Evidence, OfAResponseThatIsNoneIsNone) {
  const Error error = classifyBadResponse({.status = 200}, "cut off", "R-3");
  EXPECT_EQ(error.kind, kBadResponse);
  EXPECT_EQ(error.execution, kMaybeExecuted);
  EXPECT_EQ(error.phase, Phase::kResponse);
  EXPECT_EQ(error.httpStatus, 200);
  EXPECT_EQ(error.message, "cut off");
  EXPECT_EQ(error.requestId, "R-3");
}

TEST(Evidence, OfAnAcceptanceWithoutIdIsThatItRan) {
  const Error error = classifyMissingId("no id", "R-4");
  EXPECT_EQ(error.kind, kBadResponse);
  EXPECT_EQ(error.execution, kExecuted);
  EXPECT_EQ(error.phase, Phase::kResponse);
  EXPECT_EQ(error.httpStatus, 200);
  EXPECT_EQ(error.message, "no id");
  EXPECT_EQ(error.requestId, "R-4");
  EXPECT_EQ(error.hint, "The run was accepted, but its id is not in the response: find it in Operation Center.");
}

TEST(Advice, SaysToLookFirstWhereATriggerMayHaveRun) {
  for (const ErrorKind kind : {kNetwork, kTimeout, kCancelled, kService, kBadResponse, kThrottled}) {
    Error error;
    error.kind = kind;
    error.execution = kMaybeExecuted;
    EXPECT_NE(adviceFor(error, Idempotency::kNotIdempotent).find("before triggering again"), std::string_view::npos);
    EXPECT_EQ(adviceFor(error, Idempotency::kIdempotent).find("trigger"), std::string_view::npos);
  }
}

TEST(Advice, FitsTheKind) {
  struct Row {
    ErrorKind kind;
    std::string_view part;
  };
  const Row rows[] = {{kNetwork, "proxy and endpoint"},
                      {kTimeout, "allow more time"},
                      {kService, "try again later"},
                      {kThrottled, "slow down"},
                      {kBadResponse, "check endpoint"}};
  for (const Row& row : rows) {
    Error error;
    error.kind = row.kind;
    EXPECT_NE(adviceFor(error, Idempotency::kNotIdempotent).find(row.part), std::string_view::npos) << name(row.kind);
  }
  for (const ErrorKind kind : {kInvalidArgument, kCredentials, kCancelled, kRejected, kInternal}) {
    Error error;
    error.kind = kind;
    EXPECT_EQ(adviceFor(error, Idempotency::kNotIdempotent), "") << name(kind);
  }
}

}  // namespace
}  // namespace dataworks::detail
