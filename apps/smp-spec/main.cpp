// smp-spec: validates and drafts specs, prints the JSON Schema, the reference page of specs and scenes
// and the page of advisories.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "common/tool.h"
#include "smp/base/error.h"
#include "smp/base/text.h"
#include "smp/phantom/phantom.h"
#include "smp/photo/file_bytes.h"
#include "smp/simulate/advisory_catalogue.h"
#include "smp/spec/read_spec.h"
#include "smp/treatment/hairline.h"
#include "smp/treatment/loss_pattern.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

struct Arguments {
  std::string file;
  std::vector<std::string> overrides;
  std::string surface = "plane";
  double px_per_mm = 10;
  std::string pattern, hairline, sex;
  std::vector<std::string> landmarks;
  int max_spec_mb = 16;
  std::string of = "spec";
};

int check(const Arguments& arguments, const CommonOptions& common) {
  const smp::SpecLimits limits = {.max_bytes = static_cast<std::size_t>(arguments.max_spec_mb) << 20};
  const auto bytes = smp::read_file(arguments.file, limits.max_bytes).bytes;
  const std::string text(bytes.begin(), bytes.end());
  try {
    const smp::Spec spec = smp::read_spec(text, arguments.overrides, limits);
    const std::size_t count = spec.regions.size();
    const std::string what =
        count > 0 ? std::to_string(count) + (count == 1 ? " region" : " regions") : "impressions from a file";
    if (!common.quiet) smp::app::write_stdout("ok: " + what + "\n");
  } catch (const smp::Error& error) {
    throw error.in_file(arguments.file);
  }
  return 0;
}

void check_landmark_name(const std::string& name) {
  std::string known;
  for (int i = 0; i < smp::kHeadLandmarks; ++i) {
    const std::string_view landmark = smp::landmark_name(static_cast<smp::HeadLandmark>(i));
    if (landmark == name) return;
    known += (known.empty() ? "" : ", ") + std::string(landmark);
  }
  throw smp::Error(smp::ErrorKind::kUsage,
                   {"", "--landmark", smp::quoted(name) + " is no landmark", "give one of " + known});
}

// Presets and styles; "natural" is both.
std::vector<std::string> hairline_names() {
  std::vector<std::string> names = smp::hairline_preset_names();
  for (std::string& style : smp::hairline_style_names())
    if (std::find(names.begin(), names.end(), style) == names.end()) names.push_back(std::move(style));
  return names;
}

// "pupil_left=1210,1480"
std::pair<std::string, smp::Point2> landmark_of(const std::string& text) {
  const std::size_t equals = text.find('='), comma = text.find(',');
  double x = 0, y = 0;
  const auto number = [](std::string_view digits, double& value) {
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    constexpr double kFarthestPx = 1e6;  // what a spec accepts
    return fault == std::errc() && end == digits.data() + digits.size() && std::abs(value) <= kFarthestPx;
  };
  const std::string_view all = text;
  if (equals == 0 || equals == text.npos || comma == text.npos || comma < equals ||
      !number(all.substr(equals + 1, comma - equals - 1), x) || !number(all.substr(comma + 1), y))
    throw smp::Error(smp::ErrorKind::kUsage,
                     {"", "--landmark", "must be NAME=X,Y (got " + smp::quoted(text) + ")", ""});
  check_landmark_name(text.substr(0, equals));
  return {text.substr(0, equals), {x, y}};
}

int draft(const Arguments& arguments) {
  const std::map<std::string, smp::SurfaceKind> kinds = {{"plane", smp::SurfaceKind::kPlane},
                                                         {"ellipsoid", smp::SurfaceKind::kEllipsoid},
                                                         {"depth", smp::SurfaceKind::kDepth}};
  smp::DraftOptions options{.surface = kinds.at(arguments.surface),
                            .px_per_mm = arguments.px_per_mm,
                            .pattern = arguments.pattern,
                            .hairline = arguments.hairline};
  if (!arguments.sex.empty())
    options.sex = arguments.sex == "female" ? smp::HeadSex::kFemale : smp::HeadSex::kMale;
  for (const std::string& text : arguments.landmarks) {
    options.landmarks.push_back(landmark_of(text));
    const std::string& name = options.landmarks.back().first;
    if (std::count_if(options.landmarks.begin(), options.landmarks.end(),
                      [&](const auto& landmark) { return landmark.first == name; }) > 1)
      throw smp::Error(smp::ErrorKind::kUsage, {"", "--landmark", smp::quoted(name) + " is given twice", ""});
  }
  if (options.on_head() && options.surface != smp::SurfaceKind::kPlane)
    throw smp::Error(smp::ErrorKind::kUsage,
                     {"", "--surface", "cannot be given with what stands on a posed head", ""});
  smp::app::write_stdout(smp::draft_spec(options));
  return 0;
}

// A subcommand that prints what `of_spec` or `of_scene` makes.
void add_document(CommandLine& line, Arguments& arguments, std::string (*of_spec)(),
                  std::string (*of_scene)()) {
  line.option("--of", arguments.of, {"spec", "scene"}, "What it describes: specs, or scenes of smp-phantom");
  line.action([&arguments, of_spec, of_scene](const CommonOptions&) {
    smp::app::write_stdout(arguments.of == "scene" ? of_scene() : of_spec());
    return 0;
  });
}

void configure(CommandLine& line, Arguments& arguments) {
  line.description("Validates and drafts specs of scalp micropigmentation.");

  CommandLine& check_line = line.subcommand("check", "Validate a spec; says what is wrong and where");
  check_line.positional("FILE", arguments.file, "Spec to validate (JSON)");
  check_line.option("--set", arguments.overrides, "Change a value first: /json/pointer=value (repeatable)");
  check_line.option("--max-spec-mb", arguments.max_spec_mb, 1, 1024, "Largest spec accepted, in MiB");
  check_line.action([&](const CommonOptions& common) { return check(arguments, common); });

  CommandLine& new_line = line.subcommand("new", "Print a small valid spec to start from");
  new_line.option("--surface", arguments.surface, {"plane", "ellipsoid", "depth"},
                  "Shape of the head in the photo");
  new_line.option("--px-per-mm", arguments.px_per_mm, 0.3, 200, "Scale of the photo");
  new_line.option("--pattern", arguments.pattern, smp::loss_pattern_names(),
                  "Fill this pattern of hair loss on a posed head");
  new_line.option("--hairline", arguments.hairline, hairline_names(),
                  "Its hairline on a posed head: how high, or which style");
  new_line.option("--sex", arguments.sex, {"male", "female"}, "Of a posed head");
  new_line.option(
      "--landmark", arguments.landmarks,
      "Where a place of the head is seen: NAME=X,Y in px (repeatable), such as pupil_left=1210,1480");
  new_line.action([&](const CommonOptions&) { return draft(arguments); });

  CommandLine& schema_line = line.subcommand("schema", "Print a JSON Schema for editors");
  add_document(schema_line, arguments, smp::spec_schema, smp::scene_schema);

  CommandLine& reference_line = line.subcommand("reference", "Print a reference page (Markdown)");
  add_document(reference_line, arguments, smp::spec_reference_markdown, smp::scene_reference_markdown);

  CommandLine& advisories_line = line.subcommand("advisories", "Print a page of all advisories (Markdown)");
  advisories_line.action([](const CommonOptions&) {
    smp::app::write_stdout(smp::advisory_reference_markdown());
    return 0;
  });
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  return smp::app::run_tool("smp-spec", argc, argv, [&](CommandLine& line) { configure(line, arguments); });
}
