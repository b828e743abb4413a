// SPDX-License-Identifier: Apache-2.0
#include "api/gateway_fields.h"

#include <gtest/gtest.h>

namespace dataworks::detail::api {
namespace {

TEST(GatewayFields, OnlyAStatusFrom200To299IsASuccess) {
  for (const int status : {200, 204, 299}) EXPECT_TRUE(isSuccess(status)) << status;
  for (const int status : {0, 100, 199, 300, 302, 400, 500}) EXPECT_FALSE(isSuccess(status)) << status;
}

}  // namespace
}  // namespace dataworks::detail::api
