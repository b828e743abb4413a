// SPDX-License-Identifier: Apache-2.0
// The regions of the service. Pure.
#pragma once

#include <string_view>

namespace dataworks::detail {

/// True if the region is known to exist. One that is not may be newer than this library.
[[nodiscard]] bool isKnownRegion(std::string_view regionId) noexcept;

/// True if only the central host serves the region, so that it has no VPC endpoint either.
[[nodiscard]] bool isServedCentrally(std::string_view regionId) noexcept;

/// Returns the known region that is at most two typing mistakes away; empty if there is none.
[[nodiscard]] std::string_view regionLike(std::string_view regionId);

}  // namespace dataworks::detail
