# One call per module, app and test, so that every target is built the same way.

# Flags of our own build; never exported.
add_library(smp_build_options INTERFACE)
target_compile_options(smp_build_options INTERFACE
  # A fused multiply-add changes results between builds; the kit promises equal bytes.
  -ffp-contract=off
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  # Designated initialisers leave fields to their defaults on purpose; -Wrestrict and
  # the two after it misfire in g++ 12 on strings and vectors (GCC bugs 105651, 105329, 104475).
  -Wno-missing-field-initializers -Wno-unknown-warning-option  # (clang-tidy does not know some of these)
  -Wno-restrict -Wno-stringop-overflow -Wno-free-nonheap-object
  $<$<BOOL:${SMP_WERROR}>:-Werror>)

# smp_add_library(NAME SOURCES ... [PUBLIC ...] [PRIVATE ...])
# NAME is the folder under lib/smp; the target is smp_NAME, its alias smp::NAME.
function(smp_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(smp_${name} STATIC ${ARG_SOURCES})
  add_library(smp::${name} ALIAS smp_${name})
  set_target_properties(smp_${name} PROPERTIES EXPORT_NAME ${name} OUTPUT_NAME smp_${name})
  target_include_directories(smp_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/lib>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(smp_${name} PUBLIC cxx_std_20)
  target_link_libraries(smp_${name} PUBLIC ${ARG_PUBLIC}
    PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:smp_build_options>)
  set_property(GLOBAL APPEND PROPERTY SMP_LIBRARIES smp_${name})
endfunction()

# smp_add_app(smp-NAME LIBRARIES ...): one main.cpp in the current folder.
function(smp_add_app name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} main.cpp ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} smp_build_options)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# smp_add_test(MODULE SOURCES ... LIBRARIES ...): one executable, CTest names MODULE/Suite.Test.
function(smp_add_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(smp_${name}_test ${ARG_SOURCES})
  target_include_directories(smp_${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(smp_${name}_test PRIVATE ${ARG_LIBRARIES} GTest::gmock GTest::gtest_main
                        smp_build_options)
  gtest_discover_tests(smp_${name}_test TEST_PREFIX ${name}/ DISCOVERY_MODE PRE_TEST
                       PROPERTIES TIMEOUT 300)
endfunction()
