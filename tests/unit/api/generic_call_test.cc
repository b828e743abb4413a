#include <gtest/gtest.h>

#include <string>

#include "api/operations.h"

namespace dataworks::api {
namespace {

TEST(RpcRequest, TakesAnyTextAsAValue) {
  const auto parameters = encode(RpcRequest{
      .action = "ListProjects", .parameters = {{"PageSize", "10"}, {"Filter.1.Name", "a b\n=中\xff"}, {"Empty", ""}}});
  ASSERT_TRUE(parameters) << parameters.error();
  ASSERT_EQ(parameters->size(), 3u);
  EXPECT_EQ((*parameters)[1].name, "Filter.1.Name");
  EXPECT_EQ((*parameters)[1].value, "a b\n=中\xff");
}

struct RefusedRow {
  RpcRequest request;
  std::string message;
};

TEST(RpcRequest, IsRefusedLocallyWhereItCanMeanNothing) {
  const RefusedRow rows[] = {
      {{}, "action is empty"},
      {{.action = "A\n"}, "action has a control character in it"},
      {{.action = "A", .version = ""}, "version is empty"},
      {{.action = "A", .parameters = {{"", "x"}}}, "the name of a parameter is empty"},
      {{.action = "A", .parameters = {{"a", "1"}, {"a", "2"}}}, R"(parameters has a parameter "a" twice)"},
      {{.action = "A", .parameters = {{"Signature", "x"}}}, R"(parameter "Signature" is added by the client itself)"},
      {{.action = "A", .parameters = {{"Action", "B"}}}, R"(parameter "Action" is added by the client itself)"},
      {{.action = "A", .parameters = {{"RegionId", "x"}}}, R"(parameter "RegionId" is added by the client itself)"},
  };
  for (const RefusedRow& row : rows) {
    const auto parameters = encode(row.request);
    ASSERT_FALSE(parameters) << row.message;
    EXPECT_EQ(parameters.error().message, row.message);
    EXPECT_EQ(parameters.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(parameters.error().operation, row.request.action);
  }
}

struct AnswerRow {
  std::string body;
  std::string requestId;
};

TEST(RpcAnswer, IsHandedOverAsItIsWithTheRequestIdWhereThereIsOne) {
  const AnswerRow rows[] = {
      {R"({"RequestId":"r","Code":"Whatever","Data":[1,{}]})", "r"},
      {"<A><requestId>r</requestId><B>a &amp; b</B></A>", "r"},
      {"<html>", ""},
      {R"({"RequestId":"r","Data":)", "r"},
      {"plain text", ""},
      {"", ""},
  };
  for (const AnswerRow& row : rows) {
    const auto read = readRpc({.status = 200, .body = row.body});
    ASSERT_TRUE(read) << row.body;
    EXPECT_EQ(read->body, row.body);
    EXPECT_EQ(read->requestId, row.requestId) << row.body;
    EXPECT_EQ(read->httpStatus, 200);
  }
}

TEST(RpcAnswer, WithAnErrorStatusIsAnError) {
  const auto read = readRpc({.status = 403, .body = R"({"Code":"Forbidden.RAM","RequestId":"r","Message":"no"})"});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "Forbidden.RAM");
  EXPECT_EQ(read.error().httpStatus, 403);
  EXPECT_EQ(read.error().execution, Execution::kNotExecuted);
}

}  // namespace
}  // namespace dataworks::api
