# SPDX-License-Identifier: Apache-2.0
# Warnings for our own code; never forced on who includes us.
add_library(dataworks_warnings INTERFACE)
if(MSVC)  # written for, never tried: /utf-8 for the texts, and 5030 is about attributes of other compilers, which it passes over
  target_compile_options(dataworks_warnings INTERFACE /W3 /utf-8 /wd5030 $<$<BOOL:${DATAWORKS_WERROR}>:/WX>)
  target_compile_definitions(dataworks_warnings INTERFACE _CRT_SECURE_NO_WARNINGS _WINSOCK_DEPRECATED_NO_WARNINGS)
  return()
endif()
target_compile_options(dataworks_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  # GCC 12 sees out-of-bounds copies and uninitialised members inside its own std::string and std::optional where there are none.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-restrict -Wno-stringop-overread -Wno-stringop-overflow -Wno-maybe-uninitialized>
  $<$<BOOL:${DATAWORKS_WERROR}>:-Werror>)
