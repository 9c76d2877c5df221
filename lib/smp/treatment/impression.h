#pragma once  // The record of a treatment: every needle contact.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "smp/base/point.h"
#include "smp/treatment/timeline.h"

namespace smp {

/// One needle contact. Values are kept at the precision of the impressions CSV, so that a list
/// written and read back draws the same picture to the byte.
struct Impression {
  std::uint32_t id = 0;
  std::uint16_t region = 0;   ///< index into `Treatment::regions`
  std::uint16_t session = 1;  ///< visit with needles, counted from 1; touch-ups follow the sessions
  std::uint16_t needle = 0;   ///< index into `Treatment::needles`
  std::uint16_t pigment = 0;  ///< index into `Treatment::pigments`
  Point2 position_px;         ///< in the upright photo
  Point3 position_mm;         ///< on the scalp: x to the photo's right, y down, z away from the camera
  double diameter_mm = 0.25;  ///< of the healed deposit
  double depth_mm = 0.30;     ///< of its centre below the surface
  double tilt_deg = 0;        ///< needle from the surface normal
  double azimuth_deg = 0;     ///< direction of the tilt in the photo, from x towards y
  double dilution = 12;       ///< parts of water to one of pigment
  double mu_per_mm = 8.6;     ///< absorption at 550 nm, healed
  bool scarred = false;       ///< set in a scar, which keeps less in the first months
  friend bool operator==(const Impression&, const Impression&) = default;
};

struct Treatment {
  std::vector<std::string> regions, needles, pigments;
  std::vector<Impression> impressions;  ///< in the order placed
  Timeline timeline;
};

/// Rounds every value to the precision of the CSV.
void round_to_record(Impression& impression);

/// The impressions CSV of design section 6: a header line, then one line per impression.
std::string impressions_csv(const Treatment& treatment);

/// Reads an impressions CSV. Columns may come in any order; `x_px`, `y_px`, `diameter_mm`, `depth_mm`
/// and `mu_per_mm` are required, others default; unknown columns are refused.
/// @param max_impressions more are refused.
/// @throws Error (kBadInput) with the line and column at fault.
Treatment read_impressions_csv(std::string_view text, std::size_t max_impressions = 5'000'000);

/// A drawing of the impressions over a frame of the photo's size: one ellipse each, in px.
std::string impressions_svg(const Treatment& treatment, int width_px, int height_px, double px_per_mm);

}  // namespace smp
