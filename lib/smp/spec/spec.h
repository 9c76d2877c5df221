#pragma once  // What the user asks for, validated, with defaults filled in.
#include <cstdint>
#include <string>
#include <vector>

#include "smp/scalp/options.h"
#include "smp/treatment/options.h"
#include "smp/treatment/timeline_options.h"

namespace smp {

/// The spec, version 1. Knows no files and no pixels: names of files are kept as written.
struct Spec {
  std::uint64_t seed = 0;
  PhotoOptions photo;
  HeadOptions head;
  SurfaceOptions surface;
  SkinOptions skin;
  HairOptions hair;
  PigmentOptions pigment;
  std::vector<OwnNeedle> needles;  ///< of the user's own
  std::vector<RegionOptions> regions;
  std::vector<ScarOptions> scars;
  std::vector<GraftOptions> grafts;
  std::string forecast;     ///< a pattern of later hair loss to judge the treatment by; may be empty
  std::string impressions;  ///< a CSV to draw as it stands instead of placing dots
  CameraOptions camera;
  TimelineOptions timeline;
  std::string method = "as-given";  ///< "dots", "grafts" or "both": the same goal by other means
  DonorOptions donor;
  PriceOptions prices;
  friend bool operator==(const Spec&, const Spec&) = default;
};

}  // namespace smp
