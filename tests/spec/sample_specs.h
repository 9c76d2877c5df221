#pragma once  // Valid specs that together hold every key.
#include <string>
#include <vector>

namespace smp::testing {

inline const char* kEllipsoidSpec = R"({
  "smp": 1, "seed": 7,
  "photo": {"scale": {"px_per_mm": 10.5, "relative_error": 0.03}, "coordinates": "px"},
  "surface": {"kind": "ellipsoid", "center_px": [1940, 1200], "radii_mm": [77, 105, 98], "pitch_deg": 10, "yaw_deg": 1,
              "roll_deg": 2, "distance_mm": 900, "principal_px": [2000, 1500]},
  "skin": {"tone": {"lab": [60, 12, 18]}},
  "pigment": {"name": "brown-oxide", "dilution": 15, "blend": [{"dilution": 12, "share": 0.5}, {"dilution": 20, "share": 1}],
              "trim_warmth": 0.5, "match": {"enabled": true, "dilution": [1, 30], "density_per_cm2": [70, 160], "pigments": ["carbon-black", "mine"]},
              "catalogue": [{"name": "mine", "kappa": [0.4, 1, 1.6], "mu_healed_per_mm": 90, "fade_per_year": 0.2, "source": "a swatch"}]},
  "regions": [
    {"name": "frontal", "outline": [[1200, 500], [1940, 80], [2680, 500]], "density_per_cm2": 110.5, "regularity": 0.75,
     "fade_mm": 18, "needles": {"1RL": 0.15, "3RL": 0.8, "5RL": 0.05}, "depth_mm": 0.3, "depth_spread_mm": 0.02,
     "diameter_spread": 0.1, "strength_spread": 0.2, "tremor_mm": 0.05},
    {"mask": "masks/crown.png", "needle_depth_mm": 0.8}
  ],
  "camera": {"blur_px": 0.9}
})";

inline const char* kDepthSpec = R"({
  "smp": 1,
  "surface": {"kind": "depth", "file": "depth.png", "camera": {"fx_px": 2800, "fy_px": 2800, "cx_px": 1500, "cy_px": 1000},
              "depth_offset_mm": 300, "depth_step_mm": 0.01, "smoothing_mm": 2},
  "skin": {"tone": {"monk": 5}},
  "pigment": {"blend": "auto"},
  "impressions": "dots.csv"
})";

inline const char* kFractionSpec = R"({
  "smp": 1,
  "photo": {"scale": {"between_px": [[0.2, 0.5], [0.6, 0.5]], "mm": 63}, "coordinates": "fraction"},
  "skin": {"tone": {"fitzpatrick": "III"}},
  "regions": [{"outline": [[0.2, 0.2], [0.8, 0.2], [0.8, 0.5], [0.2, 0.5]]}]
})";

inline const char* kItaSpec = R"({
  "smp": 1, "photo": {"scale": {"px_per_mm": 8}}, "surface": {"kind": "plane"}, "skin": {"tone": {"ita_deg": 40}},
  "regions": [{"mask": "m.png"}]
})";

inline std::vector<std::string> sample_specs() {
  return {kEllipsoidSpec, kDepthSpec, kFractionSpec, kItaSpec};
}

}  // namespace smp::testing
