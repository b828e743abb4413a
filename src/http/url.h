// The few things about URLs that must be known before libcurl sees them.
#pragma once

#include <string_view>

namespace dataworks {

/// Returns the host of an absolute URL, without brackets and port; empty if there is none.
[[nodiscard]] std::string_view hostOf(std::string_view url) noexcept;

/// True for `localhost`, `127.x.y.z` and `::1`; decided by name, before any lookup.
[[nodiscard]] bool isLoopbackHost(std::string_view host) noexcept;

}  // namespace dataworks
