# The fakes and helpers that tests of several rooms share.
file(GLOB support CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/support/*.cc)
add_library(ordersync_support STATIC EXCLUDE_FROM_ALL ${support})
target_include_directories(ordersync_support PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(ordersync_support PUBLIC ordersync_app GTest::gtest)
ordersync_together(ordersync_support)
