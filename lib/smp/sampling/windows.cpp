// Windows of 64x64 cells whose origin shifts in each round, so that no border of a window stays in
// one place. A row of windows is worked through by one thread; two rows that are not neighbours
// cannot touch the same cell, because a stamp reaches less than half a window.
#include "smp/sampling/windows.h"

#include <bit>
#include <cmath>
#include <functional>

#include "smp/base/parallel.h"
#include "smp/base/random.h"

namespace smp::detail {
namespace {

// Rows are worked through in this many turns.
constexpr int kTurns = 3;

// Windows of one round.
struct WindowGrid {
  int shift_y = 0;
  bool right_to_left = false;
  /// Turn of each row; neighbours differ. Drawn at random, so that a border between two windows is
  /// not always seen by the same side first.
  std::vector<unsigned char> turns;
};

WindowGrid window_grid(const Canvas& canvas, std::uint64_t key) {
  RandomStream stream(key, RandomPurpose::kPlacement, std::uint64_t{1} << 63);
  const std::uint64_t bits = stream.bits();
  WindowGrid grid;
  grid.shift_y = static_cast<int>(bits & 63);
  grid.right_to_left = ((bits >> 6) & 1) != 0;
  grid.turns.resize(static_cast<std::size_t>((kMargin + canvas.height - grid.shift_y + 63) / 64));
  unsigned turn = stream.below(kTurns);
  for (unsigned char& row : grid.turns) {
    row = static_cast<unsigned char>(turn);
    turn = (turn + 1 + stream.below(kTurns - 1)) % kTurns;
  }
  return grid;
}

// exp(-x) for 0 <= x by squaring a short series: the same on every C library.
double exp_minus(double x) {
  int halvings = 0;
  while (x > 0.125) {
    x *= 0.5;
    ++halvings;
  }
  double value = 1.0;
  for (int n = 10; n >= 1; --n) value = 1.0 - value * x / n;
  while (halvings-- > 0) value *= value;
  return value;
}

int poisson_number(double mean, RandomStream& stream) {
  int count = 0;
  for (; mean > 0; mean -= 16.0) {  // in parts, so that the product of uniforms cannot underflow
    const double limit = exp_minus(mean < 16.0 ? mean : 16.0);
    for (double product = stream.uniform(); product > limit; product *= stream.uniform()) ++count;
  }
  return count;
}

// The state of one row of windows while it is worked through.
struct RowTask {
  Canvas& canvas;
  const Round& round;
  const WindowGrid& grid;
  std::vector<Hit>& hits;
  std::vector<Hit>& declined;
  std::uint64_t columns;  ///< every(round.list_left)
};

// Clears what a dot of a class rules out in all planes. Classes mostly keep one distance from all others:
// drawn once.
SMP_FORCE_INLINE void clear_for_all(Canvas& canvas, const BlockShape& shape, int class_index, int x, int y) {
  const int classes = canvas.classes;
  const float* distance = canvas.class_distance.data() + static_cast<std::size_t>(class_index) * classes;
  Stamp stamp;
  float drawn = -1;
  for (int other = 0; other < classes; ++other) {
    if (other == class_index) continue;
    if (distance[other] != drawn) draw_stamp(shape, drawn = distance[other], stamp);
    clear_stamp(canvas.plane(other), canvas.layout, stamp, x, y);
  }
  if (distance[class_index] != drawn) draw_stamp(shape, distance[class_index], stamp);
  clear_stamp(canvas.plane(class_index), canvas.layout, stamp, x, y);
}

template <bool kUniform>
SMP_FORCE_INLINE void accept(RowTask& task, int x, int y, int class_index, std::uint32_t keep_bits) {
  Canvas& canvas = task.canvas;
  bool kept = true;
  if constexpr (kUniform) {
    const int classes = canvas.classes;
    for (int other = 0; other < classes; ++other)
      clear_stamp(canvas.plane(other), canvas.layout,
                  canvas.stamps[static_cast<std::size_t>(class_index) * classes + other], x, y);
    kept = static_cast<float>(keep_bits) < canvas.blocks[0].keep * 65536.0f;
  } else {
    const BlockShape& shape = canvas.block(x - kMargin, y - kMargin);
    clear_for_all(canvas, shape, class_index, x, y);
    kept = static_cast<float>(keep_bits) < shape.keep * 65536.0f;
  }
  (kept ? task.hits : task.declined)
      .push_back({x - kMargin, y - kMargin, static_cast<std::uint16_t>(class_index)});
}

SMP_FORCE_INLINE bool is_free(Canvas& canvas, int class_index, int x, int y) {
  return (canvas.plane(class_index)[canvas.layout.word(x, y)] >> (x & 63)) & 1;
}

// Throws the window's share of the round's darts.
template <bool kUniform>
SMP_FORCE_INLINE void throw_darts(RowTask& task, int x0, int y0, float weight, RandomStream stream) {
  Canvas& canvas = task.canvas;
  const Round& round = task.round;
  const double mean = 4096.0 * static_cast<double>(weight) * round.darts_per_weight;
  const int darts = round.poisson ? poisson_number(mean, stream) : static_cast<int>(mean + stream.uniform());
  for (int i = 0; i < darts; ++i) {
    const std::uint64_t bits = stream.bits();
    const int x = x0 + static_cast<int>(bits & 63), y = y0 + static_cast<int>((bits >> 6) & 63);
    int class_index = 0;
    if (canvas.classes > 1) {
      const auto pick = static_cast<std::uint32_t>((bits >> 32) & 0xFFFF);
      while (class_index + 1 < canvas.classes && pick >= round.class_limits[class_index]) ++class_index;
    }
    if (!is_free(canvas, class_index, x, y)) continue;
    if constexpr (!kUniform) {
      const auto level = static_cast<float>((bits >> 12) & 0xFFFFF) * 0x1p-20f;
      if (!(level * weight < canvas.block(x - kMargin, y - kMargin).weight)) continue;
    }
    accept<kUniform>(task, x, y, class_index, static_cast<std::uint32_t>(bits >> 48));
  }
}

// Columns 0, step, 2 step, ... of a row of 64.
std::uint64_t every(int step) {
  std::uint64_t mask = 0;
  for (int i = 0; i < 64; i += step) mask |= std::uint64_t{1} << i;
  return mask;
}

// Copies the free bits of a window, shifted into place; returns whether there are any.
SMP_FORCE_INLINE bool window_bits(const std::uint64_t* plane, const PlaneLayout& layout, int x0, int y0,
                                  std::uint64_t* __restrict rows) {
  const int shift = x0 & 63, above = 64 - (y0 & 63);
  std::uint64_t any = 0;
  const std::uint64_t* words = plane + layout.word(x0, y0);
  for (int k = 0; k < above; ++k) {
    rows[k] = (words[k] >> shift) | ((words[k + 64] << 1) << (63 - shift));
    any |= rows[k];
  }
  words += static_cast<std::ptrdiff_t>(layout.tiles_x - 1) * 64;
  for (int k = above; k < 64; ++k) {
    rows[k] = (words[k] >> shift) | ((words[k + 64] << 1) << (63 - shift));
    any |= rows[k];
  }
  return any != 0;
}

// Lists the free cells among every `step`th of each row of a window, from a random one on; returns
// how many. Neighbours in a list would hit the same gap, so evenly spaced ones are as good as random ones.
SMP_FORCE_INLINE std::uint32_t list_free(const std::uint64_t* plane, const PlaneLayout& layout, int x0,
                                         int y0, std::uint32_t step, std::uint64_t columns,
                                         RandomStream& stream, std::uint32_t* cells) {
  std::uint64_t rows[64];
  if (!window_bits(plane, layout, x0, y0, rows)) return 0;
  if (step > 1)
    for (int k = 0; k < 64; k += 8) {
      const std::uint64_t random = stream.bits();
      for (int i = 0; i < 8; ++i) rows[k + i] &= columns << ((((random >> (8 * i)) & 255) * step) >> 8);
    }
  std::uint32_t count = 0;
  for (std::uint32_t k = 0; k < 64; ++k)
    for (std::uint64_t row = rows[k]; row != 0; row &= row - 1)
      cells[count++] = k << 6 | static_cast<std::uint32_t>(std::countr_zero(row));
  return count;
}

// Lists a share of the free cells of the window and tries them in random order.
template <bool kUniform>
SMP_FORCE_INLINE void try_free_cells(RowTask& task, int x0, int y0, RandomStream stream) {
  Canvas& canvas = task.canvas;
  std::uint32_t cells[4096];
  const auto step = static_cast<std::uint32_t>(task.round.list_left);
  const int first_class =
      canvas.classes > 1 ? static_cast<int>(stream.below(static_cast<std::uint32_t>(canvas.classes))) : 0;
  for (int turn = 0; turn < canvas.classes; ++turn) {
    const int class_index = (first_class + turn) % canvas.classes;
    if (!task.round.class_open[static_cast<std::size_t>(class_index)]) continue;
    const std::uint32_t count =
        list_free(canvas.plane(class_index), canvas.layout, x0, y0, step, task.columns, stream, cells);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint64_t bits = stream.bits();
      const auto j = i + static_cast<std::uint32_t>(((bits >> 32) * (count - i)) >> 32);
      const std::uint32_t cell = cells[j];
      cells[j] = cells[i];
      const int x = x0 + static_cast<int>(cell & 63), y = y0 + static_cast<int>(cell >> 6);
      if (!is_free(canvas, class_index, x, y)) continue;
      if constexpr (!kUniform) {
        const auto level = static_cast<float>((bits >> 16) & 0xFFFF) * 0x1p-16f;
        if (!(level * task.round.full_weight <= canvas.block(x - kMargin, y - kMargin).weight)) continue;
      }
      accept<kUniform>(task, x, y, class_index, static_cast<std::uint32_t>(bits & 0xFFFF));
    }
  }
}

template <bool kUniform>
SMP_FORCE_INLINE void work_row(RowTask& task, int row) {
  const WindowGrid& grid = task.grid;
  const Canvas& canvas = task.canvas;
  const std::size_t tiles_x = static_cast<std::size_t>(canvas.layout.tiles_x);
  // Rows take turns, so each may have a shift of its own.
  RandomStream shifts(task.round.key, RandomPurpose::kPlacement, ~static_cast<std::uint64_t>(row));
  const int shift_x = static_cast<int>(shifts.bits() & 63);
  const int columns = (kMargin + canvas.width - shift_x + 63) / 64;
  for (int i = 0; i < columns; ++i) {
    const int column = grid.right_to_left ? columns - 1 - i : i;
    const float* weights = canvas.tile_weight.data() + static_cast<std::size_t>(row) * tiles_x +
                           static_cast<std::size_t>(column);
    const float weight =
        std::max(std::max(weights[0], weights[1]), std::max(weights[tiles_x], weights[tiles_x + 1]));
    if (!(weight > 0)) continue;
    const int x0 = shift_x + 64 * column, y0 = grid.shift_y + 64 * row;
    const RandomStream stream(task.round.key, RandomPurpose::kPlacement,
                              static_cast<std::uint64_t>(row) << 32 | static_cast<std::uint64_t>(column));
    if (task.round.list)
      try_free_cells<kUniform>(task, x0, y0, stream);
    else
      throw_darts<kUniform>(task, x0, y0, weight, stream);
  }
}

void work_row_plain(RowTask& task, int row) {
  task.canvas.uniform ? work_row<true>(task, row) : work_row<false>(task, row);
}

SMP_FORCE_INLINE void stamp_all(Canvas& canvas, std::span<const Hit> hits) {
  const int classes = canvas.classes;
  for (const Hit& hit : hits) {
    const int x = hit.x + kMargin, y = hit.y + kMargin;
    if (!canvas.uniform) {
      clear_for_all(canvas, canvas.block(hit.x, hit.y), hit.class_index, x, y);
      continue;
    }
    const Stamp* stamps = canvas.stamps.data() + static_cast<std::size_t>(hit.class_index) * classes;
    for (int other = 0; other < classes; ++other)
      clear_stamp(canvas.plane(other), canvas.layout, stamps[other], x, y);
  }
}

void stamp_all_plain(Canvas& canvas, std::span<const Hit> hits) { stamp_all(canvas, hits); }

#if defined(__GNUC__) && defined(__x86_64__) && !defined(SMP_PLAIN_KERNELS)
#define SMP_HAVE_AVX2_KERNELS 1
__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))) void work_row_avx2(RowTask& task, int row) {
  task.canvas.uniform ? work_row<true>(task, row) : work_row<false>(task, row);
}
__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))) void stamp_all_avx2(Canvas& canvas,
                                                                          std::span<const Hit> hits) {
  stamp_all(canvas, hits);
}
bool avx2_available() {
  static const bool available = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
  return available;
}
#endif

void work_row_best(RowTask& task, int row) {
#ifdef SMP_HAVE_AVX2_KERNELS
  if (avx2_available()) return work_row_avx2(task, row);
#endif
  work_row_plain(task, row);
}

void stamp_all_best(Canvas& canvas, std::span<const Hit> hits) {
#ifdef SMP_HAVE_AVX2_KERNELS
  if (avx2_available()) return stamp_all_avx2(canvas, hits);
#endif
  stamp_all_plain(canvas, hits);
}

}  // namespace

void run_round(Canvas& canvas, const Round& round, int threads, std::vector<Hit>& hits,
               std::vector<Hit>& declined) {
  const WindowGrid grid = window_grid(canvas, round.key);
  const auto rows = static_cast<int>(grid.turns.size());
  std::vector<std::vector<Hit>> row_hits(grid.turns.size()), row_declined(grid.turns.size());
  const auto work = [&](int row) {
    const auto r = static_cast<std::size_t>(row);
    RowTask task{canvas, round, grid, row_hits[r], row_declined[r], every(round.list_left)};
    work_row_best(task, row);
  };
  std::vector<std::vector<int>> turns(kTurns);
  for (int row = 0; row < rows; ++row) turns[grid.turns[static_cast<std::size_t>(row)]].push_back(row);
  if ((threads > 0 ? threads : available_threads()) == 1) {
    // A row only has to wait for its neighbours: close to reading order, which stays in the cache.
    std::vector<char> done(grid.turns.size(), 0);
    const auto turn = [&](int row) { return grid.turns[static_cast<std::size_t>(row)]; };
    const std::function<void(int)> finish = [&](int row) {
      if (done[static_cast<std::size_t>(row)]) return;
      if (row > 0 && turn(row - 1) < turn(row)) finish(row - 1);
      if (row + 1 < rows && turn(row + 1) < turn(row)) finish(row + 1);
      work(row);
      done[static_cast<std::size_t>(row)] = 1;
    };
    for (int row = 0; row < rows; ++row) finish(row);
  } else {
    for (const auto& members : turns)
      parallel_for(threads, members.size(), [&](std::size_t i) { work(members[i]); });
  }
  for (const auto& members : turns)
    for (const int row : members) {
      const auto r = static_cast<std::size_t>(row);
      hits.insert(hits.end(), row_hits[r].begin(), row_hits[r].end());
      declined.insert(declined.end(), row_declined[r].begin(), row_declined[r].end());
    }
}

void stamp_hits(Canvas& canvas, std::span<const Hit> hits, int threads) {
  // Clearing bits commutes; only two threads must not share a word: bands of 64 rows, by parity.
  const std::size_t bands = static_cast<std::size_t>(canvas.height) / 64 + 1;
  std::vector<std::size_t> start(bands + 1, 0);
  for (const Hit& hit : hits) ++start[static_cast<std::size_t>(hit.y >> 6) + 1];
  for (std::size_t i = 0; i < bands; ++i) start[i + 1] += start[i];
  std::vector<Hit> sorted(hits.size());
  std::vector<std::size_t> next(start.begin(), start.end() - 1);
  for (const Hit& hit : hits) sorted[next[static_cast<std::size_t>(hit.y >> 6)]++] = hit;
  for (std::size_t parity = 0; parity < 2; ++parity)
    parallel_for(threads, (bands + 1 - parity) / 2, [&](std::size_t i) {
      const std::size_t band = 2 * i + parity;
      stamp_all_best(canvas,
                     std::span<const Hit>(sorted).subspan(start[band], start[band + 1] - start[band]));
    });
}

}  // namespace smp::detail
