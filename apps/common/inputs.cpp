#include "common/inputs.h"

#include <utility>

#include "smp/base/error.h"
#include "smp/simulate/load_spec.h"

namespace smp::app {

PhotoLimits InputArguments::limits() const {
  PhotoLimits limits;
  limits.max_side = max_side;
  limits.max_megapixels = max_mp;
  limits.max_file_bytes = static_cast<std::size_t>(max_file_mb * (1 << 20));
  return limits;
}

SpecLimits InputArguments::spec_limits() const {
  return {.max_bytes = static_cast<std::size_t>(max_spec_mb * (1 << 20)), .allow_outside = allow_outside};
}

void add_input_limits(CommandLine& line, InputArguments& a) {
  line.flag("--allow-outside", a.allow_outside,
            "Let files be named that lie outside the folder of the file naming them");
  line.option("--max-file-mb", a.max_file_mb, 0.001, 4096, "Largest photo file, MiB (64)");
  line.option("--max-side", a.max_side, 1, 65000, "Largest photo width or height, px (20000)");
  line.option("--max-mp", a.max_mp, 0.001, 1000, "Largest photo area, megapixels (64)");
  line.option("--max-spec-mb", a.max_spec_mb, 0.001, 256, "Largest spec file, MiB (16)");
  line.option("--max-marks", a.max_marks, 1, 100'000'000, "Most impressions (5000000)");
}

ToldSpec read_told_spec(const InputArguments& a, bool required) {
  ToldSpec told;
  if (a.spec.empty() && !required) {
    if (!a.overrides.empty())
      throw Error(ErrorKind::kUsage, {"", "--set", "changes a spec, but none is given", ""});
    return told;
  }
  LoadedSpec loaded = load_spec(a.spec, a.spec, a.overrides, a.spec_limits(), a.limits());
  told.spec = std::move(loaded.spec);
  told.files = std::move(loaded.files);
  return told;
}

}  // namespace smp::app
