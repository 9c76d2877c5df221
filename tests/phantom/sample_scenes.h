#pragma once  // Valid scenes that together hold every key, each with a value other than its default.
#include <string>
#include <vector>

namespace smp::testing {

inline const char* kHeadScene = R"({
  "seed": 18446744073709551615, "width_px": 320, "height_px": 240, "px_per_mm": 1.25,
  "surface": {"kind": "ellipsoid", "center_px": [10, 20.5], "radii_mm": [70, 90, 95], "pitch_deg": 30, "yaw_deg": -12,
              "roll_deg": 5, "distance_mm": 900},
  "ears": false,
  "skin": {"lab": [50, 10, 20], "melanin": 0.1, "blood": 0.11, "redness": 0.12, "relief": 0.5, "pores_per_cm2": 90,
           "freckles_per_cm2": 2, "creases": 0.25, "lumps": 0.75},
  "light": {"direction": [0.5, -1, -1.5], "ambient": 0.25, "tint": [1, 0.75, 0.5], "exposure": 1.5},
  "gloss": {"strength": 0.3, "width_deg": 12, "sparkle": 0.2},
  "hair": {"where": "receding", "fu_per_cm2": 60, "length_mm": 2, "diameter_mm": 0.06, "lab": [60, 1, 2], "fade_mm": 9,
           "thin_top": 0.4, "locks": 0.3, "root_shadow": 0.8},
  "scars": [{"kind": "fut", "path": [[10, 20], [200, 30.5]], "width_mm": 4, "outline": [[0, 0], [9, 0], [0, 9]],
             "scars_per_cm2": 20, "scar_diameter_mm": 1}],
  "background": {"lab": [40, 3, -4], "falloff": 0.1},
  "card": {"corner_px": [5, -10], "width_px": 40, "height_px": 30.5, "reflectance": 0.18},
  "camera": {"blur_px": 1.1, "read_noise": 0.002, "shot_noise": 0.003, "vignette": 0.4},
  "bits": 16, "color_space": "display-p3"
})";

inline const char* kPatchScene = R"({
  "seed": 2, "width_px": 300, "height_px": 200, "px_per_mm": 20,
  "surface": {"kind": "plane"},
  "ears": true,
  "skin": {"tone": 5, "melanin": 0.2, "blood": 0, "redness": 0, "relief": 3, "pores_per_cm2": 0, "freckles_per_cm2": 0,
           "creases": 0, "lumps": 0},
  "light": {"direction": [0, 0, -1], "ambient": 1, "tint": [0.2, 2, 1], "exposure": 0.1},
  "gloss": {"strength": 0, "width_deg": 45, "sparkle": 1},
  "hair": {"where": "everywhere", "fu_per_cm2": 1, "length_mm": 0, "diameter_mm": 0.15, "lab": [0, -128, 128],
           "fade_mm": 60, "thin_top": 0, "locks": 1, "root_shadow": 3},
  "scars": [{"kind": "fue", "path": [[-5, 2], [3, 4]], "width_mm": 1, "outline": [[1, 1], [50, 1], [20, 80]],
             "scars_per_cm2": 60, "scar_diameter_mm": 0.3}],
  "background": {"lab": [100, 128, -128], "falloff": 1},
  "card": {"corner_px": [0, 0], "width_px": 0, "height_px": 0, "reflectance": 1},
  "camera": {"blur_px": 0, "read_noise": 0, "shot_noise": 0.1, "vignette": 0.8},
  "bits": 8, "color_space": "srgb"
})";

inline std::vector<std::string> sample_scenes() { return {kHeadScene, kPatchScene}; }

}  // namespace smp::testing
