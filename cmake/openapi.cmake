# Puts docs/openapi.yaml into the room api, as the text that /api/v1/openapi.yaml answers.
set(openapi_source ${CMAKE_SOURCE_DIR}/docs/openapi.yaml)
set(openapi_generated ${CMAKE_BINARY_DIR}/openapi/openapi_document.cc)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${openapi_source})
file(READ ${openapi_source} openapi_text)
file(CONFIGURE OUTPUT ${openapi_generated} CONTENT [==[// Made by cmake/openapi.cmake.
#include "api/routes.h"

namespace ordersync::api {

std::string_view openapi_document() {
  return R"openapi(@openapi_text@)openapi";
}

}  // namespace ordersync::api
]==] @ONLY)
target_sources(ordersync_api PRIVATE ${openapi_generated})
