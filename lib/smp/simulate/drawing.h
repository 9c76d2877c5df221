#pragma once  // Lines, text and tints on an 8-bit sRGB picture.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "smp/base/image.h"
#include "smp/base/point.h"
#include "smp/geometry/polygon.h"

namespace smp {

struct Ink {
  std::uint8_t r = 0, g = 0, b = 0;
};

enum class Stroke { kSolid, kDashed };
enum class Face { kPlain, kBold };

/// A picture to draw on. Places are in px with pixel centres at halves; all drawing stays inside the
/// frame, wherever its places lie.
class Drawing {
 public:
  Drawing(int width, int height, Ink paper);
  int width() const { return pixels_.width(); }
  int height() const { return pixels_.height(); }
  const Image<std::uint8_t>& pixels() const { return pixels_; }

  /// Only what lies inside is drawn from now on; must lie within the picture.
  void set_frame(const PixelRect& frame) { frame_ = frame; }
  void clear_frame() { frame_ = {0, 0, width(), height()}; }

  /// @param opacity 0 = nothing, 1 = ink alone.
  void fill(const PixelRect& area, Ink ink, double opacity = 1);
  /// The inside of a polygon, its edge smoothed.
  void fill(std::span<const Point2> corners, Ink ink, double opacity = 1);
  void paste(const Image<std::uint8_t>& rgb, int x, int y);
  /// Mixes in the ink by the strength 0..1 of each pixel, starting at (x, y).
  void tint(const Image<float>& strength, int x, int y, Ink ink);
  /// A line with a dark rim, so that it shows on any ground. @param width_px of the bright part.
  void outline(std::span<const Point2> corners, bool closed, Ink ink, double width_px, Stroke stroke);
  /// A line without a rim, with round ends. @param width_px at least 1, in whole px.
  void line(std::span<const Point2> places, Ink ink, double width_px, Stroke stroke = Stroke::kSolid);
  /// Text by its base line's left end and the height of its capitals. Other than printable ASCII is
  /// shown as '?'.
  void text(Point2 base, const std::string& text, double capital_px, Ink ink, Face face = Face::kPlain);

 private:
  Image<std::uint8_t> pixels_;
  PixelRect frame_;
};

/// Width in px of text as `Drawing::text` draws it.
double text_width(const std::string& text, double capital_px, Face face = Face::kPlain);
/// The text, shortened with "..." where it is wider than `width_px`.
std::string fitted(const std::string& text, double width_px, double capital_px, Face face = Face::kPlain);

/// Area means where it shrinks, a smooth curve where it grows.
Image<std::uint8_t> resized(const Image<std::uint8_t>& picture, int width, int height);
/// The same of a part that lies inside.
Image<std::uint8_t> resized(const Image<std::uint8_t>& picture, const PixelRect& part, int width, int height);
/// Outer borders of the parts of a mask (0 = outside), in its own pixels.
std::vector<Polygon> contours(const Image<std::uint8_t>& mask);
/// Straight lines between cells.
Image<float> resized(const Image<float>& map, int width, int height);

}  // namespace smp
