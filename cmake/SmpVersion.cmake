# The version is written twice: here for CMake, in version.h for the code. They must be equal.
set(version_header ${PROJECT_SOURCE_DIR}/lib/smp/base/version.h)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${version_header})
file(READ ${version_header} version_text)
if(NOT version_text MATCHES "kVersion = \"([^\"]*)\"" OR NOT CMAKE_MATCH_1 STREQUAL PROJECT_VERSION)
  message(FATAL_ERROR
    "kVersion in lib/smp/base/version.h is \"${CMAKE_MATCH_1}\" but the project is ${PROJECT_VERSION}; make them equal")
endif()
