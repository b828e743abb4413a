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
# What is built finds the compiler's own DLLs.
foreach(library libstdc++-6.dll libwinpthread-1.dll)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${library} OUTPUT_VARIABLE path OUTPUT_STRIP_TRAILING_WHITESPACE)
  get_filename_component(path ${path} REALPATH)
  get_filename_component(path ${path} DIRECTORY)
  list(APPEND dll_folders Z:${path})
endforeach()
list(JOIN dll_folders "\\;" dll_folders)
set(CMAKE_CROSSCOMPILING_EMULATOR env "WINEPATH=${dll_folders}" WINEDEBUG=-all /usr/lib/wine/wine64)
