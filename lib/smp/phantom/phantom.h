#pragma once  // Synthetic photographs of skin and heads whose every answer is known.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smp/base/image.h"
#include "smp/base/point.h"
#include "smp/color/color_space.h"
#include "smp/color/lab.h"
#include "smp/geometry/head_shape.h"
#include "smp/geometry/surface.h"

namespace smp {

enum class PhantomKind { kPatch, kHead };

/// Skin without its gloss. Colour varies around the tone along the melanin and haemoglobin axes of
/// -log(linear RGB) (Tsumura 1999); amplitudes are standard deviations of optical density there.
struct PhantomSkin {
  int tone = 2;            ///< 1..6, types I to VI of the optical model
  std::optional<Lab> lab;  ///< the tone as a colour, instead of `tone`
  double melanin = 0.07;   ///< mottling by melanin, density in blue
  double blood = 0.055;    ///< mottling by blood, density in green
  double redness = 0.06;   ///< extra blood on the forehead of a head, density in green
  double relief = 1.0;     ///< slope of the fine furrows and pores, 1 = middle-aged skin
  double pores_per_cm2 = 150;
  double freckles_per_cm2 = 0.15;
  double creases = 0.5;  ///< horizontal furrows of the forehead (head)
  double lumps = 1.0;    ///< how far the shading departs from a perfect ellipsoid
};

/// One soft key light, and light from all around. Skin that faces the camera and has no relief is
/// photographed at its reflectance times `exposure` times `tint`.
struct PhantomLight {
  Point3 direction{-0.35, -0.72, -0.60};  ///< towards the key light; x right, y down, z away from the camera
  double ambient = 0.35;                  ///< share of the light that comes from all around
  LinearRgb tint{1, 1, 1};                ///< colour of the light
  double exposure = 1.0;
};

/// Surface reflection, equal in all channels, added to the light from inside the skin.
struct PhantomGloss {
  double strength = 0.16;  ///< linear light at the middle of the highlight
  double width_deg = 16;   ///< how far the skin may turn from the mirror direction
  double sparkle = 0.6;    ///< share broken up by the fine relief
};

enum class HairPattern {
  kNone,
  kSides,       ///< a horseshoe around a bald top (Norwood VI-VII); the left half of a patch
  kReceding,    ///< deep temples, the forelock moved back (Norwood III-IV)
  kEverywhere,  ///< a full head, or the whole patch
};

/// Native hair: stubble, cut short, or combed along its flow where it is longer than 5 mm.
struct PhantomHair {
  HairPattern where = HairPattern::kNone;
  double fu_per_cm2 = 75;      ///< follicular units per cm^2 of scalp where hair is full
  double length_mm = 0.4;      ///< of the shaft above the skin
  double diameter_mm = 0.075;  ///< of the shaft at the skin
  Lab color{20, 4, 5};         ///< in diffuse light
  double fade_mm = 14;         ///< distance over which the density falls from full to none
  double thin_top = 1;     ///< share of the units kept on top of the head, or around the middle of a patch
  double locks = 0.6;      ///< how far long hair draws together into locks, 0..1
  double root_shadow = 1;  ///< strength of the grey spot of a hair still under the skin
};

enum class PhantomScarKind {
  kBand,  ///< a strip scar (FUT) along a path
  kDots,  ///< the white dots that single punches (FUE) leave in an area
};

/// Scarred skin: L* 4 above and a* 2 below that of the skin around (domain notes 4), smooth, without hair.
struct PhantomScar {
  PhantomScarKind kind = PhantomScarKind::kBand;
  std::vector<Point2> path;     ///< px; middle line of a band
  double width_mm = 3;          ///< of the band
  std::vector<Point2> outline;  ///< px; area of the dots
  double dots_per_cm2 = 22;
  double dot_diameter_mm = 0.9;
};

struct PhantomBackground {
  Lab color{78, 0, -1};
  double falloff = 0.35;  ///< how much darker its corners are than its brightest place
};

struct PhantomCamera {
  double blur_px = 0.7;        ///< standard deviation
  double read_noise = 0.0012;  ///< standard deviation in linear light where it is dark
  double shot_noise = 0.009;   ///< standard deviation at linear 1, growing with the root of the light
  double vignette = 0.10;      ///< light lost in the corners
};

/// A matt grey card in the light of the skin that faces the camera, in front of everything.
struct PhantomCard {
  Point2 corner_px;              ///< top left
  double width = 0, height = 0;  ///< px; 0: no card
  double reflectance = 0.9;
};

/// What to photograph. `read_scene` checks the ranges (docs/scenes.md); `make_phantom` trusts them.
struct PhantomScene {
  std::uint64_t seed = 1;
  int width = 1600, height = 1600;  ///< px
  double px_per_mm = 7.5;           ///< at the patch or at the middle of the head
  PhantomKind kind = PhantomKind::kPatch;
  EllipsoidShape shape;  ///< head only
  /// Head only: the template head in place of the ellipsoid, whose radii then tell its extents. Always in
  /// perspective, from 1200 mm where no distance is given.
  std::optional<HeadSex> skull;
  /// Camera to the middle of the head, looking at the middle of the picture; none: parallel rays.
  std::optional<double> distance_mm;
  bool ears = true;  ///< simple ears at the sides of a head; not part of the truth
  PhantomSkin skin;
  PhantomLight light;
  PhantomGloss gloss;
  PhantomHair hair;
  std::vector<PhantomScar> scars;
  PhantomBackground background;
  PhantomCard card;
  PhantomCamera camera;
  int bits = 8;             ///< 8 or 16
  bool display_p3 = false;  ///< encode in Display P3 instead of sRGB
};

/// One hair shaft. Positions in mm are in the surface's frame, those in px in the picture.
struct PhantomHairShaft {
  Point2 root_px, tip_px;
  Point3 root_mm, tip_mm;
  double diameter_mm = 0;
  int unit = 0;  ///< follicular unit it belongs to, from 0
};

/// What is known of a scar of the scene.
struct PhantomScarTruth {
  double area_cm2 = 0;          ///< of scarred skin seen in the picture
  std::vector<Point2> dots_px;  ///< middles of the dots seen
};

/// What is known of the picture. All images have its size.
struct PhantomTruth {
  double px_per_mm = 0;
  LinearRgb skin;       ///< the tone asked for, as linear reflectance
  LinearRgb skin_mean;  ///< mean reflectance over the visible skin, with its mottling
  /// Along the optical axis from the camera; parallel rays: from a plane `kParallelDistanceMm`
  /// before the middle of the head or the patch. 0 in the background.
  Image<float> depth_mm;
  Image<float> normals;  ///< 3 channels, unit, of the ellipsoid or plane itself; 0 in the background
  /// Light added by gloss to each channel, as photographed (blur, vignette), before noise; ears too.
  Image<float> gloss;
  Image<float> hair_cover;              ///< share of each pixel hidden by hair shafts, as photographed
  std::vector<PhantomHairShaft> hairs;  ///< those with their root or tip in the picture
  int units = 0;                        ///< follicular units among them
  Image<float> scar;                    ///< 0..1: how far each pixel's skin is scarred; empty: no scars
  std::vector<PhantomScarTruth> scars;  ///< one for each of the scene's
};

inline constexpr double kParallelDistanceMm = 1000;

/// A picture in codes of 0..2^bits - 1 (3 channels), and the truth about it.
struct Phantom {
  Image<std::uint16_t> rgb;
  int bits = 8;
  ColorSpace space;
  PhantomTruth truth;
};

/// Linear reflectance of the scene's skin tone: its Lab, or the row of the optical model's table.
LinearRgb phantom_skin_tone(const PhantomSkin& skin);

/// Draws the scene. Equal scenes give equal bytes for any number of threads (<= 0: all available).
Phantom make_phantom(const PhantomScene& scene, int threads = 0);

/// Largest scene accepted.
inline constexpr std::size_t kMaxSceneBytes = std::size_t{1} << 20;

/// Makes the scene agree with its `skull`: radii and distance. No change without one.
PhantomScene with_skull(PhantomScene scene);

/// Reads a scene (strict JSON, see docs/scenes.md). What is left out keeps its default.
/// @throws Error kBadInput with the JSON pointer of the fault.
PhantomScene read_scene(std::string_view json_text);

/// JSON Schema of scenes, draft 2020-12.
std::string scene_schema();

/// The reference page, docs/scenes.md.
std::string scene_reference_markdown();

/// The truth in numbers as JSON: scars, skin (linear RGB, Lab, ITA), scale and surface in the spec's form,
/// the pinhole camera of `depth_mm` where the rays are not parallel, hair counts, gloss. Deterministic.
std::string truth_json(const PhantomScene& scene, const PhantomTruth& truth);

/// One line for each hair: unit,root_x_px,root_y_px,tip_x_px,tip_y_px,root_x_mm,...,diameter_mm.
std::string hairs_csv(const PhantomTruth& truth);

/// Depth as 16-bit codes, depth = offset_mm + step_mm * code; 0 in the background.
/// Precondition: step_mm > 0. Depths out of reach are clamped to 1..65535.
Image<std::uint16_t> depth_code(const PhantomTruth& truth, double offset_mm, double step_mm);

}  // namespace smp
