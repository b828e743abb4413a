// SPDX-License-Identifier: Apache-2.0
// What the two files of profiles have in common.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "credentials/source.h"

namespace dataworks::detail {

/// Reads the profile `label` from the text of a file.
using ReadProfile = std::function<Resolution(std::string_view text, std::string& label)>;

/// Resolves a profile in the file at `path`, which is shown to people as `shown`. The file must exist. Warns if other
/// users can read it.
[[nodiscard]] Resolution resolveInFile(const std::string& path, const std::string& shown, const FetchContext& context,
                                       const ReadProfile& read);

}  // namespace dataworks::detail
