// SPDX-License-Identifier: Apache-2.0
#include "rpc/acs3.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "dataworks/signature.h"

namespace dataworks::detail {
namespace {

constexpr std::string_view kEndpoint = "https://dataworks.cn-shanghai.aliyuncs.com/";

CommonParameters common() {
  return {.action = "CreateManualDag",
          .version = "2018-06-01",
          .format = "JSON",
          .regionId = "cn-shanghai",
          .nonce = "0123456789abcdef0123456789abcdef",
          .timestamp = "2026-11-22T16:00:04Z"};
}

Credentials accessKey() { return {.accessKeyId = "testid", .accessKeySecret = "testsecret"}; }

RpcParameters parameters() { return {{"ProjectName", "sales"}, {"FlowName", "每日"}, {"DagPara", "a=1 b=*~"}}; }

using Headers = std::map<std::string, std::string>;

Headers headersOf(const SignedHeaders& request) {
  Headers headers;
  for (const HttpHeader& header : request.headers) {
    EXPECT_TRUE(headers.emplace(header.name, header.value).second) << header.name;
  }
  return headers;
}

// The signature by the public function, which has its own test against published vectors.
std::string expectedSignature(const SignedHeaders& request, std::string host) {
  Headers headers = headersOf(request);
  headers["host"] = std::move(host);
  headers["content-type"] = "application/x-www-form-urlencoded";
  return signAcs3({.headers = headers, .body = request.body}, "testsecret");
}

TEST(SignedHeaders, WithAnAccessKey) {
  Signer signer;
  const SignedHeaders request = signedHeaders(kEndpoint, parameters(), common(), accessKey(), signer);
  EXPECT_EQ(request.body,
            "ProjectName=sales&FlowName=%E6%AF%8F%E6%97%A5&DagPara=a%3D1%20b%3D%2A~&RegionId=cn-shanghai");
  EXPECT_EQ(headersOf(request),
            (Headers{{"x-acs-action", "CreateManualDag"},
                     {"x-acs-version", "2018-06-01"},
                     {"x-acs-date", "2026-11-22T16:00:04Z"},
                     {"x-acs-signature-nonce", "0123456789abcdef0123456789abcdef"},
                     {"x-acs-content-sha256", std::string(signer.sha256(request.body))},
                     {"accept", "application/json"},
                     {"authorization",
                      "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=content-type;host;x-acs-action;"
                      "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=" +
                          expectedSignature(request, "dataworks.cn-shanghai.aliyuncs.com")}}));
}

TEST(SignedHeaders, WithATemporaryKeySignsItsIdAndToken) {
  Signer signer;
  Credentials credentials = accessKey();
  credentials.securityToken = "CAI+/=";
  const auto request = signedHeaders("http://127.0.0.1:8080/", parameters(), common(), credentials, signer);
  const Headers headers = headersOf(request);
  EXPECT_EQ(headers.at("x-acs-accesskey-id"), "testid");
  EXPECT_EQ(headers.at("x-acs-security-token"), "CAI+/=");
  EXPECT_EQ(headers.at("authorization"),
            "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=content-type;host;x-acs-accesskey-id;x-acs-action;"
            "x-acs-content-sha256;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version,Signature=" +
                expectedSignature(request, "127.0.0.1:8080"));
}

TEST(SignedHeaders, WithABearerTokenCarryNeitherKeyNorSignature) {
  Signer signer;
  Credentials credentials = accessKey();
  credentials.bearerToken = "bearer-1";
  const auto request = signedHeaders(kEndpoint, {}, common(), credentials, signer);
  EXPECT_EQ(request.body, "RegionId=cn-shanghai&SignatureType=BEARERTOKEN");
  const Headers headers = headersOf(request);
  EXPECT_EQ(headers.at("x-acs-bearer-token"), "bearer-1");
  EXPECT_EQ(headers.at("x-acs-signature-type"), "BEARERTOKEN");
  EXPECT_EQ(headers.at("x-acs-content-sha256"), signer.sha256(request.body));
  EXPECT_FALSE(headers.contains("authorization"));
  for (const auto& [name, value] : headers) EXPECT_EQ(value.find("testid"), std::string::npos) << name;
}

TEST(SignedHeaders, AskForTheFormat) {
  Signer signer;
  CommonParameters xml = common();
  xml.format = "XML";
  EXPECT_EQ(headersOf(signedHeaders(kEndpoint, {}, xml, accessKey(), signer)).at("accept"), "application/xml");
}

TEST(SignedHeaders, LeaveOutTheRegionThatIsNotSet) {
  Signer signer;
  CommonParameters none = common();
  none.regionId = "";
  EXPECT_EQ(signedHeaders(kEndpoint, {}, none, accessKey(), signer).body, "");
}

TEST(Acs3StringToSign, IsWhatWasSigned) {
  Signer signer;
  for (const bool temporary : {false, true}) {
    Credentials credentials = accessKey();
    if (temporary) credentials.securityToken = "token";
    const auto request = signedHeaders(kEndpoint, parameters(), common(), credentials, signer);
    const std::string text = acs3StringToSign(kEndpoint, parameters(), common(), credentials);
    EXPECT_TRUE(text.starts_with("ACS3-HMAC-SHA256\n"));
    EXPECT_TRUE(headersOf(request).at("authorization").ends_with(signer.signV3("testsecret", text)));
  }
}

}  // namespace
}  // namespace dataworks::detail
