# SPDX-License-Identifier: Apache-2.0
# Compiles the library for Windows where nothing but the compiler for it is there (`./dev build --windows`): what it is built from is given
# by the headers of this Linux, which are the same but for what tells the width of a long. CMake asks for packages here (a dependency
# provider, CMake 3.24); nothing that is built so can be linked.
set(headers ${CMAKE_BINARY_DIR}/headers)
file(GLOB folders /usr/include /usr/include/*-linux-gnu)
foreach(folder IN LISTS folders)
  foreach(name curl openssl nlohmann pugixml.hpp pugiconfig.hpp)
    if(EXISTS ${folder}/${name})
      file(COPY ${folder}/${name} DESTINATION ${headers})
    endif()
  endforeach()
endforeach()
foreach(target CURL::libcurl OpenSSL::Crypto OpenSSL::SSL pugixml::pugixml nlohmann_json::nlohmann_json Threads::Threads)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} INTERFACE ${headers})
endforeach()

macro(headers_only method name)
  set(${name}_FOUND TRUE)
endmacro()
cmake_language(SET_DEPENDENCY_PROVIDER headers_only SUPPORTED_METHODS FIND_PACKAGE)
