// The signature as the pure functions of dataworks/signature.h.
#include "dataworks/signature.h"

#include "rpc/percent_encoding.h"
#include "rpc/signer.h"

namespace dataworks {

std::string percentEncode(std::string_view text) {
  std::string out;
  appendPercentEncoded(out, text);
  return out;
}

std::string rpcStringToSign(std::string_view httpMethod, const std::map<std::string, std::string>& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters) {  // a std::map is in byte order, as the signature wants it
    if (name == "Signature") continue;
    if (!query.empty()) query += '&';
    appendPercentEncoded(query, name);
    query += '=';
    appendPercentEncoded(query, value);
  }
  std::string text(httpMethod);
  text += "&%2F&";
  appendPercentEncoded(text, query);
  return text;
}

std::string signRpc(std::string_view httpMethod, const std::map<std::string, std::string>& parameters,
                    std::string_view accessKeySecret) {
  return Signer().sign(accessKeySecret, rpcStringToSign(httpMethod, parameters));
}

}  // namespace dataworks
