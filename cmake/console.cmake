# Puts the built console (web/dist, by tools/build_web) into the room api as console_files.cc. A program built without it
# serves cmake/console_notice.html. Adding, removing or changing a file of web/dist is seen by the next build.
file(GLOB_RECURSE console_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/dist/*)
set(console_folder ${CMAKE_SOURCE_DIR}/web/dist)
if(NOT ${console_folder}/index.html IN_LIST console_sources)
  set(console_sources)
endif()

set(console_generated ${CMAKE_BINARY_DIR}/console/console_files.cc)
add_custom_command(
  OUTPUT ${console_generated}
  COMMAND ${CMAKE_COMMAND} -D FOLDER=${console_folder} -D NOTICE=${CMAKE_SOURCE_DIR}/cmake/console_notice.html
          -D OUTPUT=${console_generated} -P ${CMAKE_SOURCE_DIR}/cmake/embed_console.cmake
  DEPENDS ${console_sources} ${CMAKE_SOURCE_DIR}/cmake/embed_console.cmake ${CMAKE_SOURCE_DIR}/cmake/console_notice.html
  COMMENT "Embedding the console"
  VERBATIM)
target_sources(ordersync_api PRIVATE ${console_generated})
