// SPDX-License-Identifier: Apache-2.0
// The few things about URLs that must be known before libcurl sees them.
#pragma once

#include <string_view>

#include "http/sockets.h"

namespace dataworks::detail {

/// Returns the host of an absolute URL, without brackets and port; empty if there is none.
[[nodiscard]] std::string_view hostOf(std::string_view url) noexcept;

/// True for `localhost` and for a loopback address in any notation. Decided by name, before any lookup.
[[nodiscard]] bool isLoopbackHost(std::string_view host) noexcept;

[[nodiscard]] bool isLoopback(const in_addr& address) noexcept;
[[nodiscard]] bool isLoopback(const in6_addr& address) noexcept;

}  // namespace dataworks::detail
