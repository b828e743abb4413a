// From a client's options, as people give them, to settings that are known to be good.
#pragma once

#include <functional>
#include <string>

#include "call/settings.h"
#include "dataworks/options.h"
#include "dataworks/result.h"

namespace dataworks {

/// Looks a variable of the environment up; empty if it is not set.
using EnvironmentLookup = std::function<std::string(const char* name)>;

/// Checks `options`, and fills in what the environment and the built-in defaults say. Contacts nothing; reads the
/// credentials profile where a region is given nowhere else.
/// The credentials transport is left to the caller.
[[nodiscard]] Result<Settings> makeSettings(const ClientOptions& options, const EnvironmentLookup& environment);

}  // namespace dataworks
