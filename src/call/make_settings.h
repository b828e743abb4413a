// Turns a client's options, as people set them, into settings known to be good.
#pragma once

#include <functional>
#include <string>

#include "call/settings.h"
#include "dataworks/options.h"
#include "dataworks/result.h"

namespace dataworks {

/// Looks up an environment variable; empty if it is not set.
using EnvironmentLookup = std::function<std::string(const char* name)>;

/// Checks `options` and fills in the environment and the built-in defaults. Contacts nothing; reads the credentials
/// profile only if nothing else gives a region. Leaves the credentials transport to the caller.
[[nodiscard]] Result<Settings> makeSettings(const ClientOptions& options, const EnvironmentLookup& environment);

}  // namespace dataworks
