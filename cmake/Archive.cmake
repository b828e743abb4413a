# SPDX-License-Identifier: Apache-2.0
# Read by CPack, for each kind of package: the archive is one, and runs from any folder on another distribution.
if(CPACK_GENERATOR STREQUAL "TGZ")
  set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
  set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
  set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY ON)
  set(CPACK_PACKAGE_FILE_NAME ${CPACK_ARCHIVE_FILE_NAME})
  set(CPACK_PACKAGING_INSTALL_PREFIX /)
  list(APPEND CPACK_COMPONENTS_ALL bundled)
endif()
