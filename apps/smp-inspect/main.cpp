// smp-inspect: photo (+ spec) -> what the toolkit sees in it: skin, hair, camera, shades.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/outputs.h"
#include "common/tool.h"
#include "smp/simulate/inspect.h"
#include "smp/simulate/overlay.h"
#include "smp/spec/read_spec.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

struct Arguments {
  std::string photo, spec;
  std::vector<std::string> overrides;
  std::optional<std::string> json, overlay;
  int jpeg_quality = 0;
  bool force = false, allow_outside = false;
  double max_file_mb = 64, max_mp = 64, max_spec_mb = 16;
  int max_side = 20000, max_marks = 5'000'000;
};

smp::PhotoLimits limits_of(const Arguments& a) {
  smp::PhotoLimits limits;
  limits.max_side = a.max_side;
  limits.max_megapixels = a.max_mp;
  limits.max_file_bytes = static_cast<std::size_t>(a.max_file_mb * (1 << 20));
  return limits;
}

struct Told {
  std::optional<smp::Spec> spec;
  smp::SpecFiles files;
};

Told read_told(const Arguments& a, const smp::PhotoLimits& limits) {
  Told told;
  if (a.spec.empty()) {
    if (!a.overrides.empty())
      throw smp::Error(smp::ErrorKind::kUsage, {"", "--set", "changes a spec, but none is given", ""});
    return told;
  }
  const auto max_bytes = static_cast<std::size_t>(a.max_spec_mb * (1 << 20));
  const auto file = smp::read_file(a.spec, max_bytes);
  try {
    told.spec = smp::read_spec(std::string(file.bytes.begin(), file.bytes.end()), a.overrides,
                               {.max_bytes = max_bytes, .allow_outside = a.allow_outside});
    told.files = smp::read_spec_files(*told.spec, std::filesystem::path(a.spec).parent_path(),
                                      a.allow_outside, limits);
  } catch (const smp::Error& error) {
    throw error.in_file(a.spec);
  }
  told.files.identities.push_back(file.identity);
  return told;
}

int run(const Arguments& a, const CommonOptions& common) {
  const smp::PhotoLimits limits = limits_of(a);
  Told told = read_told(a, limits);
  const auto photo_bytes = smp::read_file(a.photo, limits.max_file_bytes);
  smp::WriteOptions write;
  write.force = a.force;
  if (a.jpeg_quality > 0) write.jpeg_quality = a.jpeg_quality;
  write.inputs = told.files.identities;
  write.inputs.push_back(photo_bytes.identity);
  smp::app::Outputs outputs(write);
  if (a.json) outputs.check_file(*a.json, {".json"});
  if (a.overlay) outputs.check_photo(*a.overlay);

  smp::Inspection seen;
  try {
    seen =
        smp::inspect(photo_bytes, limits, told.spec ? &*told.spec : nullptr, std::move(told.files),
                     {.threads = common.threads, .max_impressions = static_cast<std::size_t>(a.max_marks)});
  } catch (const smp::Error& error) {
    throw error.in_file(a.spec.empty() ? a.photo : a.spec);
  }
  const std::string json = smp::inspection_json(seen, std::filesystem::path(a.photo).filename().string());
  if (a.json) outputs.add_text(*a.json, json);
  if (a.overlay) outputs.add_photo(*a.overlay, smp::draw_overlay(seen));
  outputs.write_all();
  if (!a.json) smp::app::write_stdout(json);
  return 0;
}

void configure(CommandLine& line, Arguments& a) {
  line.description(
      "Shows what the toolkit sees in a photo: skin, hair, camera, and the shades it would choose.");
  line.positional("PHOTO", a.photo, "Photo of the head: JPEG, PNG, TIFF, WebP or HEIC");
  line.positional("SPEC", a.spec, "Where to look (JSON; see docs/spec.md); without it skin is looked for",
                  /*required=*/false);
  line.option("--json", a.json, "Write the report to this .json instead of standard output");
  line.option("--overlay", a.overlay, "Draw it: .jpg, .png, .tif or .webp");
  line.option("--set", a.overrides, "Change a value of the spec: /json/pointer=value (repeatable)");
  line.option("--jpeg-quality", a.jpeg_quality, 1, 100, "Quality of a JPEG overlay (92)");
  line.flag("--force", a.force, "Replace existing outputs (inputs are never replaced)");
  line.flag("--allow-outside", a.allow_outside, "Let the spec name files outside its folder");
  line.option("--max-file-mb", a.max_file_mb, 0.001, 4096, "Largest photo file, MiB (64)");
  line.option("--max-side", a.max_side, 1, 65000, "Largest photo width or height, px (20000)");
  line.option("--max-mp", a.max_mp, 0.001, 1000, "Largest photo area, megapixels (64)");
  line.option("--max-spec-mb", a.max_spec_mb, 0.001, 256, "Largest spec file, MiB (16)");
  line.option("--max-marks", a.max_marks, 1, 100'000'000,
              "Most impressions that the spec may ask for (5000000)");
  line.action([&](const CommonOptions& common) { return run(a, common); });
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  return smp::app::run_tool("smp-inspect", argc, argv,
                            [&](CommandLine& line) { configure(line, arguments); });
}
