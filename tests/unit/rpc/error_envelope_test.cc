// SPDX-License-Identifier: Apache-2.0
// The forms of an envelope are golden files (tests/golden/responses/envelope); here stands what they cannot show.
#include "rpc/error_envelope.h"

#include <gtest/gtest.h>

#include <string>

namespace dataworks::detail {
namespace {

TEST(ErrorEnvelope, ReadsXmlWithoutTouchingTheBody) {
  const std::string body = "<Error><Code>A</Code><Message>a &amp; b</Message></Error>";
  const std::string before = body;
  const auto envelope = readErrorEnvelope(body);
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->message, "a & b");
  EXPECT_EQ(body, before);
}

TEST(ErrorEnvelope, IsNoneInEveryPrefixOfOne) {
  for (const std::string whole : {R"({"RequestId":"r","Code":"Throttling","Message":"m"})",
                                  "<Error><RequestId>r</RequestId><Code>Throttling</Code></Error>"}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      EXPECT_FALSE(readErrorEnvelope(whole.substr(0, length))) << whole.substr(0, length);
    }
    EXPECT_TRUE(readErrorEnvelope(whole));
  }
}

}  // namespace
}  // namespace dataworks::detail
