// SPDX-License-Identifier: Apache-2.0
#include "credentials/file.h"

#include <cerrno>
#include <system_error>

#include "credentials/source.h"

namespace dataworks::detail {

Error cannotRead(const std::string& path, const std::string& why) { return credentialsError(path + ": " + why); }

Error cannotRead(const std::string& path, int reason) {
  Error error = cannotRead(path, std::generic_category().message(reason));
  if (reason != EACCES && reason != ELOOP && reason != ENAMETOOLONG) error.retryAfter = std::chrono::milliseconds(0);
  return error;
}

std::string_view withoutByteOrderMark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

std::string shortened(const std::string& path, const std::string& home) {
  const bool inside = !home.empty() && path.starts_with(home) && path.size() > home.size() && path[home.size()] == '/';
  return inside ? "~" + path.substr(home.size()) : path;
}

}  // namespace dataworks::detail
