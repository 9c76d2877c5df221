#pragma once  // What the user asks for, validated, with defaults filled in.
#include <cstdint>
#include <string>
#include <vector>

#include "smp/scalp/options.h"
#include "smp/treatment/options.h"

namespace smp {

/// The spec, version 1. Knows no files and no pixels: names of files are kept as written.
struct Spec {
  std::uint64_t seed = 0;
  PhotoOptions photo;
  SurfaceOptions surface;
  SkinOptions skin;
  HairOptions hair;
  PigmentOptions pigment;
  std::vector<RegionOptions> regions;
  std::string impressions;  ///< a CSV to draw as it stands instead of placing dots
  CameraOptions camera;
};

}  // namespace smp
