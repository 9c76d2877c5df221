cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\n${out}")
  endif()
  set(out "${out}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK}")
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${PROJECT} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${WORK}/prefix
    -DSMPKIT_VERSION=${VERSION} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=${BUILD_TYPE}
    -DCMAKE_CXX_FLAGS=${FLAGS} -DCMAKE_CXX_FLAGS_DEBUG=${FLAGS_DEBUG})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/count_dots)
message(STATUS "${out}")
if(NOT out MATCHES "^400 dots")
  message(FATAL_ERROR "expected 400 dots on 4 cm2 at 100 per cm2, got: ${out}")
endif()
# The installed tools run from where they are.
run(${WORK}/prefix/bin/smp-render --version)
if(NOT out MATCHES "${VERSION}")
  message(FATAL_ERROR "the installed smp-render says ${out}")
endif()
file(REMOVE_RECURSE "${WORK}")
