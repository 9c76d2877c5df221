// Throws what its argument names.
#include <new>
#include <stdexcept>
#include <thread>

#include "common/tool.h"

int main(int argc, char** argv) {
  std::string what;
  return smp::app::run_tool("smp-throw", argc, argv, [&](smp::app::CommandLine& line) {
    line.positional("WHAT", what, "What to throw");
    line.action([&](const smp::app::CommonOptions&) -> int {
      if (what == "int") throw 42;
      if (what == "runtime") throw std::runtime_error("vector::_M_range_check: __n exception");
      if (what == "memory") throw std::bad_alloc();
      if (what == "thread") std::thread([] { throw 42; }).join();
      if (what == "long")
        throw smp::Error(smp::ErrorKind::kReadWrite,
                         {std::string(1000, '"'), std::string(1000, '\\'),
                          std::string(1000, '"') + "\xff\x1b[31m\n", std::string(1000, 'd')});
      if (what == "umlauts") {
        std::string text;
        for (int i = 0; i < 1000; ++i) text += "ü";
        throw smp::Error(smp::ErrorKind::kCannotCreate, {text, text, text, text});
      }
      throw smp::Error(smp::ErrorKind::kInterrupted, {"photo.png", "", "was stopped", "run it again"});
    });
  });
}
