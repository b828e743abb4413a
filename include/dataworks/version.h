// The one home of the version number: CMake, the packages, the User-Agent and the tools read it here.
#pragma once

#define DATAWORKS_VERSION_MAJOR 0
#define DATAWORKS_VERSION_MINOR 1
#define DATAWORKS_VERSION_PATCH 0
#define DATAWORKS_VERSION "0.1.0"
