#include "smp/simulate/strip.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "smp/simulate/drawing.h"
#include "smp/simulate/shown_photo.h"

namespace smp {
namespace {

constexpr Ink kPaper{250, 250, 249}, kInk{34, 36, 40}, kGrey{104, 108, 114};
constexpr int kGapPx = 8, kDetailHeightPx = 200, kHighestPx = 600;
constexpr double kCapitalPx = 11, kLinePx = 20;
constexpr int kDetailEnlarged = 2;  // single pixels stay visible, and dots can be judged

// A rectangle of a size around a place, moved into the photo; smaller only where the photo is.
PixelRect around(Point2 middle, int width, int height, const Photo& photo) {
  width = std::min(width, photo.width()), height = std::min(height, photo.height());
  const auto start = [](double at, int length, int limit) {
    return std::clamp(static_cast<int>(std::lround(at)) - length / 2, 0, limit - length);
  };
  return {start(middle.x, width, photo.width()), start(middle.y, height, photo.height()), width, height};
}

}  // namespace

void Strip::add(const Photo& photo, std::vector<std::string> caption, double place) {
  const double scale =
      std::min(double(kPanelPx) / std::max(1, crop_.width), double(kHighestPx) / std::max(1, crop_.height));
  const auto shown = [&](int length) { return std::max(1, static_cast<int>(std::lround(scale * length))); };
  const PixelRect near =
      around(detail_px_, kPanelPx / kDetailEnlarged, kDetailHeightPx / kDetailEnlarged, photo);
  panels_.push_back({shown_photo(photo, crop_, shown(crop_.width), shown(crop_.height)),
                     shown_photo(photo, near, kDetailEnlarged * near.width, kDetailEnlarged * near.height),
                     std::move(caption), place});
  std::stable_sort(panels_.begin(), panels_.end(),
                   [](const Panel& a, const Panel& b) { return a.place < b.place; });
}

Photo Strip::draw() const {
  const int count = static_cast<int>(panels_.size());
  const int rows = (count + kPerRow - 1) / kPerRow, columns = (count + rows - 1) / std::max(1, rows);
  std::size_t lines = 0;
  for (const Panel& panel : panels_) lines = std::max(lines, panel.caption.size());
  const int picture = panels_.empty() ? 0 : panels_[0].picture.height();
  const int caption = static_cast<int>(kLinePx * static_cast<double>(lines)) + kGapPx;
  const int row_height = picture + kGapPx / 2 + kDetailHeightPx + caption;
  Drawing sheet(kGapPx + columns * (kPanelPx + kGapPx), kGapPx + rows * (row_height + kGapPx), kPaper);
  for (int k = 0; k < count; ++k) {
    const Panel& panel = panels_[static_cast<std::size_t>(k)];
    const int x = kGapPx + k % columns * (kPanelPx + kGapPx),
              y = kGapPx + k / columns * (row_height + kGapPx);
    sheet.paste(panel.picture, x, y);
    sheet.paste(panel.detail, x, y + picture + kGapPx / 2);
    double base = y + picture + kGapPx / 2.0 + kDetailHeightPx + kLinePx;
    for (std::size_t i = 0; i < panel.caption.size(); ++i, base += kLinePx)
      sheet.text({x + 1.0, base}, fitted(panel.caption[i], kPanelPx, kCapitalPx),
                 i == 0 ? kCapitalPx : 0.85 * kCapitalPx, i == 0 ? kInk : kGrey,
                 i == 0 ? Face::kBold : Face::kPlain);
  }
  Photo out;
  out.pixels = sheet.pixels();
  return out;
}

}  // namespace smp
