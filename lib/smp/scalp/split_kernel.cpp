#include "smp/scalp/split_kernel.h"

namespace smp::scalp {
namespace {

// Eight pixels at a time, turned from R G B of each to all R, all G, all B. Plain operations only, so the
// same bits with and without AVX2.
using Float8 = float __attribute__((vector_size(32), aligned(16), may_alias));
#define SMP_ALWAYS_INLINE inline __attribute__((always_inline))

// Luminance of linear sRGB.
constexpr float kLumaR = 0.21264f, kLumaG = 0.71517f, kLumaB = 0.07219f;

// A burnt-out pixel: its greatest and its least channel from here on up are no colour any more.
constexpr float kClippedFrom = 0.95f, kClippedTo = 0.99f, kBurntFrom = 0.70f, kBurntTo = 0.92f;

// Components of pixels 0 2 4 6 1 3 5 7, in this order. (Results by reference: returning vectors this wide
// depends on the processor's extensions.)
struct Turned {
  Float8 x, y, z, w;
};
SMP_ALWAYS_INLINE void turn(const SkinPixel* pixels, Turned& out) {
  const Float8* p = reinterpret_cast<const Float8*>(pixels);
  const Float8 a = __builtin_shufflevector(p[0], p[1], 0, 8, 1, 9, 4, 12, 5, 13);
  const Float8 b = __builtin_shufflevector(p[2], p[3], 0, 8, 1, 9, 4, 12, 5, 13);
  const Float8 c = __builtin_shufflevector(p[0], p[1], 2, 10, 3, 11, 6, 14, 7, 15);
  const Float8 d = __builtin_shufflevector(p[2], p[3], 2, 10, 3, 11, 6, 14, 7, 15);
  out.x = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
  out.y = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
  out.z = __builtin_shufflevector(c, d, 0, 1, 8, 9, 4, 5, 12, 13);
  out.w = __builtin_shufflevector(c, d, 2, 3, 10, 11, 6, 7, 14, 15);
}
SMP_ALWAYS_INLINE void store(const Float8& turned, float* out) {
  const Float8 in_order = __builtin_shufflevector(turned, turned, 0, 4, 1, 5, 2, 6, 3, 7);
  __builtin_memcpy(out, &in_order, sizeof in_order);
}
SMP_ALWAYS_INLINE void clamp_share(Float8& v) {
  const Float8 zero = {}, one = zero + 1.0f;
  v = v > zero ? v : zero;
  v = v < one ? v : one;
}

SMP_ALWAYS_INLINE void finish_eights(const SplitRun& run, int pixels, float floor, float* gloss,
                                     float* hair) {
  const Float8 zero = {};
  for (int i = 0; i < pixels; i += 8) {
    Turned light, terms, around;
    turn(run.light + i, light);
    turn(run.gloss_terms + i, terms);
    turn(run.around + i, around);
    const Float8 level = kLumaR * light.x + kLumaG * light.y + kLumaB * light.z;
    Float8 least = light.x < light.y ? light.x : light.y, most = light.x > light.y ? light.x : light.y;
    least = least < light.z ? least : light.z;
    least = least > zero ? least : zero;
    most = most > light.z ? most : light.z;

    Float8 s = (terms.x + terms.y) + (terms.z + terms.w);
    // Grey stubble is darker than the skin: gloss beyond the mean must show as light.
    const Float8 brighter = level - around.x;
    const Float8 bound = around.y > brighter ? around.y : brighter;
    s = s < bound ? s : bound;
    s = s > zero ? s : zero;
    s = s < least ? s : least;
    Float8 grey = (least - kBurntFrom) * (1 / (kBurntTo - kBurntFrom));
    Float8 clipped = (most - kClippedFrom) * (1 / (kClippedTo - kClippedFrom));
    clamp_share(grey);
    clamp_share(clipped);
    s += grey * clipped * (least - s);
    store(s, gloss + i);

    Float8 cover = (around.x - (level - s) - floor) * around.z;
    clamp_share(cover);
    store(around.w * cover, hair + i);
  }
}
#if defined(__x86_64__)
__attribute__((target("avx2"))) void finish_avx2(const SplitRun& run, int pixels, float floor, float* gloss,
                                                 float* hair) {
  finish_eights(run, pixels, floor, gloss, hair);
}
bool has_avx2() {
  static const bool supported = __builtin_cpu_supports("avx2");
  return supported;
}
#endif

}  // namespace

void finish_split(const SplitRun& run, int pixels, float floor, float* gloss, float* hair) {
#if defined(__x86_64__)
  if (has_avx2()) return finish_avx2(run, pixels, floor, gloss, hair);
#endif
  finish_eights(run, pixels, floor, gloss, hair);
}

}  // namespace smp::scalp
