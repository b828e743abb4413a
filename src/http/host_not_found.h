// The words of a transport for a host name that does not exist. A call that reads them may ask whether the region does.
#pragma once

#include <string_view>

namespace dataworks::detail {

inline constexpr std::string_view kHostNotFound = "the name of the host has no address";

}  // namespace dataworks::detail
