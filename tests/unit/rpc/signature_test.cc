// SPDX-License-Identifier: Apache-2.0
// Every published vector of both signatures.
#include "dataworks/signature.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace dataworks::detail {
namespace {

nlohmann::json vectors(const std::string& name) {
  std::ifstream file(DATAWORKS_GOLDEN_DIR "/" + name);
  return nlohmann::json::parse(file);
}

Acs3Request acs3Request(const nlohmann::json& vector) {
  Acs3Request request{.method = vector.at("method"),
                      .path = vector.at("path"),
                      .headers = vector.at("headers"),
                      .body = vector.at("body")};
  std::istringstream query(vector.at("query").get<std::string>());
  for (std::string pair; std::getline(query, pair, '&');) {
    request.query[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
  }
  return request;
}

TEST(RpcSignature, IsThatOfEveryPublishedVector) {
  int checked = 0;
  for (const auto& vector : vectors("signature_vectors.json")) {
    if (vector.at("scheme") != "RPC-V1") continue;
    const std::string method = vector.at("method");
    const std::map<std::string, std::string> parameters = vector.at("params");
    EXPECT_EQ(rpcStringToSign(method, parameters), vector.at("string_to_sign").get<std::string>()) << vector.at("name");
    EXPECT_EQ(signRpc(method, parameters, vector.at("secret").get<std::string>()),
              vector.at("signature").get<std::string>())
        << vector.at("name");
    ++checked;
  }
  EXPECT_GE(checked, 7);
}

TEST(RpcSignature, LeavesTheSignatureItselfOut) {
  const std::map<std::string, std::string> parameters{{"A", "1"}, {"Signature", "old"}, {"SignatureNonce", "n"}};
  EXPECT_EQ(rpcStringToSign("GET", parameters), "GET&%2F&A%3D1%26SignatureNonce%3Dn");
  EXPECT_EQ(rpcStringToSign("GET", {}), "GET&%2F&");
}

TEST(Acs3Signature, IsThatOfEveryPublishedVector) {
  int checked = 0;
  for (const auto& vector : vectors("acs3_vectors.json")) {
    const Acs3Request request = acs3Request(vector);
    EXPECT_EQ(acs3StringToSign(request), vector.at("stringToSign").get<std::string>()) << vector.at("name");
    EXPECT_EQ(signAcs3(request, vector.at("accessKeySecret").get<std::string>()),
              vector.at("signature").get<std::string>())
        << vector.at("name");
    ++checked;
  }
  EXPECT_GE(checked, 2);
}

TEST(Acs3Signature, CoversEachPartOfTheRequest) {
  const Acs3Request good{
      .query = {{"a", "1"}}, .headers = {{"host", "h"}, {"content-type", "t"}, {"x-acs-date", "d"}}, .body = "b=2"};
  const std::string signature = signAcs3(good, "secret");
  const auto changed = [&](auto change) {
    Acs3Request request = good;
    change(request);
    return signAcs3(request, "secret") != signature;
  };
  EXPECT_TRUE(changed([](auto& request) { request.method = "GET"; }));
  EXPECT_TRUE(changed([](auto& request) { request.path = "/x"; }));
  EXPECT_TRUE(changed([](auto& request) { request.query["a"] = "2"; }));
  EXPECT_TRUE(changed([](auto& request) { request.query["c"] = ""; }));
  EXPECT_TRUE(changed([](auto& request) { request.headers["host"] = "i"; }));
  EXPECT_TRUE(changed([](auto& request) { request.headers["content-type"] = "u"; }));
  EXPECT_TRUE(changed([](auto& request) { request.headers["x-acs-date"] = "e"; }));
  EXPECT_TRUE(changed([](auto& request) { request.headers["x-acs-other"] = ""; }));
  EXPECT_TRUE(changed([](auto& request) { request.body = "b=3"; }));
  EXPECT_NE(signAcs3(good, "secres"), signature);
  // What is not signed, and what is the same.
  EXPECT_FALSE(changed([](auto& request) { request.headers["accept"] = "application/json"; }));
  EXPECT_FALSE(changed([](auto& request) {
    request.headers.erase("host");
    request.headers["Host"] = " h ";
  }));
}

}  // namespace
}  // namespace dataworks::detail
