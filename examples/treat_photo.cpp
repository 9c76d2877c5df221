// A photo and a spec in, the treated photo out: what smp-render does, in one call.
//   treat_photo head.jpg spec.json treated.jpg
#include <cstdio>
#include <exception>

#include "smp/photo/write.h"
#include "smp/simulate/simulate.h"
#include "smp/spec/read_spec.h"

int main(int argc, char** argv) {
  if (argc != 4) return 64;
  try {
    const auto text = smp::read_file(argv[2], 1 << 24).bytes;
    const smp::Spec spec = smp::read_spec({reinterpret_cast<const char*>(text.data()), text.size()});
    const auto files =
        smp::read_spec_files(spec, std::filesystem::path(argv[2]).parent_path(), /*allow_outside=*/false, {});
    const smp::Simulation result = smp::simulate(smp::read_photo(argv[1]), spec, files);
    smp::write_photo(argv[3], result.photo, {.force = true});
    for (const smp::RegionResult& region : result.regions)
      std::printf("%s: %llu dots on %.1f cm2\n", region.plan.name.c_str(),
                  static_cast<unsigned long long>(region.plan.placed), region.plan.area_cm2);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
