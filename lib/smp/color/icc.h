#pragma once  // ICC profiles: reading them into a ColorSpace, and writing our own.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "smp/color/color_space.h"

namespace smp {

/// What a profile describes, as far as a photo reader must tell apart.
enum class IccKind {
  kBroken,     ///< not a profile, or of a device space that no photo is stored in
  kMatrix,     ///< RGB as three tone curves and a matrix: `read_icc` answers
  kGrey,       ///< grey with one tone curve: `read_icc` answers, with the primaries of sRGB
  kRgbTable,   ///< RGB described by tables: use `IccToSrgb`
  kCmykTable,  ///< CMYK described by tables: use `IccToSrgb`
};
IccKind icc_kind(std::span<const std::uint8_t> profile);

/// The colour space of a matrix/TRC or grey profile; nothing for any other and for broken ones.
///
/// Parametric curves (types 0 to 4) stay parametric, tables keep their own samples. The matrix is the
/// profile's own; the name is "sRGB" or "Display P3" where matrix and curves agree with those within
/// 0.002, else "RGB". Never throws on any bytes.
std::optional<ColorSpace> read_icc(std::span<const std::uint8_t> profile);

/// A small profile (ICC 4.3, display class) of the space, made from its matrix and curves alone: equal
/// spaces give equal bytes, and nothing of a profile read earlier survives. Numbers are rounded to the
/// 1/65536 that the format holds.
std::vector<std::uint8_t> write_icc(const ColorSpace& space);

/// Converts rows of pixels described by a profile to sRGB, perceptual intent. Const calls may run on
/// several threads.
class IccToSrgb {
 public:
  enum class Pixels {
    kRgb,           ///< 3 channels in, 3 out; may work in place
    kRgba,          ///< 4 channels in, 4 out with the same alpha; may work in place
    kCmyk,          ///< 4 channels in (0 = no ink), 3 out
    kCmykInverted,  ///< 4 channels in (0 = full ink, as Adobe stores JPEGs), 3 out
  };
  /// Nothing where the profile does not fit the pixels.
  /// @param bits 8 or 16 per channel, in and out.
  static std::optional<IccToSrgb> create(std::span<const std::uint8_t> profile, Pixels pixels, int bits);
  IccToSrgb(IccToSrgb&&) noexcept;
  IccToSrgb& operator=(IccToSrgb&&) noexcept;
  ~IccToSrgb();

  /// Converts `count` pixels; `in` and `out` hold elements of the bits given to `create`.
  void row(const void* in, void* out, std::size_t count) const;

 private:
  struct State;
  explicit IccToSrgb(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace smp
