#include <gtest/gtest.h>

#include <cmath>

#include "phantom/scenes.h"
#include "smp/phantom/camera.h"

namespace smp {
namespace {

using namespace phantom_test;

TEST(PhantomPicture, IsTheSameForAnyNumberOfThreads) {
  const PhantomScene scene = small_head();
  const Phantom one = make_phantom(scene, 1);
  for (const int threads : {2, 3, 8}) {
    const Phantom other = make_phantom(scene, threads);
    EXPECT_TRUE(one.rgb == other.rgb) << threads << " threads";
    EXPECT_TRUE(one.truth.gloss == other.truth.gloss) << threads << " threads";
    EXPECT_EQ(hairs_csv(one.truth), hairs_csv(other.truth)) << threads << " threads";
    EXPECT_EQ(truth_json(scene, one.truth), truth_json(scene, other.truth)) << threads << " threads";
  }
}

TEST(PhantomPicture, ChangesWithTheSeed) {
  PhantomScene scene = hairy_patch();
  scene.width = scene.height = 60;
  const Phantom first = make_phantom(scene, 1);
  scene.seed = 2;
  const Phantom second = make_phantom(scene, 1);
  EXPECT_FALSE(first.rgb == second.rgb);
  EXPECT_NE(hairs_csv(first.truth), hairs_csv(second.truth));
}

TEST(PhantomPicture, OfAPlainPatchIsTheSkinToneToACode) {
  for (int tone = 1; tone <= 6; ++tone)
    for (const bool p3 : {false, true})
      for (const int bits : {8, 16}) {
        PhantomScene scene = plain_patch();
        scene.skin.tone = tone, scene.bits = bits, scene.display_p3 = p3;
        const Phantom phantom = make_phantom(scene, 1);
        const LinearRgb rgb = phantom_skin_tone(scene.skin);
        const Vector3 own = inverse(phantom.space.linear_srgb_from_linear()) * Vector3{rgb.r, rgb.g, rgb.b};
        for (int c = 0; c < 3; ++c) {
          const ToneCurve& curve = phantom.space.curves[static_cast<std::size_t>(c)];
          const double code = curve.encoded(own[static_cast<std::size_t>(c)]) * ((1 << bits) - 1);
          for (int y = 0; y < scene.height; ++y)
            for (int x = 0; x < scene.width; ++x)
              ASSERT_NEAR(phantom.rgb.at(x, y, c), code, 1.0) << x << ", " << y;
        }
      }
}

TEST(PhantomPicture, ShowsACardInTheLightOfTheSkin) {
  PhantomScene scene = plain_patch();
  scene.light.tint = {0.9, 0.8, 0.6}, scene.light.exposure = 0.9;
  scene.card = {.corner_px = {10, 5}, .width = 12, .height = 8, .reflectance = 0.5};
  scene.bits = 16;
  const Phantom phantom = make_phantom(scene, 1);
  const std::vector<float> linear = linear_from_code(ToneCurve::srgb(), 16);
  const double expected[3] = {0.5 * 0.9 * 0.9, 0.5 * 0.9 * 0.8, 0.5 * 0.9 * 0.6};
  for (int y = 5; y < 13; ++y)
    for (int x = 10; x < 22; ++x) {
      for (int c = 0; c < 3; ++c) ASSERT_NEAR(linear[phantom.rgb.at(x, y, c)], expected[c], 1e-3);
      ASSERT_EQ(phantom.truth.depth_mm.at(x, y), 0);
    }
  EXPECT_GT(phantom.truth.depth_mm.at(9, 5), 0);
  EXPECT_GT(phantom.truth.depth_mm.at(22, 12), 0);
}

TEST(PhantomPicture, GrowsHairOnTheLeftHalfOfAPatchOnly) {
  PhantomScene scene = hairy_patch();
  scene.hair.where = HairPattern::kSides, scene.hair.fade_mm = 10;
  int left = 0, right = 0;
  for (const PhantomHairShaft& hair : make_phantom(scene, 1).truth.hairs) {
    left += hair.root_px.x < 175 && hair.root_px.x >= 0;  // 5 mm left of the middle and beyond
    right += hair.root_px.x > 225;
  }
  EXPECT_GT(left, 1000);
  EXPECT_EQ(right, 0);
}

TEST(PhantomPicture, TakesTheToneFromLab) {
  PhantomScene scene = plain_patch();
  scene.skin.lab = Lab{55, 12, 18};
  const Lab back = lab_from_linear(make_phantom(scene, 1).truth.skin_mean);
  EXPECT_NEAR(back.l, 55, 0.01);
  EXPECT_NEAR(back.a, 12, 0.01);
  EXPECT_NEAR(back.b, 18, 0.01);
}

TEST(PhantomPicture, GlossIsAddedToTheLightInsideTheSkin) {
  PhantomScene scene = small_head();
  scene.bits = 16;
  scene.camera.read_noise = scene.camera.shot_noise = 0;
  scene.light.exposure = 0.8;  // nothing clips
  scene.gloss.strength = 0.15;
  const Phantom with = make_phantom(scene, 2);
  scene.gloss.strength = 0;
  const Phantom without = make_phantom(scene, 2);
  const std::vector<float> linear = linear_from_code(ToneCurve::srgb(), 16);
  float highest = 0;
  for (int y = 0; y < scene.height; ++y)
    for (int x = 0; x < scene.width; ++x)
      for (int c = 0; c < 3; ++c) {
        const float added = linear[with.rgb.at(x, y, c)] - linear[without.rgb.at(x, y, c)];
        ASSERT_NEAR(added, with.truth.gloss.at(x, y), 6e-5) << x << ", " << y << ", " << c;
        highest = std::max(highest, added);
      }
  EXPECT_GT(highest, 0.08);
}

TEST(PhantomPicture, NoiseHasTheSpreadAskedFor) {
  PhantomScene scene = plain_patch();
  scene.width = scene.height = 200;
  scene.bits = 16;
  scene.camera.read_noise = 0.003, scene.camera.shot_noise = 0.01;
  const Phantom phantom = make_phantom(scene, 2);
  const std::vector<float> linear = linear_from_code(ToneCurve::srgb(), 16);
  const double mean = phantom_skin_tone(scene.skin).g;
  double sum = 0, squares = 0;
  const int n = scene.width * scene.height;
  for (int y = 0; y < scene.height; ++y)
    for (int x = 0; x < scene.width; ++x) {
      const double off = linear[phantom.rgb.at(x, y, 1)] - mean;
      sum += off, squares += off * off;
    }
  const double wanted = std::sqrt(0.003 * 0.003 + 0.01 * 0.01 * mean);
  EXPECT_NEAR(sum / n, 0, 5 * wanted / std::sqrt(n));
  EXPECT_NEAR(std::sqrt(squares / n), wanted, 0.02 * wanted);
}

TEST(PhantomCamera, BlurKeepsTheLightAndSpreadsItBySigma) {
  Image<float> image(61, 61, 1, 0.0f);
  image.at(30, 30) = 1;
  phantom::blur(image, 1.7);
  double sum = 0, variance = 0;
  for (int y = 0; y < 61; ++y)
    for (int x = 0; x < 61; ++x) sum += image.at(x, y), variance += image.at(x, y) * (x - 30) * (x - 30);
  EXPECT_NEAR(sum, 1, 1e-5);
  EXPECT_NEAR(std::sqrt(variance), 1.7, 0.03);
}

TEST(PhantomPicture, SkinVariesAroundItsTone) {
  PhantomScene scene = plain_patch();
  scene.width = scene.height = 300;
  scene.px_per_mm = 2;
  scene.skin.melanin = 0.07, scene.skin.blood = 0.055;
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  EXPECT_LT(delta_e_2000(lab_from_linear(truth.skin), lab_from_linear(truth.skin_mean)), 2.0);
  EXPECT_NE(truth.skin.g, truth.skin_mean.g);
}

}  // namespace
}  // namespace smp
