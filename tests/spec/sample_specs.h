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
              "catalogue": [{"name": "mine", "kappa": [0.4, 1, 1.6], "mu_healed_per_mm": 90, "fade_per_year": 0.2, "growth_per_year": 0.06,
                             "free_spread": 0.5, "drift_per_year": 0.1, "oxide_share": 0.8, "source": "a swatch"}]},
  "regions": [
    {"name": "frontal", "outline": [[1200, 500], [1940, 80], [2680, 500]], "density_per_cm2": 110.5, "regularity": 0.75,
     "fade_mm": 18, "needles": {"1RL": 0.15, "3RL": 0.8, "5RL": 0.05}, "depth_mm": 0.3, "depth_spread_mm": 0.02,
     "diameter_spread": 0.1, "strength_spread": 0.2, "tremor_mm": 0.05},
    {"mask": "masks/crown.png", "needle_depth_mm": 0.8}
  ],
  "camera": {"blur_px": 0.9},
  "timeline": {"sessions": [{"day": 0, "share": 0.4, "dilution_offset": 0.3}, {"day": 10, "share": 0.6, "dilution_offset": -0.1}],
               "free_share": 0.1, "touch_ups": [{"year": 4, "share": 0.3, "dilution_offset": 0.2}, {"year": 8.5}],
               "laser": [{"year": 6, "kind": "q-switched", "visits": 3, "gap_days": 60},
                         {"year": 9, "outline": [[1200, 500], [1940, 80], [2680, 500]], "feather_mm": 5}],
               "greying": [{"year": 12, "share": 0.4}], "sun": "heavy",
               "healing": {"fresh_diameter": 1.5, "fresh_strength": 1.3, "redness": 5},
               "ageing": {"early_loss": 0.12, "scar_early_loss": 0.25, "growth_per_year": 0.05}},
  "method": "dots",
  "donor": {"units_per_cm2": 70, "area_cm2": 180, "harvest_share": 0.3},
  "prices": {"currency": "USD", "per_session": 500, "per_hour": 150, "per_cm2": 10, "per_dot": 0.1, "per_graft": 4}
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

inline const char* kHeadSpec = R"({
  "smp": 1,
  "head": {"sex": "female", "landmarks": {"pupil_right": [1100, 1500], "pupil_left": [1500, 1500], "eye_inner_right": [1180, 1510],
           "eye_inner_left": [1420, 1510], "eye_outer_right": [1050, 1500], "eye_outer_left": [1550, 1500], "glabella": [1300, 1400],
           "nasion": [1300, 1460], "nose_tip": [1300, 1750], "nose_base": [1300, 1800], "chin": [1300, 2200], "tragion_right": [800, 1600],
           "tragion_left": [1800, 1600], "ear_top_right": [780, 1450], "ear_top_left": [1820, 1450], "vertex": [1300, 500]},
           "silhouette": [[900, 700], [1300, 490], [1700, 700]], "breadth_mm": 150, "length_mm": 190, "circumference_mm": 560,
           "interpupillary_mm": 62, "face_height_mm": 115, "camera_distance_mm": 900},
  "surface": {"kind": "head"},
  "hair": {"color": "brown", "length_mm": 0.8, "diameter_mm": 0.07, "type": "asian"},
  "needles": [{"code": "own-2", "prongs": 2, "needle_diameter_mm": 0.2, "dot_diameter_mm": 0.2, "source": "measured on a healed client"}],
  "regions": [
    {"name": "front", "pattern": "alopecia-areata", "patches": {"count": 3, "diameter_mm": 25, "seed": 4}, "native_per_cm2": 20,
     "hairline": {"preset": "mature", "style": "receded", "mid_height_mm": 75, "temple_recession_mm": 20, "width_mm": 150,
                  "temporal_peak_mm": 8, "transition_mm": 9, "macro_mm": 2, "macro_wavelength_mm": 28, "micro_mm": 0.8,
                  "micro_wavelength_mm": 4, "asymmetry_mm": 1.5, "sentinels_per_side": 4, "edge_diameter": 0.8, "edge_strength": 0.7,
                  "gap_mm": 3, "seed": 9},
     "needles": {"own-2": 1}, "tilt_deg": 20, "azimuth_spread_deg": 10, "flow": {"whorl": [1300, 600]},
     "clusters": {"dots": 2.5, "radius_mm": 0.4}},
    {"name": "crown", "zones": ["crown", "mid-scalp"], "patches": {"salt_share": 0.2}, "hairline": "straight"},
    {"name": "drawn", "outline": [[1000, 900], [1300, 700], [1600, 900]], "flow": {"direction_deg": 80},
     "hairline": {"points": [[1000, 900], [1300, 950], [1600, 900]]}}
  ],
  "scars": [
    {"name": "strip", "kind": "fut", "path": [[900, 1500], [1900, 1650]], "width_mm": 3, "density_per_cm2": 100, "extra_density": 0.2,
     "retention": 0.6, "retention_spread": 0.25, "spread": 1.3, "blend_mm": 15, "depth_mm": 0.3},
    {"kind": "fue", "outline": [[900, 1500], [1900, 1650], [1400, 1900]], "scars_per_cm2": 20, "scar_diameter_mm": 0.9},
    {"kind": "fue", "points": [[1400, 1650]]}
  ],
  "grafts": [{"region": "crown", "units_per_cm2": 30, "hairs_per_unit": [0.3, 0.5, 0.2, 0]}],
  "forecast": "norwood-6",
  "timeline": {"sessions": "auto", "touch_ups": [{"year": 4, "share": "auto", "region": "crown"}],
               "laser": [{"year": 6, "gap_days": "auto", "region": "crown"}], "loss": [{"year": 10, "pattern": "norwood-5"}]},
  "donor": {"units_per_cm2": "auto"}
})";

inline std::vector<std::string> sample_specs() {
  return {kHeadSpec, kEllipsoidSpec, kDepthSpec, kFractionSpec, kItaSpec};
}

}  // namespace smp::testing
