// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "api/operations.h"

namespace dataworks::detail::api {
namespace {

using namespace std::chrono;

CreateManualDagRequest goodRequest() {
  return {.projectName = "sales", .flowName = "nightly", .bizdate = Bizdate(2026y / 11 / 22)};
}

std::string valueOf(const RpcParameters& parameters, std::string_view name) {
  for (const RpcParameter& parameter : parameters) {
    if (parameter.name == name) return parameter.value;
  }
  return "(absent)";
}

TEST(CreateManualDagRequest, IsEncodedAsTheServiceWantsIt) {
  CreateManualDagRequest request = goodRequest();
  request.dagPara = {{"city", "shanghai"}, {"level", "3"}, {"none", ""}, {"sum", "a=b"}};
  request.nodePara = {{103180025, {{"test", "${yyyy-mm-dd}"}, {"k2", "$[yyyymmdd]"}}}, {7, {{"q", R"("\)"}}}, {8, {}}};
  const auto parameters = encode(request);
  ASSERT_TRUE(parameters) << parameters.error();
  EXPECT_EQ(parameters->parameters.size(), 5u);
  EXPECT_EQ(valueOf(parameters->parameters, "ProjectName"), "sales");
  EXPECT_EQ(valueOf(parameters->parameters, "FlowName"), "nightly");
  EXPECT_EQ(valueOf(parameters->parameters, "Bizdate"), "2026-11-22 00:00:00");
  EXPECT_EQ(valueOf(parameters->parameters, "DagPara"), "city=shanghai level=3 none= sum=a=b");
  const std::string json = valueOf(parameters->parameters, "NodePara");
  EXPECT_EQ(json, R"({"103180025":"test=${yyyy-mm-dd} k2=$[yyyymmdd]","7":"q=\"\\"})");
  EXPECT_EQ(nlohmann::json::parse(json)["7"], R"(q="\)");
}

TEST(CreateManualDagRequest, LeavesOutWhatIsNotGiven) {
  CreateManualDagRequest request = goodRequest();
  request.nodePara = {{7, {}}};
  const auto parameters = encode(request);
  ASSERT_TRUE(parameters) << parameters.error();
  EXPECT_EQ(parameters->parameters.size(), 3u);
  EXPECT_EQ(valueOf(parameters->parameters, "DagPara"), "(absent)");
  EXPECT_EQ(valueOf(parameters->parameters, "NodePara"), "(absent)");
}

TEST(CreateManualDagRequest, TakesManyParametersAndWordsOfAnyLanguage) {
  CreateManualDagRequest request = goodRequest();
  request.flowName = "每日 流程";
  request.dagPara.add("城市", "上海");
  for (int i = 0; i < 40; ++i) request.dagPara.add("k" + std::to_string(i), "=");
  for (int id = 1; id <= 40; ++id) request.nodePara.add(id, {});
  const auto parameters = encode(request);
  ASSERT_TRUE(parameters) << parameters.error();
  EXPECT_EQ(valueOf(parameters->parameters, "FlowName"), "每日 流程");
  EXPECT_EQ(valueOf(parameters->parameters, "DagPara").substr(0, 24), "城市=上海 k0== k1== ");
}

struct RefusedTrigger {
  std::function<void(CreateManualDagRequest&)> spoil;
  std::string message;
};

TEST(CreateManualDagRequest, IsRefusedLocallyWhereItCanMeanNothing) {
  using R = CreateManualDagRequest;
  const std::string nul(1, '\0');
  const RefusedTrigger rows[] = {
      {[](R& r) { r.projectName = ""; }, "projectName is empty"},
      {[](R& r) { r.projectName = "  "; }, "projectName is empty"},
      {[](R& r) { r.projectName = "a\nb"; }, "projectName has a control character in it"},
      {[](R& r) { r.flowName = ""; }, "flowName is empty"},
      {[&](R& r) { r.flowName = "a" + nul; }, "flowName has a control character in it"},
      {[](R& r) { r.flowName = "\xff"; }, "flowName is not UTF-8"},
      {[](R& r) { r.regionId = "\x7f"; }, "regionId has a control character in it"},
      {[](R& r) { r.bizdate = {}; }, "bizdate is not set; usually you want Bizdate::yesterday()"},
      {[](R& r) { r.bizdate = Bizdate(2026y / 2 / 30); }, "bizdate is not set; usually you want Bizdate::yesterday()"},
      {[](R& r) { r.bizdate = Bizdate(year(-5) / 2 / 3); }, "bizdate has a year of other than four digits"},
      {[](R& r) { r.bizdate = Bizdate(year(10000) / 2 / 3); }, "bizdate has a year of other than four digits"},
      {[](R& r) {
         r.dagPara = {{"", "x"}};
       },
       "dagPara has a parameter without a name"},
      {[](R& r) {
         r.dagPara = {{"a b", "x"}};
       },
       "dagPara has white space in a parameter's name; it separates parameters"},
      {[](R& r) {
         r.dagPara = {{"a\t", "x"}};
       },
       "dagPara has white space in a parameter's name; it separates parameters"},
      {[](R& r) {
         r.dagPara = {{"a\r\n", "x"}};
       },
       "dagPara has a line end in a parameter's name; it separates parameters"},
      {[](R& r) {
         r.dagPara = {{"a\x01", "x"}};
       },
       "dagPara has a control character in a parameter's name"},
      {[](R& r) {
         r.dagPara = {{"\xff", "x"}};
       },
       "dagPara has a parameter whose name is not UTF-8"},
      {[](R& r) {
         r.dagPara = {{"a=b", "x"}};
       },
       R"(dagPara has a parameter "a=b" with "=" in its name)"},
      {[](R& r) {
         r.dagPara = {{"a", "secret x"}};
       },
       R"(dagPara has a parameter "a" with white space in its value; it separates parameters and cannot be sent)"},
      {[](R& r) {
         r.dagPara = {{"a", "x\n"}};
       },
       R"(dagPara has a parameter "a" with a line end in its value; it separates parameters and cannot be sent)"},
      {[&](R& r) {
         r.dagPara = {{"a", nul}};
       },
       R"(dagPara has a parameter "a" with a control character in its value)"},
      {[](R& r) {
         r.dagPara = {{"a", "\xc0\x80"}};
       },
       R"(dagPara has a parameter "a" with a value that is not UTF-8)"},
      {[](R& r) {
         r.dagPara = {{"a", "1"}, {"b", "2"}, {"a", "1"}};
       },
       R"(dagPara has a parameter "a" twice)"},
      {[](R& r) {
         r.dagPara = {{"c", ""}, {"b", ""}, {"c", ""}, {"b", ""}};
       },
       R"(dagPara has a parameter "b" twice)"},
      {[](R& r) {
         for (const char name : std::string("abcdefghijxcklm")) r.dagPara.add(std::string(1, name), "");
       },
       R"(dagPara has a parameter "c" twice)"},
      {[](R& r) {
         r.nodePara = {{0, {{"a", "1"}}}};
       },
       "nodePara of node 0 has no valid node id; it must be greater than 0"},
      {[](R& r) {
         r.nodePara = {{-3, {}}};
       },
       "nodePara of node -3 has no valid node id; it must be greater than 0"},
      {[](R& r) {
         r.nodePara = {{7, {{"a", "1"}}}, {8, {}}, {7, {{"b", "1"}}}};
       },
       "nodePara has node 7 twice"},
      {[](R& r) {
         for (int id = 20; id > 0; --id) r.nodePara.add(id, {});
         r.nodePara.add(13, {});
       },
       "nodePara has node 13 twice"},
      {[](R& r) {
         r.nodePara = {{7, {{"a", "1 2"}}}};
       },
       R"(nodePara of node 7 has a parameter "a" with white space in its value; it separates parameters and cannot be sent)"},
      {[](R& r) {
         r.nodePara = {{7, {{"a", "1"}, {"a", "2"}}}};
       },
       R"(nodePara of node 7 has a parameter "a" twice)"},
  };
  for (const RefusedTrigger& row : rows) {
    CreateManualDagRequest request = goodRequest();
    row.spoil(request);
    const auto parameters = encode(request);
    ASSERT_FALSE(parameters) << row.message;
    const Error& error = parameters.error();
    EXPECT_EQ(error.message, row.message);
    EXPECT_EQ(error.kind, ErrorKind::kInvalidArgument) << row.message;
    EXPECT_EQ(error.execution, Execution::kNotExecuted) << row.message;
    EXPECT_EQ(error.phase, Phase::kPrepare) << row.message;
    EXPECT_EQ(error.operation, "CreateManualDag") << row.message;
  }
}

TEST(CreateManualDagResponse, WithAnotherStatusThan2xxIsNoSuccessWhateverItSays) {
  const std::string body = R"({"RequestId":"r","ReturnCode":"0","ReturnValue":7})";
  for (const int status : {0, 100, 301, 400, 408, 429, 500, 503}) {
    const auto read = readCreateManualDag({.status = status, .body = body});
    ASSERT_FALSE(read) << status;
    EXPECT_EQ(read.error().execution, Execution::kMaybeExecuted) << status;
    EXPECT_EQ(read.error().httpStatus, status);
  }
  EXPECT_TRUE(readCreateManualDag({.status = 202, .body = body}));
}

TEST(CreateManualDagResponse, OfAnErrorStatusIsReadAsAnEnvelopeInEitherFormat) {
  for (const char* body :
       {R"({"RequestId":"r","Code":"MissingParameter","Message":"m"})",
        "<Error><RequestId>r</RequestId><Code>MissingParameter</Code><Message>m</Message></Error>"}) {
    const auto read = readCreateManualDag({.status = 400, .body = body});
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "MissingParameter");
    EXPECT_EQ(read.error().requestId, "r");
    EXPECT_EQ(read.error().execution, Execution::kNotExecuted);
  }
}

// Beside a refusal stands what only a run that started can have, or the gateway's word of trouble.
TEST(CreateManualDagResponse, IsInDoubtWhereItContradictsItself) {
  struct Row {
    int status;
    const char* body;
  };
  const Row rows[] = {
      {200, R"({"Code":"Throttling.User","RequestId":"r","ReturnValue":332455685})"},
      {200, R"({"Code":"MissingParameter","RequestId":"r","ReturnValue":"-1"})"},
      {400, R"({"Code":"Other","ReturnCode":"0","RequestId":"r"})"},
      {400, R"({"Code":"InvalidTimeStamp.Expired","RequestId":"r","returnValue":"332455685"})"},
      {200, R"({"ReturnCode":"5000","ReturnMessage":"failed","Code":"InternalError","RequestId":"r"})"},
      {200, R"({"ReturnCode":"5000","ReturnMessage":"failed","Message":"read timed out","RequestId":"r"})"},
      {429, "<Error><Code>Throttling</Code><RequestId>r</RequestId><ReturnValue>7</ReturnValue></Error>"},
  };
  for (const Row& row : rows) {
    const auto read = readCreateManualDag({.status = row.status, .body = row.body});
    ASSERT_FALSE(read) << row.body;
    EXPECT_EQ(read.error().execution, Execution::kMaybeExecuted) << row.body;
    EXPECT_EQ(read.error().kind, ErrorKind::kService) << row.body;
  }
}

TEST(CreateManualDagResponse, HandsOnTheServicesOwnSolution) {
  const auto read = readCreateManualDag(
      {.status = 200,
       .body = R"({"RequestId":"r","ReturnCode":"77","ReturnMessage":"m","ReturnErrorSolution":"do it so"})"});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().hint, "do it so");
}

}  // namespace
}  // namespace dataworks::detail::api
