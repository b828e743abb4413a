// SPDX-License-Identifier: Apache-2.0
// Responses to typed requests, beyond what the golden files show: status codes, limits, and what errors say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "api/operations.h"
#include "text/utf8.h"

namespace dataworks::detail::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t kLimit = 4096;

template <class Request>
Result<typename Request::Response> read(int status, std::string body, bool truncated = false) {
  const CallRequest call{.parameters = {{"InstanceId", "7"}}, .maxLogBytes = kLimit};
  return decode<Request>({.status = status, .body = std::move(body), .truncated = truncated}, call);
}

Result<GetInstanceLogResponse> readLog(std::string body, bool truncated = false) {
  return read<GetInstanceLogRequest>(200, std::move(body), truncated);
}

std::string logBody(const std::string& log) { return R"({"RequestId":"r","Success":true,"Data":")" + log + "\"}"; }

struct StatusRow {
  int status;
  std::string body;
  ErrorKind kind;
  Execution execution;
  std::string code;
};

TEST(TypedResponse, WithAnotherStatusThan2xxIsNoSuccessWhateverItSays) {
  using enum ErrorKind;
  using enum Execution;
  const std::string envelope = R"({"RequestId":"r","Message":"m","Code":")";
  const std::string services = R"({"RequestId":"r","Success":false,"ErrorMessage":"m","ErrorCode":")";
  const StatusRow rows[] = {
      {500, envelope + R"(Forbidden.Wkbench.NoPermission"})", kRejected, kNotExecuted,
       "Forbidden.Wkbench.NoPermission"},
      {403, envelope + R"(Forbidden.RAM"})", kRejected, kNotExecuted, "Forbidden.RAM"},
      {400, envelope + R"(10600111020399005"})", kRejected, kNotExecuted, "10600111020399005"},
      {400, services + R"(10600111020399777"})", kRejected, kNotExecuted, "10600111020399777"},
      {400, envelope + R"(Throttling.User"})", kThrottled, kNotExecuted, "Throttling.User"},
      {429, envelope + R"(Throttling.Api.Risk"})", kThrottled, kNotExecuted, "Throttling.Api.Risk"},
      {500, envelope + R"(InternalError"})", kService, kMaybeExecuted, "InternalError"},
      {500, services + R"(10600111020399777"})", kService, kMaybeExecuted, "10600111020399777"},
      {500, R"({"RequestId":"r","Success":true,"Data":true})", kService, kMaybeExecuted, ""},
      {302, R"({"RequestId":"r","Success":true,"Data":true})", kBadResponse, kMaybeExecuted, ""},
      {502, "<html>", kService, kMaybeExecuted, ""},
      {404, "", kBadResponse, kMaybeExecuted, ""},
  };
  for (const StatusRow& row : rows) {
    for (const auto& error : {read<GetInstanceLogRequest>(row.status, row.body).error(),
                              read<RestartInstanceRequest>(row.status, row.body).error(),
                              read<RunManualDagNodesRequest>(row.status, row.body).error()}) {
      EXPECT_EQ(name(error.kind), name(row.kind)) << row.status << row.body;
      EXPECT_EQ(name(error.execution), name(row.execution)) << row.status << row.body;
      EXPECT_EQ(error.code, row.code) << row.status << row.body;
      EXPECT_EQ(error.httpStatus, row.status);
    }
  }
}

TEST(TypedResponse, OfATriggerThatContradictsItsRefusalProvesNothing) {
  const auto read400 =
      read<RunManualDagNodesRequest>(400, R"({"RequestId":"r","Code":"MissingParameter","Message":"m","DagId":7})");
  EXPECT_EQ(read400.error().execution, Execution::kMaybeExecuted);
  const auto restarted = read<RestartInstanceRequest>(
      400, R"({"RequestId":"r","Success":false,"ErrorCode":"MissingParameter","Data":true})");
  EXPECT_EQ(restarted.error().execution, Execution::kMaybeExecuted);
}

TEST(TypedResponse, ThatRejectsAnIdSaysThatIdsAreNotProvenToBeTheSame) {
  const auto hintOf = [](const std::string& code) {
    return read<GetInstanceRequest>(
               200, R"({"RequestId":"r","Success":false,"ErrorMessage":"m","ErrorCode":")" + code + "\"}")
        .error()
        .hint;
  };
  EXPECT_THAT(hintOf("11020293070"), HasSubstr("are expected, but not proven, to be valid here"));
  EXPECT_THAT(hintOf("11020293069"), HasSubstr("There is no run with this dag id"));
  EXPECT_THAT(hintOf("11020293069"), HasSubstr("are expected, but not proven, to be valid here"));
  EXPECT_THAT(hintOf("Forbidden.Wkbench.X"), Not(HasSubstr("proven")));
  const auto project = decode<GetProjectRequest>(
      {.status = 200, .body = R"({"RequestId":"r","Success":false,"ErrorCode":"11020293070"})"},
      {.parameters = {{"ProjectIdentifier", "sales"}}});
  EXPECT_EQ(project.error().hint, "");
}

TEST(InstanceLog, OfTheLimitIsWholeAndALongerOneIsCutBetweenCharacters) {
  const auto whole = readLog(logBody(std::string(kLimit, 'x')));
  ASSERT_TRUE(whole) << whole.error();
  EXPECT_EQ(whole->data.size(), kLimit);
  EXPECT_FALSE(whole->truncated);
  // From a transport that cuts nothing:
  std::string chinese;
  while (chinese.size() < kLimit) chinese += "日";
  const auto cut = readLog(logBody("x" + chinese));
  ASSERT_TRUE(cut) << cut.error();
  EXPECT_TRUE(cut->truncated);
  EXPECT_EQ(cut->data, ("x" + chinese).substr(0, cut->data.size()));
  EXPECT_TRUE(isUtf8(cut->data));
  EXPECT_GT(cut->data.size(), kLimit - 4);
}

struct CutRow {
  std::string body;
  std::string log;
};

TEST(InstanceLog, ThatTheTransportCutIsReadToItsCut) {
  const CutRow rows[] = {
      {R"({"RequestId":"r","Success":true,"Data":"line 1\nline 2)", "line 1\nline "},
      {R"({"RequestId":"r","Data":"line 1)", "line "},  // Success was to come
      {R"({"Data":"日本日)", "日本"},
      {"{\"Data\":\"日本\xe6\x97", "日本"},
      {R"({"Data":"a\u00e9\u00)", "a\u00e9"},
      {"<R><RequestId>r</RequestId><Data>a &lt; b, c", "a < b,"},
      {"<R><Data>a &amp; b &am", "a & b "},
      {R"({"Data":"whole","Success":true)", "whole"},
  };
  for (const CutRow& row : rows) {
    const auto log = readLog(row.body, true);
    ASSERT_TRUE(log) << row.body << log.error();
    EXPECT_EQ(log->data, row.log) << row.body;
    EXPECT_TRUE(log->truncated) << row.body;
    EXPECT_EQ(log->invalidUtf8, 0u) << row.body;
  }
}

TEST(InstanceLog, ThatIsCutButIsNoneIsAnError) {
  for (const std::string body :
       {R"({"hello":"worl)", R"({"RequestId":"r","Success":true,"Dat)", "<html><body>long", "plain text",
        R"({"Data":{"a":"b)",
        R"({"RequestId":"r","Success":false,"ErrorCode":"10600111020399005","ErrorMessage":"long)", "<R><Success>tr"}) {
    const auto log = readLog(body, true);
    ASSERT_FALSE(log) << body << log->data;
  }
}

TEST(InstanceLog, OfBinaryBytesIsKeptWithinItsLimit) {
  std::string bytes;
  for (int i = 0; i < 2000; ++i) bytes += static_cast<char>(0x80 + i % 128);
  const auto log = readLog(logBody(bytes));
  ASSERT_TRUE(log) << log.error();
  EXPECT_TRUE(isUtf8(log->data));
  EXPECT_GT(log->invalidUtf8, 1000u);
  EXPECT_LE(log->data.size(), kLimit);
  EXPECT_TRUE(log->truncated);
}

TEST(InstanceHistory, OfTenThousandAttemptsNeedsNoMoreMemoryThanItsRecords) {
  constexpr int kAttempts = 10'000;
  std::string body = R"({"RequestId":"r","Success":true,"Instances":[)";
  for (int i = 1; i <= kAttempts; ++i) {
    body += (i == 1 ? "" : ",") + (R"({"InstanceHistoryId":)" + std::to_string(i)) +
            R"(,"NodeName":"n","InstanceId":7,"Status":"FAILURE","CreateTime":1559318400000})";
  }
  const auto history = read<ListInstanceHistoryRequest>(200, body + "]}");
  ASSERT_TRUE(history) << history.error();
  EXPECT_EQ(history->instances.size(), 10'000u);
  EXPECT_EQ(history->instances.back().instanceHistoryId, kAttempts);
  EXPECT_LE(history->instances.capacity(), 10'002u);
}

TEST(RunManualDagNodesResponse, RefersToItsRun) {
  const CallRequest call{.regionId = "cn-beijing", .parameters = {{"ProjectName", "sales"}, {"ProjectEnv", "DEV"}}};
  const auto run = decode<RunManualDagNodesRequest>({.status = 200, .body = R"({"RequestId":"r","DagId":7})"}, call);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(
      run->ref(),
      (DagRef{
          .projectName = "sales", .dagId = 7, .env = ProjectEnv::kDev, .regionId = "cn-beijing", .triggered = true}));
}

}  // namespace
}  // namespace dataworks::detail::api
