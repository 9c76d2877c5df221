// Colour varies in density space along melanin and blood (Tsumura 1999); relief is a net of furrows
// from ridged noise with pores set into it. Amplitudes were tuned by eye against portraits of bald
// heads at 6-10 px/mm.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "smp/base/parallel.h"
#include "smp/phantom/layers.h"
#include "smp/phantom/noise.h"

namespace smp::phantom {
namespace {

constexpr double kColorStepMm = 0.4;  // grid on which colour is worked out
constexpr double kPoreRegularity = 0.5;
constexpr float kScarHollowMm = 0.03f;                       // how far a scar lies below the skin around
constexpr float kCreaseBlood = 0.5f, kCreaseMelanin = 0.5f;  // optical density per mm of depth

std::uint32_t noise_seed(const PhantomScene& scene, std::uint64_t field) {
  return static_cast<std::uint32_t>(stream(scene, Stage::kNoiseSeeds, field).bits());
}

// A detail of this wavelength disappears where it is smaller than the pixels.
double resolved(double wavelength_mm, double px_per_mm) {
  const double t = std::clamp((wavelength_mm * px_per_mm - 1.5) / 2.5, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

double pixel_depth(const Geometry& g, int x, int y) { return g.depth.at(x, y); }

Point3 head_at(const View& view, const Geometry& g, int x, int y) {
  return view.head_from_photo(view.position({x + 0.5, y + 0.5}, pixel_depth(g, x, y)));
}

// ---- colour ----

struct ColorGrid {
  int step = 1;
  Image<float> value;  // melanin, blood, 1 where there is skin, oil
};

struct ColorSeeds {
  std::array<std::uint32_t, 10> at{};
  explicit ColorSeeds(const PhantomScene& scene) {
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = noise_seed(scene, i);
  }
};

// Blotches with soft edges: positive noise only, shifted back to mean 0.
float blotches(float noise) { return std::max(0.0f, noise - 0.6f) * 1.6f - 0.27f; }

float forehead_share(Point3 u) {
  const double lower = std::clamp((0.80 + u.y) / 0.5, 0.0, 1.0);  // below the hairline
  const double front = std::clamp((-u.z - 0.1) / 0.6, 0.0, 1.0);
  return static_cast<float>(lower * front);
}

void paint_color(const PhantomScene& scene, const View& view, const ColorSeeds& seeds, Point3 head,
                 float* out) {
  const PhantomSkin& skin = scene.skin;
  const auto& s = seeds.at;
  const double ppm = scene.px_per_mm;
  const auto fine = static_cast<float>(resolved(1.3, ppm));
  const float melanin = 0.55f * noise_at(head, 45, s[0]) + 0.35f * noise_at(head, 11, s[1]) +
                        0.45f * blotches(noise_at(head, 4.2, s[2])) +
                        fine * 0.75f * blotches(noise_at(head, 1.6, s[3]));
  const float blood = 0.70f * noise_at(head, 38, s[4]) + 0.35f * noise_at(head, 9, s[5]) +
                      0.45f * noise_at(head, 2.8, s[6]) + fine * 0.50f * noise_at(head, 1.3, s[7]);
  out[0] = static_cast<float>(skin.melanin) * melanin;
  out[1] = static_cast<float>(skin.blood) * blood;
  if (view.is_head()) out[1] += static_cast<float>(skin.redness) * forehead_share(view.on_sphere(head));
  out[2] = 1;
  out[3] = std::exp(0.30f * noise_at(head, 21, s[8]) + 0.22f * noise_at(head, 6, s[9]));
}

void add_freckles(const PhantomScene& scene, const View& view, ColorGrid& grid) {
  if (scene.skin.freckles_per_cm2 <= 0) return;
  Image<float> spots(grid.value.width(), grid.value.height(), 1, 0.0f);
  const std::vector<SkinPlace> places =
      scatter(view, scene.skin.freckles_per_cm2, 0.2, stream(scene, Stage::kFreckles));
  for (std::size_t i = 0; i < places.size(); ++i) {
    RandomStream random = stream(scene, Stage::kFreckles, i + 1);
    const double radius_mm = 0.35 * std::exp(0.45 * random.normal());
    const double amount = random.uniform(0.12, 0.5);
    if (!view.visible(places[i], 20)) continue;
    const double px = radius_mm * scene.px_per_mm / grid.step;
    const double angle = random.uniform(0, kPi);
    splat(spots, (1.0 / grid.step) * places[i].px, {std::cos(angle), std::sin(angle)}, 1.25 * px, px, amount);
  }
  for (int y = 0; y < spots.height(); ++y)
    for (int x = 0; x < spots.width(); ++x) {
      const float spot = std::min(0.6f, spots.at(x, y));
      grid.value.at(x, y, 0) += 0.8f * spot;
      grid.value.at(x, y, 1) += 0.3f * spot;  // melanin alone would look green on pale skin
    }
}

ColorGrid color_grid(const PhantomScene& scene, const View& view, const Geometry& g, int threads) {
  ColorGrid grid;
  grid.step = std::max(1, static_cast<int>(kColorStepMm * scene.px_per_mm));
  grid.value = Image<float>((scene.width - 1) / grid.step + 2, (scene.height - 1) / grid.step + 2, 4, 0.0f);
  const ColorSeeds seeds(scene);
  parallel_for(threads, static_cast<std::size_t>(grid.value.height()), [&](std::size_t row) {
    const int j = static_cast<int>(row), y = std::min(scene.height - 1, j * grid.step);
    for (int i = 0; i < grid.value.width(); ++i) {
      const int x = std::min(scene.width - 1, i * grid.step);
      if (pixel_depth(g, x, y) > 0)
        paint_color(scene, view, seeds, head_at(view, g, x, y), &grid.value.at(i, j));
    }
  });
  add_freckles(scene, view, grid);
  return grid;
}

// Bilinear, over the corners that lie on the skin.
std::array<float, 3> sample(const ColorGrid& grid, int x, int y) {
  const float fx = static_cast<float>(x) / static_cast<float>(grid.step),
              fy = static_cast<float>(y) / static_cast<float>(grid.step);
  const int i = static_cast<int>(fx), j = static_cast<int>(fy);
  const float u = fx - static_cast<float>(i), v = fy - static_cast<float>(j);
  float sum = 0, melanin = 0, blood = 0, oil = 0;
  for (int k = 0; k < 4; ++k) {
    const float* value = &grid.value.at(i + (k & 1), j + (k >> 1));
    const float w = ((k & 1) ? u : 1 - u) * ((k >> 1) ? v : 1 - v) * value[2] + 1e-12f * value[2];
    sum += w, melanin += w * value[0], blood += w * value[1], oil += w * value[3];
  }
  if (sum <= 0) return {0, 0, 1};
  return {melanin / sum, blood / sum, oil / sum};
}

// ---- relief ----

class Relief {
 public:
  Relief(const PhantomScene& scene, const View& view) : scene_(scene), view_(view) {
    for (std::size_t i = 0; i < seeds_.size(); ++i) seeds_[i] = noise_seed(scene, 100 + i);
    const double ppm = scene.px_per_mm;
    coarse_ = 0.090 * scene.skin.relief * resolved(1.25, ppm);
    middle_ = 0.070 * scene.skin.relief * resolved(0.7, ppm);
    fine_ = 0.010 * scene.skin.relief * resolved(0.4, ppm);
  }

  // Furrows cross each other in skew directions and run longer from side to side.
  float fine(Point3 head) const {
    const Point3 p = {0.75 * head.x, head.y, head.z};
    double height = 0;
    if (coarse_ > 0) height += coarse_ * ridge(p, 1.25, seeds_[0]);
    if (middle_ > 0) height += middle_ * ridge(p, 0.7, seeds_[1]);
    if (fine_ > 0) height += fine_ * noise_at(head, 0.42, seeds_[2]);
    return static_cast<float>(height);
  }

  /// Bumps and hollows, mm.
  float shape(Point3 head) const {
    const double lumps = scene_.skin.lumps;
    if (!view_.is_head() || lumps <= 0) return 0;
    const double uneven = 0.55 * noise_at(head, 52, seeds_[3]) + 0.075 * noise_at(head, 19, seeds_[4]);
    return static_cast<float>(lumps * (uneven + anatomy(head)));
  }

  /// Depth of the furrows across the forehead, mm.
  float crease(Point3 head) const {
    if (!view_.is_head() || scene_.skin.creases <= 0) return 0;
    return static_cast<float>(scene_.skin.creases * creases(head));
  }

 private:
  struct Feature {
    double azimuth_deg, elevation_deg, height_mm, radius_mm;
  };

  // Bumps of the forehead, hollows of the temples, bumps of the parietal bones.
  double anatomy(Point3 head) const {
    static constexpr Feature kFeatures[] = {
        {27, 27, 1.6, 15}, {62, 16, -3.0, 17}, {78, 52, 1.8, 22}, {0, 8, 0.9, 10}};
    const Point3 radii = scene_.shape.radii_mm;
    const Point3 side = {std::abs(head.x), head.y, head.z};
    double height = 0;
    for (const Feature& f : kFeatures) {
      const double a = radians(f.azimuth_deg), e = radians(f.elevation_deg);
      const Point3 at = {radii.x * std::sin(a) * std::cos(e), -radii.y * std::sin(e),
                         -radii.z * std::cos(a) * std::cos(e)};
      const double q = dot(side - at, side - at) / (f.radius_mm * f.radius_mm);
      if (q < 9) height += f.height_mm * std::exp(-q) * (1 - q / 9);
    }
    return height;
  }

  // Rounded plateaus between narrow furrows.
  static double ridge(Point3 p, double wavelength, std::uint32_t seed) {
    const double n = std::abs(noise_at(p, wavelength, seed));
    return n / (0.5 + n);
  }

  double creases(Point3 head) const {
    const Point3 u = normalized(view_.on_sphere(head));
    if (u.z > -0.35 || u.y < -0.75) return 0;
    const double azimuth = degrees(std::atan2(std::abs(u.x), -u.z));
    const double elevation = degrees(std::asin(-u.y));
    const double middle = std::exp(-std::pow(azimuth / 42, 4));
    double depth = 0;
    for (int k = 0; k < 4; ++k) {
      const double drop = 4.0 * std::pow(azimuth / 45, 2);
      if (std::abs(elevation - 11 - 6.5 * k - drop) > 9) continue;
      const double level = 11 + 6.5 * k +
                           1.1 * noise_at(head, 34, seeds_[5] + static_cast<std::uint32_t>(k)) +
                           0.3 * noise_at(head, 8, seeds_[6]) + drop;
      const double off_mm = (elevation - level) * 1.75;
      const double strength =
          std::clamp(0.55 + 0.5 * noise_at(head, 26, seeds_[7] + static_cast<std::uint32_t>(k)), 0.0, 1.2);
      depth += strength * middle *
               (0.13 * std::exp(-0.5 * off_mm * off_mm / 0.36) + 0.12 * std::exp(-0.5 * off_mm * off_mm / 6));
    }
    return depth;
  }

  const PhantomScene& scene_;
  const View& view_;
  std::array<std::uint32_t, 8> seeds_{};
  double coarse_, middle_, fine_;
};

void add_pores(const PhantomScene& scene, const View& view, SkinLayers& layers) {
  if (scene.skin.pores_per_cm2 <= 0 || scene.skin.relief <= 0) return;
  const double ppm = scene.px_per_mm, size_px = std::hypot(0.085 * ppm, 0.35);
  const double dilution = std::pow(0.085 * ppm / size_px, 2);
  const std::vector<SkinPlace> places =
      scatter(view, scene.skin.pores_per_cm2, kPoreRegularity, stream(scene, Stage::kPores));
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!view.visible(places[i], 3 * size_px)) continue;
    RandomStream random = stream(scene, Stage::kPores, i + 1);
    const double strength = scene.skin.relief * dilution * std::exp(0.5 * random.normal());
    const double facing = std::max(0.3, -places[i].normal.z);
    const Point2 out = {places[i].normal.x, places[i].normal.y};
    const Point2 across =
        length(out) > 1e-6 ? Point2{-out.y / length(out), out.x / length(out)} : Point2{1, 0};
    splat(layers.relief, places[i].px, across, size_px, size_px * facing, -0.030 * strength);
    splat(layers.melanin, places[i].px, across, size_px, size_px * facing, 0.10 * strength);
    splat(layers.blood, places[i].px, across, size_px, size_px * facing, 0.08 * strength);
  }
}

// A scar has no pores and few furrows, is flat and a little shinier, and its colour is even.
void smooth_scars(SkinLayers& layers, int threads) {
  parallel_for(threads, static_cast<std::size_t>(layers.scar.height()), [&](std::size_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < layers.scar.width(); ++x) {
      const float scar = layers.scar.at(x, y);
      if (scar <= 0) continue;
      layers.relief.at(x, y) *= 1 - 0.8f * scar;
      layers.melanin.at(x, y) *= 1 - 0.6f * scar;
      layers.blood.at(x, y) *= 1 - 0.5f * scar;
      layers.shape.at(x, y) -= kScarHollowMm * scar;
      layers.oil.at(x, y) *= 1 + 0.25f * scar;
    }
  });
}

}  // namespace

Geometry trace(const PhantomScene& scene, const View& view, int threads) {
  Geometry g{Image<float>(scene.width, scene.height), Image<float>(scene.width, scene.height, 3),
             Image<float>(scene.width, scene.height)};
  const auto rows = static_cast<std::size_t>(scene.height);
  parallel_for(threads, rows, [&](std::size_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < scene.width; ++x) {
      const std::optional<SurfacePoint> hit = view.surface().at({x + 0.5, y + 0.5});
      const Point3 n = hit ? hit->normal : Point3{};
      g.depth.at(x, y) = hit ? static_cast<float>(view.depth(hit->position_mm)) : 0.0f;
      float* normal = &g.normals.at(x, y);
      normal[0] = static_cast<float>(n.x), normal[1] = static_cast<float>(n.y),
      normal[2] = static_cast<float>(n.z);
    }
  });
  parallel_for(threads, rows, [&](std::size_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < scene.width; ++x) {
      const bool inside = g.depth.at(x, y) > 0;
      bool edge = false;
      for (int j = std::max(0, y - 1); j <= std::min(scene.height - 1, y + 1); ++j)
        for (int i = std::max(0, x - 1); i <= std::min(scene.width - 1, x + 1); ++i)
          edge |= (g.depth.at(i, j) > 0) != inside;
      int hits = inside ? 16 : 0;
      if (edge) {
        hits = 0;
        for (int k = 0; k < 16; ++k)
          hits += view.surface().at({x + (k % 4 + 0.5) / 4, y + (k / 4 + 0.5) / 4}).has_value() ? 1 : 0;
      }
      g.cover.at(x, y) = static_cast<float>(hits) / 16;
    }
  });
  return g;
}

SkinLayers paint_skin(const PhantomScene& scene, const View& view, const Geometry& g, Image<float> scar,
                      int threads) {
  const int w = scene.width, h = scene.height;
  SkinLayers layers{Image<float>(w, h), Image<float>(w, h), Image<float>(w, h),
                    Image<float>(w, h), Image<float>(w, h), std::move(scar)};
  const ColorGrid grid = color_grid(scene, view, g, threads);
  const Relief relief(scene, view);
  parallel_for(threads, static_cast<std::size_t>(h), [&](std::size_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < w; ++x) {
      const bool skin = pixel_depth(g, x, y) > 0;
      const auto [melanin, blood, oil] = skin ? sample(grid, x, y) : std::array<float, 3>{0, 0, 0};
      const Point3 head = skin ? head_at(view, g, x, y) : Point3{};
      layers.melanin.at(x, y) = melanin;
      layers.blood.at(x, y) = blood;
      layers.oil.at(x, y) = oil;
      const float crease = skin ? relief.crease(head) : 0;
      layers.blood.at(x, y) += kCreaseBlood * crease;
      layers.melanin.at(x, y) += kCreaseMelanin * crease;
      layers.shape.at(x, y) = skin ? relief.shape(head) - crease : 0;
      layers.relief.at(x, y) = skin ? relief.fine(head) : 0;
    }
  });
  add_pores(scene, view, layers);
  if (!layers.scar.empty()) smooth_scars(layers, threads);
  return layers;
}

}  // namespace smp::phantom
