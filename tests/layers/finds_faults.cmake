# Runs the layer check on small trees, each with one fault, and on one without.
cmake_minimum_required(VERSION 3.25)

# expect(NAME FILE TEXT REGEX): a tree with FILE besides a clean one. An empty REGEX means it passes.
function(expect name file text regex)
  file(REMOVE_RECURSE "${WORK}")
  file(WRITE "${WORK}/lib/smp/base/error.h" "#include <string>\n")
  file(WRITE "${WORK}/lib/smp/color/lab.cpp" "#include <png.h>\n#include \"smp/base/error.h\"\n")
  file(WRITE "${WORK}/${file}" "${text}")
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${WORK} -P ${CHECK}
                  RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
  # Error messages are wrapped to the width of a terminal.
  string(REGEX REPLACE "[ \n]+" " " out "${out}")
  if(regex STREQUAL "" AND NOT status EQUAL 0)
    message(SEND_ERROR "${name}: refused: ${out}")
  elseif(NOT regex STREQUAL "" AND (status EQUAL 0 OR NOT out MATCHES "${regex}"))
    message(SEND_ERROR "${name}: expected a failure with \"${regex}\", got: ${out}")
  endif()
endfunction()

expect("a clean tree" lib/smp/geometry/plane.h "#include \"smp/base/error.h\"\n" "")
expect("an arrow that points up" lib/smp/base/up.h "  # include \"smp/color/lab.h\"\n" "base may not use color")
expect("an arrow sideways" lib/smp/geometry/side.cpp "// a\n#include <smp/color/lab.h>\n" "geometry may not use color")
expect("a link that points up" lib/smp/base/CMakeLists.txt "smp_add_library(base PUBLIC smp::photo)\n" "base may not use photo")
expect("a module outside the table" lib/smp/extra/a.h "\n" "lib/smp/extra: is not in the table")
expect("an unknown module used" apps/tool/main.cpp "#include \"smp/extra/a.h\"\n" "uses module \"extra\"")
expect("a codec in a header" lib/smp/photo/codec.h "#include <png.h>\n" "belongs in a .cpp file")
expect("OpenCV in a header" apps/common/draw.h "#include <opencv2/core.hpp>\n" "belongs in a .cpp file")
expect("a path that starts elsewhere" lib/smp/color/near.cpp "#include \"lab.h\"\n" "start at lib/")
string(REPEAT "int x;\n" 451 long)
expect("a long file" lib/smp/base/long.cpp "${long}" "has 451 lines")
file(REMOVE_RECURSE "${WORK}")
