#pragma once  // What the user says about time: visits, laser, later loss, sun, ageing.
#include <optional>
#include <string>
#include <vector>

#include "smp/base/point.h"

namespace smp {

// Defaults are the spec's; spec/timeline_rows.cpp says what they rest on.

/// One of the sessions of the first course.
struct SessionOptions {
  double day = 0;              ///< since the first session
  double share = 1;            ///< of all dots of the course; the shares sum to 1
  double dilution_offset = 0;  ///< 0.3: 30 % more parts of water than the shade's
  friend bool operator==(const SessionOptions&, const SessionOptions&) = default;
};

/// A later visit that adds dots among the aged ones.
struct TouchUpOptions {
  double year = 4;              ///< since the last session
  std::optional<double> share;  ///< new dots as a share of those of the course. None ("auto"): what has faded
  double dilution_offset = 0;
  std::string region;  ///< name of a region or scar; empty: all
  friend bool operator==(const TouchUpOptions&, const TouchUpOptions&) = default;
};

/// One or more visits of one kind of laser.
struct LaserOptions {
  double year = 1;                  ///< of the first visit, since the last session
  std::string kind = "picosecond";  ///< a name of `laser_kinds`
  int visits = 1;
  std::optional<double> gap_days;  ///< between visits. None: the kind's
  std::string region;              ///< name of a region or scar whose dots are treated; empty: see outline
  std::vector<Point2> outline;     ///< treats what lies in it; with neither, all dots
  double feather_mm = 4;           ///< the effect on dots beyond the border ends over this far
  friend bool operator==(const LaserOptions&, const LaserOptions&) = default;
};

/// Native hair that is lost later.
struct LossOptions {
  double year = 5;      ///< since the last session
  std::string pattern;  ///< hair loss on the posed head from then on
  friend bool operator==(const LossOptions&, const LossOptions&) = default;
};

/// Native hair that turns grey.
struct GreyingOptions {
  double year = 5;     ///< since the last session
  double share = 0.5;  ///< of the hairs that are grey from then on
  friend bool operator==(const GreyingOptions&, const GreyingOptions&) = default;
};

/// How new work looks before it has healed.
struct HealingOptions {
  double fresh_diameter = 1.6;  ///< of a dot on its day, relative to healed
  double fresh_strength = 1.4;  ///< optical density of its middle, relative to healed
  double redness = 6;           ///< a* added to the skin around it on its day
  friend bool operator==(const HealingOptions&, const HealingOptions&) = default;
};

/// What years do to healed dots.
struct AgeingOptions {
  double early_loss = 0.10;       ///< share of the pigment lost in the first half year after the last session
  double scar_early_loss = 0.20;  ///< the same in scars
  double fade_factor = 1;         ///< rate of fading relative to the pigment's own
  double growth_per_year = 0.04;  ///< of the diameter
  friend bool operator==(const AgeingOptions&, const AgeingOptions&) = default;
};

struct TimelineOptions {
  /// In the order of their days, the first on day 0. None ("auto"): by area, scars and extent.
  std::optional<std::vector<SessionOptions>> sessions;
  /// Share of the dots of later visits set without regard to those that are there: nobody sees every dot.
  double free_share = 0.05;
  std::vector<TouchUpOptions> touch_ups;
  std::vector<LaserOptions> laser;
  std::vector<LossOptions> loss;
  std::vector<GreyingOptions> greying;
  std::string sun = "normal";  ///< a name of `sun_settings`
  HealingOptions healing;
  AgeingOptions ageing;
  friend bool operator==(const TimelineOptions&, const TimelineOptions&) = default;
};

/// What the work costs; each price that is given is added.
struct PriceOptions {
  std::string currency = "EUR";
  std::optional<double> per_session, per_hour, per_cm2, per_dot;
  std::optional<double> per_graft;
  friend bool operator==(const PriceOptions&, const PriceOptions&) = default;
};

/// Where grafts would come from.
struct DonorOptions {
  std::optional<double> units_per_cm2;  ///< follicular units there. None ("auto"): by type of hair
  double area_cm2 = 200;                ///< of the safe donor area
  double harvest_share = 0.27;          ///< of its units that can be taken unseen
  friend bool operator==(const DonorOptions&, const DonorOptions&) = default;
};

}  // namespace smp
