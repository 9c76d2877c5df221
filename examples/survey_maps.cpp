// A photo in, what the survey makes of it out, side by side: the photo, the gloss over the skin, and how
// surely dark detail hides it. With the scene that smp-phantom drew the photo from, the head's shape is known
// too, and the true gloss stands before the one read.
//   survey_maps head.jpg maps.png [scene.json]
#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <memory>
#include <variant>
#include <vector>

#include "smp/phantom/phantom.h"
#include "smp/photo/file_bytes.h"
#include "smp/photo/write.h"
#include "smp/scalp/survey.h"

namespace {

constexpr int kPanelPx = 460;  // width of each picture

// Pixels in linear sRGB.
class Light {
 public:
  explicit Light(const smp::Photo& photo) : photo_(photo), to_srgb_(photo.color.linear_srgb_from_linear()) {
    for (std::size_t c = 0; c < 3; ++c)
      linear_[c] = smp::linear_from_code(photo.color.curves[c], photo.bits());
  }
  std::vector<smp::SkinPixel> row(int y) const {
    std::vector<smp::SkinPixel> light(static_cast<std::size_t>(photo_.width()));
    std::visit(
        [&](const auto& pixels) {
          for (int x = 0; x < photo_.width(); ++x) {
            const auto* p = &pixels.at(x, y);
            const std::array<double, 3> own = {linear_[0][p[0]], linear_[1][p[1]], linear_[2][p[2]]};
            const auto rgb = smp::operator*(to_srgb_, own);
            for (int c = 0; c < 3; ++c)
              light[static_cast<std::size_t>(x)][c] = static_cast<float>(rgb[static_cast<std::size_t>(c)]);
          }
        },
        photo_.pixels);
    return light;
  }

 private:
  const smp::Photo& photo_;
  smp::Matrix3 to_srgb_;
  std::array<std::vector<float>, 3> linear_;
};

// Pictures side by side, each reduced to `kPanelPx` by means of linear light.
class Strip {
 public:
  Strip(const smp::Photo& photo, int panels)
      : step_(std::max(1, photo.width() / kPanelPx)),
        w_(photo.width() / step_),
        h_(photo.height() / step_),
        light_(panels * w_, h_, 3, 0.0f) {}

  void add(int panel, int x, int y, float r, float g, float b) {
    if (x / step_ >= w_ || y / step_ >= h_) return;  // a last cell that would be cut
    float* p = &light_.at(panel * w_ + x / step_, y / step_);
    const float share = 1.0f / static_cast<float>(step_ * step_);
    p[0] += share * r, p[1] += share * g, p[2] += share * b;
  }
  void add(int panel, int x, int y, float grey) { add(panel, x, y, grey, grey, grey); }

  smp::Photo photo() const {
    const smp::Code8FromLinear code(smp::ToneCurve::srgb());
    smp::Image<std::uint8_t> pixels(light_.width(), light_.height(), 3);
    for (std::size_t k = 0; k < pixels.values().size(); ++k) pixels.values()[k] = code(light_.values()[k]);
    return {.pixels = std::move(pixels)};
  }

 private:
  int step_, w_, h_;
  smp::Image<float> light_;
};

std::unique_ptr<const smp::Surface> surface_of(const smp::PhantomScene& scene) {
  if (scene.kind != smp::PhantomKind::kHead) return smp::make_plane_surface(scene.px_per_mm);
  if (!scene.distance_mm) return smp::make_ellipsoid_surface(scene.shape, scene.px_per_mm);
  return smp::make_perspective_ellipsoid_surface(scene.shape, scene.px_per_mm, *scene.distance_mm,
                                                 {0.5 * scene.width, 0.5 * scene.height});
}

void draw(const char* photo_path, const char* maps_path, const char* scene_path) {
  const smp::Photo photo = smp::read_photo(photo_path);
  std::unique_ptr<const smp::Surface> surface;
  smp::Image<float> true_gloss;
  if (scene_path != nullptr) {
    const auto text = smp::read_file(scene_path, smp::kMaxSceneBytes).bytes;
    const smp::PhantomScene scene =
        smp::read_scene({reinterpret_cast<const char*>(text.data()), text.size()});
    surface = surface_of(scene);
    true_gloss = smp::make_phantom(scene).truth.gloss;
  }

  // No places told: the survey looks for the skin of a head by itself.
  const smp::Survey survey =
      smp::survey_photo(photo, smp::reduce_photo(photo, 0), {}, {.surface = surface.get()});
  const smp::SkinSplitter splitter(survey.map);
  const Light light(photo);
  Strip strip(photo, true_gloss.empty() ? 3 : 4);
  std::vector<float> gloss(static_cast<std::size_t>(photo.width())), hair(gloss.size());
  for (int y = 0; y < photo.height(); ++y) {
    const std::vector<smp::SkinPixel> row = light.row(y);
    splitter.split(y, 0, photo.width(), row.data(), gloss.data(), hair.data());
    for (int x = 0; x < photo.width(); ++x) {
      const auto k = static_cast<std::size_t>(x);
      int panel = 0;
      strip.add(panel++, x, y, row[k][0], row[k][1], row[k][2]);
      if (true_gloss.contains(x, y)) strip.add(panel++, x, y, true_gloss.at(x, y));
      // Maps go on beyond the head, where they mean nothing.
      const bool on_head = surface == nullptr || surface->at({x + 0.5, y + 0.5});
      strip.add(panel++, x, y, on_head ? gloss[k] : 0.0f);
      strip.add(panel++, x, y, on_head ? hair[k] : 0.0f);
    }
  }
  smp::write_photo(maps_path, strip.photo(), {.jpeg_quality = 70, .force = true});
  std::printf("skin L* %.1f, ITA %.0f +- %.0f degrees, %.0f %% of its light is gloss; hair: %s\n",
              survey.skin.lab.l, survey.skin.ita_deg, survey.skin.ita_error_deg,
              100 * survey.skin.gloss_share, survey.hair.kind.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) return 64;
  try {
    draw(argv[1], argv[2], argc > 3 ? argv[3] : nullptr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
