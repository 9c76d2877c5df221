// Every style of hairline on the template head, seen from the front and from the side: rows of natural and
// straight, round and receded, broken and widow's peak, faux scar and a woman's natural line.
//   hairline_sheet hairlines.jpg
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "smp/base/random.h"
#include "smp/geometry/posed_head.h"
#include "smp/photo/write.h"
#include "smp/simulate/drawing.h"
#include "smp/treatment/hairline.h"

namespace {

using smp::HeadLandmark;
using smp::Point2;
using smp::Point3;

constexpr int kWidth = 300, kHeight = 270;  // px of one view
constexpr int kFine = 2;                    // drawn this much larger, then reduced
constexpr double kPxPerMm = 1.45;
constexpr double kDistance = 1000;                  // mm
constexpr double kDotsPerCm2 = 110, kDotMm = 0.38;  // a little large, so that they show

smp::HeadPose pose(double yaw_deg, double pitch_deg) {
  const double y = smp::radians(yaw_deg), p = smp::radians(pitch_deg);
  const Point3 across = {std::cos(y), 0, std::sin(y)}, ahead = {-std::sin(y), 0, std::cos(y)};
  smp::HeadPose pose;
  pose.rotation = {across, Point3{-std::sin(p) * ahead.x, std::cos(p), -std::sin(p) * ahead.z},
                   Point3{std::cos(p) * ahead.x, std::sin(p), std::cos(p) * ahead.z}};
  pose.translation_mm = {0, 0, kDistance};
  const double focal = kFine * kPxPerMm * kDistance;
  pose.camera = {focal, focal, 0.5 * kFine * kWidth, 0.56 * kFine * kHeight};
  return pose;
}

// One view in linear sRGB.
class View {
 public:
  View(const smp::HeadShape& shape, double yaw_deg, double pitch_deg)
      : head_(shape, pose(yaw_deg, pitch_deg)), light_(kFine * kWidth, kFine * kHeight, 3, 0.85f) {
    const Point3 lamp = smp::normalized(Point3{-0.35, -0.75, -1});
    for (int y = 0; y < light_.height(); ++y)
      for (int x = 0; x < light_.width(); ++x)
        if (const auto at = head_.at({x + 0.5, y + 0.5})) {
          const double shade = 0.25 + 0.55 * std::max(0.0, smp::dot(at->normal, lamp));
          const double skin[] = {0.95, 0.66, 0.50};
          for (int c = 0; c < 3; ++c) light_.at(x, y, c) = static_cast<float>(shade * skin[c]);
        }
  }

  // A dark disk of `mm` across, by the share of each pixel that it covers.
  void dot(Point3 place, double mm, double strength) {
    const Point3 towards = smp::normalized(head_.head_of(-1.0 * head_.pose().translation_mm) - place);
    if (smp::dot(head_.shape().normal(place), towards) < 0.05) return;
    const Point2 p = head_.project(place);
    const double radius = 0.5 * mm * head_.px_per_mm();
    for (int y = static_cast<int>(p.y - radius - 1); y <= p.y + radius + 1; ++y)
      for (int x = static_cast<int>(p.x - radius - 1); x <= p.x + radius + 1; ++x) {
        if (!light_.contains(x, y)) continue;
        // Of disks below the size of a pixel the area counts, of larger ones the distance from the rim.
        const double from = smp::distance({x + 0.5, y + 0.5}, p);
        const double rim = std::clamp(std::max(radius, 0.5) + 0.5 - from, 0.0, 1.0);
        const double share = rim * std::min(1.0, 4 * radius * radius);
        for (int c = 0; c < 3; ++c) light_.at(x, y, c) *= static_cast<float>(1 - strength * share);
      }
  }

  // A soft stroke along the skin or the features of the face.
  void stroke(const std::vector<Point3>& places, double mm, double strength) {
    for (std::size_t i = 0; i + 1 < places.size(); ++i)
      for (double t = 0; t < 1; t += 0.02) {
        const Point3 on = head_.shape().on_surface((1 - t) * places[i] + t * places[i + 1]);
        dot(on, mm, strength);
      }
  }

  const smp::PosedHead& head() const { return head_; }
  const smp::Image<float>& light() const { return light_; }

 private:
  smp::PosedHead head_;
  smp::Image<float> light_;
};

// Brows, eyes, ears: enough to see where the face is.
void draw_face(View& view) {
  const smp::HeadShape& head = view.head().shape();
  for (const bool left : {false, true}) {
    const double side = left ? 1 : -1;
    const Point3 inner = head.landmark(left ? HeadLandmark::kEyeInnerLeft : HeadLandmark::kEyeInnerRight);
    const Point3 outer = head.landmark(left ? HeadLandmark::kEyeOuterLeft : HeadLandmark::kEyeOuterRight);
    const Point3 pupil = head.landmark(left ? HeadLandmark::kPupilLeft : HeadLandmark::kPupilRight);
    view.stroke({pupil + Point3{-14, 3, 0}, pupil + Point3{-5, -3, 0}, pupil + Point3{5, -3, 0},
                 pupil + Point3{14, 3, 0}},
                1.5, 0.08);
    view.stroke({pupil, pupil + Point3{0, 1, 0}}, 4, 0.08);
    view.stroke(
        {inner + Point3{-4 * side, -20, 0}, pupil + Point3{0, -23, 0}, outer + Point3{3 * side, -18, 0}}, 4,
        0.06);
    const Point3 tragion = head.landmark(left ? HeadLandmark::kTragionLeft : HeadLandmark::kTragionRight);
    const Point3 top = head.landmark(left ? HeadLandmark::kEarTopLeft : HeadLandmark::kEarTopRight);
    std::vector<Point3> ear;
    for (int k = 0; k <= 24; ++k) {
      const double around = 2 * smp::kPi * k / 24;
      ear.push_back({tragion.x, 0.5 * (tragion.y + top.y) + 30 * std::cos(around) + 14,
                     tragion.z + 14 + 15 * std::sin(around)});
    }
    view.stroke(ear, 1.5, 0.06);
  }
}

struct Dot {
  Point3 place;
  double mm, strength;
};

// Dots scattered over the skin, fewer, smaller and lighter towards the edge as the transition wants it.
std::vector<Dot> scatter(const smp::HeadShape& head, const smp::HeadHairline& hairline) {
  constexpr double kLowest = 20;  // mm: sideburns end here
  constexpr double kSlack = 1.6;  // slanted skin takes up to so many more dots per direction
  const smp::EdgeRamp& edge = hairline.shape().edge;
  const Point3 box = head.reach_mm();
  const double largest = std::max({box.x, box.y, box.z});
  const int count = static_cast<int>(kDotsPerCm2 / 100 * 4 * smp::kPi * largest * largest * kSlack);
  smp::RandomStream random(1, smp::RandomPurpose::kPhantom);
  std::vector<Dot> dots;
  for (int k = 0; k < count; ++k) {
    const double up = random.uniform(-1, 1), around = random.uniform(0, 2 * smp::kPi),
                 luck = random.uniform();
    if (up > 0.4) continue;  // below any scalp
    const double across = std::sqrt(1 - up * up);
    const Point3 d = {across * std::cos(around), up, across * std::sin(around)};
    const Point3 p = head.on_surface(d);
    const double share =
        smp::dot(p, p) / (largest * largest * kSlack) / std::max(0.3, smp::dot(head.normal(p), d));
    const double behind = hairline.behind_mm(p);
    if (behind < 0 || p.y > kLowest || hairline.in_gap(p)) continue;
    const double t = std::min(1.0, behind / edge.transition_mm), rise = t * t * (3 - 2 * t);
    if (luck > share * rise) continue;
    dots.push_back({p, kDotMm * (edge.edge_diameter + rise * (1 - edge.edge_diameter)),
                    0.9 * (edge.edge_strength + rise * (1 - edge.edge_strength))});
  }
  for (const Point3& p : hairline.sentinels())
    dots.push_back({p, kDotMm * edge.edge_diameter, 0.9 * edge.edge_strength});
  return dots;
}

void reduce_into(smp::Image<std::uint8_t>& sheet, const View& view, int left, int top) {
  const smp::Code8FromLinear code(smp::ToneCurve::srgb());
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x)
      for (int c = 0; c < 3; ++c) {
        float sum = 0;
        for (int j = 0; j < kFine; ++j)
          for (int i = 0; i < kFine; ++i) sum += view.light().at(kFine * x + i, kFine * y + j, c);
        sheet.at(left + x, top + y, c) = code(sum / (kFine * kFine));
      }
}

void draw(const char* path) {
  std::vector<std::pair<std::string, smp::HeadSex>> cells;
  for (const std::string& style : smp::hairline_style_names()) cells.push_back({style, smp::HeadSex::kMale});
  cells.push_back({"natural", smp::HeadSex::kFemale});
  constexpr int kColumns = 2, kViews = 2;
  const int rows = static_cast<int>(cells.size()) / kColumns;
  smp::Image<std::uint8_t> sheet(kColumns * kViews * kWidth, rows * kHeight, 3);
  for (std::size_t k = 0; k < cells.size(); ++k) {
    const smp::HeadShape head(smp::mean_measures(cells[k].second), cells[k].second);
    smp::HairlineOptions options;
    options.style = cells[k].first;
    options.seed = 3;
    const smp::HeadHairline hairline(head, options);
    const std::vector<Dot> dots = scatter(head, hairline);
    for (int v = 0; v < kViews; ++v) {
      View view(head, v == 0 ? 0 : 42, v == 0 ? 15 : 12);
      draw_face(view);
      for (const Dot& dot : dots) view.dot(dot.place, dot.mm, dot.strength);
      const int column = static_cast<int>(k) % kColumns, row = static_cast<int>(k) / kColumns;
      reduce_into(sheet, view, (column * kViews + v) * kWidth, row * kHeight);
    }
  }
  smp::Drawing labelled(sheet.width(), sheet.height(), {255, 255, 255});
  labelled.paste(sheet, 0, 0);
  for (std::size_t k = 0; k < cells.size(); ++k) {
    const int column = static_cast<int>(k) % kColumns, row = static_cast<int>(k) / kColumns;
    const bool woman = cells[k].second == smp::HeadSex::kFemale;
    labelled.text({column * kViews * kWidth + 12.0, row * kHeight + 24.0},
                  cells[k].first + (woman ? " (woman)" : ""), 11, {40, 40, 44}, smp::Face::kBold);
  }
  smp::Photo photo{.pixels = labelled.pixels()};
  smp::write_photo(path, photo, {.jpeg_quality = 75, .force = true});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  try {
    draw(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
