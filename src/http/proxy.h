// SPDX-License-Identifier: Apache-2.0
// The proxy setting that libcurl could not use. Read only after libcurl has refused it, so that nothing here must know
// when a proxy applies.
#pragma once

#include <optional>
#include <string>

namespace dataworks::detail {

/// Names the setting that libcurl takes for an `https:` or `http:` URL, and its problem; empty if it has none. `proxy`
/// is that of the options; unset: the environment's.
[[nodiscard]] std::string unusableProxy(const std::optional<std::string>& proxy, bool https);

}  // namespace dataworks::detail
