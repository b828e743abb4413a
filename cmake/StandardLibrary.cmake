# SPDX-License-Identifier: Apache-2.0
# What a standard library needs to be told. The headers use std::stop_token, so what holds here holds for who includes them.
include(CheckCXXSourceCompiles)
set(dataworks_standard_options "")
set(dataworks_standard_definitions "")

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND NOT MSVC)
  set(stop_token_program "#include <stop_token>\nint main() { std::stop_source s; std::stop_callback c(s.get_token(), [] {}); }")
  set(CMAKE_REQUIRED_FLAGS -std=c++20)
  check_cxx_source_compiles("${stop_token_program}" DATAWORKS_STOP_TOKEN)
  if(NOT DATAWORKS_STOP_TOKEN)
    set(CMAKE_REQUIRED_FLAGS "-std=c++20 -fexperimental-library")
    check_cxx_source_compiles("${stop_token_program}" DATAWORKS_EXPERIMENTAL_STOP_TOKEN)
    if(NOT DATAWORKS_EXPERIMENTAL_STOP_TOKEN)
      message(FATAL_ERROR "dataworks needs std::stop_token: libc++ 20 or newer has it, 18 and 19 with -fexperimental-library, libstdc++ since 10")
    endif()
    set(dataworks_standard_options -fexperimental-library)
  endif()
  unset(CMAKE_REQUIRED_FLAGS)
elseif(MINGW)
  # GCC 12's std::binary_semaphore, which std::stop_callback holds, does not always wake there: 100,000 callbacks that another thread stops
  # hung in two of eight attempts, and never with the system's semaphores (docs/platforms.md).
  set(dataworks_standard_definitions _GLIBCXX_USE_POSIX_SEMAPHORE)
endif()
