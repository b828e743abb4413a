// SPDX-License-Identifier: Apache-2.0
// What environment and profiles say beside the credentials: where the service is, and what is set but not used.
#pragma once

#include <string>
#include <vector>

#include "dataworks/credentials.h"
#include "dataworks/export.h"
#include "dataworks/options.h"

namespace dataworks {

/// Where the service is, by the environment and a CLI profile, and who says so. A client uses this for what its options
/// leave open if no `credentials` are given; for a client with `profileCredentials("prod")`, take it from here.
struct ServiceLocation {
  std::string regionId{};               ///< See `defaultRegionId`.
  std::string regionSource{};           ///< For people: `"ALIBABA_CLOUD_REGION_ID"`, `"profile prod in …"`.
  std::string endpoint{};               ///< Empty: the region's.
  std::string endpointSource{};         ///< For people, as above.
  Network network = Network::kPublic;   ///< Which endpoint of the region, if `endpoint` is empty.
  std::string networkSource{};          ///< For people, as above.
  std::vector<std::string> warnings{};  ///< For people: what is set and cannot be used.
};

/// Reads `ALIBABA_CLOUD_REGION_ID`, `ALIBABA_CLOUD_ENDPOINT`, `ALIBABA_CLOUD_ENDPOINT_TYPE` and a CLI profile: the
/// named one, else `ALIBABA_CLOUD_PROFILE`, else the CLI's current one. The environment comes first, but the region of
/// a named profile before the environment's.
[[nodiscard]] DATAWORKS_EXPORT ServiceLocation defaultLocation(const std::string& profile = {});

/// Asks the sources of `profileCredentials(profile)`, as `inspectDefaultCredentials` asks those of the default chain.
/// Both report through `context.warn` what is set in the source that is used, but ignored.
[[nodiscard]] DATAWORKS_EXPORT CredentialsInspection inspectProfileCredentials(const FetchContext& context,
                                                                               const std::string& profile);

}  // namespace dataworks
