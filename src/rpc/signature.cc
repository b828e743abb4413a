// SPDX-License-Identifier: Apache-2.0
// The signatures as the pure functions of dataworks/signature.h.
#include "dataworks/signature.h"

#include <vector>

#include "rpc/acs3.h"
#include "rpc/canonicalized_query.h"
#include "rpc/percent_encoding.h"
#include "rpc/signer.h"
#include "text/ascii.h"

namespace dataworks {

using namespace detail;

std::string percentEncode(std::string_view text) {
  std::string out;
  appendPercentEncoded(out, text);
  return out;
}

std::string rpcStringToSign(std::string_view httpMethod, const std::map<std::string, std::string>& parameters) {
  QueryWriter writer;
  for (const auto& [name, value] : parameters) {
    if (name != "Signature") writer.add(name, value);
  }
  return std::string(writer.write(httpMethod).stringToSign);
}

std::string signRpc(std::string_view httpMethod, const std::map<std::string, std::string>& parameters,
                    std::string_view accessKeySecret) {
  return std::string(Signer().signV1(accessKeySecret, rpcStringToSign(httpMethod, parameters)));
}

std::string acs3StringToSign(const Acs3Request& request) {
  QueryWriter writer;
  for (const auto& [name, value] : request.query) writer.add(name, value);
  std::map<std::string, std::string_view> headers;
  for (const auto& [name, value] : request.headers) {
    std::string key = inLowerCase(name);
    if (key == "host" || key == "content-type" || key.starts_with("x-acs-")) {
      headers.emplace(std::move(key), trimmed(value));
    }
  }
  std::vector<SignedHeader> sorted;
  std::string names;
  for (const auto& [name, value] : headers) {
    sorted.push_back({name, value});
    names += (names.empty() ? "" : ";") + name;
  }
  Signer signer;
  const std::string bodyHash(signer.sha256(request.body));
  return detail::acs3StringToSign(request.method, request.path, writer.write(request.method).query, sorted, names,
                                  bodyHash, signer);
}

std::string signAcs3(const Acs3Request& request, std::string_view accessKeySecret) {
  return std::string(Signer().signV3(accessKeySecret, acs3StringToSign(request)));
}

}  // namespace dataworks
