# SPDX-License-Identifier: Apache-2.0
# What people get is hardened as Debian's dpkg-buildflags do it, and comes out the same to the byte wherever it is built. A build for
# debugging keeps its compiler's options short: glibc's checks want optimization, and compilers' caches share objects between folders.
option(DATAWORKS_HARDENED "Full RELRO, BIND_NOW, stack protector, fortify, position independent programs" ${PROJECT_IS_TOP_LEVEL})

set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)  # else the name of the build's folder gets into the build id

if(DATAWORKS_HARDENED AND NOT DATAWORKS_SANITIZE AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  add_link_options(LINKER:-z,relro LINKER:-z,now)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    include(CheckPIESupported)
    check_pie_supported(LANGUAGES CXX)
    set(CMAKE_POSITION_INDEPENDENT_CODE ON)
    add_compile_options(-fstack-protector-strong -Wdate-time -ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -ffile-prefix-map=${PROJECT_BINARY_DIR}=.)
    if(NOT CMAKE_CXX_FLAGS MATCHES "_FORTIFY_SOURCE")  # a packager's own level, which may be higher
      add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    endif()
  endif()
endif()
