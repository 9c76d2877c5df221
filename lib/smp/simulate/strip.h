#pragma once  // Several pictures of one photo side by side, with a word under each.
#include <string>
#include <vector>

#include "smp/base/point.h"
#include "smp/photo/photo.h"

namespace smp {

/// A strip grows by one picture at a time, so that no more than one needs to be in memory.
class Strip {
 public:
  /// @param crop of every picture that is shown. @param detail_px middle of a second picture below each, at
  /// the photo's own scale or enlarged, for single dots.
  Strip(const PixelRect& crop, Point2 detail_px) : crop_(crop), detail_px_(detail_px) {}

  /// @param caption lines shown below; other than printable ASCII becomes '?'.
  /// @param place pictures are shown from the lowest to the highest; equal ones in the order added.
  void add(const Photo& photo, std::vector<std::string> caption, double place = 0);

  /// 8-bit sRGB; rows of at most `kPerRow` pictures.
  Photo draw() const;

  static constexpr int kPerRow = 6;
  static constexpr int kPanelPx = 420;  ///< width of one picture

 private:
  struct Panel {
    Image<std::uint8_t> picture, detail;
    std::vector<std::string> caption;
    double place;
  };
  PixelRect crop_;
  Point2 detail_px_;
  std::vector<Panel> panels_;
};

}  // namespace smp
