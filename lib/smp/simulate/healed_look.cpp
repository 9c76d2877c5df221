#include "smp/simulate/healed_look.h"

#include <algorithm>

#include "smp/geometry/surface.h"
#include "smp/optics/pigment.h"
#include "smp/render/transmittance.h"

namespace smp {
namespace {

// Dots outside the picture shine into it: their shadow reaches this far.
constexpr double kMarginMm = 3;

std::vector<Mark> marks_of_field(const HealedField& field, double width_px, double height_px,
                                 double px_per_mm) {
  const auto surface = make_plane_surface(px_per_mm);
  RegionOptions region = field.region;
  region.fade_mm = 0;
  region.native_per_cm2 = 0;  // native hair is drawn as dots: the field has its full density
  region.mask.clear();
  region.outline = {{0, 0}, {width_px, 0}, {width_px, height_px}, {0, height_px}};
  const RegionShape shape{region.outline, {}};
  std::vector<double> shares;
  for (const Shade& shade : field.mix.shades) shares.push_back(shade.share);
  Plan plan = plan_treatment({{region, shape}}, shares, *surface,
                             {.width_px = static_cast<int>(width_px),
                              .height_px = static_cast<int>(height_px),
                              .seed = field.seed,
                              .threads = 1,
                              .needles = field.needles,
                              .timeline = {.sessions = {{SessionOptions{}}}}});
  mix_shades(plan, field.mix, field.seed, /*threads=*/1);
  const PerChannel kappa = field.mix.pigment.kappa;
  std::vector<Mark> marks;
  for (const Impression& i : plan.treatment.impressions)
    marks.push_back({i.position_px,
                     tilted_metric(surface->at(i.position_px)->metric, i.tilt_deg, i.azimuth_deg),
                     i.diameter_mm, i.depth_mm, i.mu_per_mm, kappa});
  return marks;
}

}  // namespace

Image<float> draw_healed_field(const HealedField& field, int width_px, int height_px, double px_per_mm) {
  const int margin = static_cast<int>(kMarginMm * px_per_mm);
  const int width = width_px + 2 * margin, height = height_px + 2 * margin;
  const TransmittanceField dots(prepare_dots(marks_of_field(field, width, height, px_per_mm), field.ita_deg,
                                             /*blur_px=*/0, /*threads=*/1),
                                width, height, /*threads=*/1);
  const float skin[3] = {static_cast<float>(field.skin.r), static_cast<float>(field.skin.g),
                         static_cast<float>(field.skin.b)};
  Image<float> out(width_px, height_px, 3);
  for (int y = 0; y < height_px; ++y)
    for (int x = 0; x < width_px; ++x)
      for (int c = 0; c < 3; ++c) out.at(x, y, c) = skin[c];
  std::vector<Float4> tile(static_cast<std::size_t>(TransmittanceField::kTilePx) *
                           TransmittanceField::kTilePx);
  for (std::size_t t = 0; t < dots.tiles().size(); ++t) {
    const PixelRect& area = dots.tiles()[t];
    dots.evaluate(t, tile);
    for (int v = 0; v < area.height; ++v)
      for (int u = 0; u < area.width; ++u) {
        const int x = area.x + u - margin, y = area.y + v - margin;
        if (!out.contains(x, y)) continue;
        const Float4 passed = tile[static_cast<std::size_t>(v * TransmittanceField::kTilePx + u)];
        for (int c = 0; c < 3; ++c) out.at(x, y, c) = skin[c] * passed[c];
      }
  }
  return out;
}

LinearRgb mean_color(const Image<float>& rgb) {
  double sum[3] = {0, 0, 0};
  const std::span<const float> values = rgb.values();
  for (std::size_t i = 0; i < values.size(); ++i) sum[i % 3] += values[i];
  const double pixels = std::max(1.0, static_cast<double>(values.size()) / 3);
  return {sum[0] / pixels, sum[1] / pixels, sum[2] / pixels};
}

}  // namespace smp
