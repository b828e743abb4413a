# SPDX-License-Identifier: Apache-2.0
# What is installed, and how other projects find it: components runtime, dev and tools; a CMake package; a pkg-config file; packages for
# Debian, for systems with rpm, and an archive for the rest.
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/dataworks)
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")  # as nixpkgs does
  set(pc_libdir ${CMAKE_INSTALL_LIBDIR})
else()
  set(pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_BINDIR}")
  set(program_rpath ${CMAKE_INSTALL_FULL_LIBDIR})
else()
  file(RELATIVE_PATH bin_to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  set(program_rpath $ORIGIN/${bin_to_lib})
endif()
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(pc_includedir ${CMAKE_INSTALL_INCLUDEDIR})
else()
  set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()

set_target_properties(dataworks dataworks_report PROPERTIES INSTALL_RPATH $ORIGIN)
set_target_properties(dataworks_report PROPERTIES EXPORT_NAME report)
# The archive brings along what another distribution has in another version, or not at all. libcurl and OpenSSL get security fixes: those
# are the system's.
if(BUILD_SHARED_LIBS AND NOT CMAKE_CROSSCOMPILING)
  set(bundled RUNTIME_DEPENDENCY_SET dataworks_bundled)
endif()
install(TARGETS dataworks dataworks_report EXPORT dataworksTargets ${bundled}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT dev
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime  # a DLL
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(EXPORT dataworksTargets NAMESPACE dataworks:: DESTINATION ${config_dir} COMPONENT dev)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/dataworks DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)

if(BUILD_SHARED_LIBS AND DATAWORKS_STATIC_TWIN)  # in an export of its own: only who links it needs what it was built from
  set_target_properties(dataworks_static PROPERTIES EXPORT_NAME static EXCLUDE_FROM_ALL OFF)
  set_target_properties(dataworks_report_static PROPERTIES EXPORT_NAME report_static EXCLUDE_FROM_ALL OFF)
  install(TARGETS dataworks_static dataworks_report_static EXPORT dataworksStaticTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
  install(EXPORT dataworksStaticTargets NAMESPACE dataworks:: DESTINATION ${config_dir} COMPONENT dev)
endif()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/dataworksConfig.cmake.in
  ${PROJECT_BINARY_DIR}/dataworksConfig.cmake INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/dataworksConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/dataworksConfig.cmake ${PROJECT_BINARY_DIR}/dataworksConfigVersion.cmake
  DESTINATION ${config_dir} COMPONENT dev)

# Told from the place of the file, so that `--prefix` at install time holds.
file(RELATIVE_PATH pc_to_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
set(pc_system " -pthread")
if(WIN32)
  string(APPEND pc_system " -lws2_32 -lcrypt32")
endif()
if(BUILD_SHARED_LIBS AND DATAWORKS_STATIC_TWIN)  # what only a static link needs; `pkg-config --static` asks for it
  set(pc_static "Requires.private: libcurl openssl pugixml\nLibs.private:${pc_system}\nCflags.private: -DDATAWORKS_STATIC")
elseif(NOT BUILD_SHARED_LIBS)
  set(pc_static "Requires: libcurl openssl pugixml")
  set(pc_libs "${pc_system}")
  set(pc_cflags " -DDATAWORKS_STATIC")
endif()
list(TRANSFORM dataworks_standard_definitions PREPEND -D OUTPUT_VARIABLE pc_definitions)
foreach(option IN LISTS dataworks_standard_options pc_definitions)  # as the CMake targets export them
  string(APPEND pc_cflags " ${option}")
endforeach()
configure_file(${PROJECT_SOURCE_DIR}/cmake/dataworks.pc.in ${PROJECT_BINARY_DIR}/dataworks.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/dataworks.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)

if(DATAWORKS_BUILD_TOOLS)
  set_target_properties(dataworks_cli dataworks_emulator PROPERTIES INSTALL_RPATH ${program_rpath})
  set_target_properties(dataworks_emulator PROPERTIES EXPORT_NAME emulator)
  install(TARGETS dataworks_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
  install(TARGETS dataworks_emulator EXPORT dataworksToolTargets ${bundled} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
  install(EXPORT dataworksToolTargets NAMESPACE dataworks:: DESTINATION ${config_dir} COMPONENT tools)

  # Made from the command line's own definitions.
  find_package(Python3 COMPONENTS Interpreter QUIET)
  if(Python3_FOUND AND NOT CMAKE_CROSSCOMPILING)
    set(man_pages ${PROJECT_BINARY_DIR}/man/dataworks.1 ${PROJECT_BINARY_DIR}/man/dataworks-emulator.1)
    add_custom_command(OUTPUT ${man_pages}
      COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/docs/api/make_man.py ${PROJECT_VERSION} ${PROJECT_BINARY_DIR}/man
              $<TARGET_FILE:dataworks_cli> $<TARGET_FILE:dataworks_emulator>
      DEPENDS dataworks_cli dataworks_emulator ${PROJECT_SOURCE_DIR}/docs/api/make_man.py
      COMMENT "Making the man pages from --help" VERBATIM)
    add_custom_target(dataworks_man ALL DEPENDS ${man_pages})
    install(FILES ${man_pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT tools)
  endif()
  if(NOT CMAKE_CROSSCOMPILING)
    add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/completion/dataworks
      COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/completion
      COMMAND dataworks_cli completion bash > ${PROJECT_BINARY_DIR}/completion/dataworks
      COMMENT "Asking the command line for its completion" VERBATIM)
    add_custom_target(dataworks_completion ALL DEPENDS ${PROJECT_BINARY_DIR}/completion/dataworks)
    install(FILES ${PROJECT_BINARY_DIR}/completion/dataworks
      DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT tools)
  endif()
endif()

if(bundled)
  install(RUNTIME_DEPENDENCY_SET dataworks_bundled DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT bundled EXCLUDE_FROM_ALL
    PRE_INCLUDE_REGEXES pugixml httplib PRE_EXCLUDE_REGEXES .)
endif()

include(${CMAKE_CURRENT_LIST_DIR}/Packages.cmake)
