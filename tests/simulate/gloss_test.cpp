// End to end: dots set into a highlight take the light from inside the skin and leave the gloss.
#include <algorithm>

#include <gtest/gtest.h>

#include "smp/simulate/simulate.h"
#include "smp/spec/read_spec.h"
#include "support/phantom_survey.h"

namespace smp {
namespace {

constexpr int kWidth = 420, kHeight = 320;

PhantomScene head(int tone, double gloss) {
  PhantomScene scene;
  scene.kind = PhantomKind::kHead;
  scene.width = kWidth, scene.height = kHeight;
  scene.px_per_mm = 3;
  scene.shape = {{210, 270}, {79, 97, 99}, {32, 0, 0}};
  scene.skin.tone = tone;
  scene.gloss = {.strength = gloss, .width_deg = 12};
  scene.light.exposure = 0.75;
  scene.camera.read_noise = 0, scene.camera.shot_noise = 0.004;
  return scene;
}

Spec spec_of(int tone) {
  constexpr std::array<const char*, 6> kTypes = {"I", "II", "III", "IV", "V", "VI"};
  return read_spec(R"({"smp": 1, "seed": 5, "photo": {"scale": {"px_per_mm": 3}},
      "surface": {"kind": "ellipsoid", "center_px": [210, 270], "radii_mm": [79, 97, 99], "pitch_deg": 32},
      "skin": {"tone": {"fitzpatrick": ")" +
                       std::string(kTypes[static_cast<std::size_t>(tone - 1)]) +
                       R"("}}, "pigment": {"dilution": 10}, "camera": {"blur_px": 0.7},
      "regions": [{"outline": [[60, 60], [360, 60], [360, 240], [60, 240]]}]})",
                   {});
}

Photo treated(const Photo& photo, int tone) {
  SpecFiles files;
  files.masks.resize(1);
  return simulate(photo, spec_of(tone), std::move(files)).photo;
}

// Linear green, mean over a square of 15 px.
double light_at(const Photo& photo, int x, int y) {
  static const std::vector<float> linear = linear_from_code(ToneCurve::srgb(), 8);
  const auto& pixels = std::get<Image<std::uint8_t>>(photo.pixels);
  double sum = 0;
  for (int v = -7; v <= 7; ++v)
    for (int u = -7; u <= 7; ++u) sum += linear[pixels.at(x + u, y + v, 1)];
  return sum / 225;
}

TEST(Gloss, OfAHighlightsPeakIsLeftAsItIs) {
  for (const int tone : {1, 3, 6}) {
    const Photo matt = testing::photo_of(make_phantom(head(tone, 0)));
    const Photo matt_treated = treated(matt, tone);
    for (const double strength : {0.16, 0.35}) {
      const Photo shiny = testing::photo_of(make_phantom(head(tone, strength)));
      int x = 100, y = 100;  // of the peak
      for (int j = 100; j < 220; j += 4)
        for (int i = 100; i < 320; i += 4)
          if (light_at(shiny, i, j) > light_at(shiny, x, y)) x = i, y = j;
      const double before = light_at(shiny, x, y), after = light_at(treated(shiny, tone), x, y);
      ASSERT_GT(before, 1.1 * light_at(matt, x, y));
      // What dots take from the same skin without gloss is what they may take under it.
      const double taken = light_at(matt, x, y) - light_at(matt_treated, x, y);
      EXPECT_NEAR((after + taken) / before, 1, 0.02) << "tone " << tone << ", gloss " << strength;
    }
  }
}

}  // namespace
}  // namespace smp
