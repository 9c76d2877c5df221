#include "smp/simulate/overlay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "smp/simulate/drawing.h"
#include "smp/simulate/overlay_panel.h"
#include "smp/simulate/shown_photo.h"

namespace smp {
namespace {

constexpr Ink kBackdrop{46, 48, 52}, kRegion{60, 235, 255}, kSample{255, 110, 220}, kWhite{255, 170, 40},
    kFound{255, 255, 255}, kHair{70, 100, 255}, kGloss{255, 225, 0}, kGrid{200, 205, 215},
    kZone{120, 255, 150}, kHairline{255, 120, 60}, kMeasure{255, 255, 255}, kMarked{255, 60, 60},
    kPosed{80, 160, 255};

// Where the photo lies in the overlay.
struct Frame {
  PixelRect area;
  double scale = 1;  // px of the overlay for one of the photo
  int width = 0;     // of the overlay
  double unit() const { return width / 900.0; }
  Point2 place(Point2 photo_px) const { return {area.x + scale * photo_px.x, area.y + scale * photo_px.y}; }
};

Frame frame_of(const Photo& photo) {
  const double w = photo.width(), h = photo.height();
  Frame frame;
  frame.scale =
      std::min(std::clamp(w, double(kOverlayLeastWidth), double(kOverlayMostSide)) / w, kOverlayMostSide / h);
  const int width = std::max(1, static_cast<int>(std::lround(frame.scale * w)));
  const int height = std::max(1, static_cast<int>(std::lround(frame.scale * h)));
  frame.width = std::max(width, kOverlayLeastWidth);
  frame.area = {(frame.width - width) / 2, 0, width, height};
  return frame;
}

// Cells of the survey that matter: of regions, samples, or of the skin found; all where there are none.
Image<std::uint8_t> interest_of(const Inspection& inspection, int width, int height) {
  Image<std::uint8_t> interest(width, height, 1, 0);
  ReducedPhoto grid;
  grid.step_px = inspection.step_px;
  grid.rgb = Image<float>(width, height, 1, 0.0f);
  const auto add = [&](const Image<std::uint8_t>& cells) {
    if (cells.width() != width || cells.height() != height) return;
    for (std::size_t i = 0; i < interest.values().size(); ++i)
      interest.values()[i] |= cells.values()[i] ? 255 : 0;
  };
  for (const auto& cells : inspection.places.regions) add(cells);
  for (const Polygon& outline :
       {inspection.places.skin_sample, inspection.places.hair_sample, inspection.survey.found.outline_px})
    if (outline.size() > 2) add(cells_in(grid, outline));
  return interest;
}

// How much of the light is gloss, made visible.
Image<float> gloss_strength(const Inspection& inspection) {
  const SkinMap& map = inspection.survey.map;
  if (map.gloss.empty() || map.body.empty()) return {};
  const Photo& photo = inspection.photo;
  const int step = inspection.step_px;
  const Image<std::uint8_t> interest =
      interest_of(inspection, (photo.width() + step - 1) / step, (photo.height() + step - 1) / step);
  Image<float> strength(interest.width(), interest.height(), 1, 0.0f);
  for (int y = 0; y < strength.height(); ++y)
    for (int x = 0; x < strength.width(); ++x) {
      if (interest.at(x, y) == 0) continue;
      // The map's own cells are coarser.
      const int i = std::min(x * step / map.step_px, map.gloss.width() - 1),
                j = std::min(y * step / map.step_px, map.gloss.height() - 1);
      const float gloss = map.gloss.at(i, j);
      const float body = (map.body.at(i, j, 0) + map.body.at(i, j, 1) + map.body.at(i, j, 2)) / 3;
      if (gloss < 3 * map.noise) continue;
      strength.at(x, y) = 0.6f * std::clamp(gloss / std::max(1e-3f, gloss + body) / 0.35f, 0.0f, 1.0f);
    }
  return strength;
}

Image<float> hair_strength(const Image<std::uint8_t>& mask) {
  Image<float> strength(mask.width(), mask.height());
  for (std::size_t i = 0; i < mask.values().size(); ++i)
    strength.values()[i] = 0.4f * static_cast<float>(mask.values()[i]) / 255.0f;
  return strength;
}

class PhotoLayer {
 public:
  PhotoLayer(const Inspection& inspection, const Frame& frame, Drawing& drawing)
      : inspection_(inspection), frame_(frame), drawing_(drawing) {
    drawing_.set_frame(frame.area);
  }
  ~PhotoLayer() { drawing_.clear_frame(); }

  std::vector<LegendEntry> draw() {
    drawing_.paste(shown_photo(inspection_.photo, frame_.area.width, frame_.area.height), frame_.area.x,
                   frame_.area.y);
    if (!inspection_.survey.hair.mask.empty())
      tint(hair_strength(inspection_.survey.hair.mask), "native hair", kHair);
    tint(gloss_strength(inspection_), "gloss", kGloss);
    if (inspection_.places.regions.empty())
      outline(inspection_.survey.found.outline_px, "skin found", "", kFound, Stroke::kSolid);
    head();
    for (std::size_t k = 0; k < inspection_.places.regions.size(); ++k) region(k);
    outline(inspection_.places.skin_sample, "sample", "skin sample", kSample, Stroke::kDashed);
    outline(inspection_.places.hair_sample, "sample", "hair sample", kSample, Stroke::kDashed);
    outline(inspection_.places.white_reference, "white reference", "white reference", kWhite,
            Stroke::kDashed);
    scale_bar();
    for (const auto& [outline, name] : named_) label(outline, name);
    return legend_;
  }

 private:
  double unit() const { return frame_.unit(); }

  void explain(const LegendEntry& entry) {
    for (const LegendEntry& known : legend_)
      if (known.label == entry.label) return;
    legend_.push_back(entry);
  }

  void tint(const Image<float>& strength, const std::string& label, Ink ink) {
    bool any = false;
    for (const float s : strength.values()) any = any || s > 0.05f;
    if (!any) return;
    // Cells reach beyond the photo's right and lower end.
    const double step = frame_.scale * inspection_.step_px;
    const auto size = [&](int cells) { return std::max(1, static_cast<int>(std::lround(cells * step))); };
    drawing_.tint(resized(strength, size(strength.width()), size(strength.height())), frame_.area.x,
                  frame_.area.y, ink);
    explain({label, ink, Stroke::kSolid, true});
  }

  void outline(const Polygon& places, const std::string& kind, const std::string& name, Ink ink,
               Stroke stroke) {
    if (places.size() < 3) return;
    Polygon shown;
    for (const Point2 p : places) shown.push_back(frame_.place(p));
    drawing_.outline(shown, true, ink, 1.6 * unit(), stroke);
    explain({kind, ink, stroke});
    if (!name.empty()) named_.emplace_back(std::move(shown), name);
  }

  void head() {
    const HeadDrawing& drawing = inspection_.head_drawing;
    struct Look {
      HeadLineKind kind;
      const char* word;
      Ink ink;
      double width;
    };
    for (const Look& look : {Look{HeadLineKind::kGrid, "2 cm on the scalp", kGrid, 0.5},
                             Look{HeadLineKind::kZone, "zone", kZone, 1.0},
                             Look{HeadLineKind::kHairline, "hairline", kHairline, 1.6},
                             Look{HeadLineKind::kMeasure, "measured along the skin", kMeasure, 1.0}})
      for (const HeadLine& line : drawing.lines) {
        if (line.kind != look.kind) continue;
        std::vector<Point2> shown;
        for (const Point2 p : line.places_px) shown.push_back(frame_.place(p));
        drawing_.outline(shown, false, look.ink, look.width * unit(), Stroke::kSolid);
        explain({look.word, look.ink, Stroke::kSolid});
      }
    for (const Point2 p : drawing.marked_px) cross(p, kMarked);
    for (const Point2 p : drawing.posed_px) cross(p, kPosed);
    if (!drawing.marked_px.empty()) {
      explain({"marked place", kMarked, Stroke::kSolid});
      explain({"the same on the posed head", kPosed, Stroke::kSolid});
    }
    for (const HeadLabel& label : drawing.labels) note(frame_.place(label.place_px), label.text);
  }

  void cross(Point2 place, Ink ink) {
    const Point2 p = frame_.place(place);
    const double arm = 6 * unit();
    drawing_.outline(std::array<Point2, 2>{p - Point2{arm, 0}, p + Point2{arm, 0}}, false, ink, unit(),
                     Stroke::kSolid);
    drawing_.outline(std::array<Point2, 2>{p - Point2{0, arm}, p + Point2{0, arm}}, false, ink, unit(),
                     Stroke::kSolid);
  }

  // A word on its place.
  void note(Point2 middle, const std::string& text) {
    const double capital = 8 * unit(), pad = 4 * unit();
    const double wide = text_width(text, capital) + 2 * pad, high = capital + 2 * pad;
    const PixelRect area = {static_cast<int>(middle.x - wide / 2), static_cast<int>(middle.y - high / 2),
                            static_cast<int>(wide), static_cast<int>(high)};
    if (plate(area)) drawing_.text({area.x + pad, area.y + high - pad}, text, capital, {255, 255, 255});
  }

  void region(std::size_t k) {
    // Scars come after the regions.
    const RegionOptions region = k < inspection_.regions.size() ? inspection_.regions[k] : RegionOptions{};
    if (!region.outline.empty() && !region.hairline) {
      outline(region.outline, "treated region", region.name, kRegion, Stroke::kSolid);
      return;
    }
    std::string name = region.name;  // once, though a mask may have several parts
    for (Polygon part : contours(inspection_.places.regions[k])) {
      for (Point2& p : part) p = static_cast<double>(inspection_.step_px) * p;
      outline(part, "treated region", std::exchange(name, ""), kRegion, Stroke::kSolid);
    }
  }

  // A dark plate, if there is room for it; true where it was drawn.
  bool plate(const PixelRect& area) {
    const PixelRect& f = frame_.area;
    if (area.x < f.x || area.y < f.y || area.x + area.width > f.x + f.width ||
        area.y + area.height > f.y + f.height)
      return false;
    for (const PixelRect& t : taken_)
      if (area.x < t.x + t.width && t.x < area.x + area.width && area.y < t.y + t.height &&
          t.y < area.y + area.height)
        return false;
    taken_.push_back(area);
    drawing_.fill(area, {20, 20, 24}, 0.66);
    return true;
  }

  // Beside the outline's highest, lowest, leftmost or rightmost visible corner, where there is room.
  void label(const Polygon& outline, const std::string& name) {
    const double capital = 9 * unit(), pad = 5 * unit();
    const std::string text = fitted(name, 220 * unit(), capital);
    const int width = static_cast<int>(std::lround(text_width(text, capital) + 2 * pad));
    const int height = static_cast<int>(std::lround(capital + 2 * pad));
    const auto visible = [&](Point2 p) {
      return p.x >= frame_.area.x && p.y >= frame_.area.y && p.x < frame_.area.x + frame_.area.width &&
             p.y < frame_.area.y + frame_.area.height;
    };
    const Point2 ways[4] = {{0, -1}, {0, 1}, {-1, 0}, {1, 0}};
    for (const Point2 way : ways) {
      const Point2* best = nullptr;
      for (const Point2& p : outline)
        if (visible(p) && (best == nullptr || dot(p, way) > dot(*best, way))) best = &p;
      if (best == nullptr) continue;
      for (const double side : {1.0, -1.0}) {  // outside of the outline, else inside
        const Point2 middle =
            *best + Point2{side * way.x * (0.5 * width + 2 * pad), side * way.y * (0.5 * height + 2 * pad)};
        const PixelRect area = {static_cast<int>(middle.x - 0.5 * width),
                                static_cast<int>(middle.y - 0.5 * height), width, height};
        if (!plate(area)) continue;
        drawing_.text({area.x + pad, area.y + height - pad}, text, capital, {255, 255, 255});
        return;
      }
    }
  }

  // The longest round length that takes at most a fourth of the photo's width.
  void scale_bar() {
    if (!inspection_.scale || !(inspection_.scale->px_per_mm > 0)) return;
    const double px_per_mm = frame_.scale * inspection_.scale->px_per_mm;
    double length_mm = 0;
    for (const double mm : {0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0})
      if (mm * px_per_mm <= frame_.area.width / 4.0) length_mm = mm;
    if (length_mm == 0) return;
    const double bar = length_mm * px_per_mm, pad = 8 * unit(), capital = 9 * unit();
    const std::string text = fmt::format("{:g} mm", length_mm);
    const double wide = std::max(bar, text_width(text, capital)) + 2 * pad,
                 high = capital + 5 * unit() + 2.6 * pad;
    const PixelRect area = {static_cast<int>(frame_.area.x + 2 * pad),
                            static_cast<int>(frame_.area.y + frame_.area.height - high - 2 * pad),
                            static_cast<int>(wide), static_cast<int>(high)};
    if (!plate(area)) return;
    const double middle = area.x + wide / 2;
    drawing_.text({middle - text_width(text, capital) / 2, area.y + pad + capital}, text, capital,
                  {255, 255, 255});
    drawing_.fill(
        {static_cast<int>(std::lround(middle - bar / 2)),
         static_cast<int>(std::lround(area.y + high - pad - 5 * unit())), static_cast<int>(std::lround(bar)),
         std::max(2, static_cast<int>(std::lround(4 * unit())))},
        {255, 255, 255});
  }

  const Inspection& inspection_;
  const Frame& frame_;
  Drawing& drawing_;
  std::vector<LegendEntry> legend_;
  std::vector<std::pair<Polygon, std::string>> named_;  // outlines to be labelled, as shown
  std::vector<PixelRect> taken_;                        // by labels
};

}  // namespace

Photo draw_overlay(const Inspection& inspection) {
  const Frame frame = frame_of(inspection.photo);
  Drawing top(frame.width, frame.area.height, kBackdrop);
  const std::vector<LegendEntry> legend = PhotoLayer(inspection, frame, top).draw();
  const Drawing panel = draw_panel(inspection, legend, frame.width);
  Drawing all(frame.width, top.height() + panel.height(), kBackdrop);
  all.paste(top.pixels(), 0, 0);
  all.paste(panel.pixels(), 0, top.height());
  Photo photo{.pixels = all.pixels(),
              .color = ColorSpace::srgb(),
              .format = PhotoFormat::kPng,
              .jpeg = {},
              .notes = {}};
  return photo;
}

}  // namespace smp
