#include "smp/simulate/compose.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace smp {
namespace {

Photo with_pixels(const Photo& like, PixelBuffer pixels) {
  Photo out{.pixels = std::move(pixels),
            .color = like.color,
            .format = like.format,
            .jpeg = like.jpeg,
            .notes = like.notes};
  return out;
}

template <class T>
void paste(const Image<T>& from, const PixelRect& area, Image<T>& to, int x) {
  for (int y = 0; y < area.height; ++y)
    std::copy_n(from.row(area.y + y) + static_cast<std::size_t>(area.x) * from.channels(),
                static_cast<std::size_t>(area.width) * from.channels(),
                to.row(y) + static_cast<std::size_t>(x) * to.channels());
}

}  // namespace

Photo cropped(const Photo& photo, const PixelRect& area) {
  return std::visit(
      [&](const auto& pixels) {
        auto out = std::decay_t<decltype(pixels)>(area.width, area.height, pixels.channels());
        paste(pixels, area, out, 0);
        return with_pixels(photo, std::move(out));
      },
      photo.pixels);
}

Photo side_by_side(const Photo& before, const Photo& after) {
  return std::visit(
      [&](const auto& left) {
        using Pixels = std::decay_t<decltype(left)>;
        const Pixels& right = std::get<Pixels>(after.pixels);
        const int gap = std::max(2, left.width() / 200);
        using Value = std::decay_t<decltype(left.at(0, 0))>;
        Pixels out(2 * left.width() + gap, left.height(), left.channels(), std::numeric_limits<Value>::max());
        const PixelRect all{0, 0, left.width(), left.height()};
        paste(left, all, out, 0);
        paste(right, all, out, left.width() + gap);
        return with_pixels(before, std::move(out));
      },
      before.pixels);
}

}  // namespace smp
