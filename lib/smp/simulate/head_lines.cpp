#include "smp/simulate/head_lines.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "smp/simulate/drawing.h"
#include "smp/simulate/head_reading.h"

namespace smp {
namespace {

class Pen {
 public:
  Pen(const PosedHead& head, HeadDrawing& out) : head_(head), out_(out) {}

  // Pieces of a line that face the camera.
  void line(HeadLineKind kind, const std::vector<Point3>& places) {
    std::vector<Point2> piece;
    const auto end = [&] {
      if (piece.size() > 1) out_.lines.push_back({kind, piece});
      piece.clear();
    };
    for (const Point3& p : places) {
      if (head_.faces_camera(p))
        piece.push_back(head_.project(p));
      else
        end();
    }
    end();
  }

  void label(HeadLineKind kind, Point3 place, std::string text) {
    if (head_.faces_camera(place)) out_.labels.push_back({kind, head_.project(place), std::move(text)});
  }

 private:
  const PosedHead& head_;
  HeadDrawing& out_;
};

constexpr double kStepMm = 4;  // short enough to be drawn

// Straight ahead over the skin, a place every `kStepMm`.
std::vector<Point3> path(const HeadShape& shape, Point3 from, Point3 heading, double mm) {
  std::vector<Point3> places = {from};
  Point3 ahead = heading;
  for (double gone = 0; gone < mm; gone += kStepMm) {
    const Point3 next = shape.walk(places.back(), ahead, kStepMm);
    ahead = next - places.back();
    places.push_back(next);
  }
  return places;
}

// Lines across the head every 2 cm of the midline, and lines along it every 2 cm of those.
void draw_grid(const PosedHead& head, const ScalpZones& zones, Pen& pen) {
  constexpr double kAcrossMm = 140;
  constexpr int kLines = 21, kStepsAcross = static_cast<int>(kAcrossMm / kGridMm);
  const HeadShape& shape = head.shape();
  const std::vector<Point3> midline =
      path(shape, shape.landmark(HeadLandmark::kGlabella), {0, -1, 0}, kLines * kGridMm);
  const auto scalp_only = [&](const std::vector<Point3>& places) {
    std::vector<Point3> piece;
    for (const Point3& p : places) {
      if (zones.inside_mm(p) > 0) {
        piece.push_back(p);
        continue;
      }
      pen.line(HeadLineKind::kGrid, piece);
      piece.clear();
    }
    pen.line(HeadLineKind::kGrid, piece);
  };
  scalp_only(midline);
  std::vector<std::vector<Point3>> along(2 * static_cast<std::size_t>(kStepsAcross));
  for (int k = 1; k < kLines; ++k) {
    const auto start = static_cast<std::size_t>(k * kGridMm / kStepMm);
    if (start >= midline.size()) break;
    for (const double side : {1.0, -1.0}) {
      const std::vector<Point3> across = path(shape, midline[start], {side, 0, 0}, kAcrossMm);
      scalp_only(across);
      for (int c = 1; c <= kStepsAcross; ++c) {
        const auto at = static_cast<std::size_t>(c * kGridMm / kStepMm);
        if (at < across.size())
          along[static_cast<std::size_t>(2 * (c - 1) + (side < 0 ? 1 : 0))].push_back(across[at]);
      }
    }
  }
  for (const std::vector<Point3>& line : along) {
    std::vector<Point3> fine;
    for (std::size_t i = 1; i < line.size(); ++i) {
      const std::vector<Point3> piece = skin_between(shape, line[i - 1], line[i]);
      fine.insert(fine.end(), piece.begin(), piece.end());
    }
    scalp_only(fine);
  }
}

// Borders of the zones on the lattice, which is finer than a line is wide.
void draw_zones(const HeadLattice& lattice, const ScalpZones& zones, HeadDrawing& out) {
  const int columns = lattice.columns(), rows = lattice.rows();
  std::array<Image<std::uint8_t>, kZones> masks;
  masks.fill(Image<std::uint8_t>(columns, rows, 1, 0));
  for (int j = 0; j < rows; ++j)
    for (int i = 0; i < columns; ++i) {
      if (!lattice.on_head(i, j)) continue;
      if (const auto zone = zones.at(lattice.place_mm(i, j)))
        masks[static_cast<std::size_t>(*zone)].at(i, j) = 255;
    }
  for (const Image<std::uint8_t>& mask : masks)
    for (Polygon& part : contours(mask)) {
      for (Point2& p : part)
        p = Point2{static_cast<double>(lattice.x0_px()), static_cast<double>(lattice.y0_px())} +
            static_cast<double>(lattice.step_px()) * p;
      part.push_back(part.front());
      out.lines.push_back({HeadLineKind::kZone, std::move(part)});
    }
}

void draw_measures(const HeadShape& shape, const HeadHairline& hairline, Pen& pen) {
  const Point3 glabella = shape.landmark(HeadLandmark::kGlabella), front = hairline.mid_frontal();
  const Point3 left = hairline.corner(true), right = hairline.corner(false);
  const std::vector<Point3> height = skin_between(shape, glabella, front),
                            width = skin_between(shape, right, left);
  pen.line(HeadLineKind::kMeasure, height);
  pen.label(HeadLineKind::kMeasure, height[height.size() / 2], fmt::format("{:.0f} mm", length_of(height)));
  pen.line(HeadLineKind::kMeasure, width);
  pen.label(HeadLineKind::kMeasure, width[width.size() / 3], fmt::format("{:.0f} mm", length_of(width)));
}

// A place well inside a zone that faces the camera, for its name.
std::optional<Point3> middle_of(Zone zone, const PosedHead& head, const ScalpZones& zones) {
  constexpr double kStepDeg = 6, kReachDeg = 132;
  std::optional<Point3> best;
  double deepest = 3;  // mm; a sliver gets no name
  for (double y = -kReachDeg; y <= kReachDeg; y += kStepDeg)
    for (double x = -kReachDeg; x <= kReachDeg; x += kStepDeg) {
      if (x * x + y * y > kReachDeg * kReachDeg) continue;
      const Point3 place = head.shape().at_chart({x, y});
      if (!head.faces_camera(place) || zones.at(place) != zone) continue;
      const double inside = zones.inside_mm(zone, place);
      if (inside > deepest) deepest = inside, best = place;
    }
  return best;
}

}  // namespace

HeadDrawing draw_head(const HeadLattice& lattice, const HeadOptions& options, const ScalpZones& zones) {
  const PosedHead& head = lattice.head();
  const HeadHairline& hairline = zones.hairline();
  HeadDrawing out;
  Pen pen(head, out);
  draw_grid(head, zones, pen);
  draw_zones(lattice, zones, out);
  for (int i = 0; i < kZones; ++i) {
    const Zone zone = static_cast<Zone>(i);
    if (zone == Zone::kLeadingEdge) continue;  // too narrow for its name
    if (const auto place = middle_of(zone, head, zones))
      pen.label(HeadLineKind::kZone, *place, std::string(zone_name(zone)));
  }
  pen.line(HeadLineKind::kHairline, hairline.edge().places_mm());
  draw_measures(head.shape(), hairline, pen);
  for (std::size_t i = 0; i < options.landmarks.size(); ++i) {
    if (!options.landmarks[i]) continue;
    out.marked_px.push_back(*options.landmarks[i]);
    out.posed_px.push_back(head.project(head.shape().landmark(static_cast<HeadLandmark>(i))));
  }
  return out;
}

}  // namespace smp
