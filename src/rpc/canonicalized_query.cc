// SPDX-License-Identifier: Apache-2.0
#include "rpc/canonicalized_query.h"

#include <algorithm>

#include "rpc/percent_encoding.h"

namespace dataworks::detail {

namespace {

// In byte order. Most names differ in their first bytes: that is seen before memcmp would be called.
bool isBefore(std::string_view a, std::string_view b) {
  const std::size_t both = std::min(a.size(), b.size());
  for (std::size_t i = 0; i != both; ++i) {
    if (a[i] != b[i]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[i]);
  }
  return a.size() < b.size();
}

// Where the next byte of each text goes. There is room for all of them.
struct Ends {
  char* query;
  char* toSign;

  void append(std::string_view text) {
    char* once = query;  // in registers while it goes on
    char* twice = toSign;
    for (const char *from = text.data(), *const end = from + text.size();;) {
      // Most need no encoding: one index for all three places costs a third less than a pointer to each.
      const auto left = static_cast<std::size_t>(end - from);
      std::size_t run = 0;
      for (; run != left && kUnreserved[static_cast<unsigned char>(from[run])]; ++run) {
        once[run] = from[run];
        twice[run] = from[run];
      }
      from += run;
      once += run;
      twice += run;
      if (from == end) break;
      const auto byte = static_cast<unsigned char>(*from++);
      const char high = kUpperHex[byte >> 4U];
      const char low = kUpperHex[byte & 15U];
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

  void copy(std::string_view text) {
    query = std::copy(text.begin(), text.end(), query);
    toSign = std::copy(text.begin(), text.end(), toSign);
  }

  // '&' and '=' stand in the query as they are.
  void separate(char separator, std::string_view encoded) {
    *query++ = separator;
    toSign = std::copy(encoded.begin(), encoded.end(), toSign);
  }
};

}  // namespace

void QueryWriter::begin() noexcept {
  parameters_.clear();
  bytes_ = 0;
}

void QueryWriter::add(std::string_view name, std::string_view value) {
  parameters_.push_back({name, value});
  bytes_ += name.size() + value.size() + 2;
}

void QueryWriter::addPlain(std::string_view name, std::string_view value) {
  add(name, value);
  parameters_.back().plain = true;
}

CanonicalizedQuery QueryWriter::write(std::string_view httpMethod) {
  constexpr std::string_view kPath = "&%2F&";
  const auto inOrder = [](const Parameter& a, const Parameter& b) { return isBefore(a.name, b.name); };
  // Usually they were added so.
  if (!std::is_sorted(parameters_.begin(), parameters_.end(), inOrder)) {
    std::sort(parameters_.begin(), parameters_.end(), inOrder);
  }

  const std::size_t bytes = httpMethod.size() + kPath.size() + bytes_;
  if (query_.size() < 5 * bytes) query_.resize(5 * bytes);
  if (toSign_.size() < 5 * bytes) toSign_.resize(5 * bytes);

  Ends ends{query_.data(), toSign_.data()};
  ends.toSign = std::copy(httpMethod.begin(), httpMethod.end(), ends.toSign);
  ends.toSign = std::copy(kPath.begin(), kPath.end(), ends.toSign);
  for (const Parameter& parameter : parameters_) {
    if (&parameter != parameters_.data()) ends.separate('&', "%26");
    parameter.plain ? ends.copy(parameter.name) : ends.append(parameter.name);
    ends.separate('=', "%3D");
    parameter.plain ? ends.copy(parameter.value) : ends.append(parameter.value);
  }
  begin();
  return {{query_.data(), ends.query}, {toSign_.data(), ends.toSign}};
}

}  // namespace dataworks::detail
