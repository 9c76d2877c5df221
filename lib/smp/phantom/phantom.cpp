// photo = camera( clear * (reflectance * exp(-density) * irradiance + gloss) + hair ), in linear light.
// Light inside the skin spreads further in red: the wrap of the key light past the terminator and
// the softening of fine relief differ by channel.
#include "smp/phantom/phantom.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/phantom/camera.h"
#include "smp/phantom/ears.h"
#include "smp/phantom/layers.h"
#include "smp/phantom/noise.h"

namespace smp {
namespace phantom {
namespace {

constexpr std::array<float, 3> kWrap = {0.34f, 0.20f, 0.16f};
constexpr std::array<float, 3> kReliefSeen = {0.24f, 0.40f,
                                              0.47f};  // share of the fine slopes that diffuse light keeps
constexpr std::array<float, 3> kMelanin = {0.43f, 0.63f,
                                           1.0f};  // slope between types II and IV of the optical model
constexpr std::array<float, 3> kBlood = {0.16f, 1.0f, 0.82f};
constexpr std::array<float, 3> kRootShadow = {1.0f, 0.76f, 0.47f};  // blue shift of pigment 0.3 mm deep

struct Vec {
  float x = 0, y = 0, z = 0;
};
Vec operator+(Vec a, Vec b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
Vec operator*(float s, Vec a) { return {s * a.x, s * a.y, s * a.z}; }
float dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vec unit(Vec a) { return (1 / std::sqrt(std::max(1e-20f, dot(a, a)))) * a; }
Vec to_vec(Point3 p) { return {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)}; }

class Lamp {
 public:
  explicit Lamp(const PhantomScene& scene)
      : towards_(to_vec(normalized(scene.light.direction))),
        half_(unit(towards_ + Vec{0, 0, -1})),
        ambient_(static_cast<float>(scene.light.ambient)),
        gloss_(scene.gloss) {
    const LinearRgb& t = scene.light.tint;
    const auto exposure = static_cast<float>(scene.light.exposure);
    gain_ = {exposure * static_cast<float>(t.r), exposure * static_cast<float>(t.g),
             exposure * static_cast<float>(t.b)};
    gloss_gain_ = exposure;
    for (std::size_t c = 0; c < 3; ++c) gain_[c] /= std::max(1e-3f, raw(c, {0, 0, -1}));
    broad_ = 1 / static_cast<float>(std::pow(std::tan(radians(gloss_.width_deg)), 2));
    tight_ = 3.2f * broad_;
    skirt_ = 0.16f * broad_;
  }

  float irradiance(std::size_t c, Vec n) const { return gain_[c] * raw(c, n); }

  /// @param smooth normal without fine relief, `rough` with it.
  float gloss(Vec smooth, Vec rough) const {
    const auto sparkle = static_cast<float>(gloss_.sparkle);
    const float spread = 0.72f * lobe(rough, broad_) + 0.5f * lobe(rough, tight_);
    const float main = 0.84f * ((1 - sparkle) * lobe(smooth, broad_) + sparkle * spread) +
                       0.16f * ((1 - sparkle) * lobe(smooth, skirt_) + sparkle * lobe(rough, skirt_));
    const float grazing = std::pow(1 - std::clamp(-smooth.z, 0.0f, 1.0f), 4.0f) * (0.5f - 0.5f * smooth.y);
    return gloss_gain_ * static_cast<float>(gloss_.strength) * (main + 0.35f * ambient_ * grazing);
  }

 private:
  float raw(std::size_t c, Vec n) const {
    const float lit = std::max(0.0f, (dot(n, towards_) + kWrap[c]) / (1 + kWrap[c]));
    const float key = lit * std::sqrt(std::sqrt(lit));
    const float around = 0.66f - 0.34f * n.y;
    const float edge = 1 - std::clamp(-n.z, 0.0f, 1.0f);
    return ((1 - ambient_) * key + ambient_ * around) * (1 - 0.28f * edge * edge * edge);
  }
  float lobe(Vec n, float sharpness) const {
    const float c = dot(n, half_);
    if (c <= 0.05f) return 0;
    return std::exp(-sharpness * (1 - c * c) / (c * c));
  }

  Vec towards_, half_;
  float ambient_, gloss_gain_ = 1, broad_ = 1, tight_ = 1, skirt_ = 1;
  std::array<float, 3> gain_{};
  PhantomGloss gloss_;
};

// Slope of a height field along the surface: its picture gradient projected on the tangent plane.
Vec surface_slope(const Image<float>& height, const Image<float>& depth, int x, int y, Vec n,
                  float px_per_mm) {
  const auto difference = [&](int x0, int y0, int x1, int y1) {
    const bool low = height.contains(x0, y0) && depth.at(x0, y0) > 0,
               high = height.contains(x1, y1) && depth.at(x1, y1) > 0;
    const float a = low ? height.at(x0, y0) : height.at(x, y), b = high ? height.at(x1, y1) : height.at(x, y);
    return low && high ? 0.5f * (b - a) : b - a;
  };
  const float gx = px_per_mm * difference(x - 1, y, x + 1, y),
              gy = px_per_mm * difference(x, y - 1, x, y + 1);
  const Vec g = {std::clamp(gx, -2.0f, 2.0f), std::clamp(gy, -2.0f, 2.0f), 0};
  return g + -dot(g, n) * n;
}

// Reflectance of scars over that of the skin around (domain notes 4).
std::array<float, 3> scar_color(const PhantomScene& scene) {
  constexpr double kLightness = 4, kRedness = -2;
  const LinearRgb skin = phantom_skin_tone(scene.skin);
  Lab lab = lab_from_linear(skin);
  lab.l += kLightness, lab.a += kRedness;
  const LinearRgb scar = linear_from_lab(lab);
  return {static_cast<float>(scar.r / skin.r), static_cast<float>(scar.g / skin.g),
          static_cast<float>(scar.b / skin.b)};
}

struct Canvas {
  Image<float> light;  // 3 channels
  Image<float> gloss, hair;
  std::vector<std::array<double, 4>> row_sums;  // reflectance and pixels, for the mean
};

class Painter {
 public:
  Painter(const PhantomScene& scene, const View& view, const Geometry& g, const SkinLayers& skin,
          const HairLayers& hair)
      : scene_(scene),
        g_(g),
        skin_(skin),
        hair_(hair),
        lamp_(scene),
        ears_(scene, view),
        px_per_mm_(static_cast<float>(scene.px_per_mm)),
        scarred_(scar_color(scene)) {
    const LinearRgb tone = phantom_skin_tone(scene.skin), shaft = linear_from_lab(scene.hair.color);
    const LinearRgb back = linear_from_lab(scene.background.color);
    tone_ = {static_cast<float>(tone.r), static_cast<float>(tone.g), static_cast<float>(tone.b)};
    shaft_ = {static_cast<float>(shaft.r), static_cast<float>(shaft.g), static_cast<float>(shaft.b)};
    back_ = {static_cast<float>(back.r), static_cast<float>(back.g), static_cast<float>(back.b)};
    const Point3 l = normalized(scene.light.direction);
    const double throw_px = std::min(4.0, 0.45 * scene.hair.length_mm) * scene.px_per_mm * 0.5;
    shadow_x_ = static_cast<int>(std::lround(l.x * throw_px));
    shadow_y_ = static_cast<int>(std::lround(l.y * throw_px));
  }

  struct Shaded {
    std::array<float, 3> body{}, reflectance{};
    float gloss = 0;
  };

  Shaded shade(int x, int y) const {
    const float* normal = &g_.normals.at(x, y);
    const Vec n = {normal[0], normal[1], normal[2]};
    const Vec broad = unit(n + -1.0f * surface_slope(skin_.shape, g_.depth, x, y, n, px_per_mm_));
    const Vec fine = surface_slope(skin_.relief, g_.depth, x, y, n, px_per_mm_);
    Shaded out;
    for (std::size_t c = 0; c < 3; ++c) {
      const float density = kMelanin[c] * skin_.melanin.at(x, y) + kBlood[c] * skin_.blood.at(x, y);
      out.reflectance[c] = tone_[c] * std::exp(-density);
      if (!skin_.scar.empty()) out.reflectance[c] *= 1 + skin_.scar.at(x, y) * (scarred_[c] - 1);
      const float seen = std::exp(-kRootShadow[c] * hair_.shadow.at(x, y)) * (1 - 0.45f * cast_shadow(x, y));
      out.body[c] = out.reflectance[c] * seen * lamp_.irradiance(c, unit(broad + -kReliefSeen[c] * fine));
    }
    out.gloss = skin_.oil.at(x, y) * lamp_.gloss(broad, unit(broad + -1.0f * fine));
    return out;
  }

  void paint_row(int y, Canvas& canvas) const {
    std::array<double, 4>& sums = canvas.row_sums[static_cast<std::size_t>(y)];
    for (int x = 0; x < scene_.width; ++x) {
      if (on_card(x, y)) {
        for (std::size_t c = 0; c < 3; ++c)
          canvas.light.at(x, y, static_cast<int>(c)) =
              static_cast<float>(scene_.card.reflectance) * lamp_.irradiance(c, {0, 0, -1});
        canvas.gloss.at(x, y) = canvas.hair.at(x, y) = 0;
        continue;
      }
      const float cover = g_.cover.at(x, y), clear = hair_.clear.at(x, y);
      const Shaded back = cover < 1 ? behind(x, y) : Shaded{};
      Shaded skin;
      if (g_.depth.at(x, y) > 0) {
        skin = shade(x, y);
        for (std::size_t c = 0; c < 3; ++c) sums[c] += skin.reflectance[c];
        sums[3] += 1;
      } else if (cover > 0) {
        skin = nearest(x, y);
      }
      const float tone = hair_.shade.at(x, y);
      for (std::size_t c = 0; c < 3; ++c) {
        const float below = cover * (skin.body[c] + skin.gloss) + (1 - cover) * (back.body[c] + back.gloss);
        canvas.light.at(x, y, static_cast<int>(c)) =
            clear * below + (tone > 0 ? tone * shaft_[c] * shaft_light(c, x, y) : 0.0f);
      }
      canvas.gloss.at(x, y) = clear * (cover * skin.gloss + (1 - cover) * back.gloss);
      canvas.hair.at(x, y) = 1 - clear;
    }
  }

 private:
  bool on_card(int x, int y) const {
    const double u = x + 0.5 - scene_.card.corner_px.x, v = y + 0.5 - scene_.card.corner_px.y;
    return u > 0 && v > 0 && u < scene_.card.width && v < scene_.card.height;
  }

  float cast_shadow(int x, int y) const {
    constexpr float kCoat = 1.5f;  // a coat of hair keeps more light away than a single shaft
    if (!hair_.cast.empty()) {
      const int sx = std::clamp(x + shadow_x_, 0, hair_.cast.width() - 1),
                sy = std::clamp(y + shadow_y_, 0, hair_.cast.height() - 1);
      return kCoat * hair_.cast.at(sx, sy);
    }
    if (shadow_x_ == 0 && shadow_y_ == 0) return 0;
    const int sx = x + shadow_x_, sy = y + shadow_y_;
    return hair_.clear.contains(sx, sy) ? 1 - hair_.clear.at(sx, sy) : 0.0f;
  }

  // At the outline a pixel may be covered in part although its middle is not.
  Shaded nearest(int x, int y) const {
    for (int k = 0; k < 9; ++k) {
      const int i = x + k % 3 - 1, j = y + k / 3 - 1;
      if (g_.depth.contains(i, j) && g_.depth.at(i, j) > 0) return shade(i, j);
    }
    return {};
  }

  float shaft_light(std::size_t c, int x, int y) const {
    if (!(g_.depth.at(x, y) > 0)) return 0.6f * lamp_.irradiance(c, {0, 0, -1});
    const float* n = &g_.normals.at(x, y);
    return lamp_.irradiance(c, {n[0], n[1], n[2]});
  }

  Shaded behind(int x, int y) const {
    Shaded out;
    out.body = background(x, y);
    const EarSample ear = ears_.at({x + 0.5, y + 0.5});
    if (ear.cover <= 0) return out;
    const Vec n = to_vec(ear.normal);
    const float blood = 0.10f + static_cast<float>(scene_.skin.blood) * noise_at(ear.place_mm, 6, 31);
    for (std::size_t c = 0; c < 3; ++c) {
      const float body = tone_[c] * std::exp(-kBlood[c] * blood) * ear.open * lamp_.irradiance(c, n);
      out.body[c] += ear.cover * (body - out.body[c]);
    }
    out.gloss = 0.7f * ear.cover * ear.open * lamp_.gloss(n, n);
    return out;
  }

  std::array<float, 3> background(int x, int y) const {
    const double u = (x + 0.5) / scene_.width - 0.40, v = (y + 0.5) / scene_.height - 0.35;
    const double q = std::min(1.0, (u * u + v * v) / 0.78);
    const auto light = static_cast<float>(1 - scene_.background.falloff * q * (1.6 - 0.6 * q));
    return {light * back_[0], light * back_[1], light * back_[2]};
  }

  const PhantomScene& scene_;
  const Geometry& g_;
  const SkinLayers& skin_;
  const HairLayers& hair_;
  Lamp lamp_;
  Ears ears_;
  float px_per_mm_;
  std::array<float, 3> scarred_;
  std::array<float, 3> tone_{}, shaft_{}, back_{};
  int shadow_x_ = 0, shadow_y_ = 0;
};

LinearRgb mean_of(const std::vector<std::array<double, 4>>& rows) {
  std::array<double, 4> sum{};
  for (const auto& row : rows)
    for (std::size_t c = 0; c < 4; ++c) sum[c] += row[c];
  const double n = std::max(1.0, sum[3]);
  return {sum[0] / n, sum[1] / n, sum[2] / n};
}

// The card is no skin.
void hide_behind_card(const PhantomCard& card, PhantomTruth& truth) {
  const int x0 = std::max(0, static_cast<int>(std::floor(card.corner_px.x))),
            y0 = std::max(0, static_cast<int>(std::floor(card.corner_px.y)));
  const int x1 = std::min<int>(truth.depth_mm.width(),
                               static_cast<int>(std::ceil(card.corner_px.x + card.width))),
            y1 = std::min<int>(truth.depth_mm.height(),
                               static_cast<int>(std::ceil(card.corner_px.y + card.height)));
  if (card.width <= 0 || card.height <= 0) return;
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x) {
      truth.depth_mm.at(x, y) = 0;
      for (int c = 0; c < 3; ++c) truth.normals.at(x, y, c) = 0;
    }
}

bool touches(const PhantomScene& scene, Point2 p) {
  return p.x >= 0 && p.y >= 0 && p.x < scene.width && p.y < scene.height;
}

// Hairs in the picture, their units numbered without gaps.
void list_hairs(const PhantomScene& scene, const std::vector<HairCurve>& hairs, PhantomTruth& truth) {
  int last_unit = -1;
  for (const HairCurve& hair : hairs) {
    if (!touches(scene, hair.shaft.root_px) && !touches(scene, hair.shaft.tip_px)) continue;
    if (hair.shaft.unit != last_unit) ++truth.units;
    last_unit = hair.shaft.unit;
    truth.hairs.push_back(hair.shaft);
    truth.hairs.back().unit = truth.units - 1;
  }
}

}  // namespace
}  // namespace phantom

LinearRgb phantom_skin_tone(const PhantomSkin& skin) {
  // Body colour of types I to VI from the Monte Carlo of the optical model.
  static constexpr std::array<LinearRgb, 6> kTones = {{{.497, .342, .285},
                                                       {.461, .304, .235},
                                                       {.419, .264, .187},
                                                       {.359, .211, .132},
                                                       {.244, .123, .059},
                                                       {.129, .051, .018}}};
  if (skin.lab) return linear_from_lab(*skin.lab);
  return kTones[static_cast<std::size_t>(std::clamp(skin.tone, 1, 6) - 1)];
}

PhantomScene with_skull(PhantomScene scene) {
  constexpr double kDistanceMm = 1200;
  if (!scene.skull) return scene;
  const HeadMeasures measures = mean_measures(*scene.skull);
  const HeadShape skull(measures, *scene.skull);
  scene.shape.radii_mm = {measures.breadth_mm / 2, -skull.landmark(HeadLandmark::kVertex).y,
                          measures.length_mm / 2};
  if (!scene.distance_mm) scene.distance_mm = kDistanceMm;
  return scene;
}

Phantom make_phantom(const PhantomScene& asked, int threads) {
  using namespace phantom;
  const PhantomScene scene = with_skull(asked);
  const View view(scene);
  Geometry geometry = trace(scene, view, threads);
  const Scars scars(scene, view);
  Scars::Picture scarred = scars.picture(geometry.depth);
  SkinLayers skin = paint_skin(scene, view, geometry, std::move(scarred.share), threads);
  const std::vector<FollicularUnit> units = grow_units(scene, view, scars);
  const std::vector<HairCurve> hairs = grow_hairs(scene, view, units);
  HairLayers hair = draw_hairs(scene, units, hairs);
  paint_face(scene, view, geometry, threads, skin, hair);

  Canvas canvas{Image<float>(scene.width, scene.height, 3),
                Image<float>(scene.width, scene.height),
                Image<float>(scene.width, scene.height),
                {}};
  canvas.row_sums.resize(static_cast<std::size_t>(scene.height));
  const Painter painter(scene, view, geometry, skin, hair);
  parallel_for(threads, static_cast<std::size_t>(scene.height),
               [&](std::size_t row) { painter.paint_row(static_cast<int>(row), canvas); });
  for (Image<float>* layer : {&canvas.light, &canvas.gloss, &canvas.hair}) blur(*layer, scene.camera.blur_px);
  for (Image<float>* layer : {&canvas.light, &canvas.gloss}) vignette(*layer, scene.camera.vignette, threads);

  Phantom out;
  out.bits = scene.bits;
  out.space = scene.display_p3 ? ColorSpace::display_p3() : ColorSpace::srgb();
  out.rgb = expose(scene, out.space, canvas.light, threads);
  out.truth.px_per_mm = scene.px_per_mm;
  out.truth.skin = phantom_skin_tone(scene.skin);
  out.truth.skin_mean = mean_of(canvas.row_sums);
  out.truth.depth_mm = std::move(geometry.depth);
  out.truth.normals = std::move(geometry.normals);
  hide_behind_card(scene.card, out.truth);
  out.truth.gloss = std::move(canvas.gloss);
  out.truth.hair_cover = std::move(canvas.hair);
  list_hairs(scene, hairs, out.truth);
  out.truth.scar = std::move(skin.scar);
  out.truth.scars = std::move(scarred.truth);
  return out;
}

}  // namespace smp
