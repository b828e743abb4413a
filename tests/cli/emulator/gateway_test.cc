// What the gateway turns away, and with which code.
#include "gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "requests.h"

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;

Parameters good() { return commonParameters("SearchManualDagNodeInstance", "n1"); }

TEST(Gateway, LetsASignedRequestPassByGetAndByPost) {
  EXPECT_FALSE(turnAway(sign(good(), "GET"), {}, morning()));
  EXPECT_FALSE(turnAway(sign(good(), "POST"), {}, morning()));
}

TEST(Gateway, LetsTemporaryCredentialsPass) {
  Parameters parameters = good();
  parameters["SecurityToken"] = "anything";
  EXPECT_FALSE(turnAway(sign(parameters), {}, morning()));
}

TEST(Gateway, WantsTheKeyItWasGiven) {
  Parameters parameters = good();
  parameters["AccessKeyId"] = "mine";
  EXPECT_FALSE(turnAway(sign(parameters, "POST", "secret"), {"mine", "secret"}, morning()));
}

struct Turned {
  std::string parameter;
  std::string value;  // empty: left out
  std::string code;
  int httpStatus = 400;
};

TEST(Gateway, TurnsAwayWithTheCodeOfTheService) {
  const Turned rows[] = {
      {"Action", "", "MissingParameter"},
      {"Action", "DeleteEverything", "InvalidApi.NotFound", 404},
      {"Version", "", "MissingParameter"},
      {"Version", "2020-05-18", "InvalidVersion"},
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
  for (const Turned& row : rows) {
    Parameters parameters = good();
    parameters[row.parameter] = row.value;
    if (row.value.empty()) parameters.erase(row.parameter);
    const auto refusal = turnAway(sign(parameters), {}, morning());
    ASSERT_TRUE(refusal) << row.parameter << '=' << row.value;
    EXPECT_EQ(refusal->code, row.code) << row.parameter << '=' << row.value;
    EXPECT_EQ(refusal->httpStatus, row.httpStatus) << row.parameter << '=' << row.value;
  }
}

TEST(Gateway, AcceptsAClockFifteenMinutesOff) {
  for (const char* timestamp : {"2026-11-22T23:45:00Z", "2026-11-23T00:15:00Z"}) {
    Parameters parameters = good();
    parameters["Timestamp"] = timestamp;
    EXPECT_FALSE(turnAway(sign(parameters), {}, morning())) << timestamp;
  }
}

TEST(Gateway, AnUnsignedRequestIsIncomplete) {
  EXPECT_EQ(turnAway({"POST", good()}, {}, morning())->code, "IncompleteSignature");
}

TEST(Gateway, AWrongSignatureIsAnsweredWithTheStringThatShouldHaveBeenSigned) {
  const auto refusal = turnAway(sign(good(), "POST", "wrong"), {}, morning());
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "SignatureDoesNotMatch");
  EXPECT_THAT(refusal->message, ::testing::EndsWith("server string to sign is:" + rpcStringToSign("POST", good())));
}

TEST(Gateway, AParameterAddedAfterSigningIsNoticed) {
  ApiRequest request = sign(good());
  request.parameters["DagId"] = "42";
  EXPECT_EQ(turnAway(request, {}, morning())->code, "SignatureDoesNotMatch");
}

TEST(NonceMemory, RefusesANonceForAsLongAsItsRequestCouldPassAgain) {
  NonceMemory memory;
  EXPECT_TRUE(memory.remember("a", morning()));
  EXPECT_TRUE(memory.remember("b", morning()));
  EXPECT_FALSE(memory.remember("a", morning()));
  EXPECT_FALSE(memory.remember("a", morning() + 30min));
  EXPECT_TRUE(memory.remember("a", morning() + 30min + 1ms));
}

}  // namespace
}  // namespace dataworks::emulator
