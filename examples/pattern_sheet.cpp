// Two sheets of the template head. Zones and the flow of hair from four sides; every pattern of hair loss
// from above in front and from above behind, with what hair is left and the juvenile hairline that losses are
// measured from.
//   pattern_sheet zones.jpg patterns.jpg
#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "smp/geometry/posed_head.h"
#include "smp/photo/write.h"
#include "smp/simulate/drawing.h"
#include "smp/treatment/hair_flow.h"
#include "smp/treatment/loss_pattern.h"

namespace {

constexpr int kViewPx = 185, kPanelWidth = 2 * kViewPx, kPanelHeight = 215, kColumns = 4;
constexpr double kDistanceMm = 1500;

// A camera that looks at the head's origin from `azimuth_deg` beside the face and `elevation_deg` over it.
smp::HeadPose look_from(double azimuth_deg, double elevation_deg, int size_px) {
  const double a = smp::radians(azimuth_deg), e = smp::radians(elevation_deg);
  const smp::Point3 forward = {-std::cos(e) * std::sin(a), std::sin(e), std::cos(e) * std::cos(a)};
  const smp::Point3 right = {std::cos(a), 0, std::sin(a)};
  const smp::Point3 down = smp::cross(forward, right);
  const double focal = 0.86 * size_px / 200 * kDistanceMm;
  return {{right, down, forward}, {0, 8, kDistanceMm}, {focal, focal, 0.5 * size_px, 0.5 * size_px}};
}

struct Tone {
  double r, g, b;
};
constexpr Tone kSkin = {0.89, 0.74, 0.64}, kHair = {0.27, 0.20, 0.16};

std::uint8_t code(double value) {
  return static_cast<std::uint8_t>(std::clamp(255 * value + 0.5, 0.0, 255.0));
}

struct Sitter {
  smp::HeadShape head;
  smp::HeadHairline hairline;
  smp::ScalpZones zones;
};

// The head in the colour that `tone_at` gives a place.
smp::Image<std::uint8_t> portrait(const Sitter& sitter, const smp::HeadPose& pose, int size_px,
                                  const std::function<Tone(smp::Point3)>& tone_at) {
  const smp::PosedHead posed(sitter.head, pose);
  smp::Image<std::uint8_t> picture(size_px, size_px, 3, 255);
  for (int y = 0; y < size_px; ++y)
    for (int x = 0; x < size_px; ++x) {
      const auto seen = posed.at({x + 0.5, y + 0.5});
      if (!seen) continue;
      const Tone tone = tone_at(posed.head_of(seen->position_mm));
      const double light = 0.55 + 0.45 * std::max(0.0, -seen->normal.z);
      picture.at(x, y, 0) = code(light * tone.r);
      picture.at(x, y, 1) = code(light * tone.g);
      picture.at(x, y, 2) = code(light * tone.b);
    }
  return picture;
}

Tone mixed(const Tone& a, const Tone& b, double share) {
  return {a.r + share * (b.r - a.r), a.g + share * (b.g - a.g), a.b + share * (b.b - a.b)};
}

void draw_line(smp::Drawing& sheet, smp::Point2 from, smp::Point2 to, int width, smp::Ink ink) {
  const int steps = static_cast<int>(std::ceil(1.5 * smp::distance(from, to)));
  for (int k = 0; k <= steps; ++k) {
    const smp::Point2 p = from + (steps > 0 ? double(k) / steps : 0.0) * (to - from);
    sheet.fill({static_cast<int>(p.x) - width / 2, static_cast<int>(p.y) - width / 2, width, width}, ink);
  }
}

void draw_hairline(smp::Drawing& sheet, const Sitter& sitter, const smp::HeadPose& pose, smp::Point2 corner) {
  const smp::PosedHead posed(sitter.head, pose);
  const auto& places = sitter.hairline.course().places_mm();
  for (std::size_t k = 0; k + 1 < places.size(); ++k)
    if (posed.faces_camera(places[k]))
      draw_line(sheet, corner + posed.project(places[k]), corner + posed.project(places[k + 1]), 1,
                {255, 255, 255});
}

Sitter sitter_of(smp::HeadSex sex, const std::string& preset) {
  smp::HairlineOptions options;
  options.preset = preset;
  const smp::HeadShape head(smp::mean_measures(sex), sex);
  const smp::HeadHairline hairline(head, options);
  return {head, hairline, smp::ScalpZones(head, hairline)};
}

void write(const char* path, const smp::Drawing& sheet) {
  smp::Photo photo;
  photo.pixels = sheet.pixels();
  smp::write_photo(path, photo, {.jpeg_quality = 82, .force = true});
}

// Which way hair lies, as strokes from the root.
void draw_flow(smp::Drawing& sheet, const Sitter& sitter, const smp::HeadPose& pose, smp::Point2 corner) {
  const smp::PosedHead posed(sitter.head, pose);
  for (const smp::SurfaceCell& cell : smp::surface_cells(sitter.head, 6)) {
    if (sitter.zones.inside_mm(cell.place_mm) < 2 || !posed.faces_camera(cell.place_mm)) continue;
    const smp::Point3 flow = smp::hair_flow(sitter.head, sitter.zones.whorl(), cell.place_mm);
    const smp::Point2 root = corner + posed.project(cell.place_mm);
    const smp::Point2 tip = corner + posed.project(cell.place_mm + 9.0 * flow);
    draw_line(sheet, root, tip, 1, {60, 30, 20});
    draw_line(sheet, root, root + 0.2 * (tip - root), 3, {60, 30, 20});
  }
}

void draw_zones(const char* path) {
  constexpr std::array<Tone, smp::kZones> tones = {{{0.84, 0.37, 0.0},
                                                    {0.90, 0.62, 0.0},
                                                    {0.80, 0.47, 0.65},
                                                    {0.0, 0.62, 0.45},
                                                    {0.34, 0.71, 0.91},
                                                    {0.94, 0.89, 0.26},
                                                    {0.0, 0.45, 0.70}}};
  constexpr int kSize = 260;
  const Sitter sitter = sitter_of(smp::HeadSex::kMale, "natural");
  const std::array<smp::HeadPose, 4> poses = {look_from(30, 40, kSize), look_from(90, 5, kSize),
                                              look_from(180, 15, kSize), look_from(180, 80, kSize)};
  smp::Drawing sheet(static_cast<int>(poses.size()) * kSize, 2 * kSize + 30, {255, 255, 255});
  for (std::size_t k = 0; k < poses.size(); ++k) {
    const int x = static_cast<int>(k) * kSize;
    const auto in_colors = portrait(sitter, poses[k], kSize, [&](smp::Point3 place) {
      const auto zone = sitter.zones.at(place);
      return zone ? tones[static_cast<std::size_t>(*zone)] : kSkin;
    });
    sheet.paste(in_colors, x, 0);
    sheet.paste(portrait(sitter, poses[k], kSize, [](smp::Point3) { return kSkin; }), x, kSize + 30);
    sheet.set_frame({x, kSize + 30, kSize, kSize});
    draw_flow(sheet, sitter, poses[k], {double(x), kSize + 30.0});
    sheet.clear_frame();
  }
  for (int z = 0; z < smp::kZones; ++z) {
    const Tone& tone = tones[static_cast<std::size_t>(z)];
    const int x = 20 + 145 * z;
    sheet.fill({x, kSize + 6, 14, 14}, {code(tone.r), code(tone.g), code(tone.b)});
    sheet.text({x + 20.0, kSize + 18.0}, std::string(smp::zone_name(static_cast<smp::Zone>(z))), 9,
               {30, 30, 30});
  }
  write(path, sheet);
}

void draw_patterns(const char* path) {
  const auto names = smp::loss_pattern_names();
  const int rows = (static_cast<int>(names.size()) + kColumns - 1) / kColumns;
  smp::Drawing sheet(kColumns * kPanelWidth, rows * kPanelHeight, {255, 255, 255});
  const Sitter man = sitter_of(smp::HeadSex::kMale, "youthful"),
               woman = sitter_of(smp::HeadSex::kFemale, "youthful");
  const std::array<smp::HeadPose, 2> poses = {look_from(28, 48, kViewPx), look_from(180, 70, kViewPx)};
  for (std::size_t k = 0; k < names.size(); ++k) {
    const bool female = names[k].starts_with("ludwig") || names[k].starts_with("sinclair");
    const Sitter& sitter = female ? woman : man;
    const smp::LossPattern pattern(names[k], {.count = 5, .diameter_mm = 35, .seed = 4}, sitter.zones,
                                   sitter.head);
    const int x = static_cast<int>(k) % kColumns * kPanelWidth,
              y = static_cast<int>(k) / kColumns * kPanelHeight;
    for (std::size_t v = 0; v < poses.size(); ++v) {
      const int left = x + static_cast<int>(v) * kViewPx;
      sheet.paste(portrait(sitter, poses[v], kViewPx,
                           [&](smp::Point3 place) {
                             const double scalp =
                                 std::clamp(0.5 + sitter.zones.inside_mm(place) / 4, 0.0, 1.0);
                             return mixed(kSkin, kHair, 0.92 * scalp * pattern.native_share(place));
                           }),
                  left, y + 26);
      sheet.set_frame({left, y + 26, kViewPx, kViewPx});
      draw_hairline(sheet, sitter, poses[v], {double(left), y + 26.0});
      sheet.clear_frame();
    }
    sheet.text({x + 10.0, y + 18.0}, names[k], 9, {30, 30, 30}, smp::Face::kBold);
  }
  write(path, sheet);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  try {
    draw_zones(argv[1]);
    draw_patterns(argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
