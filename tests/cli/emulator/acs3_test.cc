// The newer signature: the published vectors, and what the gateway makes of it.
#include "acs3.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "gateway.h"

namespace dataworks::emulator {
namespace {

std::vector<nlohmann::json> vectors() {
  std::ifstream file(DATAWORKS_GOLDEN_DIR "/signature_vectors.json");
  std::vector<nlohmann::json> ours;
  for (auto& vector : nlohmann::json::parse(file)) {
    if (vector.at("scheme") == "ACS3") ours.push_back(std::move(vector));
  }
  return ours;
}

/// The request of a vector as it would come, perhaps with something changed after it was signed.
ApiRequest read(const nlohmann::json& vector, const std::string& body = {}, const Headers& changed = {}) {
  Headers headers = changed;
  headers.emplace("authorization", vector.at("authorization"));
  for (const auto& [name, value] : vector.at("headers").items()) headers.emplace(name, value);
  ApiRequest request{vector.at("method"), vector.at("params")};
  readAcs3(headers, body, request);
  return request;
}

TEST(Acs3, IsThatOfEveryPublishedVector) {
  ASSERT_GE(vectors().size(), 2U);
  for (const auto& vector : vectors()) {
    const ApiRequest request = read(vector);
    EXPECT_EQ(request.canonicalRequest, vector.at("canonical_request"));
    EXPECT_EQ(acs3StringToSign(request.canonicalRequest), vector.at("string_to_sign"));
    EXPECT_EQ(signAcs3(request.canonicalRequest, vector.at("secret")), vector.at("signature"));
    EXPECT_EQ(request["Signature"], vector.at("signature"));
    EXPECT_EQ(request["AccessKeyId"], vector.at("access_key_id"));
  }
}

TEST(Acs3, IsNotReadFromARequestWithTheOlderSignature) {
  ApiRequest request{"POST", {{"Action", "CreateManualDag"}}};
  readAcs3({{"x-acs-action", "Other"}, {"authorization", "Basic abc"}}, {}, request);
  EXPECT_EQ(request.canonicalRequest, "");
  EXPECT_EQ(request["Action"], "CreateManualDag");
}

TEST(Acs3, SelectsXmlOnlyWithTheAcceptHeader) {
  const auto vector = vectors().back();
  EXPECT_EQ(read(vector)["Format"], "JSON");
  EXPECT_EQ(read(vector, {}, {{"accept", "application/json"}})["Format"], "JSON");
  EXPECT_EQ(read(vector, {}, {{"accept", "application/xml"}})["Format"], "XML");
}

TEST(Acs3, PassesTheGatewayUnlessAnythingChangedAfterSigning) {
  const auto vector = vectors().back();  // of CreateManualDag, at this time:
  const WallTime then = std::chrono::sys_days(std::chrono::year(2019) / 9 / 6) + std::chrono::hours(8);
  const auto rejection = [&](const ApiRequest& request) {
    const auto refused = checkRequest(request, {}, then);
    return refused ? refused->code : "none";
  };
  EXPECT_EQ(rejection(read(vector)), "none");
  EXPECT_EQ(rejection(read(vector, "FlowName=other")), "SignatureDoesNotMatch");
  EXPECT_EQ(rejection(read(vector, {}, {{"x-acs-action", "SearchManualDagNodeInstance"}})), "SignatureDoesNotMatch");
  EXPECT_EQ(rejection(read(vector, {}, {{"x-acs-signature-nonce", ""}})), "MissingParameter");
  EXPECT_EQ(rejection(read(vector, {}, {{"x-acs-date", "2019-09-06T07:00:00Z"}})), "InvalidTimeStamp.Expired");
  EXPECT_EQ(rejection(read(vector, {}, {{"authorization", "ACS3-HMAC-SHA256 Credential=testid"}})),
            "IncompleteSignature");
  ApiRequest changed = read(vector);
  changed.canonicalRequest += ' ';
  EXPECT_THAT(checkRequest(changed, {}, then)->message,
              ::testing::EndsWith("server string to sign is:" + acs3StringToSign(changed.canonicalRequest)));
}

}  // namespace
}  // namespace dataworks::emulator
