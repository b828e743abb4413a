// The few things about URLs that have to be known before libcurl sees them.
#pragma once

#include <string_view>

namespace dataworks {

/// The host of an absolute URL, without brackets and port; empty if there is none.
[[nodiscard]] std::string_view hostOf(std::string_view url) noexcept;

/// `localhost`, `127.x.y.z`, `::1`: decided by name, before any lookup.
[[nodiscard]] bool isLoopbackHost(std::string_view host) noexcept;

}  // namespace dataworks
