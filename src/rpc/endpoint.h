// SPDX-License-Identifier: Apache-2.0
// Where the service is. Pure.
#pragma once

#include <string>
#include <string_view>

#include "dataworks/options.h"
#include "dataworks/result.h"

namespace dataworks::detail {

/// True if `text` looks like a region. It becomes part of a host name, so nothing else may pass.
[[nodiscard]] bool isRegionId(std::string_view text) noexcept;

/// Returns the region's endpoint: `https://dataworks[-vpc].<region>.aliyuncs.com/`, or the central host for the regions
/// that it serves.
[[nodiscard]] std::string regionalEndpoint(std::string_view regionId, Network network);

/// Checks a given endpoint and completes it: a scheme (`https` if there is none), a host, an optional port, and `/`.
/// `name`: what the user calls it.
[[nodiscard]] Result<std::string> checkedEndpoint(std::string_view url, std::string_view name = "endpoint");

}  // namespace dataworks::detail
