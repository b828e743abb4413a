#include "rpc/request.h"

#include <vector>

#include "rpc/canonicalized_query.h"
#include "rpc/percent_encoding.h"

namespace dataworks {

namespace {

constexpr std::size_t kMostCommon = 12;

std::vector<QueryParameter> allParameters(const RpcParameters& own, const CommonParameters& common,
                                          const Credentials& credentials) {
  std::vector<QueryParameter> all;
  all.reserve(own.size() + kMostCommon);
  for (const RpcParameter& parameter : own) all.push_back({parameter.name, parameter.value});
  if (credentials.bearerToken.empty()) {
    all.push_back({"AccessKeyId", credentials.accessKeyId});
    if (!credentials.securityToken.empty()) all.push_back({"SecurityToken", credentials.securityToken.reveal()});
    all.push_back({"SignatureMethod", "HMAC-SHA1"});
  } else {
    all.push_back({"BearerToken", credentials.bearerToken.reveal()});
    all.push_back({"SignatureType", "BEARERTOKEN"});
  }
  if (!common.regionId.empty()) all.push_back({"RegionId", common.regionId});
  all.push_back({"Action", common.action});
  all.push_back({"Format", common.format});
  all.push_back({"SignatureNonce", common.nonce});
  all.push_back({"SignatureVersion", "1.0"});
  all.push_back({"Timestamp", common.timestamp});
  all.push_back({"Version", common.version});
  return all;
}

void twoDigits(char* to, unsigned number) {
  to[0] = static_cast<char>('0' + number / 10);
  to[1] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string isoTimestamp(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<seconds>(time - day));
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  std::string text = "0000-00-00T00:00:00Z";
  twoDigits(&text[0], year / 100);
  twoDigits(&text[2], year % 100);
  twoDigits(&text[5], static_cast<unsigned>(date.month()));
  twoDigits(&text[8], static_cast<unsigned>(date.day()));
  twoDigits(&text[11], static_cast<unsigned>(clock.hours().count()));
  twoDigits(&text[14], static_cast<unsigned>(clock.minutes().count()));
  twoDigits(&text[17], static_cast<unsigned>(clock.seconds().count()));
  return text;
}

std::string signedForm(std::string_view httpMethod, const RpcParameters& own, const CommonParameters& common,
                       const Credentials& credentials, Signer& signer) {
  auto parameters = allParameters(own, common, credentials);
  const CanonicalizedQuery canonicalized = signer.queryWriter().write(httpMethod, parameters);
  constexpr std::string_view kSignature = "&Signature=";
  constexpr std::size_t kMostEncoded = 84;  // a signature: 28 characters, each as %XX
  std::string form;
  form.reserve(canonicalized.query.size() + kSignature.size() + kMostEncoded);
  form = canonicalized.query;
  // A bearer token is the proof by itself: there is no secret to sign with.
  if (credentials.bearerToken.empty()) {
    const std::string signature = signer.sign(credentials.accessKeySecret.reveal(), canonicalized.stringToSign);
    form += kSignature;
    appendPercentEncoded(form, signature);
  }
  const bool holdsToken = !credentials.securityToken.empty() || !credentials.bearerToken.empty();
  if (holdsToken) signer.queryWriter().wipe();
  return form;
}

std::string stringToSign(std::string_view httpMethod, const RpcParameters& own, const CommonParameters& common,
                         const Credentials& credentials) {
  auto parameters = allParameters(own, common, credentials);
  return std::string(QueryWriter().write(httpMethod, parameters).stringToSign);
}

}  // namespace dataworks
