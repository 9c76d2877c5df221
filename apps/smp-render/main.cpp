// smp-render: photo + spec -> the photo as it would look after treatment.
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>

#include "common/inputs.h"
#include "common/outputs.h"
#include "common/tool.h"
#include "smp/simulate/compose.h"
#include "smp/simulate/simulate.h"
#include "smp/simulate/summary.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

struct Arguments : smp::app::InputArguments {
  std::string output;
  std::optional<std::string> impressions, summary, before_after, crop;
  int jpeg_quality = 0;
  bool force = false, timing = false;
};

// Whole numbers "x,y,width,height"; nothing where the text is anything else.
std::optional<smp::PixelRect> rectangle_from(std::string_view text) {
  std::array<int, 4> values{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), values[i]);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i == 3) break;
    if (!text.starts_with(',')) return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return smp::PixelRect{values[0], values[1], values[2], values[3]};
}

// Before any work is done; whether it fits the photo is known later.
void check_crop(const std::string& text) {
  if (text != "auto" && !rectangle_from(text))
    throw smp::Error(smp::ErrorKind::kUsage,
                     {"", "--crop", "must be \"auto\" or x,y,width,height in px", ""});
}

// "x,y,width,height" in px, or "auto": the treated area with a margin.
smp::PixelRect crop_area(const std::string& text, const smp::Simulation& simulation) {
  const int width = simulation.photo.width(), height = simulation.photo.height();
  if (text == "auto") {
    if (simulation.touched.empty()) return {0, 0, width, height};
    const int margin = (simulation.touched.width + simulation.touched.height) / 40;
    const int x0 = std::max(0, simulation.touched.x - margin),
              y0 = std::max(0, simulation.touched.y - margin);
    return {x0, y0, std::min(width, simulation.touched.x + simulation.touched.width + margin) - x0,
            std::min(height, simulation.touched.y + simulation.touched.height + margin) - y0};
  }
  const smp::PixelRect r = rectangle_from(text).value_or(smp::PixelRect{});
  if (r.x < 0 || r.y < 0 || r.width < 1 || r.height < 1 || r.x > width - r.width || r.y > height - r.height)
    throw smp::Error(
        smp::ErrorKind::kUsage,
        {"", "--crop",
         "lies outside the photo (" + std::to_string(width) + " x " + std::to_string(height) + " px)", ""});
  return r;
}

std::string impressions_text(const std::string& path, const smp::Simulation& simulation) {
  if (!path.ends_with(".svg")) return smp::impressions_csv(simulation.treatment);
  const double px_per_mm = simulation.scale.px_per_mm > 0 ? simulation.scale.px_per_mm : 10;
  return smp::impressions_svg(simulation.treatment, simulation.photo.width(), simulation.photo.height(),
                              px_per_mm);
}

void check_names(const Arguments& a, const smp::app::Outputs& outputs) {
  outputs.check_photo(a.output);
  if (a.before_after) outputs.check_photo(*a.before_after);
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

int render(const Arguments& a, const CommonOptions& common) {
  const smp::PhotoLimits limits = a.limits();
  if (a.crop) check_crop(*a.crop);
  smp::app::ToldSpec told = smp::app::read_told_spec(a, /*required=*/true);
  const auto photo_bytes = smp::read_file(a.photo, limits.max_file_bytes);
  smp::WriteOptions write;
  write.force = a.force;
  if (a.jpeg_quality > 0) write.jpeg_quality = a.jpeg_quality;
  write.inputs = told.files.identities;
  write.inputs.push_back(photo_bytes.identity);
  smp::app::Outputs outputs(write);
  check_names(a, outputs);

  std::optional<smp::Photo> before;
  if (a.before_after) before = smp::decode_photo(photo_bytes, limits);
  smp::SimulateOptions options{.threads = common.threads,
                               .max_impressions = static_cast<std::size_t>(a.max_marks),
                               .measure_colors = a.summary.has_value()};
  // A result that is written as it stands is encoded while it is rendered.
  std::vector<std::uint8_t> encoded;
  if (!a.crop)
    options.while_rendering = [&](const smp::Photo& photo, const smp::RowProgress& progress) {
      encoded = outputs.encode(a.output, photo, &progress);
    };
  smp::Simulation result;
  try {
    result = smp::simulate(photo_bytes, limits, *told.spec, std::move(told.files), options);
  } catch (const smp::Error& error) {
    throw error.in_file(a.spec);
  }

  const smp::app::Stopwatch writing;
  if (a.impressions) outputs.add_text(*a.impressions, impressions_text(*a.impressions, result));
  if (a.summary)
    outputs.add_text(*a.summary,
                     smp::summary_json(result, std::filesystem::path(a.photo).filename().string()));
  if (a.crop) {
    const smp::PixelRect area = crop_area(*a.crop, result);
    result.photo = smp::cropped(result.photo, area);
    if (before) before = smp::cropped(*before, area);
  }
  if (before) outputs.add_photo(*a.before_after, smp::side_by_side(*before, result.photo));
  outputs.add_bytes(a.output, a.crop ? outputs.encode(a.output, result.photo) : std::move(encoded));
  outputs.write_all();

  if (a.timing)
    std::fprintf(
        stderr, "decode %.1f ms, plan %.1f ms, survey %.1f ms, render and encode %.1f ms, write %.1f ms\n",
        result.times.decode, result.times.plan, result.times.survey, result.times.render, writing.ms());
  if (!common.quiet) tell(std::to_string(result.treatment.impressions.size()) + " impressions\n");
  return 0;
}

void configure(CommandLine& line, Arguments& a) {
  line.description("Simulates scalp micropigmentation on a photo.");
  line.positional("PHOTO", a.photo, "Photo of the head: JPEG, PNG, TIFF, WebP or HEIC");
  line.positional("SPEC", a.spec, "What to simulate (JSON; see docs/spec.md)");
  line.option("-o,--output", a.output, "Picture to write: .jpg, .png, .tif or .webp");
  line.require("-o");
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
  Arguments arguments;
  return smp::app::run_tool("smp-render", argc, argv, [&](CommandLine& line) { configure(line, arguments); });
}
