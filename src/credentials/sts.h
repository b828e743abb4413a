// The security token service: AssumeRole with a key, AssumeRoleWithOIDC with a token that the platform put into a file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dataworks/credentials.h"

namespace dataworks {

/// Where STS is: the central host without a region.
[[nodiscard]] std::string stsEndpoint(std::string_view regionId, bool insideVpc);

}  // namespace dataworks
