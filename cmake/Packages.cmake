# SPDX-License-Identifier: Apache-2.0
# The packages that CPack makes of the components: three for Debian, three for systems with rpm, one archive of everything.
set(library_package libdataworks${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})  # holds what must be the same in a program and the library
set(of_RUNTIME ${library_package})
set(of_DEV libdataworks-dev)
set(of_TOOLS dataworks-tools)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME dataworks)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR "The dataworks-cpp authors")
set(CPACK_PACKAGE_CONTACT "The dataworks-cpp authors <maintainers@dataworks-cpp.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL runtime dev tools)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "The shared libraries: the client, and the report on a run.")
set(CPACK_COMPONENT_DEV_DESCRIPTION "Headers, the static library, and what CMake and pkg-config need.")
set(CPACK_COMPONENT_TOOLS_DESCRIPTION "The command line dataworks, and an emulator of the service to test against.")
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)  # as many as there are processors

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/src)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS ca-certificates)  # a bare system trusts nobody
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "${library_package} (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_DEV_PACKAGE_SUGGESTS "libcurl4-openssl-dev, libssl-dev, libpugixml-dev")
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "${library_package} (= ${PROJECT_VERSION})")

set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE Apache-2.0)
set(CPACK_RPM_COMPRESSION_TYPE zstd)
set(CPACK_RPM_DEV_PACKAGE_REQUIRES "${library_package} = ${PROJECT_VERSION}")
set(CPACK_RPM_TOOLS_PACKAGE_REQUIRES "${library_package} = ${PROJECT_VERSION}")
# Folders that are others' to own.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /usr/${CMAKE_INSTALL_LIBDIR} /usr/${CMAKE_INSTALL_LIBDIR}/cmake /usr/${CMAKE_INSTALL_LIBDIR}/pkgconfig
  /usr/share/bash-completion /usr/share/bash-completion/completions)

foreach(component RUNTIME DEV TOOLS)
  set(CPACK_DEBIAN_${component}_PACKAGE_NAME ${of_${component}})
  set(CPACK_RPM_${component}_PACKAGE_NAME ${of_${component}})
  string(TOLOWER ${component} name)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright COMPONENT ${name}  # Debian wants one in each package
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${of_${component}})
endforeach()

# What the libraries are made of, and what the programs add, for those who have to know (CycloneDX). Each bill comes with its package.
configure_file(${CMAKE_CURRENT_LIST_DIR}/sbom.json.in ${PROJECT_BINARY_DIR}/dataworks.cdx.json @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/dataworks.cdx.json COMPONENT runtime DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${library_package})
if(DATAWORKS_BUILD_TOOLS)
  get_directory_property(CLI11_VERSION DIRECTORY ${PROJECT_SOURCE_DIR}/tools/dataworks DEFINITION CLI11_VERSION)
  get_directory_property(httplib_VERSION DIRECTORY ${PROJECT_SOURCE_DIR}/tools/emulator DEFINITION httplib_VERSION)
  if(cpp_httplib_FOUND)  # by pkg-config
    set(httplib_VERSION ${cpp_httplib_VERSION})
  endif()
  configure_file(${CMAKE_CURRENT_LIST_DIR}/sbom_tools.json.in ${PROJECT_BINARY_DIR}/dataworks-tools.cdx.json @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/dataworks-tools.cdx.json COMPONENT tools DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${of_TOOLS})
endif()

set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/Archive.cmake)
string(TOLOWER "dataworks-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}" CPACK_ARCHIVE_FILE_NAME)
include(CPack)
