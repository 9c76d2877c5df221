// What presets and styles mean (domain notes 3.1 to 3.3).
#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "smp/base/error.h"
#include "smp/treatment/hairline.h"
#include "smp/treatment/hairline_course.h"

namespace smp {
namespace {

struct Preset {
  const char* name;
  double mid_height_mm;
  double recession_mm;  // an assumption: deeper with age
};

constexpr Preset kMen[] = {
    {"youthful", 62, 5}, {"natural", 70, 10}, {"mature", 80, 16}, {"conservative", 90, 18}};

Preset preset_of(const std::string& name, HeadSex sex) {
  const auto* const found = std::find_if(std::begin(kMen), std::end(kMen),
                                         [&](const Preset& preset) { return preset.name == name; });
  if (found == std::end(kMen)) throw InvalidArgument("unknown preset " + quoted(name), "hairline/preset");
  Preset preset = *found;
  if (sex == HeadSex::kFemale) {
    // The measured mean of women, 63 mm, is their natural height; the other presets lie as far from it as
    // men's do in proportion.
    preset.mid_height_mm = std::round(preset.mid_height_mm * 0.9);
    preset.recession_mm *= 0.4;
  }
  return preset;
}

void apply_style(const std::string& style, HairlineShape& shape) {
  if (style == "natural") return;
  if (style == "straight") {
    shape.temple_recession_mm = std::min(shape.temple_recession_mm, 3.0);
    shape.roundness = 0;
    shape.rounding_mm = 2;
    shape.macro_mm = 0.5, shape.micro_mm = 0.4, shape.asymmetry_mm = 0.5;
    shape.temporal_peak_mm = 12;
    shape.sentinels_per_side = 0;
    shape.edge.transition_mm = 2.5;
  } else if (style == "round") {
    shape.temple_recession_mm += 4;
    shape.roundness = 1;
    shape.rounding_mm = 14;
    shape.macro_mm = 2;
    shape.edge.transition_mm = 7;
  } else if (style == "receded") {
    shape.temple_recession_mm += 13;
    shape.roundness = 0;
    shape.rounding_mm = 6;
    shape.temporal_peak_mm = 6;
    shape.edge.transition_mm = 12;
  } else if (style == "broken") {
    shape.macro_mm = 4, shape.micro_mm = 1.8;
    shape.sentinels_per_side = 30;  // about 30 % of the single dots of the first millimetres
    shape.sentinel_reach_mm = 8;
    shape.edge.transition_mm = 12;
    shape.edge.edge_strength *= 0.8;
  } else if (style == "widows-peak") {
    shape.peak_mm = 10;
    shape.macro_mm = 2;            // so that the peak stands out,
    shape.edge.transition_mm = 5;  // and is more than transition
    shape.temple_recession_mm += shape.peak_mm;
  } else if (style == "faux-scar") {
    shape.temple_recession_mm = std::min(shape.temple_recession_mm, 6.0);
    shape.rounding_mm = 2;
    shape.macro_mm = 1, shape.micro_mm = 0.5, shape.asymmetry_mm = 1;
    shape.sentinels_per_side = 0;
    shape.gap_mm = 3;
    shape.edge.transition_mm = 2.5;
  } else {
    throw InvalidArgument("unknown style " + quoted(style), "hairline/style");
  }
}

}  // namespace

std::vector<std::string> hairline_style_names() {
  return {"natural", "straight", "round", "receded", "broken", "widows-peak", "faux-scar"};
}

std::vector<std::string> hairline_preset_names() {
  std::vector<std::string> names;
  for (const Preset& preset : kMen) names.emplace_back(preset.name);
  return names;
}

HairlineShape resolve_hairline(const HairlineOptions& options, HeadSex sex) {
  const Preset preset = preset_of(options.preset, sex);
  HairlineShape shape;
  shape.mid_height_mm = options.mid_height_mm.value_or(preset.mid_height_mm);
  shape.temple_recession_mm = preset.recession_mm;
  shape.edge.edge_diameter = options.edge_diameter;
  shape.edge.edge_strength = options.edge_strength;
  if (sex == HeadSex::kFemale) shape.temporal_peak_mm = 6;
  apply_style(options.style, shape);
  const auto take = [](auto& value, const auto& given) { value = given.value_or(value); };
  take(shape.temple_recession_mm, options.temple_recession_mm);
  take(shape.temporal_peak_mm, options.temporal_peak_mm);
  take(shape.macro_mm, options.macro_mm);
  take(shape.macro_wavelength_mm, options.macro_wavelength_mm);
  take(shape.micro_mm, options.micro_mm);
  take(shape.micro_wavelength_mm, options.micro_wavelength_mm);
  take(shape.asymmetry_mm, options.asymmetry_mm);
  take(shape.sentinels_per_side, options.sentinels_per_side);
  take(shape.edge.transition_mm, options.transition_mm);
  if (options.style == "faux-scar") take(shape.gap_mm, options.gap_mm);
  shape.width_mm =
      options.width_mm.value_or(usual_width_mm(HeadShape(mean_measures(sex), sex), shape.mid_height_mm));
  return shape;
}

}  // namespace smp
