// SPDX-License-Identifier: Apache-2.0
// The only place that states the version number: CMake, the packages, the User-Agent and the tools read it here.
#pragma once

#include <string_view>

#include "dataworks/export.h"

/// While this is 0, a new minor version may change the API.
#define DATAWORKS_VERSION_MAJOR 0
/// A program needs the shared library of the minor version that it was built with.
#define DATAWORKS_VERSION_MINOR 2
/// A new patch version changes neither API nor ABI.
#define DATAWORKS_VERSION_PATCH 0
/// All three as text.
#define DATAWORKS_VERSION "0.2.0"

namespace dataworks {

/// The version of the library that the program runs with, as "0.2.0"; `DATAWORKS_VERSION` is that of the headers it was
/// compiled with. They differ when a shared library was updated. Any thread may call it at any time.
[[nodiscard]] DATAWORKS_EXPORT std::string_view libraryVersion() noexcept;

}  // namespace dataworks
