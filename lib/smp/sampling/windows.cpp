// Windows of 64x64 cells whose origin shifts in each round, so that no border of a window stays in
// one place. A row of windows is worked through by one thread; rows of the same parity cannot
// touch the same cell, because a stamp reaches less than half a window.
#include "smp/sampling/windows.h"

#include <bit>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/base/random.h"

namespace smp::detail {
namespace {

// Windows of one round.
struct WindowGrid {
  int shift_x = 0, shift_y = 0, columns = 0, rows = 0;
  int first_parity = 0;
  bool right_to_left = false;
};

WindowGrid window_grid(const Canvas& canvas, std::uint64_t key) {
  RandomStream stream(key, RandomPurpose::kPlacement, ~std::uint64_t{0});
  const std::uint64_t bits = stream.bits();
  WindowGrid grid;
  grid.shift_x = static_cast<int>(bits & 63);
  grid.shift_y = static_cast<int>((bits >> 6) & 63);
  grid.columns = (kMargin + canvas.width - grid.shift_x + 63) / 64;
  grid.rows = (kMargin + canvas.height - grid.shift_y + 63) / 64;
  grid.first_parity = static_cast<int>((bits >> 12) & 1);
  grid.right_to_left = ((bits >> 13) & 1) != 0;
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
  Stamp scratch;
};

template <bool kUniform>
SMP_FORCE_INLINE void accept(RowTask& task, int x, int y, int class_index, std::uint32_t keep_bits) {
  Canvas& canvas = task.canvas;
  const int classes = canvas.classes;
  const float* distance = canvas.class_distance.data() + static_cast<std::size_t>(class_index) * classes;
  bool kept = true;
  if constexpr (kUniform) {
    for (int other = 0; other < classes; ++other)
      clear_stamp(canvas.plane(other), canvas.layout,
                  canvas.stamps[static_cast<std::size_t>(class_index) * classes + other], x, y);
    kept = static_cast<float>(keep_bits) < canvas.blocks[0].keep * 65536.0f;
  } else {
    const BlockShape& shape = canvas.block(x - kMargin, y - kMargin);
    for (int other = 0; other < classes; ++other) {
      draw_stamp(shape, distance[other], task.scratch);
      clear_stamp(canvas.plane(other), canvas.layout, task.scratch, x, y);
    }
    kept = static_cast<float>(keep_bits) < shape.keep * 65536.0f;
  }
  if (kept) task.hits.push_back({x - kMargin, y - kMargin, static_cast<std::uint16_t>(class_index)});
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

// Copies the free bits of a window, shifted into place; returns whether there are any.
SMP_FORCE_INLINE std::uint64_t window_bits(const std::uint64_t* plane, const PlaneLayout& layout, int x0, int y0,
                                           std::uint64_t* rows) {
  const int shift = x0 & 63, above = 64 - (y0 & 63);
  std::uint64_t any = 0;
  const std::uint64_t* words = plane + layout.word(x0, y0);
  for (int k = 0; k < above; ++k) {
    rows[k] = (words[k] >> shift) | ((words[k + 64] << 1) << (63 - shift));
    any |= rows[k];
  }
  words += static_cast<std::ptrdiff_t>(layout.tiles_x) * 64 - (y0 & 63) - above;
  for (int k = above; k < 64; ++k) {
    rows[k] = (words[k] >> shift) | ((words[k + 64] << 1) << (63 - shift));
    any |= rows[k];
  }
  return any;
}

// Lists free cells of the window, keeps a share of them and tries those in random order.
template <bool kUniform>
SMP_FORCE_INLINE void try_free_cells(RowTask& task, int x0, int y0, RandomStream stream) {
  Canvas& canvas = task.canvas;
  std::uint64_t rows[64];
  std::uint32_t cells[4096 + 64];
  for (int turn = 0, first = canvas.classes > 1 ? static_cast<int>(stream.below(canvas.classes)) : 0;
       turn < canvas.classes; ++turn) {
    const int class_index = (first + turn) % canvas.classes;
    if (!task.round.class_open[class_index]) continue;
    if (!window_bits(canvas.plane(class_index), canvas.layout, x0, y0, rows)) continue;
    std::uint32_t count = 0;
    for (std::uint32_t k = 0; k < 64; ++k)
      for (std::uint64_t row = rows[k]; row != 0; row &= row - 1)
        cells[count++] = k << 6 | static_cast<std::uint32_t>(std::countr_zero(row));
    const auto left = static_cast<std::uint32_t>(task.round.list_left);
    const std::uint32_t tries = left == 1 ? count : (count + stream.below(left)) / left;
    for (std::uint32_t i = 0; i < tries; ++i) {
      const std::uint64_t bits = stream.bits();
      const auto j = i + static_cast<std::uint32_t>(((bits >> 32) * (count - i)) >> 32);
      const std::uint32_t cell = cells[j];
      cells[j] = cells[i];
      const int x = x0 + static_cast<int>(cell & 63), y = y0 + static_cast<int>(cell >> 6);
      if (is_free(canvas, class_index, x, y))
        accept<kUniform>(task, x, y, class_index, static_cast<std::uint32_t>(bits & 0xFFFF));
    }
  }
}

template <bool kUniform>
SMP_FORCE_INLINE void work_row(RowTask& task, int row) {
  const WindowGrid& grid = task.grid;
  const Canvas& canvas = task.canvas;
  const std::size_t tiles_x = static_cast<std::size_t>(canvas.layout.tiles_x);
  for (int i = 0; i < grid.columns; ++i) {
    const int column = grid.right_to_left ? grid.columns - 1 - i : i;
    const float* weights = canvas.tile_weight.data() + static_cast<std::size_t>(row) * tiles_x + static_cast<std::size_t>(column);
    const float weight = std::max(std::max(weights[0], weights[1]), std::max(weights[tiles_x], weights[tiles_x + 1]));
    if (!(weight > 0)) continue;
    const int x0 = grid.shift_x + 64 * column, y0 = grid.shift_y + 64 * row;
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

void stamp_all_plain(Canvas& canvas, std::span<const Hit> hits) {
  Stamp scratch;
  const int classes = canvas.classes;
  for (const Hit& hit : hits)
    for (int other = 0; other < classes; ++other) {
      const std::size_t pair = static_cast<std::size_t>(hit.class_index) * classes + other;
      if (!canvas.uniform) draw_stamp(canvas.block(hit.x, hit.y), canvas.class_distance[pair], scratch);
      clear_stamp(canvas.plane(other), canvas.layout, canvas.uniform ? canvas.stamps[pair] : scratch,
                  hit.x + kMargin, hit.y + kMargin);
    }
}

#if defined(__GNUC__) && defined(__x86_64__)
#define SMP_HAVE_AVX2_KERNELS 1
__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))) void work_row_avx2(RowTask& task, int row) {
  task.canvas.uniform ? work_row<true>(task, row) : work_row<false>(task, row);
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

}  // namespace

void run_round(Canvas& canvas, const Round& round, int threads, std::vector<Hit>& hits) {
  const WindowGrid grid = window_grid(canvas, round.key);
  const int first = grid.first_parity, second = 1 - first;
  const auto rows_of = [&](int parity) { return static_cast<std::size_t>((grid.rows + 1 - parity) / 2); };
  std::vector<std::vector<Hit>> row_hits(static_cast<std::size_t>(grid.rows));
  const auto work = [&](int row) {
    RowTask task{canvas, round, grid, row_hits[static_cast<std::size_t>(row)], {}};
    work_row_best(task, row);
  };
  if ((threads > 0 ? threads : available_threads()) == 1) {
    // Rows of the first parity before their neighbours, in an order that stays in the cache.
    for (int row = first; row < grid.rows; row += 2) {
      work(row);
      if (row > 0) work(row - 1);
    }
    if (grid.rows > 0 && (grid.rows - 1) % 2 == second) work(grid.rows - 1);
  } else {
    for (const int parity : {first, second})
      parallel_for(threads, rows_of(parity), [&](std::size_t i) { work(static_cast<int>(2 * i) + parity); });
  }
  for (const int parity : {first, second})
    for (std::size_t i = 0; i < rows_of(parity); ++i) {
      const std::vector<Hit>& row = row_hits[2 * i + static_cast<std::size_t>(parity)];
      hits.insert(hits.end(), row.begin(), row.end());
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
      stamp_all_plain(canvas, std::span<const Hit>(sorted).subspan(start[band], start[band + 1] - start[band]));
    });
}

}  // namespace smp::detail
