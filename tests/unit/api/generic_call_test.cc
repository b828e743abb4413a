// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "api/operations.h"

namespace dataworks::detail::api {
namespace {

TEST(RpcRequest, TakesAnyTextAsAValue) {
  const auto parameters = encode(RpcRequest{
      .action = "ListProjects", .parameters = {{"PageSize", "10"}, {"Filter.1.Name", "a b\n=中\xff"}, {"Empty", ""}}});
  ASSERT_TRUE(parameters) << parameters.error();
  ASSERT_EQ(parameters->parameters.size(), 3u);
  EXPECT_EQ(parameters->parameters[1].name, "Filter.1.Name");
  EXPECT_EQ(parameters->parameters[1].value, "a b\n=中\xff");
}

struct RefusedCall {
  RpcRequest request;
  std::string message;
};

TEST(RpcRequest, IsRefusedLocallyWhereItCanMeanNothing) {
  const RefusedCall rows[] = {
      {{}, "action is empty"},
      {{.action = "A\n"}, "action has a control character in it"},
      {{.action = "A", .version = ""}, "version is empty"},
      {{.action = "A", .parameters = {{"", "x"}}}, "the name of a parameter is empty"},
      {{.action = "A", .parameters = {{"a", "1"}, {"a", "2"}}}, R"(parameters has a parameter "a" twice)"},
      {{.action = "A", .parameters = {{"Signature", "x"}}}, R"(parameter "Signature" is added by the client itself)"},
      {{.action = "A", .parameters = {{"Action", "B"}}}, R"(parameter "Action" is added by the client itself)"},
      {{.action = "A", .parameters = {{"RegionId", "x"}}}, R"(parameter "RegionId" is added by the client itself)"},
  };
  for (const RefusedCall& row : rows) {
    const auto parameters = encode(row.request);
    ASSERT_FALSE(parameters) << row.message;
    EXPECT_EQ(parameters.error().message, row.message);
    EXPECT_EQ(parameters.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(parameters.error().operation, row.request.action);
  }
}

struct ResponseRow {
  std::string body;
  std::string requestId;
};

TEST(RpcResponse, IsHandedOverAsItIsWithTheRequestIdWhereThereIsOne) {
  const ResponseRow rows[] = {
      {R"({"RequestId":"r","Code":"Whatever","Data":[1,{}]})", "r"},
      {"<A><requestId>r</requestId><B>a &amp; b</B></A>", "r"},
      {R"({"Success":true,"Code":"odd","Message":"its own"})", ""},
      {R"({"RequestId":"r","Code":"200","Message":"OK"})", "r"},
      {R"({"ReturnCode":0,"ReturnMessage":"","ReturnValue":7})", ""},
      {R"({"ReturnCode":"00000"})", ""},
      {R"({"Success":true,"ErrorCode":"None","ErrorMessage":""})", ""},
      {R"({"Success":true,"ErrCode":"9","Data":{}})", ""},
      {"{}", ""},
  };
  for (const ResponseRow& row : rows) {
    const auto read = readRpc({.status = 200, .body = row.body});
    ASSERT_TRUE(read) << row.body;
    EXPECT_EQ(read->body, row.body);
    EXPECT_EQ(read->requestId, row.requestId) << row.body;
    EXPECT_EQ(read->httpStatus, 200);
  }
}

TEST(RpcResponse, ThatIsNoneProvesNothing) {
  for (const char* body : {"<html>", "<html><body>502</body></html>", R"({"RequestId":"r","Data":)", "plain text", "",
                           R"({"RequestId":"r"} )"
                           "x"}) {
    const auto read = readRpc({.status = 200, .body = body});
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().kind, ErrorKind::kBadResponse) << body;
    EXPECT_EQ(read.error().execution, Execution::kMaybeExecuted) << body;
  }
}

TEST(RpcResponse, MayBeARefusalAtAnyStatus) {
  struct Row {
    const char* body;
    ErrorKind kind;
    Execution execution;
    const char* code;
    const char* message;
  };
  using enum ErrorKind;
  using enum Execution;
  for (const Row& row : {
           Row{R"({"RequestId":"r","Code":"Forbidden.RAM","Message":"no"})", kRejected, kNotExecuted, "Forbidden.RAM",
               "no"},
           Row{"<E><RequestId>r</RequestId><Code>Throttling.User</Code><Message>slow</Message></E>", kThrottled,
               kNotExecuted, "Throttling.User", "slow"},
           Row{R"({"RequestId":"r","ReturnCode":"600011","ReturnMessage":"bad date"})", kRejected, kNotExecuted,
               "600011", "bad date"},
           Row{R"({"RequestId":"r","Success":false,"ErrCode":"1031203110005","ErrMsg":"no flow"})", kRejected,
               kNotExecuted, "1031203110005", "no flow"},
           Row{R"({"RequestId":"r","Success":false,"ErrorCode":"InternalError","ErrorMessage":"oops"})", kService,
               kMaybeExecuted, "InternalError", "oops"},
           Row{R"({"RequestId":"r","Success":"false","Code":"Throttling","Message":"slow"})", kThrottled, kNotExecuted,
               "Throttling", "slow"},
           Row{R"({"RequestId":"r","Success":false})", kRejected, kNotExecuted, "", ""},
           // What contradicts itself proves nothing.
           Row{R"({"RequestId":"r","ReturnCode":"77","ReturnMessage":"no","ReturnValue":5})", kService, kMaybeExecuted,
               "77", "no"},
           Row{R"({"RequestId":"r","ReturnCode":"0","Success":false,"ReturnValue":5})", kService, kMaybeExecuted, "",
               ""},
           Row{R"({"RequestId":"r","ErrCode":"0","Success":false})", kService, kMaybeExecuted, "", ""},
           Row{R"({"RequestId":"r","Code":"Forbidden.RAM","Message":"no","ReturnValue":5})", kService, kMaybeExecuted,
               "Forbidden.RAM", "no"},
           Row{R"({"Success":false,"ErrCode":"9","ErrMsg":"no"})", kRejected, kMaybeExecuted, "9", "no"},
       }) {
    const auto read = readRpc({.status = 200, .body = row.body});
    ASSERT_FALSE(read) << row.body;
    EXPECT_EQ(read.error().kind, row.kind) << row.body;
    EXPECT_EQ(read.error().execution, row.execution) << row.body;
    EXPECT_EQ(read.error().code, row.code) << row.body;
    EXPECT_EQ(read.error().message, row.message) << row.body;
    EXPECT_EQ(read.error().httpStatus, 200) << row.body;
  }
}

TEST(RpcResponse, WithAnErrorStatusIsAnError) {
  const auto read = readRpc({.status = 403, .body = R"({"Code":"Forbidden.RAM","RequestId":"r","Message":"no"})"});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "Forbidden.RAM");
  EXPECT_EQ(read.error().httpStatus, 403);
  EXPECT_EQ(read.error().execution, Execution::kNotExecuted);
}

}  // namespace
}  // namespace dataworks::detail::api
