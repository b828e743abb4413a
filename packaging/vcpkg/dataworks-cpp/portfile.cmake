# SPDX-License-Identifier: Apache-2.0
# An overlay port, of the sources that it lies in. The library alone: shared or static as the triplet says.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DDATAWORKS_BUILD_TESTS=OFF
    -DDATAWORKS_BUILD_TOOLS=OFF
    -DDATAWORKS_BUILD_EXAMPLES=OFF
    -DDATAWORKS_STATIC_TWIN=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME dataworks CONFIG_PATH lib/cmake/dataworks)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share" "${CURRENT_PACKAGES_DIR}/share/doc")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
