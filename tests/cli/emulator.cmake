# SPDX-License-Identifier: Apache-2.0
# The emulator: its core, and the program with its server, faults and wrapper.
if(TARGET dataworks_emulator)
  file(GLOB emulator_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/emulator/*_test.cc)
  add_executable(dataworks_emulator_tests ${emulator_tests})
  add_dependencies(dataworks_emulator_tests dataworks_emulator)
  target_include_directories(dataworks_emulator_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(dataworks_emulator_tests PRIVATE
    dataworks_emulator_core PkgConfig::cpp_httplib OpenSSL::SSL OpenSSL::Crypto nlohmann_json::nlohmann_json
    GTest::gtest_main GTest::gmock dataworks_warnings)
  target_compile_definitions(dataworks_emulator_tests PRIVATE
    DATAWORKS_EMULATOR="$<TARGET_FILE:dataworks_emulator>"
    DATAWORKS_GOLDEN_DIR="${PROJECT_SOURCE_DIR}/tests/golden"
    DATAWORKS_FUZZ_SEEDS="${PROJECT_SOURCE_DIR}/tests/fuzz/seeds")
  dataworks_run_tests(emulator dataworks_emulator_tests 2 4 8)
endif()
