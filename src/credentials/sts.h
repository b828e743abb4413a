// The security token service: AssumeRole with a key, AssumeRoleWithOIDC with a token that the platform put into a file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/credentials.h"

namespace dataworks {

/// Where STS is: the central host without a region, nowhere with something that is no region.
[[nodiscard]] std::optional<std::string> stsEndpoint(std::string_view regionId, bool insideVpc);

}  // namespace dataworks
