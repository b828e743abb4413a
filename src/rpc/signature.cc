// The signature as the pure functions of dataworks/signature.h.
#include "dataworks/signature.h"

#include "rpc/canonicalized_query.h"
#include "rpc/percent_encoding.h"
#include "rpc/signer.h"

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
  return std::string(Signer().sign(accessKeySecret, rpcStringToSign(httpMethod, parameters)));
}

}  // namespace dataworks
