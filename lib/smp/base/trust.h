#pragma once  // How much a number can be trusted; every default and catalogue entry carries one.

namespace smp {

enum class Trust {
  kNone,           ///< a choice of the user; nothing to know
  kMeasured,       ///< measured or peer-reviewed
  kPractitioners,  ///< practitioners, clinics or vendors say so
  kDerived,        ///< arithmetic from measured numbers or practitioners' word
  kAssumption,     ///< ours; no source found, tuned by eye
};

/// The word for tables: "measured", "practitioners", "derived", "assumption", or "" for kNone.
constexpr const char* trust_name(Trust trust) {
  switch (trust) {
    case Trust::kMeasured:
      return "measured";
    case Trust::kPractitioners:
      return "practitioners";
    case Trust::kDerived:
      return "derived";
    case Trust::kAssumption:
      return "assumption";
    case Trust::kNone:
      break;
  }
  return "";
}

}  // namespace smp
