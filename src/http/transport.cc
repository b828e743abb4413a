// Parts of dataworks/transport.h.
#include "dataworks/transport.h"

#include <algorithm>

namespace dataworks {

Transport::~Transport() = default;

std::string_view HttpResponse::header(std::string_view name) const noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const HttpHeader& header) {
    return std::equal(header.name.begin(), header.name.end(), name.begin(), name.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

}  // namespace dataworks
