// smp-inspect: photo (+ spec) -> what the toolkit sees in it: skin, hair, camera, shades.
#include <filesystem>
#include <optional>
#include <string>

#include "common/inputs.h"
#include "common/tool.h"
#include "smp/photo/output_files.h"
#include "smp/simulate/inspect.h"
#include "smp/simulate/overlay.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

struct Arguments : smp::app::InputArguments {
  std::optional<std::string> json, overlay;
  int jpeg_quality = 0;
  bool force = false;
};

int run(const Arguments& a, const CommonOptions& common) {
  const smp::PhotoLimits limits = a.limits();
  smp::app::ToldSpec told = smp::app::read_told_spec(a, /*required=*/false);
  const auto photo_bytes = smp::read_file(a.photo, limits.max_file_bytes);
  smp::WriteOptions write;
  write.force = a.force;
  if (a.jpeg_quality > 0) write.jpeg_quality = a.jpeg_quality;
  write.inputs = told.files.identities;
  write.inputs.push_back(photo_bytes.identity);
  smp::OutputFiles outputs(write);
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
  smp::app::add_input_limits(line, a);
  line.action([&](const CommonOptions& common) { return run(a, common); });
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  return smp::app::run_tool("smp-inspect", argc, argv,
                            [&](CommandLine& line) { configure(line, arguments); });
}
