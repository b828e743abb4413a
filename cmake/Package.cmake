# What is installed, and how other projects find it: components runtime, dev and tools; a CMake package; a pkg-config file; Debian packages.
include(CMakePackageConfigHelpers)

install(TARGETS dataworks EXPORT dataworksTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT dev
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(TARGETS dataworks_report EXPORT dataworksTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT dev
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
set_target_properties(dataworks_report PROPERTIES EXPORT_NAME report)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/dataworks DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)
install(EXPORT dataworksTargets NAMESPACE dataworks:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/dataworks COMPONENT dev)

# In an export of its own: only who links it needs what it was built from.
set_target_properties(dataworks_static PROPERTIES EXPORT_NAME static EXCLUDE_FROM_ALL OFF)
install(TARGETS dataworks_static EXPORT dataworksStaticTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(EXPORT dataworksStaticTargets NAMESPACE dataworks:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/dataworks
  COMPONENT dev)

if(DATAWORKS_BUILD_TOOLS)
  foreach(tool dataworks_cli dataworks_emulator)
    set_target_properties(${tool} PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  endforeach()
  install(TARGETS dataworks_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
  set_target_properties(dataworks_emulator PROPERTIES EXPORT_NAME emulator)
  install(TARGETS dataworks_emulator EXPORT dataworksToolTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
  install(EXPORT dataworksToolTargets NAMESPACE dataworks:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/dataworks
    COMPONENT tools)
endif()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/dataworksConfig.cmake.in
  ${PROJECT_BINARY_DIR}/dataworksConfig.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/dataworks)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/dataworksConfigVersion.cmake COMPATIBILITY SameMinorVersion)
configure_file(${PROJECT_SOURCE_DIR}/cmake/dataworks.pc.in ${PROJECT_BINARY_DIR}/dataworks.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/dataworksConfig.cmake ${PROJECT_BINARY_DIR}/dataworksConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/dataworks COMPONENT dev)
install(FILES ${PROJECT_BINARY_DIR}/dataworks.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME dataworks)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The dataworks-cpp authors <maintainers@dataworks-cpp.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL runtime dev tools)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME libdataworks${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libdataworks-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "${CPACK_DEBIAN_RUNTIME_PACKAGE_NAME} (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_DEV_PACKAGE_SUGGESTS "libcurl4-openssl-dev, libssl-dev, libpugixml-dev")
set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME dataworks-tools)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/src)
set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "${CPACK_DEBIAN_RUNTIME_PACKAGE_NAME} (= ${PROJECT_VERSION})")
set(CPACK_STRIP_FILES ON)
include(CPack)
