// SPDX-License-Identifier: Apache-2.0
// What a proxy setting must look like for libcurl to use it.
#pragma once

#include <string>
#include <string_view>

namespace dataworks::detail {

/// Returns what makes a proxy setting unusable, and what to do about it; empty if nothing is wrong with it. Quotes no
/// part of it: any may be a password.
[[nodiscard]] std::string proxyProblem(std::string_view setting);

}  // namespace dataworks::detail
