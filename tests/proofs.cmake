# What proves at length, on the release's optimized rooms: a failure at every place, and a thousand lives of small businesses.
# ./test builds them (tools/build release fault_test sim_test); no other build of a release asks for them.
find_package(GTest QUIET)
if(GTest_FOUND)
  include(tests/support.cmake)
  foreach(folder fault sim)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*.cc)
    add_executable(${folder}_test EXCLUDE_FROM_ALL ${sources})
    target_link_libraries(${folder}_test PRIVATE ordersync_support GTest::gmock GTest::gtest_main)
    ordersync_together(${folder}_test)
  endforeach()
endif()
