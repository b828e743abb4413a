// SPDX-License-Identifier: Apache-2.0
// Parts of dataworks/transport.h.
#include "dataworks/transport.h"

#include <algorithm>

#include "text/ascii.h"

namespace dataworks {

using namespace detail;

Transport::~Transport() = default;

std::string_view HttpResponse::header(std::string_view name) const noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [name](const HttpHeader& header) { return equalInAnyCase(header.name, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

}  // namespace dataworks
