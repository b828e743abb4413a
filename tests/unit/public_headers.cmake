# SPDX-License-Identifier: Apache-2.0
# The public headers as strangers include them: each alone, all behind the macros of other people's headers, and without exceptions.
# Compiling is the whole test.
file(GLOB public_headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include
     ${PROJECT_SOURCE_DIR}/include/dataworks/*.h ${PROJECT_SOURCE_DIR}/include/dataworks/testing/*.h)
list(REMOVE_ITEM public_headers dataworks/testing/matchers.h)  # it includes GoogleMock, which bears neither

set(each_alone "")
set(standard_includes "")
set(public_includes "")
foreach(header IN LISTS public_headers)
  string(MAKE_C_IDENTIFIER ${header} identifier)
  set(alone ${CMAKE_CURRENT_BINARY_DIR}/public_headers/${identifier}.cc)
  file(CONFIGURE OUTPUT ${alone} CONTENT "#include \"${header}\"\n#include \"${header}\"  // and once more\n")
  list(APPEND each_alone ${alone})

  # Macros such as `min` are met by headers that come after them, and the standard library's come before.
  file(STRINGS ${PROJECT_SOURCE_DIR}/include/${header} lines REGEX "^#include <")
  list(APPEND standard_includes ${lines})
  string(APPEND public_includes "#include \"${header}\"\n")
endforeach()
list(REMOVE_DUPLICATES standard_includes)
list(JOIN standard_includes "\n" standard_includes)
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/unit/public_headers/hostile.cc.in
               ${CMAKE_CURRENT_BINARY_DIR}/public_headers/hostile.cc @ONLY)

function(dataworks_compile_test target)
  add_library(${target} OBJECT ${ARGN})
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)  # each header by itself
  target_link_libraries(${target} PRIVATE dataworks_warnings)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/include)
  target_compile_features(${target} PRIVATE cxx_std_20)
endfunction()

dataworks_compile_test(dataworks_public_headers ${each_alone} ${CMAKE_CURRENT_BINARY_DIR}/public_headers/hostile.cc)
dataworks_compile_test(dataworks_public_headers_without_exceptions ${CMAKE_CURRENT_BINARY_DIR}/public_headers/hostile.cc)
target_compile_options(dataworks_public_headers_without_exceptions PRIVATE -fno-exceptions)
