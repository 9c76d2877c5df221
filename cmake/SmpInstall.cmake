# install() and the CMake package "smpkit": smpkit::simulate and the modules beneath it.
include(CMakePackageConfigHelpers)
get_property(smp_libraries GLOBAL PROPERTY SMP_LIBRARIES)
install(TARGETS ${smp_libraries} EXPORT smpkitTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY lib/smp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(EXPORT smpkitTargets NAMESPACE smpkit:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/smpkit)
configure_package_config_file(cmake/smpkitConfig.cmake.in ${PROJECT_BINARY_DIR}/smpkitConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/smpkit)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/smpkitConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES cmake/SmpFindOpenCV.cmake ${PROJECT_BINARY_DIR}/smpkitConfig.cmake ${PROJECT_BINARY_DIR}/smpkitConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/smpkit)
install(DIRECTORY scripts/engines DESTINATION ${CMAKE_INSTALL_DATADIR}/smpkit USE_SOURCE_PERMISSIONS)
