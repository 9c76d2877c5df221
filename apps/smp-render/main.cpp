// smp-render: photo + spec -> the photo as it would look after treatment.
#include <cstdio>
#include <filesystem>
#include <optional>

#include "common/inputs.h"
#include "common/outputs.h"
#include "common/tool.h"
#include "smp-render/pictures.h"
#include "smp/simulate/case.h"
#include "smp/simulate/ensemble.h"
#include "smp/simulate/summary.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;
using smp::app::RenderArguments;

std::string impressions_text(const std::string& path, const smp::Simulation& simulation) {
  if (!path.ends_with(".svg")) return smp::impressions_csv(simulation.treatment);
  const double px_per_mm = simulation.scale.px_per_mm > 0 ? simulation.scale.px_per_mm : 10;
  return smp::impressions_svg(simulation.treatment, simulation.photo.width(), simulation.photo.height(),
                              px_per_mm);
}

void check_names(const RenderArguments& a, const smp::app::Outputs& outputs) {
  for (const std::string& moment : a.moments) {
    outputs.check_photo(smp::app::path_at(a.output, moment, a.moments.size()));
    if (a.before_after) outputs.check_photo(smp::app::path_at(*a.before_after, moment, a.moments.size()));
  }
  if (a.strip) outputs.check_photo(*a.strip);
  if (a.impressions) outputs.check_file(*a.impressions, {".csv", ".svg"});
  if (a.summary) outputs.check_file(*a.summary, {".json"});
}

// A word to people, not data: the files are written, so nobody listening is no failure.
void tell(const std::string& line) {
  try {
    smp::app::write_stdout(line);
  } catch (const smp::Error&) {
  }
}

int render(RenderArguments a, const CommonOptions& common) {
  const smp::PhotoLimits limits = a.limits();
  if (a.crop) smp::app::check_crop(*a.crop);
  if (a.moments.empty()) a.moments = {"healed"};
  smp::app::check_moments(a);
  smp::app::ToldSpec told = smp::app::read_told_spec(a, /*required=*/true);
  const auto photo_bytes = smp::read_file(a.photo, limits.max_file_bytes);
  smp::WriteOptions write;
  write.force = a.force;
  if (a.jpeg_quality > 0) write.jpeg_quality = a.jpeg_quality;
  write.inputs = told.files.identities;
  write.inputs.push_back(photo_bytes.identity);
  smp::app::Outputs outputs(write);
  check_names(a, outputs);

  const smp::SimulateOptions options{.threads = common.threads,
                                     .max_impressions = static_cast<std::size_t>(a.max_marks),
                                     .measure_colors = a.summary || a.strip || a.ensemble > 0};
  smp::Simulation result;
  try {
    const smp::SpecFiles files = a.ensemble > 0 ? told.files : smp::SpecFiles{};
    smp::Case prepared(photo_bytes, limits, *told.spec, std::move(told.files), options);
    smp::app::MomentPictures pictures(a, prepared, outputs);
    std::vector<smp::MomentResult> moments = pictures.draw();
    std::optional<smp::Ensemble> span;
    if (a.ensemble > 0) span = smp::app::draw_span(a, prepared, *told.spec, files, options, outputs);
    result = prepared.release();
    if (pictures.last_photo()) result.photo = std::move(*pictures.last_photo());
    result.ensemble = std::move(span);
    smp::add_moments(std::move(moments), result);
  } catch (const smp::Error& error) {
    if (error.kind() == smp::ErrorKind::kUsage) throw;  // the command line's fault, not the spec's
    throw error.in_file(a.spec);
  }

  const smp::app::Stopwatch writing;
  if (a.impressions) outputs.add_text(*a.impressions, impressions_text(*a.impressions, result));
  if (a.summary)
    outputs.add_text(*a.summary,
                     smp::summary_json(result, std::filesystem::path(a.photo).filename().string()));
  outputs.write_all();

  if (a.timing)
    std::fprintf(
        stderr, "decode %.1f ms, plan %.1f ms, survey %.1f ms, render and encode %.1f ms, write %.1f ms\n",
        result.times.decode, result.times.plan, result.times.survey, result.times.render, writing.ms());
  if (!common.quiet) tell(std::to_string(result.treatment.impressions.size()) + " impressions\n");
  return 0;
}

void configure(CommandLine& line, RenderArguments& a) {
  line.description("Simulates scalp micropigmentation on a photo.");
  line.positional("PHOTO", a.photo, "Photo of the head: JPEG, PNG, TIFF, WebP or HEIC");
  line.positional("SPEC", a.spec, "What to simulate (JSON; see docs/spec.md)");
  line.option("-o,--output", a.output, "Picture to write: .jpg, .png, .tif or .webp");
  line.require("-o");
  line.option("--at", a.moments,
              "Moment to draw: before, session-1-fresh, session-1, fresh, healed (the default), 90d, 5y, "
              "touch-up-1, laser-1 ... (repeatable; of several each is written to OUT.MOMENT.ext)");
  line.option("--strip", a.strip, "Write all moments side by side, with their names, as a picture");
  line.option("--ensemble", a.ensemble, 2, 50,
              "Draw the moment this many times with fading, spread, retention and scale as uncertain as they "
              "are; for --strip and --summary");
  line.option("--set", a.overrides, "Change a value of the spec: /json/pointer=value (repeatable)");
  line.option("--impressions", a.impressions, "Write every dot as .csv, or draw them as .svg");
  line.option("--summary", a.summary, "Write areas, counts, colours and advisories as .json");
  line.option("--before-after", a.before_after, "Write both pictures side by side");
  line.option("--crop", a.crop, "Write only this part: auto (the treated area) or x,y,width,height in px");
  line.option("--jpeg-quality", a.jpeg_quality, 1, 100, "Quality of a JPEG; default: as the photo's own");
  line.flag("--force", a.force, "Replace existing outputs (inputs are never replaced)");
  line.flag("--timing", a.timing, "Print the stages' times on stderr");
  smp::app::add_input_limits(line, a);
  line.action([&](const CommonOptions& common) { return render(a, common); });
}

}  // namespace

int main(int argc, char** argv) {
  RenderArguments arguments;
  return smp::app::run_tool("smp-render", argc, argv, [&](CommandLine& line) { configure(line, arguments); });
}
