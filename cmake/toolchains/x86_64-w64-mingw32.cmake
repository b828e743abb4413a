# SPDX-License-Identifier: Apache-2.0
# Windows from Linux: g++-mingw-w64-x86-64-posix, and wine64 to run what was built. DATAWORKS_WINDOWS_PREFIX is where OpenSSL, curl, pugixml
# and nlohmann/json for Windows lie: `tests/tools/dependencies windows` builds them and prints it. `./dev test --windows` does all of this.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES DATAWORKS_WINDOWS_PREFIX)
set(CMAKE_FIND_ROOT_PATH ${DATAWORKS_WINDOWS_PREFIX})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_CURRENT_LIST_DIR}/../../tests/windows/wine)
