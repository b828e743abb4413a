// SPDX-License-Identifier: Apache-2.0
// What the gateway rejects, and with which code.
#include "gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "requests.h"

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;

Parameters good() { return commonParameters("SearchManualDagNodeInstance", "n1"); }

TEST(Gateway, PassesASignedRequestByGetAndByPost) {
  EXPECT_FALSE(checkRequest(sign(good(), "GET"), {}, morning()));
  EXPECT_FALSE(checkRequest(sign(good(), "POST"), {}, morning()));
}

TEST(Gateway, PassesTemporaryCredentials) {
  Parameters parameters = good();
  parameters["SecurityToken"] = "anything";
  EXPECT_FALSE(checkRequest(sign(parameters), {}, morning()));
}

TEST(Gateway, PassesABearerTokenWithoutASignature) {
  Parameters parameters = good();
  for (const char* name : {"AccessKeyId", "SignatureMethod"}) parameters.erase(name);
  parameters["SignatureType"] = "BEARERTOKEN";
  EXPECT_EQ(checkRequest({"POST", parameters}, {}, morning())->code, "MissingParameter");
  parameters["BearerToken"] = "anything";
  EXPECT_FALSE(checkRequest({"POST", parameters}, {}, morning()));
  parameters.erase("SignatureNonce");
  EXPECT_EQ(checkRequest({"POST", parameters}, {}, morning())->code, "MissingParameter");
}

TEST(Gateway, RequiresTheConfiguredKey) {
  Parameters parameters = good();
  parameters["AccessKeyId"] = "mine";
  EXPECT_FALSE(checkRequest(sign(parameters, "POST", "secret"), {"mine", "secret"}, morning()));
}

struct RejectedRow {
  std::string parameter;
  std::string value;  // empty: left out
  std::string code;
  int httpStatus = 400;
};

TEST(Gateway, RejectsWithTheCodesOfTheService) {
  const RejectedRow rows[] = {
      {"Action", "", "MissingParameter"},
      {"Action", "DeleteEverything", "InvalidApi.NotFound", 404},
      {"Version", "", "MissingParameter"},
      {"Version", "2019-01-01", "InvalidVersion"},
      {"Version", "2020-05-18", "InvalidApi.NotFound", 404},
      {"Format", "YAML", "InvalidParameter"},
      {"AccessKeyId", "", "MissingParameter"},
      {"AccessKeyId", "other", "InvalidAccessKeyId.NotFound", 404},
      {"SignatureMethod", "", "MissingParameter"},
      {"SignatureMethod", "HMAC-MD5", "InvalidParameter"},
      {"SignatureVersion", "2.0", "InvalidParameter"},
      {"SignatureNonce", "", "MissingParameter"},
      {"Timestamp", "", "MissingParameter"},
      {"Timestamp", "2026-11-23 00:00:00", "InvalidTimeStamp.Format"},
      {"Timestamp", "2026-02-30T00:00:00Z", "InvalidTimeStamp.Format"},
      {"Timestamp", "2026-11-23T24:00:00Z", "InvalidTimeStamp.Format"},
      {"Timestamp", "2026-11-22T23:44:59Z", "InvalidTimeStamp.Expired"},
      {"Timestamp", "2026-11-23T00:15:01Z", "InvalidTimeStamp.Expired"},
  };
  for (const RejectedRow& row : rows) {
    Parameters parameters = good();
    parameters[row.parameter] = row.value;
    if (row.value.empty()) parameters.erase(row.parameter);
    const auto rejection = checkRequest(sign(parameters), {}, morning());
    ASSERT_TRUE(rejection) << row.parameter << '=' << row.value;
    EXPECT_EQ(rejection->code, row.code) << row.parameter << '=' << row.value;
    EXPECT_EQ(rejection->httpStatus, row.httpStatus) << row.parameter << '=' << row.value;
  }
}

TEST(Gateway, AcceptsAClockFifteenMinutesOff) {
  for (const char* timestamp : {"2026-11-22T23:45:00Z", "2026-11-23T00:15:00Z"}) {
    Parameters parameters = good();
    parameters["Timestamp"] = timestamp;
    EXPECT_FALSE(checkRequest(sign(parameters), {}, morning())) << timestamp;
  }
}

TEST(Gateway, AnUnsignedRequestIsIncomplete) {
  EXPECT_EQ(checkRequest({"POST", good()}, {}, morning())->code, "IncompleteSignature");
}

TEST(Gateway, AWrongSignatureReturnsTheExpectedStringToSign) {
  const auto rejection = checkRequest(sign(good(), "POST", "wrong"), {}, morning());
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->code, "SignatureDoesNotMatch");
  EXPECT_THAT(rejection->message, ::testing::EndsWith("server string to sign is:" + rpcStringToSign("POST", good())));
}

TEST(Gateway, RejectsAParameterAddedAfterSigning) {
  ApiRequest request = sign(good());
  request.parameters["DagId"] = "42";
  EXPECT_EQ(checkRequest(request, {}, morning())->code, "SignatureDoesNotMatch");
}

TEST(NonceMemory, RejectsANonceForAsLongAsItsRequestCouldPassAgain) {
  NonceMemory memory;
  EXPECT_TRUE(memory.remember("a", morning()));
  EXPECT_TRUE(memory.remember("b", morning()));
  EXPECT_FALSE(memory.remember("a", morning()));
  EXPECT_FALSE(memory.remember("a", morning() + 30min));
  EXPECT_TRUE(memory.remember("a", morning() + 30min + 1ms));
}

}  // namespace
}  // namespace dataworks::emulator
