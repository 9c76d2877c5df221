#pragma once  // Internal to the module: the tiles of a picture that its layers change.
#include <cstddef>
#include <mutex>
#include <vector>

#include "smp/base/row_progress.h"
#include "smp/render/pixels.h"

namespace smp {

/// A tile of the picture, as the layers know it.
struct LightTile {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  PixelRect rect;
  std::size_t dots = kNone;  ///< index of the field's tile
  bool hair = false, red = false, thinned = false;
};

/// The union of the layers' tiles, row by row.
std::vector<LightTile> tiles_of(const PhotoLayers& layers);

/// Turns finished tiles, in any order, into rows finished from the top. Thread-safe.
class FinishedTiles {
 public:
  /// @param tiles row by row. @param progress null: nobody asks.
  FinishedTiles(const std::vector<LightTile>& tiles, RowProgress* progress);
  void finished(const PixelRect& tile);

 private:
  struct Band {
    int y, left;  // tiles still to do
  };
  RowProgress* progress_;
  std::mutex mutex_;
  std::vector<Band> bands_;
  std::size_t first_ = 0;
};

}  // namespace smp
