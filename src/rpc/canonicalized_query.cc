#include "rpc/canonicalized_query.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "rpc/percent_encoding.h"

namespace dataworks {

namespace {

// Where the next byte of each text goes. There is room for all of them.
struct Ends {
  char* query;
  char* toSign;

  void append(std::string_view text) {
    char* once = query;  // in registers while it goes on
    char* twice = toSign;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (detail::kUnreserved[byte]) {
        *once++ = c;
        *twice++ = c;
        continue;
      }
      const char high = detail::kHex[byte >> 4U];
      const char low = detail::kHex[byte & 15U];
      once[0] = '%';
      once[1] = high;
      once[2] = low;
      once += 3;
      twice[0] = '%';  // a percent sign, encoded
      twice[1] = '2';
      twice[2] = '5';
      twice[3] = high;
      twice[4] = low;
      twice += 5;
    }
    query = once;
    toSign = twice;
  }

  // '&' and '=' stand in the query as they are.
  void separate(char separator, std::string_view encoded) {
    *query++ = separator;
    toSign = std::copy(encoded.begin(), encoded.end(), toSign);
  }
};

}  // namespace

CanonicalizedQuery QueryWriter::write(std::string_view httpMethod, std::vector<QueryParameter>& parameters) {
  constexpr std::string_view kPath = "&%2F&";
  std::sort(parameters.begin(), parameters.end(), [](const auto& a, const auto& b) { return a.name < b.name; });

  std::size_t bytes = httpMethod.size() + kPath.size();
  for (const auto& [name, value] : parameters) bytes += name.size() + value.size() + 2;
  if (query_.size() < 5 * bytes) {
    wipe();
    toSign_.resize(5 * bytes);
    query_.resize(5 * bytes);  // last: its size says what there is room for, also after memory ran out in between
  }

  Ends ends{query_.data(), toSign_.data()};
  ends.toSign = std::copy(httpMethod.begin(), httpMethod.end(), ends.toSign);
  ends.toSign = std::copy(kPath.begin(), kPath.end(), ends.toSign);
  for (const auto& parameter : parameters) {
    if (&parameter != parameters.data()) ends.separate('&', "%26");
    ends.append(parameter.name);
    ends.separate('=', "%3D");
    ends.append(parameter.value);
  }
  written_ = static_cast<std::size_t>(ends.toSign - toSign_.data());
  return {{query_.data(), ends.query}, {toSign_.data(), ends.toSign}};
}

void QueryWriter::wipe() noexcept {
  OPENSSL_cleanse(query_.data(), written_);
  OPENSSL_cleanse(toSign_.data(), written_);
  written_ = 0;
}

}  // namespace dataworks
