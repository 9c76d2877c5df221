#include "smp/render/row_kernels.h"

#include <algorithm>

#include "smp/color/color_space.h"

namespace smp {
namespace {

Float4 broadcast(float v) { return Float4{v, v, v, v}; }

// Two pixels at a time. Plain operations only, so the same bits with and without AVX.
using Float8 =
    float __attribute__((vector_size(32), aligned(16), may_alias));  // rows are aligned for one pixel
using Int8 = int __attribute__((vector_size(32)));
#define SMP_ALWAYS_INLINE inline __attribute__((always_inline))

// T = floor + rest * exp(sum) in place, exactly 1 where every channel's sum is as good as 0.
// exp: relative error below 3e-7 for sums in [-80, 0].
SMP_ALWAYS_INLINE void finish_pairs(Float4* row, int pairs, Float4 floor, Float4 rest) {
  constexpr float kNothing = -2e-6f;  // below this no code of a 16-bit picture changes
  const Float8 floor2 = __builtin_shufflevector(floor, floor, 0, 1, 2, 3, 0, 1, 2, 3);
  const Float8 rest2 = __builtin_shufflevector(rest, rest, 0, 1, 2, 3, 0, 1, 2, 3);
  const Float8 zero = {};
  Float8* const pixels = reinterpret_cast<Float8*>(row);
  for (int i = 0; i < pairs; ++i) {
    Float8 sum = pixels[i];
    sum = sum < zero ? sum : zero;
    const Float8 x = sum > zero - 80.0f ? sum : zero - 80.0f;
    const Float8 scaled = x * 1.44269504f;
    const Int8 whole = __builtin_convertvector(scaled - 0.5f, Int8);  // rounds to nearest for x <= 0
    const Float8 f = scaled - __builtin_convertvector(whole, Float8);
    // 2^f through the Chebyshev nodes of [-1/2, 1/2].
    Float8 p = f * 1.339086336e-3f + 9.676031918e-3f;
    p = p * f + 5.550357114e-2f;
    p = p * f + 0.2402210749f;
    p = p * f + 0.693147188f;
    p = p * f + 1.000000075f;
    const Int8 exponent = (whole + 127) << 23;
    const Float8 t = floor2 + rest2 * (p * (Float8)exponent);
    // The unused fourth channel has sum 0 and so counts as untouched.
    const Int8 touched = sum < zero + kNothing;
    const Int8 any = touched | __builtin_shufflevector(touched, touched, 1, 2, 0, 3, 5, 6, 4, 7) |
                     __builtin_shufflevector(touched, touched, 2, 0, 1, 3, 6, 4, 5, 7);
    pixels[i] = any ? t : zero + 1.0f;
  }
}
#if defined(__x86_64__)
bool has_avx2() {
  static const bool supported = __builtin_cpu_supports("avx2");
  return supported;
}
#endif

void finish_plain(Float4* row, int pairs, Float4 floor, Float4 rest) {
  finish_pairs(row, pairs, floor, rest);
}
#if defined(__x86_64__)
__attribute__((target("avx2"))) void finish_avx2(Float4* row, int pairs, Float4 floor, Float4 rest) {
  finish_pairs(row, pairs, floor, rest);
}
#endif

// (Results by reference: returning vectors this wide depends on the processor's extensions.)
SMP_ALWAYS_INLINE void spread_pair(const float* pair, Float8& out) {
  const float a = pair[0], b = pair[1];
  out = Float8{a, a, a, a, b, b, b, b};
}

// The columns, relative to the dot, where xx dx^2 + 2 xy dx dy + yy dy^2 stays below a limit.
struct RowSpans {
  float slope, half2, narrowing;
  explicit SMP_ALWAYS_INLINE RowSpans(const Splat& s)
      : slope(-s.xy / s.xx), half2(s.limit / s.xx), narrowing(s.yy / s.xx - (s.xy / s.xx) * (s.xy / s.xx)) {}
};

// Round to whole numbers without a call into libm. A value a rounding error off its integer gives one
// sample more, which falls on the table's last entry, zero.
constexpr int kAboveZero = 1 << 13;
SMP_ALWAYS_INLINE int floor_of(float v) {
  return static_cast<int>(v + static_cast<float>(kAboveZero)) - kAboveZero;
}
SMP_ALWAYS_INLINE int ceil_of(float v) { return -floor_of(-v); }

SMP_ALWAYS_INLINE void splat_body(const Splat& s, int first_row, int last_row, int width, Float4* sums,
                                  std::size_t stride) {
  // Places first, eight at a time; then one look-up for each.
  constexpr int kChunk = 64;
  float t[kChunk];
  int entry[kChunk];
  const Float8 zero = {}, iota = {0, 1, 2, 3, 4, 5, 6, 7};
  const RowSpans spans(s);
  const float reach_rows = __builtin_sqrtf(spans.half2 / spans.narrowing);
  const float scale = static_cast<float>(s.last) / s.limit, last = static_cast<float>(s.last);
  const int y0 = std::max(first_row, ceil_of(s.cy - reach_rows));
  const int y1 = std::min(last_row - 1, floor_of(s.cy + reach_rows));
  for (int y = y0; y <= y1; ++y) {
    const float dy = static_cast<float>(y) - s.cy;
    const float discriminant = spans.half2 - spans.narrowing * dy * dy;
    if (!(discriminant > 0)) continue;
    const float middle = s.cx + spans.slope * dy, half = __builtin_sqrtf(discriminant);
    const int x0 = std::max(0, ceil_of(middle - half)), x1 = std::min(width - 1, floor_of(middle + half));
    const float cross = 2 * s.xy * dy * scale, constant = s.yy * dy * dy * scale, square = s.xx * scale;
    for (int start = x0; start <= x1; start += kChunk) {
      const int count = std::min(kChunk, x1 - start + 1);
      for (int i = 0; i < count; i += 8) {  // the last few may lie beyond the row; they are not used
        const Float8 dx = (iota + static_cast<float>(start + i)) - s.cx;
        Float8 q = (square * dx + cross) * dx + constant;
        q = q > zero ? q : zero;
        q = q < zero + last ? q : zero + last;
        const Int8 whole = __builtin_convertvector(q, Int8);
        const Float8 rest = q - __builtin_convertvector(whole, Float8);
        __builtin_memcpy(entry + i, &whole, sizeof whole);
        __builtin_memcpy(t + i, &rest, sizeof rest);
      }
      Float4* out = sums + static_cast<std::size_t>(y) * stride + start;
      int i = 0;
      for (; i + 1 < count; i += 2) {  // two pixels at a time; neighbouring entries are read as one
        const Float8 a = *reinterpret_cast<const Float8*>(s.table + entry[i]);
        const Float8 b = *reinterpret_cast<const Float8*>(s.table + entry[i + 1]);
        const Float8 here = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11);
        const Float8 next = __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
        Float8 between;
        spread_pair(t + i, between);
        *reinterpret_cast<Float8*>(out + i) += here + (next - here) * between;
      }
      if (i < count) {
        const Float4* sample = s.table + entry[i];
        out[i] += sample[0] + (sample[1] - sample[0]) * broadcast(t[i]);
      }
    }
  }
}
#if defined(__x86_64__)
__attribute__((target("avx2"))) void splat_avx2(const Splat& s, int first_row, int last_row, int width,
                                                Float4* sums, std::size_t stride) {
  splat_body(s, first_row, last_row, width, sums, stride);
}
#endif

// Weights of the four samples around a place `t` of the way from the second to the third.
std::array<float, 4> catmull_rom(float t) {
  return {0.5f * t * (-1 + t * (2 - t)), 1 + 0.5f * t * t * (-5 + 3 * t), 0.5f * t * (1 + t * (4 - 3 * t)),
          0.5f * t * t * (t - 1)};
}

// Adds the cells of one row, already blended in y, to its pixels.
SMP_ALWAYS_INLINE void join_pairs(const Float4* cells, const CellPhases& phases, int step, int width,
                                  Float4* row) {
  // Neighbours of an even pixel lie between the same cells where a cell has at least four pixels.
  for (int phase = 0; phase < step; phase += 2) {
    Float8 weights[4];
    for (int k = 0; k < 4; ++k) {
      const float a = phases.weights[phase][k], b = phases.weights[phase + 1][k];
      weights[k] = Float8{a, a, a, a, b, b, b, b};
    }
    const Float4* cell = cells + phases.first[phase];
    for (int x = phase; x < width; x += step, ++cell) {
      Float8 sum = {};
      for (int k = 0; k < 4; ++k)
        sum += __builtin_shufflevector(cell[k], cell[k], 0, 1, 2, 3, 0, 1, 2, 3) * weights[k];
      *reinterpret_cast<Float8*>(row + x) += sum;
    }
  }
}
void join_single(const Float4* cells, const CellPhases& phases, int step, int width, Float4* row) {
  for (int x = 0; x < width; ++x) {
    const Float4* cell = cells + x / step + phases.first[x % step];
    const auto& w = phases.weights[x % step];
    Float4 sum = {};
    for (int k = 0; k < 4; ++k) sum += cell[k] * broadcast(w[k]);
    row[x] += sum;
  }
}
#if defined(__x86_64__)
__attribute__((target("avx2"))) void join_pairs_avx2(const Float4* cells, const CellPhases& phases, int step,
                                                     int width, Float4* row) {
  join_pairs(cells, phases, step, width, row);
}
#endif

// The square root to 0.2 %, which is plenty for the size of a noise; 0 for 0. One Newton step from a guess
// by the exponent (Lomont 2003).
SMP_ALWAYS_INLINE void rough_sqrt(const Float8& v, Float8& out) {
  const Float8 guess = (Float8)(0x5F375A86 - ((Int8)v >> 1));
  out = v * guess * (1.5f - 0.5f * v * guess * guess);
}

SMP_ALWAYS_INLINE void grain_of(const Grain::Run& run, int pair, Float8& out) {
  constexpr float zero = 2 * Grain::kZero * Grain::kUnit;
  constexpr float r = Grain::kUnit, g = r / 0x1p8f, b = r / 0x1p16f;
  const int first = static_cast<int>(run.first[2 * pair] + run.second[2 * pair]);
  const int second = static_cast<int>(run.first[2 * pair + 1] + run.second[2 * pair + 1]);
  const Int8 bytes = Int8{first, first, first, first, second, second, second, second} &
                     Int8{0xFF, 0xFF00, 0xFF0000, 0, 0xFF, 0xFF00, 0xFF0000, 0};
  out = __builtin_convertvector(bytes, Float8) * Float8{r, g, b, r, r, g, b, r} - zero;
}

template <bool noisy>
SMP_ALWAYS_INLINE void shade_pairs(const LightRow& row, int pairs, NoiseVariance noise) {
  const Float8 zero = {};
  Float8* const lights = reinterpret_cast<Float8*>(row.light);
  Float8* const transmittances = reinterpret_cast<Float8*>(row.transmittance);
  for (int i = 0; i < pairs; ++i) {
    Float8 gloss, hair;
    spread_pair(row.gloss + 2 * i, gloss);
    spread_pair(row.hair + 2 * i, hair);
    const Float8 t = 1.0f - (1.0f - transmittances[i]) * (1.0f - hair);
    const Float8 in = lights[i];
    Float8 out = gloss + (in - gloss) * t;
    if constexpr (noisy) {
      Float8 missing = noise.read + noise.shot * out - t * t * (noise.read + noise.shot * in);
      missing = missing > zero ? missing : zero;
      Float8 size, grain;
      rough_sqrt(missing, size);
      grain_of(row.grain, i, grain);
      out += size * grain;
    }
    lights[i] = t == 1.0f ? in : out;
    transmittances[i] = t;
  }
}

SMP_ALWAYS_INLINE void transform_pairs(const std::array<float, 9>& m, Float4* light, int pairs) {
  const Float8 columns[3] = {{m[0], m[3], m[6], 0, m[0], m[3], m[6], 0},
                             {m[1], m[4], m[7], 0, m[1], m[4], m[7], 0},
                             {m[2], m[5], m[8], 0, m[2], m[5], m[8], 0}};
  Float8* const lights = reinterpret_cast<Float8*>(light);
  for (int i = 0; i < pairs; ++i) {
    const Float8 v = lights[i];
    lights[i] = columns[0] * __builtin_shufflevector(v, v, 0, 0, 0, 0, 4, 4, 4, 4) +
                columns[1] * __builtin_shufflevector(v, v, 1, 1, 1, 1, 5, 5, 5, 5) +
                columns[2] * __builtin_shufflevector(v, v, 2, 2, 2, 2, 6, 6, 6, 6);
  }
}
#if defined(__x86_64__)
__attribute__((target("avx2"))) void transform_avx2(const std::array<float, 9>& matrix, Float4* light,
                                                    int pairs) {
  transform_pairs(matrix, light, pairs);
}
#endif

SMP_ALWAYS_INLINE void entries_of_pairs(Float4* light, int pairs) {
  constexpr float least = Code8FromLinear::kLeast;
  Float8* const lights = reinterpret_cast<Float8*>(light);
  const Float8 low = Float8{} + least, high = Float8{} + 1.0f;
  for (int i = 0; i < pairs; ++i) {
    Float8 v = lights[i];
    v = v > low ? v : low;  // also for NaN
    v = v < high ? v : high;
    lights[i] =
        (Float8)(((Int8)v - static_cast<int>(Code8FromLinear::kLeastBits)) >> Code8FromLinear::kShift);
  }
}
#if defined(__x86_64__)
__attribute__((target("avx2"))) void entries_avx2(Float4* light, int pairs) {
  entries_of_pairs(light, pairs);
}
#endif

template <bool noisy>
void shade_plain(const LightRow& row, int pairs, NoiseVariance noise) {
  shade_pairs<noisy>(row, pairs, noise);
}
#if defined(__x86_64__)
template <bool noisy>
__attribute__((target("avx2"))) void shade_avx2(const LightRow& row, int pairs, NoiseVariance noise) {
  shade_pairs<noisy>(row, pairs, noise);
}
#endif

}  // namespace

void transform_pixels(const std::array<float, 9>& matrix, Float4* light, int pixels) {
#if defined(__x86_64__)
  if (has_avx2()) return transform_avx2(matrix, light, (pixels + 1) / 2);
#endif
  transform_pairs(matrix, light, (pixels + 1) / 2);
}

void code_entries(Float4* light, int pixels) {
#if defined(__x86_64__)
  if (has_avx2()) return entries_avx2(light, (pixels + 1) / 2);
#endif
  entries_of_pairs(light, (pixels + 1) / 2);
}

void splat(const Splat& s, int first_row, int last_row, int width, Float4* sums, std::size_t stride) {
#if defined(__x86_64__)
  if (has_avx2()) return splat_avx2(s, first_row, last_row, width, sums, stride);
#endif
  splat_body(s, first_row, last_row, width, sums, stride);
}

CellPhases cell_phases(int step) {
  CellPhases phases;
  for (int phase = 0; phase < step; ++phase) {
    const float u = (static_cast<float>(phase) + 0.5f) / static_cast<float>(step) - 0.5f;
    phases.weights[phase] = catmull_rom(u < 0 ? u + 1 : u);
    phases.first[phase] = u < 0 ? -2 : -1;
  }
  return phases;
}

void join_cells(const Float4* cells, const CellPhases& phases, int step, int width, Float4* row) {
  if (step < 4) return join_single(cells, phases, step, width, row);
#if defined(__x86_64__)
  if (has_avx2()) return join_pairs_avx2(cells, phases, step, width, row);
#endif
  join_pairs(cells, phases, step, width, row);
}

// `row` holds an even number of pixels.
void finish_pixels(Float4* row, int pixels, Float4 floor, Float4 rest) {
#if defined(__x86_64__)
  if (has_avx2()) return finish_avx2(row, (pixels + 1) / 2, floor, rest);
#endif
  finish_plain(row, (pixels + 1) / 2, floor, rest);
}

void shade_pixels(const LightRow& row, int pixels, NoiseVariance noise) {
  const int pairs = (pixels + 1) / 2;
  const bool noisy = noise.read > 0 || noise.shot > 0;
#if defined(__x86_64__)
  if (has_avx2()) return noisy ? shade_avx2<true>(row, pairs, noise) : shade_avx2<false>(row, pairs, noise);
#endif
  noisy ? shade_plain<true>(row, pairs, noise) : shade_plain<false>(row, pairs, noise);
}

}  // namespace smp
