// SPDX-License-Identifier: Apache-2.0
// The newer signature: the published vectors, and what the gateway makes of it.
#include "acs3.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "gateway.h"
#include "requests.h"

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
  EXPECT_EQ(rejection(read(vector, {}, {{"x-acs-content-sha256", sha256Hex("x")}})), "SignatureDoesNotMatch");
  ApiRequest changed = read(vector);
  changed.canonicalRequest += ' ';
  EXPECT_THAT(checkRequest(changed, {}, then)->message,
              ::testing::EndsWith("server string to sign is:" + acs3StringToSign(changed.canonicalRequest)));
}

/// A signed search with these headers, perhaps with other headers after it was signed.
ApiRequest search(const Headers& more, const Headers& changed = {}) {
  Headers headers = {{"host", "localhost"},
                     {"content-type", "application/x-www-form-urlencoded"},
                     {"x-acs-action", "SearchManualDagNodeInstance"},
                     {"x-acs-version", "2018-06-01"},
                     {"x-acs-date", detail::isoTimestamp(morning())},
                     {"x-acs-signature-nonce", "n"}};
  headers.insert(more.begin(), more.end());
  const std::string authorization = authorize(headers, {}, "DagId=1");
  headers["authorization"] = authorization;
  for (const auto& [name, value] : changed) headers[name] = value;
  ApiRequest request{"POST", {}};
  readAcs3(headers, "DagId=1", request);
  return request;
}

std::string rejectionOf(const ApiRequest& request) {
  const auto rejection = checkRequest(request, {}, morning());
  return rejection ? rejection->code : "none";
}

TEST(Acs3, EachSignedPartMatters) {
  const Headers sts = {{"x-acs-accesskey-id", "testid"}, {"x-acs-security-token", "token"}};
  EXPECT_EQ(rejectionOf(search({})), "none");
  EXPECT_EQ(rejectionOf(search(sts)), "none") << "temporary credentials";
  const Headers changes = {{"host", "elsewhere"},
                           {"content-type", "text/plain"},
                           {"x-acs-action", "CreateManualDag"},
                           {"x-acs-date", "2026-11-23T00:00:01Z"},
                           {"x-acs-signature-nonce", "m"},
                           {"x-acs-content-sha256", sha256Hex("")},
                           {"x-acs-accesskey-id", "other"},
                           {"x-acs-security-token", "other"}};
  for (const auto& [name, value] : changes) {
    EXPECT_EQ(rejectionOf(search(sts, {{name, value}})), "SignatureDoesNotMatch") << name;
  }
}

TEST(Acs3, RejectsAHeaderOfTheSchemeThatIsNotSigned) {
  const std::vector<std::string> names = {"content-type",         "host",       "x-acs-action",
                                          "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce",
                                          "x-acs-version"};
  for (const std::string& left : names) {
    std::string list;
    for (const std::string& name : names) {
      if (name != left) list += (list.empty() ? "" : ";") + name;
    }
    const ApiRequest request =
        search({}, {{"authorization", "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=" + list + ",Signature=0"}});
    EXPECT_EQ(rejectionOf(request), "IncompleteSignature") << left;
    EXPECT_EQ(request.unsignedHeader, left);
  }
  EXPECT_EQ(rejectionOf(search({}, {{"x-acs-security-token", "added"}})), "IncompleteSignature");
}

TEST(Acs3, ReadsABearerTokenInPlaceOfASignature) {
  Headers headers = {{"x-acs-action", "SearchManualDagNodeInstance"},
                     {"x-acs-version", "2018-06-01"},
                     {"x-acs-date", detail::isoTimestamp(morning())},
                     {"x-acs-signature-nonce", "n"},
                     {"x-acs-bearer-token", "anything"},
                     {"accept", "application/json"}};
  ApiRequest request{"POST", {}};
  readAcs3(headers, {}, request);
  EXPECT_EQ(rejectionOf(request), "none");
  EXPECT_EQ(request["Format"], "JSON");
  headers.erase("x-acs-signature-nonce");
  request = {"POST", {}};
  readAcs3(headers, {}, request);
  EXPECT_EQ(rejectionOf(request), "MissingParameter");
}

}  // namespace
}  // namespace dataworks::emulator
