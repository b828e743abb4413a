# SPDX-License-Identifier: Apache-2.0
# The flows file is the emulator's, which is compiled into its target with the fuzzer's coverage.
set(emulator ${PROJECT_SOURCE_DIR}/tools/emulator)
target_sources(flows_file_fuzz PRIVATE
  ${emulator}/faults.cc ${emulator}/flow_cycle.cc ${emulator}/flows_file.cc ${emulator}/json_text.cc
  ${emulator}/simulation.cc)
target_include_directories(flows_file_fuzz PRIVATE ${emulator})
target_link_libraries(flows_file_fuzz PRIVATE nlohmann_json::nlohmann_json)
