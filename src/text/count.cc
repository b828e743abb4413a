// SPDX-License-Identifier: Apache-2.0
#include "text/count.h"

namespace dataworks::detail {

std::string countText(std::size_t count) {
  std::string out = std::to_string(count);
  for (std::size_t i = out.size(); i > 3;) out.insert(i -= 3, 1, ',');
  return out;
}

}  // namespace dataworks::detail
