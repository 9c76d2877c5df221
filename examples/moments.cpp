// One treatment, several moments of it: the photo is read, surveyed and planned once.
//   moments head.jpg spec.json years.png fresh healed 5y 10y
#include <cstdio>
#include <exception>

#include "smp/photo/write.h"
#include "smp/simulate/case.h"
#include "smp/simulate/strip.h"
#include "smp/simulate/treated_area.h"
#include "smp/spec/read_spec.h"

int main(int argc, char** argv) {
  if (argc < 5) return 64;
  try {
    const auto text = smp::read_file(argv[2], 1 << 24).bytes;
    const smp::Spec spec = smp::read_spec({reinterpret_cast<const char*>(text.data()), text.size()});
    auto files =
        smp::read_spec_files(spec, std::filesystem::path(argv[2]).parent_path(), /*allow_outside=*/false, {});
    const smp::Case treatment(smp::read_photo(argv[1]), spec, std::move(files), {.measure_colors = true});
    smp::Strip strip(smp::treated_area(treatment.record()), smp::amid_dots(treatment.record()));
    for (int k = 4; k < argc; ++k) {
      const smp::Drawn drawn = treatment.draw(treatment.moment(argv[k]));
      const auto de = smp::mean_de_to_skin(treatment.record(), drawn.result);
      std::printf("%s, day %.0f: dE %.1f to bare skin\n", argv[k], drawn.result.moment.day, de.value_or(0));
      strip.add(drawn.photo, {argv[k]});
    }
    smp::write_photo(argv[3], strip.draw(), {.force = true});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
