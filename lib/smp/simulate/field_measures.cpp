#include "smp/simulate/field_measures.h"

#include <cmath>

#include "smp/simulate/field_pattern.h"

namespace smp {
namespace {

bool has_pixels(const Photo& photo) {
  return std::visit([](const auto& pixels) { return !pixels.empty(); }, photo.pixels);
}

std::vector<std::optional<RegionColor>> colors_of(const Photo& photo,
                                                  const std::vector<RegionResult>& regions) {
  std::vector<std::optional<RegionColor>> colors;
  if (!has_pixels(photo)) return colors;
  for (const RegionResult& region : regions) colors.push_back(region_color(photo, region.plan.area));
  return colors;
}

Lab square(const Lab& v) { return {v.l * v.l, v.a * v.a, v.b * v.b}; }
Lab operator+(const Lab& u, const Lab& v) { return {u.l + v.l, u.a + v.a, u.b + v.b}; }
Lab operator-(const Lab& u, const Lab& v) { return {u.l - v.l, u.a - v.a, u.b - v.b}; }
Lab operator*(double s, const Lab& v) { return {s * v.l, s * v.a, s * v.b}; }

// Regions weighted by their area.
struct AllRegions {
  std::optional<Lab> mean, spread;
};
AllRegions together(const std::vector<std::optional<RegionColor>>& colors,
                    const std::vector<RegionResult>& regions) {
  LinearRgb light;
  Lab middle, squares;
  double area = 0;
  for (std::size_t r = 0; r < colors.size(); ++r) {
    const double w = regions[r].plan.area_cm2;
    if (!colors[r] || !(w > 0)) continue;
    const RegionColor& color = *colors[r];
    light = {light.r + w * color.mean.r, light.g + w * color.mean.g, light.b + w * color.mean.b};
    middle = middle + w * color.pixel_mean;
    area += w;
  }
  if (!(area > 0)) return {};
  middle = (1 / area) * middle;
  for (std::size_t r = 0; r < colors.size(); ++r)
    if (colors[r])
      squares = squares + (regions[r].plan.area_cm2 / area) *
                              (colors[r]->variance + square(colors[r]->pixel_mean - middle));
  return {lab_from_linear({light.r / area, light.g / area, light.b / area}),
          Lab{std::sqrt(squares.l), std::sqrt(squares.a), std::sqrt(squares.b)}};
}

// A colour difference of every region, mean by area.
template <class Difference>
std::optional<double> mean_difference(const Simulation& record,
                                      const std::vector<std::optional<RegionColor>>& before,
                                      const std::vector<std::optional<RegionColor>>& after,
                                      const Difference& difference) {
  double sum = 0, area = 0;
  for (std::size_t r = 0; r < std::min(before.size(), after.size()); ++r) {
    if (!before[r] || !after[r]) continue;
    const double w = record.regions[r].plan.area_cm2;
    sum += w * difference(r, before[r]->mean, after[r]->mean);
    area += w;
  }
  return area > 0 ? std::optional(sum / area) : std::nullopt;
}

// Skin of a region as the native field would darken it; gloss lies over both.
LinearRgb through_native(const LinearRgb& skin, const HairReading& hair, double gloss) {
  const auto passed = [&](double field, double bare) {
    return gloss + (1 - gloss) * (bare > 0 ? field / bare : 1);
  };
  return {skin.r * passed(hair.field_rgb->r, hair.field_skin_rgb->r),
          skin.g * passed(hair.field_rgb->g, hair.field_skin_rgb->g),
          skin.b * passed(hair.field_rgb->b, hair.field_skin_rgb->b)};
}

void measure_colors(const Simulation& record, const Drawn& drawn, const FieldBefore& before,
                    FieldMeasures& out) {
  const std::vector<std::optional<RegionColor>> after = colors_of(drawn.photo, record.regions);
  const AllRegions untreated = together(before.regions, record.regions),
                   treated = together(after, record.regions);
  out.lab_before = untreated.mean, out.spread_before = untreated.spread;
  out.lab_after = treated.mean, out.spread_after = treated.spread;
  out.de_to_skin = mean_difference(record, before.regions, after,
                                   [](std::size_t, const LinearRgb& skin, const LinearRgb& now) {
                                     return delta_e_2000(lab_from_linear(skin), lab_from_linear(now));
                                   });
  const HairReading& hair = record.survey.hair;
  if (!hair.field_rgb || !hair.field_skin_rgb) return;
  out.de_to_hair = mean_difference(
      record, before.regions, after, [&](std::size_t r, const LinearRgb& skin, const LinearRgb& now) {
        const double gloss = r < record.survey.regions.size() ? record.survey.regions[r].gloss_share
                                                              : record.survey.skin.gloss_share;
        return delta_e_2000(lab_from_linear(through_native(skin, hair, gloss)), lab_from_linear(now));
      });
}

}  // namespace

FieldBefore field_before(const Simulation& record) { return {colors_of(record.photo, record.regions)}; }

FieldMeasures measure_field(const Simulation& record, const Drawn& drawn, int threads) {
  return measure_field(record, drawn, field_before(record), threads);
}

FieldMeasures measure_field(const Simulation& record, const Drawn& drawn, const FieldBefore& before,
                            int threads) {
  FieldMeasures out;
  for (const RegionResult& region : record.regions) out.area_cm2 += region.plan.area_cm2;
  const std::vector<SeenDot> dots = dots_at(record, drawn.result.moment, threads);
  out.placed = dots.size();
  const bool both = has_pixels(record.photo) && has_pixels(drawn.photo);
  const FieldPattern pattern =
      find_pattern(dots, record.regions, both ? &record.photo : nullptr, both ? &drawn.photo : nullptr);
  if (out.area_cm2 > 0) {
    out.density_per_cm2 = static_cast<double>(out.placed) / out.area_cm2;
    out.coverage = std::min(1.0, pattern.covered_mm2 / (100 * out.area_cm2));
  }
  out.nearest_mm = pattern.nearest_mm, out.nearest_cv = pattern.nearest_cv;
  out.clark_evans = pattern.clark_evans;
  out.visibility = dots.empty() && both ? 0.0 : pattern.visibility;
  measure_colors(record, drawn, before, out);
  return out;
}

const std::vector<MeasureColumn>& measure_columns() {
  using Value = std::optional<double>;
  using M = FieldMeasures;
  static constexpr auto of_area = [](const M& m, double value) {
    return m.area_cm2 > 0 ? Value(value) : std::nullopt;
  };
  static constexpr auto part = [](const std::optional<Lab>& lab, double Lab::*member) {
    return lab ? Value((*lab).*member) : std::nullopt;
  };
  static const std::vector<MeasureColumn> columns = {
      {"placed", "dots placed", [](const M& m) { return Value(static_cast<double>(m.placed)); }},
      {"area_cm2", "treated scalp (cm2)", [](const M& m) { return of_area(m, m.area_cm2); }},
      {"density_per_cm2", "density reached (dots per cm2)",
       [](const M& m) { return of_area(m, m.density_per_cm2); }},
      {"coverage", "share of scalp under dots", [](const M& m) { return of_area(m, m.coverage); }},
      {"nearest_mm", "nearest neighbour (mm)", [](const M& m) { return m.nearest_mm; }},
      {"nearest_cv", "nearest neighbour, variation", [](const M& m) { return m.nearest_cv; }},
      {"clark_evans", "evenness (Clark-Evans)", [](const M& m) { return m.clark_evans; }},
      {"l_before", "L* before", [](const M& m) { return part(m.lab_before, &Lab::l); }},
      {"a_before", "a* before", [](const M& m) { return part(m.lab_before, &Lab::a); }},
      {"b_before", "b* before", [](const M& m) { return part(m.lab_before, &Lab::b); }},
      {"l_after", "L* after", [](const M& m) { return part(m.lab_after, &Lab::l); }},
      {"a_after", "a* after", [](const M& m) { return part(m.lab_after, &Lab::a); }},
      {"b_after", "b* after", [](const M& m) { return part(m.lab_after, &Lab::b); }},
      {"l_spread_before", "spread of L* before", [](const M& m) { return part(m.spread_before, &Lab::l); }},
      {"a_spread_before", "spread of a* before", [](const M& m) { return part(m.spread_before, &Lab::a); }},
      {"b_spread_before", "spread of b* before", [](const M& m) { return part(m.spread_before, &Lab::b); }},
      {"l_spread_after", "spread of L* after", [](const M& m) { return part(m.spread_after, &Lab::l); }},
      {"a_spread_after", "spread of a* after", [](const M& m) { return part(m.spread_after, &Lab::a); }},
      {"b_spread_after", "spread of b* after", [](const M& m) { return part(m.spread_after, &Lab::b); }},
      {"de_to_skin", "CIEDE2000 to bare skin", [](const M& m) { return m.de_to_skin; }},
      {"de_to_hair", "CIEDE2000 to native hair", [](const M& m) { return m.de_to_hair; }},
      {"visibility", "visibility of dots (CIEDE2000)", [](const M& m) { return m.visibility; }},
  };
  return columns;
}

}  // namespace smp
