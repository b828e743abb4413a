// SPDX-License-Identifier: Apache-2.0
// The environment of a wrapped command.
#pragma once

#include <map>
#include <string>

#include "gateway.h"

namespace dataworks::emulator {

using Environment = std::map<std::string, std::string>;

/// `inherited`, changed so that a client reaches the emulator and nothing else: endpoint, region and keys set, the
/// emulator's host exempt from proxies, all other sources of credentials removed. `caFile` may be empty.
[[nodiscard]] Environment environmentFor(Environment inherited, const std::string& url, const AccessKey& key,
                                         const std::string& caFile);

}  // namespace dataworks::emulator
