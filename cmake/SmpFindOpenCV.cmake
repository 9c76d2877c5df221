# opencv_core, opencv_imgproc and opencv_calib3d as imported targets. Debian's libopencv-core-dev and its
# likes carry no CMake package (that is in libopencv-dev, 200 packages more), so the libraries are found by
# hand where the package is absent.
find_package(OpenCV 4.5 QUIET COMPONENTS core imgproc calib3d)
if(NOT OpenCV_FOUND)
  find_path(SMP_OPENCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
  foreach(module core imgproc calib3d)
    find_library(SMP_OPENCV_${module}_LIBRARY opencv_${module})
    if(NOT SMP_OPENCV_INCLUDE_DIR OR NOT SMP_OPENCV_${module}_LIBRARY)
      message(FATAL_ERROR "OpenCV ${module} not found; scripts/setup installs it (libopencv-${module}-dev)")
    endif()
    if(NOT TARGET opencv_${module})
      add_library(opencv_${module} UNKNOWN IMPORTED)
      set_target_properties(opencv_${module} PROPERTIES
        IMPORTED_LOCATION "${SMP_OPENCV_${module}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${SMP_OPENCV_INCLUDE_DIR}")
    endif()
  endforeach()
endif()
