#include "rpc/request.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "rpc/percent_encoding.h"

namespace dataworks {

namespace {

struct View {
  std::string_view name;
  std::string_view value;
};

constexpr std::size_t kMostCommon = 12;

// The common parameters in byte order of their names, which differs with the kind of credentials.
struct CommonList {
  std::array<View, kMostCommon> list;
  std::size_t size = 0;
  void add(std::string_view name, std::string_view value) { list[size++] = {name, value}; }
};

CommonList commonList(const CommonParameters& common, const Credentials& credentials) {
  const bool bearer = !credentials.bearerToken.empty();
  CommonList out;
  if (!bearer) out.add("AccessKeyId", credentials.accessKeyId);
  out.add("Action", common.action);
  if (bearer) out.add("BearerToken", credentials.bearerToken.reveal());
  out.add("Format", common.format);
  if (!common.regionId.empty()) out.add("RegionId", common.regionId);
  if (!bearer && !credentials.securityToken.empty()) out.add("SecurityToken", credentials.securityToken.reveal());
  if (!bearer) out.add("SignatureMethod", "HMAC-SHA1");
  out.add("SignatureNonce", common.nonce);
  if (bearer) out.add("SignatureType", "BEARERTOKEN");
  out.add("SignatureVersion", "1.0");
  out.add("Timestamp", common.timestamp);
  out.add("Version", common.version);
  return out;
}

// Merges the two sorted lists into `name=value&name=value…`.
std::string canonicalizedQuery(RpcParameters& own, const CommonParameters& common, const Credentials& credentials) {
  std::sort(own.begin(), own.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  const CommonList commons = commonList(common, credentials);

  std::size_t bytes = 128;  // room for the signature, and for a few bytes that grow when encoded
  for (const auto& parameter : own) bytes += parameter.name.size() + 3 * parameter.value.size() + 2;
  for (std::size_t i = 0; i < commons.size; ++i)
    bytes += commons.list[i].name.size() + 2 * commons.list[i].value.size();

  std::string out;
  out.reserve(bytes);
  const auto append = [&out](std::string_view name, std::string_view value) {
    if (!out.empty()) out += '&';
    appendPercentEncoded(out, name);
    out += '=';
    appendPercentEncoded(out, value);
  };
  auto next = own.begin();
  for (std::size_t i = 0; i < commons.size; ++i) {
    for (; next != own.end() && next->name < commons.list[i].name; ++next) append(next->name, next->value);
    append(commons.list[i].name, commons.list[i].value);
  }
  for (; next != own.end(); ++next) append(next->name, next->value);
  return out;
}

std::string stringToSignOf(std::string_view httpMethod, std::string_view query) {
  std::string text;
  text.reserve(httpMethod.size() + 5 + query.size() + query.size() / 2);
  text += httpMethod;
  text += "&%2F&";
  appendPercentEncoded(text, query);
  return text;
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

std::string signedForm(std::string_view httpMethod, RpcParameters& own, const CommonParameters& common,
                       const Credentials& credentials, Signer& signer) {
  std::string form = canonicalizedQuery(own, common, credentials);
  // A bearer token is the proof by itself: there is no secret to sign with.
  if (!credentials.bearerToken.empty()) return form;
  std::string text = stringToSignOf(httpMethod, form);
  const std::string signature = signer.sign(credentials.accessKeySecret.reveal(), text);
  OPENSSL_cleanse(text.data(), text.size());  // it may hold a security token
  form += "&Signature=";
  appendPercentEncoded(form, signature);
  return form;
}

std::string stringToSign(std::string_view httpMethod, RpcParameters& own, const CommonParameters& common,
                         const Credentials& credentials) {
  return stringToSignOf(httpMethod, canonicalizedQuery(own, common, credentials));
}

}  // namespace dataworks
