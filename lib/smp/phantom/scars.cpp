// Sizes: domain notes 4. How uneven scars are was tuned by eye.
#include "smp/phantom/scars.h"

#include <algorithm>
#include <cmath>

#include "smp/base/smooth_step.h"
#include "smp/geometry/polygon.h"
#include "smp/phantom/follicles.h"
#include "smp/phantom/noise.h"

namespace smp::phantom {
namespace {

constexpr double kPieceMm = 1.0;                        // of a band's middle line
constexpr double kDotEdgeMm = 0.28, kBandEdgeMm = 0.5;  // over which a scar ends
constexpr double kDotRegularity = 0.45;                 // punches follow follicles, some are skipped
constexpr double kDotSpread = 0.13;                     // of the diameter

double distance_to_piece(Point3 p, Point3 a, Point3 b) {
  const Point3 d = b - a;
  const double long2 = dot(d, d), t = long2 > 0 ? std::clamp(dot(p - a, d) / long2, 0.0, 1.0) : 0.0;
  return distance(p, a + t * d);
}

}  // namespace

Scars::Scars(const PhantomScene& scene, const View& view) : scene_(scene), view_(view) {
  for (std::size_t i = 0; i < scene.scars.size(); ++i) {
    const PhantomScar& scar = scene.scars[i];
    scars_.push_back(scar.kind == PhantomScarKind::kBand ? band(scar) : dots(scar, i));
  }
}

std::vector<Scars::Part> Scars::band(const PhantomScar& scar) const {
  std::vector<Part> parts;
  const double step_px = std::max(1.0, kPieceMm * scene_.px_per_mm);
  std::optional<SurfacePoint> last;
  Point2 last_px;
  const auto reach = [&](Point2 px) {
    const std::optional<SurfacePoint> here = view_.surface().at(px);
    if (here && last) {
      // Surgeons close a wound with more pull at some places than at others.
      const double uneven = std::clamp(
          1 + 0.16 * noise_at(here->position_mm, 17, 41) + 0.12 * noise_at(here->position_mm, 4, 42), 0.4,
          1.6);
      parts.push_back({last->position_mm, here->position_mm, last_px, px, 0.5 * scar.width_mm * uneven, 1.0});
    }
    last = here, last_px = px;
  };
  for (std::size_t k = 1; k < scar.path.size(); ++k) {
    const Point2 a = scar.path[k - 1], b = scar.path[k];
    const int steps = std::max(1, static_cast<int>(std::ceil(distance(a, b) / step_px)));
    for (int i = k == 1 ? 0 : 1; i <= steps; ++i) reach(a + (double(i) / steps) * (b - a));
  }
  return parts;
}

std::vector<Scars::Part> Scars::dots(const PhantomScar& scar, std::size_t index) const {
  std::vector<Part> parts;
  const std::uint64_t first = index << 32;
  const std::vector<SkinPlace> places =
      scatter(view_, scar.dots_per_cm2, kDotRegularity, stream(scene_, Stage::kScars, first));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const SkinPlace& place = places[i];
    if (!view_.visible(place, scar.dot_diameter_mm * scene_.px_per_mm) || !contains(scar.outline, place.px))
      continue;
    RandomStream random = stream(scene_, Stage::kScars, first + i + 1);
    const double size = std::clamp(1 + kDotSpread * random.normal(), 0.6, 1.4);
    parts.push_back({place.position_mm, place.position_mm, place.px, place.px,
                     0.5 * scar.dot_diameter_mm * size, random.uniform(0.65, 1.0)});
  }
  return parts;
}

bool Scars::bare(const SkinPlace& place) const {
  for (const std::vector<Part>& parts : scars_)
    for (const Part& part : parts)
      if (distance_to_piece(place.position_mm, part.from, part.to) < part.radius_mm) return true;
  return false;
}

void Scars::paint(const Part& part, const Image<float>& depth_mm, Image<float>& out) const {
  const bool dot = part.from == part.to;
  const double edge_mm = dot ? kDotEdgeMm : kBandEdgeMm;
  const double reach = 1.3 * scene_.px_per_mm * (part.radius_mm + 2 * edge_mm) + 1;  // nearer skin is larger
  const int x0 = std::max(0, static_cast<int>(std::min(part.from_px.x, part.to_px.x) - reach));
  const int x1 = std::min(out.width() - 1, static_cast<int>(std::max(part.from_px.x, part.to_px.x) + reach));
  const int y0 = std::max(0, static_cast<int>(std::min(part.from_px.y, part.to_px.y) - reach));
  const int y1 = std::min(out.height() - 1, static_cast<int>(std::max(part.from_px.y, part.to_px.y) + reach));
  for (int y = y0; y <= y1; ++y)
    for (int x = x0; x <= x1; ++x) {
      const float depth = depth_mm.at(x, y);
      if (!(depth > 0)) continue;
      const Point3 place = view_.position({x + 0.5, y + 0.5}, depth);
      double inside = part.radius_mm - distance_to_piece(place, part.from, part.to);
      if (inside < -2 * edge_mm) continue;
      double strength = part.strength;
      if (!dot) {  // frayed, with pinker places
        inside += 0.22 * noise_at(place, 1.9, 43) + 0.10 * noise_at(place, 0.8, 44);
        strength *=
            std::clamp(0.82 + 0.16 * noise_at(place, 5, 45) + 0.08 * noise_at(place, 1.3, 46), 0.3, 1.0);
      }
      const double share = strength * smooth_step(0.5 + inside / (2 * edge_mm));
      out.at(x, y) = std::max(out.at(x, y), static_cast<float>(share));
      if (inside > 0) out.at(x, y, 1) = 1;
    }
}

Scars::Picture Scars::picture(const Image<float>& depth_mm) const {
  Picture out;
  if (scars_.empty()) return out;
  const int w = depth_mm.width(), h = depth_mm.height();
  out.share = Image<float>(w, h, 1, 0.0f);
  for (std::size_t i = 0; i < scars_.size(); ++i) {
    Image<float> own(w, h, 2, 0.0f);
    for (const Part& part : scars_[i]) paint(part, depth_mm, own);
    PhantomScarTruth truth;
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x) {
        if (own.at(x, y) <= 0) continue;
        if (own.at(x, y, 1) > 0)
          if (const auto at = view_.surface().at({x + 0.5, y + 0.5}))
            truth.area_cm2 += at->metric.area() / 100;
        out.share.at(x, y) = std::max(out.share.at(x, y), own.at(x, y));
      }
    if (scene_.scars[i].kind == PhantomScarKind::kDots)
      for (const Part& dot : scars_[i])
        if (dot.from_px.x >= 0 && dot.from_px.y >= 0 && dot.from_px.x < w && dot.from_px.y < h)
          truth.dots_px.push_back(dot.from_px);
    out.truth.push_back(std::move(truth));
  }
  return out;
}

}  // namespace smp::phantom
