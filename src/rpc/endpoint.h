// Where the service is. Pure.
#pragma once

#include <string>
#include <string_view>

#include "dataworks/options.h"
#include "dataworks/result.h"

namespace dataworks {

/// The region's own endpoint: `https://dataworks[-vpc].<region>.aliyuncs.com/`, or the central host for the regions
/// that it serves.
[[nodiscard]] std::string regionalEndpoint(std::string_view regionId, Network network);

/// Checks an endpoint that was given, and completes it: a scheme (`https` if there is none), a host, an optional port,
/// and `/`.
[[nodiscard]] Result<std::string> checkedEndpoint(std::string_view url);

}  // namespace dataworks
