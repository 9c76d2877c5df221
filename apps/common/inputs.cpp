#include "common/inputs.h"

#include <filesystem>

#include "smp/base/error.h"
#include "smp/photo/file_bytes.h"
#include "smp/spec/read_spec.h"

namespace smp::app {

PhotoLimits InputArguments::limits() const {
  PhotoLimits limits;
  limits.max_side = max_side;
  limits.max_megapixels = max_mp;
  limits.max_file_bytes = static_cast<std::size_t>(max_file_mb * (1 << 20));
  return limits;
}

void add_input_limits(CommandLine& line, InputArguments& a) {
  line.flag("--allow-outside", a.allow_outside, "Let the spec name files outside its folder");
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
  const auto max_bytes = static_cast<std::size_t>(a.max_spec_mb * (1 << 20));
  const FileBytes file = read_file(a.spec, max_bytes);
  try {
    told.spec = read_spec(std::string(file.bytes.begin(), file.bytes.end()), a.overrides,
                          {.max_bytes = max_bytes, .allow_outside = a.allow_outside});
    told.files =
        read_spec_files(*told.spec, std::filesystem::path(a.spec).parent_path(), a.allow_outside, a.limits());
  } catch (const Error& error) {
    throw error.in_file(a.spec);
  }
  told.files.identities.push_back(file.identity);
  return told;
}

}  // namespace smp::app
