// SPDX-License-Identifier: Apache-2.0
#include "rpc/request.h"

#include "rpc/canonicalized_query.h"
#include "rpc/percent_encoding.h"

namespace dataworks::detail {

namespace {

// In byte order, as long as the operation's own are so and none belongs behind `RegionId`: then nothing is left to
// sort.
void addParameters(QueryWriter& writer, const RpcParameters& own, const CommonParameters& common,
                   const Credentials& credentials) {
  const bool signs = credentials.bearerToken.empty();
  writer.begin();
  if (signs) writer.add("AccessKeyId", credentials.accessKeyId);
  writer.add("Action", common.action);
  if (!signs) writer.add("BearerToken", credentials.bearerToken.reveal());
  constexpr std::string_view kFormat = "Format";
  auto next = own.begin();
  for (; next != own.end() && next->name < kFormat; ++next) writer.add(next->name, next->value);
  writer.addPlain(kFormat, common.format);
  for (; next != own.end(); ++next) writer.add(next->name, next->value);
  if (!common.regionId.empty()) writer.add("RegionId", common.regionId);
  if (signs && !credentials.securityToken.empty()) writer.add("SecurityToken", credentials.securityToken.reveal());
  if (signs) writer.addPlain("SignatureMethod", "HMAC-SHA1");
  writer.addPlain("SignatureNonce", common.nonce);
  if (!signs) writer.addPlain("SignatureType", "BEARERTOKEN");
  writer.addPlain("SignatureVersion", "1.0");
  writer.add("Timestamp", common.timestamp);
  writer.add("Version", common.version);
}

}  // namespace

std::string signedForm(std::string_view httpMethod, const RpcParameters& own, const CommonParameters& common,
                       const Credentials& credentials, Signer& signer) {
  addParameters(signer.queryWriter(), own, common, credentials);
  const CanonicalizedQuery canonicalized = signer.queryWriter().write(httpMethod);
  constexpr std::string_view kSignature = "&Signature=";
  constexpr std::size_t kMostEncoded = 84;  // a signature: 28 characters, each as %XX
  std::string form;
  form.reserve(canonicalized.query.size() + kSignature.size() + kMostEncoded);
  form = canonicalized.query;
  // A bearer token is the proof by itself: there is no secret to sign with.
  if (credentials.bearerToken.empty()) {
    form += kSignature;
    appendPercentEncoded(form, signer.signV1(credentials.accessKeySecret.reveal(), canonicalized.stringToSign));
  }
  return form;
}

std::string stringToSign(std::string_view httpMethod, const RpcParameters& own, const CommonParameters& common,
                         const Credentials& credentials) {
  QueryWriter writer;
  addParameters(writer, own, common, credentials);
  return std::string(writer.write(httpMethod).stringToSign);
}

}  // namespace dataworks::detail
