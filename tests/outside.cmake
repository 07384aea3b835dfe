# Tests that look at the project from outside: its style, its format, and the real program as a process.
# Debian's own: the packages that tests import belong to it.
if(EXISTS /usr/bin/python3)
  set(Python3_EXECUTABLE /usr/bin/python3)
endif()
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)

function(script_test name)
  cmake_parse_arguments(TEST "SLOW" "TIMEOUT" "COMMAND" ${ARGN})
  add_test(NAME ${name} COMMAND ${TEST_COMMAND} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT})
  if(TEST_SLOW)
    # Slow ones start first, so that the two cores end together.
    set_tests_properties(${name} PROPERTIES LABELS slow COST 1000)
  endif()
endfunction()

script_test(style.include_rule COMMAND ${Python3_EXECUTABLE} tests/style/include_rule.py)
script_test(style.include_rule_catches COMMAND ${Python3_EXECUTABLE} tests/style/include_rule_test.py)
script_test(style.error_codes COMMAND ${Python3_EXECUTABLE} tests/style/error_codes.py)
script_test(style.error_codes_catches COMMAND ${Python3_EXECUTABLE} tests/style/error_codes_test.py)
script_test(style.pages COMMAND ${Python3_EXECUTABLE} tests/style/pages.py)
script_test(style.pages_catches COMMAND ${Python3_EXECUTABLE} tests/style/pages_test.py)
script_test(style.sealed_columns COMMAND ${Python3_EXECUTABLE} tests/style/sealed_columns.py)
script_test(style.format COMMAND tools/format --check)
script_test(style.mutants COMMAND ${Python3_EXECUTABLE} -B tests/mutation/mutants_test.py)

# One ctest test per file of process tests; the program must have been built before (./test does). Their long form
# (./test --long) kills the program at each of thousands of steps.
set(process_timeout 900)
if("$ENV{ORDERSYNC_LONG_TESTS}" STREQUAL "1")
  set(process_timeout 7200)
endif()
set(ORDERSYNC_PROGRAM ${CMAKE_SOURCE_DIR}/build/release/bin/ordersync CACHE FILEPATH "The program that process tests run")
if(EXISTS ${ORDERSYNC_PROGRAM})
  file(GLOB process_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/process/test_*.py)
  foreach(file ${process_tests})
    get_filename_component(name ${file} NAME_WE)
    string(REGEX REPLACE "^test_" "" name ${name})
    script_test(process.${name} TIMEOUT ${process_timeout} COMMAND ${Python3_EXECUTABLE} -B ${file})
    set_tests_properties(process.${name} PROPERTIES ENVIRONMENT "ORDERSYNC_PROGRAM=${ORDERSYNC_PROGRAM}" COST 100)
  endforeach()
  # odoo14.commands starts ./run as well, and both would take the same first free port for the sample.
  set_tests_properties(process.run PROPERTIES RESOURCE_LOCK odoo14)
endif()

# The Debian package in a clean Debian 12: installed, used, upgraded, removed, purged. Needs root, as the Odoo does.
if(EXISTS ${ORDERSYNC_PROGRAM})
  script_test(packaging.hardened COMMAND ${Python3_EXECUTABLE} -B tests/style/hardened.py ${ORDERSYNC_PROGRAM})
  script_test(packaging.sbom COMMAND tools/sbom --check --program ${ORDERSYNC_PROGRAM})
  script_test(packaging.reproducible COMMAND tools/reproducible --objects 2)
  script_test(packaging.deb SLOW TIMEOUT 1200 COMMAND tools/test_deb)
  set_tests_properties(packaging.deb PROPERTIES ENVIRONMENT "ORDERSYNC_PROGRAM=${ORDERSYNC_PROGRAM}")
endif()

# A real Odoo 14: what it runs on is made once, in a cache outside the repository, and each file of tests starts its own.
# The contract of the POS port on it is a program that test_contract.py starts, so that the models are held to the truth.
add_executable(real_odoo_contract odoo/real_odoo_contract.cc contract/pos_target_contract.cc)
target_link_libraries(real_odoo_contract PRIVATE ordersync_support GTest::gmock GTest::gtest_main rapidcheck)
target_compile_options(real_odoo_contract PRIVATE $<$<CONFIG:Debug>:-O0>)
file(GLOB odoo_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/odoo/test_*.py)
script_test(odoo14.prepare SLOW TIMEOUT 1800 COMMAND tools/odoo14 prepare)
set_tests_properties(odoo14.prepare PROPERTIES FIXTURES_SETUP odoo14 COST 2000)
foreach(file ${odoo_tests})
  get_filename_component(name ${file} NAME_WE)
  string(REGEX REPLACE "^test_" "" name ${name})
  script_test(odoo14.${name} SLOW TIMEOUT ${process_timeout} COMMAND ${Python3_EXECUTABLE} -B ${file})
  set_tests_properties(odoo14.${name} PROPERTIES FIXTURES_REQUIRED odoo14 RESOURCE_LOCK odoo14
    ENVIRONMENT "ORDERSYNC_PROGRAM=${ORDERSYNC_PROGRAM};ORDERSYNC_CONTRACT=$<TARGET_FILE:real_odoo_contract>")
endforeach()

# The console: what is pure in it, and all of it in a real browser on the real program.
script_test(web.unit COMMAND tools/build_web --test)
if(EXISTS ${ORDERSYNC_PROGRAM} AND EXISTS ${CMAKE_SOURCE_DIR}/web/dist/index.html)
  script_test(browser.prepare SLOW TIMEOUT 600 COMMAND tools/browser_tests --prepare)
  set_tests_properties(browser.prepare PROPERTIES FIXTURES_SETUP browser)
  file(GLOB browser_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/browser/*.test.mjs)
  foreach(file ${browser_tests})
    get_filename_component(name ${file} NAME_WE)
    script_test(browser.${name} SLOW TIMEOUT 900 COMMAND tools/browser_tests ${name})
    set_tests_properties(browser.${name} PROPERTIES FIXTURES_REQUIRED browser RESOURCE_LOCK browser
      ENVIRONMENT "ORDERSYNC_PROGRAM=${ORDERSYNC_PROGRAM}")
  endforeach()
endif()

script_test(style.bundle_size_catches COMMAND ${Python3_EXECUTABLE} tests/style/bundle_size_test.py)
# How large the console is, and how soon it paints: a small store, whose times are not judged.
if(EXISTS ${CMAKE_SOURCE_DIR}/web/dist/index.html)
  script_test(web.size COMMAND ${Python3_EXECUTABLE} tests/style/bundle_size.py web/dist)
endif()
if(EXISTS ${CMAKE_SOURCE_DIR}/build/release/bin/bench_end_to_end AND EXISTS ${CMAKE_SOURCE_DIR}/web/dist/index.html)
  script_test(browser.paint SLOW TIMEOUT 900 COMMAND tools/browser_tests --paint --orders 500 --no-limits --once)
  set_tests_properties(browser.paint PROPERTIES FIXTURES_REQUIRED browser RESOURCE_LOCK browser
    ENVIRONMENT "ORDERSYNC_PROGRAM=${ORDERSYNC_PROGRAM}")
endif()

# The benchmark books what it says, at a size that takes seconds; its figures are for `bench_end_to_end` by hand.
set(bench ${CMAKE_SOURCE_DIR}/build/release/bin/bench_end_to_end)
if(EXISTS ${bench})
  script_test(bench.smoke SLOW COMMAND ${Python3_EXECUTABLE} -B bench/end_to_end/smoke.py ${bench} --orders 2000 --rounds 1 --json)
endif()

set(bench ${CMAKE_SOURCE_DIR}/build/release/bin/bench_push)
if(EXISTS ${bench})
  script_test(bench.push SLOW COMMAND ${bench} --orders 1000 --json)
endif()

# Each fuzz target runs for a moment, which catches a broken one; long runs are tools/fuzz by hand.
if(ORDERSYNC_FUZZ)
  script_test(fuzz.smoke SLOW TIMEOUT 1500 COMMAND tools/fuzz --preset sanitize --seconds 5)
endif()
