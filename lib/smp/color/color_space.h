#pragma once  // The colour space of a photo: three tone curves and a matrix.
#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "smp/color/matrix.h"

namespace smp {

/// A monotone curve from encoded value to linear light, both 0 at 0 and 1 at 1 within rounding.
class ToneCurve {
 public:
  /// ICC parametric form 4: (a v + b)^g + e for v >= d, else c v + f.
  struct Parameters {
    double g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0;
    friend bool operator==(const Parameters&, const Parameters&) = default;
  };
  explicit ToneCurve(const Parameters& parameters) : parameters_(parameters) {}
  /// Linear light at evenly spaced encoded values, joined by straight lines. At least two samples,
  /// not falling. Throws InvalidArgument otherwise.
  explicit ToneCurve(std::vector<double> samples);
  static ToneCurve srgb();

  double linear(double encoded) const;
  /// Inverse of `linear`, by bisection; accurate to 1e-9.
  double encoded(double linear) const;
  bool is_sampled() const { return !samples_.empty(); }
  const Parameters& parameters() const { return parameters_; }
  const std::vector<double>& samples() const { return samples_; }
  friend bool operator==(const ToneCurve&, const ToneCurve&) = default;

 private:
  Parameters parameters_;
  std::vector<double> samples_;
};

/// An RGB space as matrix/TRC ICC profiles describe it.
struct ColorSpace {
  std::string name;  ///< for reports: "sRGB", "Display P3", or "RGB" for any other
  std::array<ToneCurve, 3> curves = {ToneCurve::srgb(), ToneCurve::srgb(), ToneCurve::srgb()};
  /// Linear RGB of this space to XYZ of the ICC connection space (white D50).
  Matrix3 xyz_d50_from_linear = {};

  static ColorSpace srgb();
  static ColorSpace display_p3();
  /// Linear light of this space to linear sRGB. Identity for sRGB itself.
  Matrix3 linear_srgb_from_linear() const;
};

/// Linear light of every code of an 8- or 16-bit channel.
/// @param bits 8 or 16; the table has 2^bits entries.
std::vector<float> linear_from_code(const ToneCurve& curve, int bits);

/// Nearest 8-bit code to a linear value by one look-up in a table that stays in the first cache: evenly
/// in the logarithm, 1024 steps an octave. Exact at every code's own value, elsewhere within 0.56 of a code.
class Code8FromLinear {
 public:
  explicit Code8FromLinear(const ToneCurve& curve);
  /// Values outside [0, 1] and NaN are clamped.
  std::uint8_t operator()(float linear) const {
    const float clamped = linear > kLeast ? (linear < 1.0f ? linear : 1.0f) : kLeast;
    return at_entry((std::bit_cast<std::uint32_t>(clamped) - kLeastBits) >> kShift);
  }

  // The look-up in two steps, for callers that find the entries of several values at once: clamp to
  // [kLeast, 1], take the bits less kLeastBits, shift right by kShift.
  static constexpr float kLeast = 0x1p-20f;
  static constexpr std::uint32_t kLeastBits = std::bit_cast<std::uint32_t>(kLeast);
  static constexpr int kShift = 23 - 10;
  std::uint8_t at_entry(std::uint32_t entry) const { return code_[entry]; }

 private:
  static constexpr std::uint32_t kEntries = ((std::bit_cast<std::uint32_t>(1.0f) - kLeastBits) >> kShift) + 1;
  std::array<std::uint8_t, kEntries> code_{};
};

/// Fast inverse of `linear_from_code`: nearest code to a linear value, exact at every code's own
/// linear value, so that a pixel multiplied by 1 keeps its code.
class CodeFromLinear {
 public:
  CodeFromLinear(const ToneCurve& curve, int bits);
  /// Nearest code in encoded value; values outside [0, 1] and NaN are clamped.
  unsigned operator()(float linear) const {
    const float clamped = linear > 0.0f ? (linear < 1.0f ? linear : 1.0f) : 0.0f;
    unsigned code = first_[static_cast<unsigned>(clamped * kBuckets)];
    while (code < last_ && clamped >= bound_[code]) ++code;
    return code;
  }

 private:
  static constexpr int kBuckets = 1 << 14;
  unsigned last_;
  std::vector<float> bound_;     // bound_[i]: linear value from which code i + 1 is nearer than i
  std::vector<unsigned> first_;  // lowest code of each bucket
};

}  // namespace smp
