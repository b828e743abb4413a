// SPDX-License-Identifier: Apache-2.0
#include "acs3.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "dataworks/signature.h"

namespace dataworks::emulator {
namespace {

constexpr std::string_view kScheme = "ACS3-HMAC-SHA256";

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

const unsigned char* bytesOf(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string hex(const Digest& digest) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) text.append({kDigits[byte / 16], kDigits[byte % 16]});
  return text;
}

const std::string& valueOf(const Headers& headers, const std::string& name) {
  static const std::string none;
  const auto found = headers.find(name);
  return found == headers.end() ? none : found->second;
}

/// From `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`.
std::string fieldOf(std::string_view authorization, std::string_view name) {
  const auto start = authorization.find(name);
  if (start == std::string_view::npos) return {};
  const std::string_view rest = authorization.substr(start + name.size());
  return std::string(rest.substr(0, rest.find(',')));
}

std::string canonicalQuery(const std::map<std::string, std::string>& query) {
  std::string text;
  for (const auto& [name, value] : query) {
    text += (text.empty() ? "" : "&") + percentEncode(name) + '=' + percentEncode(value);
  }
  return text;
}

std::string canonicalHeaders(const Headers& headers, std::string_view names) {
  std::string text;
  while (!names.empty()) {
    const std::string name(names.substr(0, names.find(';')));
    text += name + ':' + valueOf(headers, name) + '\n';
    names.remove_prefix(std::min(names.size(), name.size() + 1));
  }
  return text;
}

/// The host, the type of the body and everything of the scheme must be signed.
std::string findUnsigned(const Headers& headers, const std::string& signedHeaders) {
  const std::string list = ';' + signedHeaders + ';';
  for (const auto& [name, value] : headers) {
    const bool mustBeSigned = name == "host" || name == "content-type" || name.starts_with("x-acs-");
    if (mustBeSigned && list.find(';' + name + ';') == std::string::npos) return name;
  }
  return headers.contains("x-acs-content-sha256") ? std::string() : "x-acs-content-sha256";
}

}  // namespace

void readAcs3(const Headers& headers, const std::string& body, ApiRequest& request) {
  const std::string& authorization = valueOf(headers, "authorization");
  const std::string& bearerToken = valueOf(headers, "x-acs-bearer-token");
  const bool isSigned = authorization.starts_with(kScheme);
  if (!isSigned && bearerToken.empty()) return;

  auto& parameters = request.parameters;
  if (isSigned) {
    const std::string signedHeaders = fieldOf(authorization, "SignedHeaders=");
    request.canonicalRequest = request.method + "\n/\n" + canonicalQuery(parameters) + '\n' +
                               canonicalHeaders(headers, signedHeaders) + '\n' + signedHeaders + '\n' + sha256Hex(body);
    request.unsignedHeader = findUnsigned(headers, signedHeaders);
    parameters["AccessKeyId"] = fieldOf(authorization, "Credential=");
    parameters["Signature"] = fieldOf(authorization, "Signature=");
  } else {
    parameters["BearerToken"] = bearerToken;
    parameters["SignatureType"] = kBearerToken;
  }
  parameters["Action"] = valueOf(headers, "x-acs-action");
  parameters["Version"] = valueOf(headers, "x-acs-version");
  parameters["Timestamp"] = valueOf(headers, "x-acs-date");
  parameters["SignatureNonce"] = valueOf(headers, "x-acs-signature-nonce");
  const bool wantsXml = valueOf(headers, "accept").find("xml") != std::string::npos;
  parameters.emplace("Format", wantsXml ? "XML" : "JSON");
}

std::string sha256Hex(const std::string& text) {
  Digest digest{};
  SHA256(bytesOf(text), text.size(), digest.data());
  return hex(digest);
}

std::string acs3StringToSign(const std::string& canonicalRequest) {
  return std::string(kScheme) + '\n' + sha256Hex(canonicalRequest);
}

std::string signAcs3(const std::string& canonicalRequest, const std::string& accessKeySecret) {
  const std::string text = acs3StringToSign(canonicalRequest);
  Digest digest{};
  HMAC(EVP_sha256(), accessKeySecret.data(), static_cast<int>(accessKeySecret.size()), bytesOf(text), text.size(),
       digest.data(), nullptr);
  return hex(digest);
}

}  // namespace dataworks::emulator
