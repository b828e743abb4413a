// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "api/operations.h"

namespace dataworks::detail::api {
namespace {

TEST(SearchManualDagNodeInstanceRequest, IsEncodedAsTheServiceWantsIt) {
  const auto parameters = encode(SearchManualDagNodeInstanceRequest{
      .projectName = "sales", .dagId = std::numeric_limits<std::int64_t>::max(), .regionId = "cn-beijing"});
  ASSERT_TRUE(parameters) << parameters.error();
  ASSERT_EQ(parameters->parameters.size(), 2u);
  EXPECT_EQ(parameters->parameters[0].name, "ProjectName");
  EXPECT_EQ(parameters->parameters[0].value, "sales");
  EXPECT_EQ(parameters->parameters[1].name, "DagId");
  EXPECT_EQ(parameters->parameters[1].value, "9223372036854775807");
}

struct RefusedSearch {
  SearchManualDagNodeInstanceRequest request;
  std::string message;
};

TEST(SearchManualDagNodeInstanceRequest, IsRefusedLocallyWhereItCanMeanNothing) {
  const RefusedSearch rows[] = {
      {{}, "projectName is empty"},
      {{.projectName = "a\r", .dagId = 1}, "projectName has a control character in it"},
      {{.projectName = "sales"}, "dagId is 0; ids are greater than 0"},
      {{.projectName = "sales", .dagId = -1}, "dagId is -1; ids are greater than 0"},
      {{.projectName = "sales", .dagId = 1, .regionId = "cn\n"}, "regionId has a control character in it"},
  };
  for (const RefusedSearch& row : rows) {
    const auto parameters = encode(row.request);
    ASSERT_FALSE(parameters) << row.message;
    EXPECT_EQ(parameters.error().message, row.message);
    EXPECT_EQ(parameters.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(parameters.error().operation, "SearchManualDagNodeInstance");
  }
}

TEST(SearchManualDagNodeInstanceResponse, WithAnotherStatusThan2xxIsNoSuccessWhateverItSays) {
  for (const int status : {0, 302, 404, 500}) {
    const auto read = readSearchManualDagNodeInstance({.status = status, .body = R"({"Success":true})"});
    ASSERT_FALSE(read) << status;
    EXPECT_EQ(read.error().httpStatus, status);
  }
}

TEST(SearchManualDagNodeInstanceResponse, OfManyNodesNeedsNoMoreMemoryThanItsNodes) {
  std::string body = R"({"Success":true,"Data":{"NodeInsInfo":[)";
  for (int i = 0; i < 1000; ++i) {
    body += i == 0 ? "" : ",";
    body += R"({"NodeName":"n","InstanceId":)" + std::to_string(i + 1) +
            R"(,"Status":6,"ParaValue":"day=${yyyymmdd}","CreateTime":1559318400000})";
  }
  const auto read = readSearchManualDagNodeInstance({.status = 200, .body = body + "]}}"});
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->data.size(), 1000u);
  EXPECT_EQ(read->data.back().instanceId, 1000);
  EXPECT_LE(read->data.capacity(), 1002u);
}

}  // namespace
}  // namespace dataworks::detail::api
