// SPDX-License-Identifier: Apache-2.0
#include "credentials/profile_file.h"

#include <utility>

namespace dataworks::detail {

Resolution resolveInFile(const std::string& path, const std::string& shown, const FetchContext& context,
                         const ReadProfile& read) {
  auto file = readFile(path);
  if (!file) {
    return Unavailable{
        .reason = file.error().message, .configured = true, .forNow = file.error().retryAfter.has_value()};
  }
  if (file->readableByOthers && context.warn) {
    context.warn(shown + " holds credentials and can be read by other users of this machine: chmod 600 " + shown);
  }
  std::string label;
  Resolution resolution = read(withoutByteOrderMark(file->text), label);
  if (auto* resolved = std::get_if<Resolved>(&resolution)) {
    resolved->label = std::move(label);
    resolved->path = path;
    resolved->mark = file->mark;
  }
  return resolution;
}

}  // namespace dataworks::detail
