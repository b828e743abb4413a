// SPDX-License-Identifier: Apache-2.0
#include "rpc/request.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>

#include "dataworks/signature.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono;

constexpr CommonParameters kCommon{.action = "CreateManualDag",
                                   .version = "2018-06-01",
                                   .format = "JSON",
                                   .regionId = "cn-shanghai",
                                   .nonce = "n-1",
                                   .timestamp = "2026-11-22T16:00:04Z"};

Credentials requestKey() { return {.accessKeyId = "testid", .accessKeySecret = "testsecret"}; }

RpcParameters ownParameters() { return {{"ProjectName", "sales"}, {"FlowName", "nightly"}, {"Bizdate", "2026-11-22"}}; }

// The expected bytes, signed by the public function, which has its own test against published vectors.
std::string withSignature(const std::string& query, const std::map<std::string, std::string>& parameters,
                          const std::string& secret = "testsecret") {
  return query + "&Signature=" + percentEncode(signRpc("POST", parameters, secret));
}

TEST(SignedForm, WithAnAccessKey) {
  Signer signer;
  RpcParameters own = ownParameters();
  const std::string form = signedForm("POST", own, kCommon, requestKey(), signer);
  EXPECT_EQ(form, withSignature("AccessKeyId=testid&Action=CreateManualDag&Bizdate=2026-11-22&FlowName=nightly&Format="
                                "JSON&ProjectName=sales&RegionId=cn-shanghai&SignatureMethod=HMAC-SHA1&SignatureNonce="
                                "n-1&SignatureVersion=1.0&Timestamp=2026-11-22T16%3A00%3A04Z&Version=2018-06-01",
                                {{"AccessKeyId", "testid"},
                                 {"Action", "CreateManualDag"},
                                 {"Bizdate", "2026-11-22"},
                                 {"FlowName", "nightly"},
                                 {"Format", "JSON"},
                                 {"ProjectName", "sales"},
                                 {"RegionId", "cn-shanghai"},
                                 {"SignatureMethod", "HMAC-SHA1"},
                                 {"SignatureNonce", "n-1"},
                                 {"SignatureVersion", "1.0"},
                                 {"Timestamp", "2026-11-22T16:00:04Z"},
                                 {"Version", "2018-06-01"}}));
}

TEST(SignedForm, WithATemporaryKeyCarriesItsToken) {
  Signer signer;
  RpcParameters own;
  Credentials credentials = requestKey();
  credentials.securityToken = "CAI+/=";
  CommonParameters common = kCommon;
  common.regionId = "";
  const std::string form = signedForm("POST", own, common, credentials, signer);
  EXPECT_EQ(form, withSignature("AccessKeyId=testid&Action=CreateManualDag&Format=JSON&SecurityToken=CAI%2B%2F%3D&"
                                "SignatureMethod=HMAC-SHA1&SignatureNonce=n-1&SignatureVersion=1.0&Timestamp="
                                "2026-11-22T16%3A00%3A04Z&Version=2018-06-01",
                                {{"AccessKeyId", "testid"},
                                 {"Action", "CreateManualDag"},
                                 {"Format", "JSON"},
                                 {"SecurityToken", "CAI+/="},
                                 {"SignatureMethod", "HMAC-SHA1"},
                                 {"SignatureNonce", "n-1"},
                                 {"SignatureVersion", "1.0"},
                                 {"Timestamp", "2026-11-22T16:00:04Z"},
                                 {"Version", "2018-06-01"}}));
}

TEST(SignedForm, WithABearerTokenCarriesNeitherKeyNorSignature) {
  Signer signer;
  RpcParameters own = ownParameters();
  Credentials credentials = requestKey();
  credentials.securityToken = "unused";
  credentials.bearerToken = "b/t";
  EXPECT_EQ(
      signedForm("POST", own, kCommon, credentials, signer),
      "Action=CreateManualDag&BearerToken=b%2Ft&Bizdate=2026-11-22&FlowName=nightly&Format=JSON&ProjectName=sales&"
      "RegionId=cn-shanghai&SignatureNonce=n-1&SignatureType=BEARERTOKEN&SignatureVersion=1.0&Timestamp="
      "2026-11-22T16%3A00%3A04Z&Version=2018-06-01");
}

TEST(SignedForm, MergesParametersThatSortBeforeBetweenAndBehindTheCommonOnes) {
  Signer signer;
  RpcParameters own{{"zebra", "1"}, {"AAA", "2"}, {"Timestamp2", ""}, {"SignatureMethodX", "a b"}, {"名", "值"}};
  const std::string form = signedForm("POST", own, kCommon, requestKey(), signer);
  EXPECT_EQ(form.substr(0, form.find("&Signature=")),
            "AAA=2&AccessKeyId=testid&Action=CreateManualDag&Format=JSON&RegionId=cn-shanghai&SignatureMethod=HMAC-SHA1"
            "&SignatureMethodX=a%20b&SignatureNonce=n-1&SignatureVersion=1.0&Timestamp=2026-11-22T16%3A00%3A04Z&"
            "Timestamp2=&Version=2018-06-01&zebra=1&%E5%90%8D=%E5%80%BC");
}

TEST(SignedForm, CanBeMadeAgainOfTheSameParameters) {
  Signer signer;
  RpcParameters own = ownParameters();
  const std::string first = signedForm("POST", own, kCommon, requestKey(), signer);
  EXPECT_EQ(signedForm("POST", own, kCommon, requestKey(), signer), first);
  CommonParameters other = kCommon;
  other.nonce = "n-2";
  EXPECT_NE(signedForm("POST", own, other, requestKey(), signer), first);
}

TEST(SignedForm, EncodesLongValuesWhole) {
  Signer signer;
  RpcParameters own{{"NodePara", std::string(5000, '"')}};
  const std::string form = signedForm("POST", own, kCommon, requestKey(), signer);
  std::string encoded;
  for (int i = 0; i < 5000; ++i) encoded += "%22";
  EXPECT_NE(form.find("&NodePara=" + encoded + "&RegionId="), std::string::npos);
}

TEST(StringToSign, IsWhatTheSignatureCovers) {
  RpcParameters own{{"FlowName", "a b"}};
  CommonParameters common = kCommon;
  common.regionId = "";
  EXPECT_EQ(stringToSign("POST", own, common, requestKey()),
            "POST&%2F&AccessKeyId%3Dtestid%26Action%3DCreateManualDag%26FlowName%3Da%2520b%26Format%3DJSON%26"
            "SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3Dn-1%26SignatureVersion%3D1.0%26Timestamp%3D"
            "2026-11-22T16%253A00%253A04Z%26Version%3D2018-06-01");
  EXPECT_EQ(stringToSign("GET", own, common, requestKey()).substr(0, 8), "GET&%2F&");
}

}  // namespace
}  // namespace dataworks::detail
