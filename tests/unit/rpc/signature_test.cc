// Every published vector of the RPC signature, version 1.0.
#include "dataworks/signature.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace dataworks::detail {
namespace {

nlohmann::json vectors() {
  std::ifstream file(DATAWORKS_GOLDEN_DIR "/signature_vectors.json");
  return nlohmann::json::parse(file);
}

TEST(RpcSignature, IsThatOfEveryPublishedVector) {
  int checked = 0;
  for (const auto& vector : vectors()) {
    if (vector.at("scheme") != "RPC-V1") continue;
    const std::string method = vector.at("method");
    const std::map<std::string, std::string> parameters = vector.at("params");
    EXPECT_EQ(rpcStringToSign(method, parameters), vector.at("string_to_sign")) << vector.at("name");
    EXPECT_EQ(signRpc(method, parameters, vector.at("secret").get<std::string>()), vector.at("signature"))
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

}  // namespace
}  // namespace dataworks::detail
