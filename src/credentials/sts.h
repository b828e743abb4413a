// SPDX-License-Identifier: Apache-2.0
// The Security Token Service: AssumeRole with a key, AssumeRoleWithOIDC with a token that the platform puts in a file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dataworks/credentials.h"
#include "text/environment.h"

namespace dataworks::detail {

/// Returns the endpoint of STS: the central one if there is no region, none if `regionId` is not a region.
[[nodiscard]] std::optional<std::string> stsEndpoint(std::string_view regionId, bool insideVpc);

/// What a source says about the endpoint of STS.
struct StsLocation {
  std::string endpoint{};                 ///< A host or a URL. Empty: `ALIBABA_CLOUD_STS_ENDPOINT`, then the region's.
  std::string regionId{};                 ///< Empty: the central endpoint.
  const char* regionName = "sts_region";  ///< What the user calls the region.
  bool insideVpc = false;
};

/// Returns the endpoint, or an error that names what cannot be used.
[[nodiscard]] Result<std::string> stsEndpointOf(const StsLocation& location, const Environment& environment);

}  // namespace dataworks::detail
