#include "smp/color/color_space.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "smp/base/error.h"

namespace smp {
namespace {

// Primaries adapted to D50 by Bradford, as the profiles in use carry them.
constexpr Matrix3 kSrgbD50 = {0.4360657, 0.3851515, 0.1430784, 0.2224932, 0.7168870,
                              0.0606169, 0.0139160, 0.0970764, 0.7140961};
constexpr Matrix3 kDisplayP3D50 = {0.5151187, 0.2919778,  0.1571035, 0.2411892, 0.6922441,
                                   0.0665668, -0.0010505, 0.0418791, 0.7840713};

}  // namespace

ToneCurve::ToneCurve(std::vector<double> samples) : samples_(std::move(samples)) {
  if (samples_.size() < 2) throw InvalidArgument("a sampled tone curve needs at least two samples");
  for (std::size_t i = 0; i < samples_.size(); ++i)
    if (!std::isfinite(samples_[i]) || (i > 0 && samples_[i] < samples_[i - 1]))
      throw InvalidArgument("a tone curve must not fall");
}

ToneCurve ToneCurve::srgb() {
  return ToneCurve(Parameters{.g = 2.4, .a = 1 / 1.055, .b = 0.055 / 1.055, .c = 1 / 12.92, .d = 0.04045});
}

double ToneCurve::linear(double encoded) const {
  const double v = std::clamp(encoded, 0.0, 1.0);
  if (is_sampled()) {
    const double position = v * static_cast<double>(samples_.size() - 1);
    const auto i = std::min(static_cast<std::size_t>(position), samples_.size() - 2);
    const double t = position - static_cast<double>(i);
    return (1 - t) * samples_[i] + t * samples_[i + 1];
  }
  const Parameters& p = parameters_;
  return v >= p.d ? std::pow(std::max(0.0, p.a * v + p.b), p.g) + p.e : p.c * v + p.f;
}

double ToneCurve::encoded(double value) const {
  double low = 0, high = 1;
  for (int i = 0; i < 34; ++i) {
    const double middle = 0.5 * (low + high);
    (linear(middle) < value ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

ColorSpace ColorSpace::srgb() {
  ColorSpace space;
  space.name = "sRGB";
  space.xyz_d50_from_linear = kSrgbD50;
  return space;
}

ColorSpace ColorSpace::display_p3() {
  ColorSpace space;
  space.name = "Display P3";
  space.xyz_d50_from_linear = kDisplayP3D50;
  return space;
}

Matrix3 ColorSpace::linear_srgb_from_linear() const {
  if (xyz_d50_from_linear == kSrgbD50) return kIdentity3;
  return inverse(kSrgbD50) * xyz_d50_from_linear;
}

std::vector<float> linear_from_code(const ToneCurve& curve, int bits) {
  const std::size_t codes = std::size_t{1} << bits;
  std::vector<float> table(codes);
  for (std::size_t i = 0; i < codes; ++i)
    table[i] = static_cast<float>(curve.linear(static_cast<double>(i) / static_cast<double>(codes - 1)));
  return table;
}

Code8FromLinear::Code8FromLinear(const ToneCurve& curve) {
  unsigned code = 0;
  double bound = curve.linear(0.5 / 255);
  for (std::uint32_t i = 0; i < kEntries; ++i) {
    const double middle = std::bit_cast<float>(kLeastBits + (i << kShift) + (1u << (kShift - 1)));
    while (code < 255 && middle >= bound) ++code, bound = curve.linear((code + 0.5) / 255);
    code_[i] = static_cast<std::uint8_t>(code);
  }
  for (unsigned own = 0; own <= 255; ++own) {
    const float value = std::clamp(static_cast<float>(curve.linear(own / 255.0)), kLeast, 1.0f);
    if (own == 0 || value > kLeast)
      code_[(std::bit_cast<std::uint32_t>(value) - kLeastBits) >> kShift] = static_cast<std::uint8_t>(own);
  }
}

CodeFromLinear::CodeFromLinear(const ToneCurve& curve, int bits)
    : last_((1u << bits) - 1), bound_(last_), first_(kBuckets + 1) {
  for (unsigned i = 0; i < last_; ++i) bound_[i] = static_cast<float>(curve.linear((i + 0.5) / last_));
  unsigned code = 0;
  for (int bucket = 0; bucket <= kBuckets; ++bucket) {
    const float start = static_cast<float>(bucket) / kBuckets;
    while (code < last_ && bound_[code] <= start) ++code;
    first_[static_cast<std::size_t>(bucket)] = code;
  }
}

}  // namespace smp
