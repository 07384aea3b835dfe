# Puts profiles/*.lua into the room app, as the hooks that --profile sets.
file(GLOB profile_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/profiles/*.lua)
set(profiles_generated ${CMAKE_BINARY_DIR}/profiles/profiles.cc)
set(profile_entries "")
foreach(file ${profile_files})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND profile_entries "      {\"${name}\", R\"profile(${text})profile\"},\n")
endforeach()
file(CONFIGURE OUTPUT ${profiles_generated} CONTENT [==[// Made by cmake/profiles.cmake.
#include "app/hook_store.h"

namespace ordersync::app {

std::span<const Profile> profiles() {
  static constexpr Profile kProfiles[] = {
@profile_entries@  };
  return kProfiles;
}

}  // namespace ordersync::app
]==] @ONLY)
target_sources(ordersync_app PRIVATE ${profiles_generated})
