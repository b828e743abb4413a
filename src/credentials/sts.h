// The Security Token Service: AssumeRole with a key, AssumeRoleWithOIDC with a token that the platform puts in a file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/credentials.h"

namespace dataworks::detail {

/// Returns the endpoint of STS: the central one if there is no region, none if `regionId` is not a region.
[[nodiscard]] std::optional<std::string> stsEndpoint(std::string_view regionId, bool insideVpc);

}  // namespace dataworks::detail
