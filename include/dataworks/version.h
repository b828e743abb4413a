// The one home of the version number: CMake, the packages, the User-Agent and the tools read it here.
#pragma once

/// While it is 0, a new minor version may change the API.
#define DATAWORKS_VERSION_MAJOR 0
/// Programs fit the shared library of the minor version that they were built with.
#define DATAWORKS_VERSION_MINOR 1
/// Changes neither API nor ABI.
#define DATAWORKS_VERSION_PATCH 0
/// All three as a text.
#define DATAWORKS_VERSION "0.1.0"
