// SPDX-License-Identifier: Apache-2.0
// Turns a client's options, as people set them, into settings known to be good.
#pragma once

#include "dataworks/options.h"
#include "dataworks/result.h"
#include "options/settings.h"
#include "text/environment.h"

namespace dataworks::detail {

/// Checks `options` and fills in the environment and the built-in defaults. Contacts nothing; reads the CLI's
/// profile only if no credentials are given and region or endpoint is missing. Leaves the credentials transport to the
/// caller.
[[nodiscard]] Result<Settings> finalizeOptions(const ClientOptions& options, const Environment& environment);

}  // namespace dataworks::detail
