# SPDX-License-Identifier: Apache-2.0
# The command line: its pure parts, and the real program against the real emulator.
if(TARGET dataworks_cli AND TARGET dataworks_emulator)
  find_package(CLI11 2.1 REQUIRED)
  add_executable(dataworks_recipe_service ${PROJECT_SOURCE_DIR}/docs/recipes/service.cc)
  target_link_libraries(dataworks_recipe_service PRIVATE dataworks::dataworks dataworks_warnings)

  file(GLOB cli_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cli_*.cc)
  add_executable(dataworks_cli_tests ${cli_tests} ${CMAKE_CURRENT_SOURCE_DIR}/terminal_emulator.cc)
  add_dependencies(dataworks_cli_tests dataworks_cli dataworks_emulator dataworks_recipe_service)
  target_link_libraries(dataworks_cli_tests PRIVATE dataworks_cli_core dataworks_test_support CLI11::CLI11 util GTest::gtest_main GTest::gmock)
  target_include_directories(dataworks_cli_tests PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_compile_definitions(dataworks_cli_tests PRIVATE
    DATAWORKS_CLI="$<TARGET_FILE:dataworks_cli>"
    DATAWORKS_EMULATOR="$<TARGET_FILE:dataworks_emulator>"
    DATAWORKS_CLI_TESTS="${CMAKE_CURRENT_SOURCE_DIR}"
    DATAWORKS_RECIPES="${PROJECT_SOURCE_DIR}/docs/recipes"
    DATAWORKS_RECIPE_SERVICE="$<TARGET_FILE:dataworks_recipe_service>")
  dataworks_run_tests(cli dataworks_cli_tests 12 1 60)

  # The day of a Basic edition, on a fast clock.
  add_executable(dataworks_basic_day ${CMAKE_CURRENT_SOURCE_DIR}/basic_day.cc)
  target_link_libraries(dataworks_basic_day PRIVATE dataworks::dataworks dataworks_warnings GTest::gtest_main)
  add_test(NAME BasicDay COMMAND dataworks_emulator --quota 100 --speed 600
    --flows ${CMAKE_CURRENT_SOURCE_DIR}/basic_day.json -- $<TARGET_FILE:dataworks_basic_day>)
  set_tests_properties(BasicDay PROPERTIES TIMEOUT 60)

  # What `--emit cpp` prints compiles, and does what the command would have done.
  set(flags_run --timeout 1h --fail-fast --save emitted.html --save emitted.json)
  set(flags_run_part ${flags_run} --except 7 --env dev)  # by the operation for parts of a flow
  set(flags_create_part --only 7)
  foreach(verb run create run_part create_part)
    set(emitted ${CMAKE_CURRENT_BINARY_DIR}/emitted_${verb}.cc)
    string(REPLACE "_part" "" command ${verb})
    set(flow nightly)
    if(verb MATCHES part)
      set(flow parts)
    endif()
    add_custom_command(OUTPUT ${emitted}
      COMMAND dataworks_cli ${command} ${flow} city=shanghai "day=\${yyyymmdd}" -p sales --bizdate 2026-11-22
              --node-para "7:test=$[yyyy]" ${flags_${verb}} --emit cpp > ${emitted}
      DEPENDS dataworks_cli VERBATIM)
    add_executable(dataworks_emitted_${verb} ${emitted})
    target_link_libraries(dataworks_emitted_${verb} PRIVATE dataworks::dataworks dataworks::report)
    add_test(NAME EmittedProgram.${verb} COMMAND dataworks_emulator --speed 50
      --flows ${CMAKE_CURRENT_SOURCE_DIR}/cli_flows.json -- $<TARGET_FILE:dataworks_emitted_${verb}>)
    set_tests_properties(EmittedProgram.${verb} PROPERTIES TIMEOUT 60)

    # It ends as the command would: with this code, given these flags of the emulator and this environment.
    set(ending_denied 3 --fault denied --)
    set(ending_key 4 -- env ALIBABA_CLOUD_ACCESS_KEY_ID=another)
    set(ending_unreached 5 -- env ALIBABA_CLOUD_ENDPOINT=http://127.0.0.1:1)
    set(ending_lost 6 --fault reset --)
    set(ending_badid 7 --fault badid --)
    foreach(ending denied key unreached lost badid)
      list(POP_FRONT ending_${ending} code)
      add_test(NAME EmittedProgram.${verb}.${ending} COMMAND sh -c "\"$@\"; test $? = ${code}" sh
        $<TARGET_FILE:dataworks_emulator> --flows ${CMAKE_CURRENT_SOURCE_DIR}/cli_flows.json ${ending_${ending}}
        $<TARGET_FILE:dataworks_emitted_${verb}>)
      set_tests_properties(EmittedProgram.${verb}.${ending} PROPERTIES TIMEOUT 60)
    endforeach()
  endforeach()
endif()
