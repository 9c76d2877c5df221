#include "smp/render/light_tiles.h"

#include <algorithm>

namespace smp {

std::vector<LightTile> tiles_of(const PhotoLayers& layers) {
  static const std::vector<PixelRect> nothing;
  struct List {
    const std::vector<PixelRect>& tiles;
    std::size_t next = 0;
    bool has_more() const { return next < tiles.size(); }
    bool take(const PixelRect& tile) {
      const bool there = has_more() && tiles[next] == tile;
      next += there;
      return there;
    }
  };
  List dots{layers.dots.tiles()}, hair{layers.hair ? layers.hair->tiles() : nothing},
      red{layers.redness ? layers.redness->tiles() : nothing},
      thinned{layers.thinned ? layers.thinned->tiles() : nothing};
  std::vector<LightTile> tiles;
  for (;;) {
    const PixelRect* first = nullptr;
    for (const List* list : {&dots, &hair, &red, &thinned}) {
      if (!list->has_more()) continue;
      const PixelRect& next = list->tiles[list->next];
      if (!first || next.y < first->y || (next.y == first->y && next.x < first->x)) first = &next;
    }
    if (!first) return tiles;
    LightTile tile{*first};
    if (dots.take(tile.rect)) tile.dots = dots.next - 1;
    tile.hair = hair.take(tile.rect);
    tile.red = red.take(tile.rect);
    tile.thinned = thinned.take(tile.rect);
    tiles.push_back(tile);
  }
}

std::vector<PixelRect> changed_tiles(const PhotoLayers& layers) {
  std::vector<PixelRect> out;
  for (const LightTile& tile : tiles_of(layers)) out.push_back(tile.rect);
  return out;
}

FinishedTiles::FinishedTiles(const std::vector<LightTile>& tiles, RowProgress* progress)
    : progress_(progress) {
  for (const LightTile& tile : tiles) {
    if (bands_.empty() || bands_.back().y != tile.rect.y) bands_.push_back({tile.rect.y, 0});
    ++bands_.back().left;
  }
  if (progress_ && !bands_.empty()) progress_->advance(bands_.front().y);
}

void FinishedTiles::finished(const PixelRect& tile) {
  if (!progress_) return;
  const std::lock_guard lock(mutex_);
  const auto band =
      std::lower_bound(bands_.begin(), bands_.end(), tile.y, [](const Band& b, int y) { return b.y < y; });
  --band->left;
  while (first_ < bands_.size() && bands_[first_].left == 0) ++first_;
  // Rows down to the next unfinished band are final; below the last band nothing changes.
  if (first_ < bands_.size()) progress_->advance(bands_[first_].y);
}

}  // namespace smp
