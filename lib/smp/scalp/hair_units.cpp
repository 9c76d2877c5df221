// Dark dots are the minima of luminance between two scales, that of a unit and that of its distance to the
// next. Neighbours closer than a unit is wide merge: the share lost grows with their density.
#include "smp/scalp/hair_units.h"

#include <algorithm>
#include <cmath>

#include "smp/base/parallel.h"

namespace smp::scalp {
namespace {

constexpr double kDotMm = 0.13, kApartMm = 0.45;          // radii of the two scales
constexpr float kLeastDepth = 0.035f;                     // of the luminance around
constexpr float kLeastDeep = 0.08f, kShallowest = 0.35f;  // of the deepest: what still counts
constexpr double kLeastDots = 40, kMostBlurMm = 0.18;
constexpr int kWindowPx = 160;       // of the treated area looked through at a time
constexpr double kMostLengthMm = 3;  // longer hair hides its roots

int broad_px(double px_per_mm) {
  const int fine = std::max(1, static_cast<int>(kDotMm * px_per_mm));
  return std::max(fine + 1, static_cast<int>(std::lround(kApartMm * px_per_mm)));
}

struct Minimum {
  int x, y;
  float depth;  // share of the luminance around
};

// Dark dots of a picture, not nearer to its edge than the wider scale.
std::vector<Minimum> minima_of(const Image<float>& rgb, double px_per_mm) {
  const int w = rgb.width(), h = rgb.height();
  const Image<float> luma = luma_of(rgb);
  const int fine = std::max(1, static_cast<int>(kDotMm * px_per_mm)), broad = broad_px(px_per_mm);
  const Image<float> near = box_mean(luma, fine), around = box_mean(box_mean(luma, broad), broad);
  const int reach = std::max(1, static_cast<int>(std::lround(0.22 * px_per_mm)));
  std::vector<Minimum> minima;
  for (int y = broad; y + broad < h; ++y)
    for (int x = broad; x + broad < w; ++x) {
      const float depth = around.at(x, y) - near.at(x, y);
      if (depth < kLeastDepth * around.at(x, y)) continue;
      bool deepest = true;
      for (int v = -reach; v <= reach && deepest; ++v)
        for (int u = -reach; u <= reach && deepest; ++u) {
          if (u == 0 && v == 0) continue;
          const float other = around.at(x + u, y + v) - near.at(x + u, y + v);
          // Of equals the first counts.
          deepest = other < depth || (other == depth && (v > 0 || (v == 0 && u > 0)));
        }
      if (deepest) minima.push_back({x, y, depth / around.at(x, y)});
    }
  return minima;
}

struct Count {
  std::vector<float> depths;  // of all minima
  double area_mm2 = 0;
};

Count count_in(const FieldWindow& window, double px_per_mm, double mm2_per_px) {
  Count count;
  for (const Minimum& m : minima_of(window.rgb, px_per_mm))
    if (window.field.at(m.x, m.y)) count.depths.push_back(m.depth);
  const int broad = broad_px(px_per_mm);
  for (int y = broad; y + broad < window.rect.height; ++y)
    for (int x = broad; x + broad < window.rect.width; ++x)
      if (window.field.at(x, y)) count.area_mm2 += mm2_per_px;
  return count;
}

// The depth from which minima are units; nothing where they cannot be told from pores, relief and noise.
std::optional<float> least_unit_depth(std::vector<float> depths) {
  if (static_cast<double>(depths.size()) < kLeastDots) return {};
  std::sort(depths.begin(), depths.end());
  const float deep = depths[depths.size() * 95 / 100];
  if (deep < kLeastDeep) return {};
  return kShallowest * deep;
}

// Share of the dots that merge with a neighbour, from the density seen: phantoms of 40, 75 and 110 per cm^2
// at 6.5 to 10 px/mm.
double merged_share(double seen_per_cm2, double px_per_mm) {
  return std::min(0.5, 0.0036 * std::pow(7.2 / px_per_mm, 2) * seen_per_cm2);
}

UnitCount unit_count(double dots, double per_cm2) {
  return {per_cm2, std::hypot(0.16 * per_cm2, per_cm2 / std::sqrt(std::max(1.0, dots)), 5.0)};
}

}  // namespace

std::optional<UnitCount> count_units(const FieldWindows& windows, const Surface& surface, double blur_px) {
  if (windows.px_per_mm < kLeastUnitScale || blur_px > kMostBlurMm * windows.px_per_mm) return {};
  Count all;
  for (const FieldWindow& window : windows.hair) {
    const auto at =
        surface.at({window.rect.x + 0.5 * window.rect.width, window.rect.y + 0.5 * window.rect.height});
    if (!at || at->metric.foreshortening() > 2) continue;
    const Count one = count_in(window, windows.px_per_mm, at->metric.area());
    all.depths.insert(all.depths.end(), one.depths.begin(), one.depths.end());
    all.area_mm2 += one.area_mm2;
  }
  const std::optional<float> least = least_unit_depth(all.depths);
  if (!least) return {};
  const auto dots = static_cast<double>(
      std::count_if(all.depths.begin(), all.depths.end(), [&](float depth) { return depth >= *least; }));
  if (dots < kLeastDots) return {};
  const double seen = 100 * dots / all.area_mm2;
  return unit_count(dots, seen / (1 - merged_share(seen, windows.px_per_mm)));
}

namespace {

struct Candidate {
  Point2 px;
  float depth;
};

// The treated part of the photo, window by window.
class UnitFinder {
 public:
  UnitFinder(const HairInput& input, const Image<std::uint8_t>& treated, const SkinMap& map,
             const HairReading& reading)
      : input_(input), treated_(treated), map_(map), mask_(reading.mask), light_(input.photo) {}

  std::vector<Candidate> candidates() const {
    const int width = input_.reduced.width_px, height = input_.reduced.height_px;
    const int columns = (width + kWindowPx - 1) / kWindowPx, rows = (height + kWindowPx - 1) / kWindowPx;
    std::vector<std::vector<Candidate>> found(static_cast<std::size_t>(columns) *
                                              static_cast<std::size_t>(rows));
    parallel_for(input_.threads, found.size(), [&](std::size_t k) {
      const int x = static_cast<int>(k) % columns * kWindowPx, y = static_cast<int>(k) / columns * kWindowPx;
      found[k] = look({x, y, std::min(kWindowPx, width - x), std::min(kWindowPx, height - y)});
    });
    std::vector<Candidate> all;
    for (const auto& some : found) all.insert(all.end(), some.begin(), some.end());
    return all;
  }

  bool is_hairy(Point2 px) const {
    const int i = cell(px.x, treated_.width()), j = cell(px.y, treated_.height());
    return treated_.at(i, j) != 0 && mask_.at(i, j) != 0;
  }
  int cell(double px, int count) const {
    return std::clamp(static_cast<int>(px) / input_.reduced.step_px, 0, count - 1);
  }

 private:
  bool any_hair(const PixelRect& rect) const {
    const int step = input_.reduced.step_px;
    for (int y = rect.y; y < rect.y + rect.height; y += step)
      for (int x = rect.x; x < rect.x + rect.width; x += step)
        if (is_hairy({x + 0.0, y + 0.0})) return true;
    return false;
  }

  std::vector<Candidate> look(const PixelRect& rect) const {
    if (!any_hair(rect)) return {};
    const auto at = input_.surface->at({rect.x + 0.5 * rect.width, rect.y + 0.5 * rect.height});
    if (!at || at->metric.foreshortening() > 2) return {};
    const double px_per_mm = 1 / std::sqrt(at->metric.area());
    if (px_per_mm < kLeastUnitScale || input_.blur_px > kMostBlurMm * px_per_mm) return {};
    const int margin = 2 * broad_px(px_per_mm) + 1;
    const int x0 = std::max(0, rect.x - margin), y0 = std::max(0, rect.y - margin);
    const int x1 = std::min(input_.reduced.width_px, rect.x + rect.width + margin),
              y1 = std::min(input_.reduced.height_px, rect.y + rect.height + margin);
    Image<float> rgb = light_.srgb({x0, y0, x1 - x0, y1 - y0});
    const float gloss =
        sample_map(map_.gloss, map_.step_px, rect.x + 0.5 * rect.width, rect.y + 0.5 * rect.height, 0, 0);
    for (float& v : rgb.values()) v -= gloss;
    std::vector<Candidate> out;
    for (const Minimum& m : minima_of(rgb, px_per_mm)) {
      const int x = x0 + m.x, y = y0 + m.y;
      const bool own = x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
      if (own && is_hairy({x + 0.5, y + 0.5})) out.push_back({{x + 0.5, y + 0.5}, m.depth});
    }
    return out;
  }

  const HairInput& input_;
  const Image<std::uint8_t>& treated_;
  const SkinMap& map_;
  const Image<std::uint8_t>& mask_;
  LightReader light_;
};

// mm^2 of scalp in the cells of an area; with `hair` only those where it stands.
double scalp_mm2(const HairInput& input, const Image<std::uint8_t>& area, const Image<std::uint8_t>* hair) {
  std::vector<double> rows(static_cast<std::size_t>(area.height()));
  const double cell_px2 = std::pow(input.reduced.step_px, 2);
  parallel_for(input.threads, rows.size(), [&](std::size_t row) {
    const int j = static_cast<int>(row);
    for (int i = 0; i < area.width(); ++i) {
      if (area.at(i, j) == 0 || (hair && hair->at(i, j) == 0)) continue;
      const auto at = input.surface->at(input.reduced.center_px(i, j));
      if (at && at->metric.foreshortening() < kMaxForeshortening) rows[row] += at->metric.area() * cell_px2;
    }
  });
  double sum = 0;
  for (const double mm2 : rows) sum += mm2;
  return sum;
}

}  // namespace

void find_units(const HairInput& input, const Image<std::uint8_t>& treated,
                const std::vector<Image<std::uint8_t>>& regions, const SkinMap& map, HairReading& reading) {
  reading.region_units.assign(regions.size(), {});
  if (!input.surface || reading.kind == "none" || reading.kind == "long") return;
  if (input.options.length_mm > kMostLengthMm || treated.empty()) return;
  const UnitFinder finder(input, treated, map, reading);
  const std::vector<Candidate> candidates = finder.candidates();
  std::vector<float> depths;
  for (const Candidate& c : candidates) depths.push_back(c.depth);
  const std::optional<float> least = least_unit_depth(std::move(depths));
  if (!least) return;
  for (const Candidate& c : candidates)
    if (c.depth >= *least) reading.units_px.push_back(c.px);

  const double hairy_mm2 = scalp_mm2(input, treated, &reading.mask);
  const double seen = 100 * static_cast<double>(reading.units_px.size()) / std::max(1.0, hairy_mm2);
  const auto middle = input.surface->at(reading.units_px[reading.units_px.size() / 2]);
  const double px_per_mm = middle ? 1 / std::sqrt(middle->metric.area()) : kLeastUnitScale;
  for (std::size_t r = 0; r < regions.size(); ++r) {
    double dots = 0;
    for (const Point2 p : reading.units_px)
      dots += regions[r].at(finder.cell(p.x, treated.width()), finder.cell(p.y, treated.height())) != 0;
    const double mm2 = scalp_mm2(input, regions[r], nullptr);
    if (mm2 <= 0) continue;
    const UnitCount count = unit_count(dots, 100 * dots / mm2 / (1 - merged_share(seen, px_per_mm)));
    reading.region_units[r] = {count.per_cm2, count.error_per_cm2};
  }
}

}  // namespace smp::scalp
