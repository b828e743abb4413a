// SPDX-License-Identifier: Apache-2.0
#include "rpc/acs3.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

#include "rpc/percent_encoding.h"

namespace dataworks::detail {

namespace {

std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return text;
}

// `https://host:port/` → `host:port`: just what libcurl sends, because the usual port is not in an endpoint.
std::string_view hostAndPort(std::string_view endpoint) noexcept {
  endpoint.remove_prefix(endpoint.find("://") + 3);
  return endpoint.substr(0, endpoint.find('/'));
}

std::string formOf(const RpcParameters& own, const CommonParameters& common, const Credentials& credentials) {
  // Official clients differ: some send it as a parameter, some as a header, and the gateway takes both.
  constexpr std::string_view kBearer = "SignatureType=BEARERTOKEN";
  std::size_t most = sizeof "RegionId=" + 3 * common.regionId.size() + kBearer.size() + 2;
  for (const RpcParameter& parameter : own) most += 3 * (parameter.name.size() + parameter.value.size()) + 2;
  std::string form(most, '\0');
  char* end = form.data();
  const auto add = [&end](std::string_view name, std::string_view value) {
    end = writePercentEncoded(end, name);
    *end++ = '=';
    end = writePercentEncoded(end, value);
    *end++ = '&';
  };
  for (const RpcParameter& parameter : own) add(parameter.name, parameter.value);
  if (!common.regionId.empty()) add("RegionId", common.regionId);
  if (!credentials.bearerToken.empty()) end = std::copy(kBearer.begin(), kBearer.end(), end) + 1;
  form.resize(static_cast<std::size_t>(end - form.data()));
  if (!form.empty()) form.pop_back();  // the last separator
  return form;
}

/// The headers that are signed, in the order of their names.
class HeaderList {
 public:
  HeaderList(std::string_view host, std::string_view bodyHash, const CommonParameters& common,
             const Credentials& credentials) {
    const bool temporary = !credentials.securityToken.empty();
    add("content-type", "application/x-www-form-urlencoded");
    add("host", host);
    if (temporary) add("x-acs-accesskey-id", credentials.accessKeyId);
    add("x-acs-action", common.action);
    add("x-acs-content-sha256", bodyHash);
    add("x-acs-date", common.timestamp);
    if (temporary) add("x-acs-security-token", credentials.securityToken.reveal());
    add("x-acs-signature-nonce", common.nonce);
    add("x-acs-version", common.version);
  }

  [[nodiscard]] std::span<const SignedHeader> all() const noexcept { return {list_.data(), size_}; }
  [[nodiscard]] std::string_view names() const noexcept {
    return size_ == list_.size() ? "content-type;host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;"
                                   "x-acs-security-token;x-acs-signature-nonce;x-acs-version"
                                 : "content-type;host;x-acs-action;x-acs-content-sha256;x-acs-date;"
                                   "x-acs-signature-nonce;x-acs-version";
  }
  /// Without those that libcurl sends by itself.
  [[nodiscard]] std::span<const SignedHeader> own() const noexcept { return all().subspan(2); }

 private:
  void add(std::string_view name, std::string_view value) noexcept { list_[size_++] = {name, value}; }

  std::array<SignedHeader, 9> list_;
  std::size_t size_ = 0;
};

std::string hashOf(std::string_view text, Signer& signer) { return std::string(signer.sha256(text)); }

}  // namespace

std::string acs3StringToSign(std::string_view httpMethod, std::string_view path, std::string_view query,
                             std::span<const SignedHeader> headers, std::string_view names, std::string_view bodyHash,
                             Signer& signer) {
  std::size_t size = httpMethod.size() + path.size() + query.size() + names.size() + bodyHash.size() + 5;
  for (const SignedHeader& header : headers) size += header.name.size() + header.value.size() + 2;
  std::string request;
  request.reserve(size);
  request.append(httpMethod).append("\n").append(path).append("\n").append(query).append("\n");
  for (const SignedHeader& header : headers) request.append(header.name).append(":").append(header.value).append("\n");
  request.append("\n").append(names).append("\n").append(bodyHash);
  return joined({"ACS3-HMAC-SHA256\n", signer.sha256(request)});
}

SignedHeaders signedHeaders(std::string_view endpoint, const RpcParameters& own, const CommonParameters& common,
                            const Credentials& credentials, Signer& signer) {
  SignedHeaders result{.body = formOf(own, common, credentials), .headers = {}};
  const std::string bodyHash = hashOf(result.body, signer);
  const HeaderList headers(hostAndPort(endpoint), bodyHash, common, credentials);
  constexpr std::size_t kOthers = 3;
  result.headers.reserve(headers.own().size() + kOthers);
  for (const SignedHeader& header : headers.own()) {
    result.headers.push_back({std::string(header.name), std::string(header.value)});
  }
  result.headers.push_back({"accept", common.format == "XML" ? "application/xml" : "application/json"});
  if (!credentials.bearerToken.empty()) {
    result.headers.push_back({"x-acs-bearer-token", std::string(credentials.bearerToken.reveal())});
    result.headers.push_back({"x-acs-signature-type", "BEARERTOKEN"});
    return result;
  }
  const std::string text = acs3StringToSign("POST", "/", {}, headers.all(), headers.names(), bodyHash, signer);
  result.headers.push_back({"authorization", joined({"ACS3-HMAC-SHA256 Credential=", credentials.accessKeyId,
                                                     ",SignedHeaders=", headers.names(), ",Signature=",
                                                     signer.signV3(credentials.accessKeySecret.reveal(), text)})});
  return result;
}

std::string acs3StringToSign(std::string_view endpoint, const RpcParameters& own, const CommonParameters& common,
                             const Credentials& credentials) {
  Signer signer;
  const std::string bodyHash = hashOf(formOf(own, common, credentials), signer);
  const HeaderList headers(hostAndPort(endpoint), bodyHash, common, credentials);
  return acs3StringToSign("POST", "/", {}, headers.all(), headers.names(), bodyHash, signer);
}

}  // namespace dataworks::detail
