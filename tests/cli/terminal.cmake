# SPDX-License-Identifier: Apache-2.0
# What the command line draws: the pure parts, and the view in a pseudo-terminal.
if(TARGET dataworks_cli)
  file(GLOB terminal_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/terminal_*.cc)
  add_executable(dataworks_terminal_tests ${terminal_sources})
  target_include_directories(dataworks_terminal_tests PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(dataworks_terminal_tests PRIVATE DATAWORKS_GOLDEN_DIR="${PROJECT_SOURCE_DIR}/tests/golden")
  target_link_libraries(dataworks_terminal_tests PRIVATE dataworks_cli_core dataworks_warnings util GTest::gtest_main)
  dataworks_run_tests(terminal dataworks_terminal_tests 1 4 2 fast)
endif()
