#pragma once  // What a field of many dots looks like from a distance: its mean and its grain.
#include <memory>
#include <span>
#include <vector>

#include "smp/optics/skin_response.h"

namespace smp {

/// The dots of an even field, apart from their number and shade.
struct FieldDots {
  struct Diameter {
    double mm = 0.25;
    double share = 1;  ///< of the dots; shares are normalised to their sum
  };
  std::vector<Diameter> diameters = {{}};
  double depth_mm = 0.30;
  double depth_spread_mm = 0.03;  ///< standard deviation
  double diameter_spread = 0.15;  ///< standard deviation of ln(diameter), about each diameter
  double strength_spread = 0.15;  ///< standard deviation of ln(strength), about each shade
  double regularity = 0.65;       ///< of the placement
  double tremor_mm = 0.03;        ///< standard deviation per axis
  double blur_mm = 0.1;           ///< of the photo, pixel included, on the scalp; matters for the grain only
};

/// A share of the dots with an absorption of their own.
struct FieldShade {
  PerChannel mu_per_mm{};  ///< per channel: kappa times the absorption at 550 nm
  double share = 1;        ///< shares are normalised to their sum
};

/// Mean and grain of fields of dots, in closed form.
///
/// The renderer multiplies above a floor F: T = F + (1 - F) prod g_i with g = 1 - drop / (1 - F)
/// (optics notes, section 5). For dots at random places the mean of the product is exp(-n int(1 - g));
/// dots that keep their distance overlap less, which to second order adds
///
///     ln E = -n h(0) + n / 2 int h(q)^2 (S(q) - 1) d^2q / (2 pi)^2,      h = 1 - g,
///
/// with the spectrum S of our own placement. The square of the product has 1 - g^2 = 2 h - h^2 in place of h,
/// which gives the grain.
/// docs/models/shades.md has the errors against rendered fields. Building one costs some tens of
/// milliseconds, a value some microseconds. Thread-safe.
class FieldMean {
 public:
  FieldMean(const FieldDots& dots, double ita_deg);
  ~FieldMean();
  FieldMean(FieldMean&&) noexcept;
  FieldMean& operator=(FieldMean&&) noexcept;

  struct Look {
    PerChannel mean{};  ///< transmittance of the field
    /// Standard deviation of the transmittance between places as a share of its mean, at the photo's blur.
    PerChannel deviation{};
  };
  /// @param density_per_cm2 >= 0; @param shades at least one.
  Look look(double density_per_cm2, std::span<const FieldShade> shades) const;
  PerChannel mean(double density_per_cm2, std::span<const FieldShade> shades) const {
    return look(density_per_cm2, shades).mean;
  }

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

/// Standard deviation of luminance as a share of its mean in a field over skin of linear colour `skin`: what
/// a survey measures as the contrast of native stubble.
double field_contrast(const FieldMean::Look& look, const PerChannel& skin);

}  // namespace smp
