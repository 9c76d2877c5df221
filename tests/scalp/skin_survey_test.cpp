// The survey of skin against phantoms, whose tone and gloss are known.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "smp/phantom/phantom.h"
#include "smp/scalp/survey.h"

namespace smp {
namespace {

Photo photo_of(const Phantom& phantom) {
  Image<std::uint8_t> pixels(phantom.rgb.width(), phantom.rgb.height(), 3);
  for (std::size_t k = 0; k < pixels.values().size(); ++k)
    pixels.values()[k] = static_cast<std::uint8_t>(phantom.rgb.values()[k]);
  return {.pixels = std::move(pixels), .color = phantom.space};
}

// A bald top with short hair around it, a card beside it. The truth is the mean over all skin, so that
// the forehead is no redder than the top; lenses that darken the card's corner are not corrected.
PhantomScene head(int tone) {
  PhantomScene scene;
  scene.seed = static_cast<std::uint64_t>(tone);
  scene.kind = PhantomKind::kHead;
  scene.width = 360, scene.height = 300, scene.px_per_mm = 1.45;
  scene.shape.center_px = {165, 165};
  scene.shape.angles = {40, 10, 0};
  scene.skin.tone = tone;
  scene.skin.redness = 0;
  scene.hair.where = HairPattern::kSides;
  scene.card = {{300, 20}, 48, 48, 0.6};
  scene.camera.vignette = 0;
  return scene;
}
const Polygon kTop = {{108, 45}, {224, 45}, {252, 116}, {231, 188}, {102, 188}, {80, 116}};
const Polygon kCard = {{304, 24}, {344, 24}, {344, 64}, {304, 64}};

Survey survey_of(const PhantomScene& scene, const Phantom& phantom, const Polygon& region, bool with_card,
                 const SkinToneOptions& tone = {}) {
  const Photo photo = photo_of(phantom);
  const ReducedPhoto reduced = reduce_photo(photo, 0);
  SurveyPlaces places;
  if (!region.empty()) places.regions.push_back(cells_in(reduced, region));
  if (with_card) places.white_reference = kCard, places.white_reflectance = scene.card.reflectance;
  const auto surface = make_ellipsoid_surface(scene.shape, scene.px_per_mm);
  return survey_photo(photo, reduced, places, {.tone = tone, .surface = surface.get()});
}

struct Misses {
  std::vector<double> delta_e, ita;
  double median_delta_e() {
    std::sort(delta_e.begin(), delta_e.end());
    return delta_e[delta_e.size() / 2];
  }
  double worst_delta_e() const { return *std::max_element(delta_e.begin(), delta_e.end()); }
  double worst_ita() const { return *std::max_element(ita.begin(), ita.end()); }
};

// All six tones under one light, the noise of three cameras in turn.
Misses read_tones(const LinearRgb& tint, double gloss, bool with_card, int first_camera = 0) {
  Misses misses;
  for (int tone = 1; tone <= 6; ++tone) {
    PhantomScene scene = head(tone);
    scene.light.tint = tint;
    scene.gloss.strength = gloss;
    scene.camera.shot_noise =
        std::vector{0.004, 0.009, 0.02}[static_cast<std::size_t>((first_camera + tone) % 3)];
    const Phantom phantom = make_phantom(scene);
    const Survey survey = survey_of(scene, phantom, kTop, with_card);
    EXPECT_EQ(survey.skin.source, "measured") << tone;
    EXPECT_EQ(survey.white_used, with_card) << tone;
    const Lab truth = lab_from_linear(phantom.truth.skin_mean);
    misses.delta_e.push_back(delta_e_2000(survey.skin.lab, truth));
    misses.ita.push_back(std::abs(survey.skin.ita_deg - ita_deg(truth)));
  }
  return misses;
}

void expect_near_truth(Misses misses, double median_delta_e = 1.0) {
  EXPECT_LE(misses.median_delta_e(), median_delta_e);
  EXPECT_LE(misses.worst_delta_e(), 2.5);
  EXPECT_LE(misses.worst_ita(), 5.0);
}

TEST(SkinReading, MeetsTheToneInNeutralLight) { expect_near_truth(read_tones({1, 1, 1}, 0.16, true)); }
TEST(SkinReading, MeetsTheToneInWarmLight) { expect_near_truth(read_tones({1.12, 1, 0.82}, 0.16, true, 1)); }
TEST(SkinReading, MeetsTheToneInCoolLight) { expect_near_truth(read_tones({0.88, 1, 1.15}, 0.16, true, 2)); }
TEST(SkinReading, MeetsTheToneUnderStrongGloss) { expect_near_truth(read_tones({1, 1, 1}, 0.35, true, 1)); }
TEST(SkinReading, NeedsNoReferenceInNeutralLight) {
  expect_near_truth(read_tones({1, 1, 1}, 0.16, false), 1.5);
}

TEST(SkinReading, CallsMattSkinMatt) {
  for (const int tone : {1, 3, 5}) {
    PhantomScene scene = head(tone);
    scene.gloss.strength = 0;
    EXPECT_LE(survey_of(scene, make_phantom(scene), kTop, true).skin.gloss_share, 0.03) << tone;
  }
}

TEST(SkinReading, SaysHowMuchAReferenceHelps) {
  const PhantomScene scene = head(3);
  const Phantom phantom = make_phantom(scene);
  const SkinReading with = survey_of(scene, phantom, kTop, true).skin;
  const SkinReading without = survey_of(scene, phantom, kTop, false).skin;
  EXPECT_GT(with.ita_error_deg, 0.5);
  EXPECT_GT(without.ita_error_deg, 2 * with.ita_error_deg);
  EXPECT_GT(with.usable_share, 0.8);
}

TEST(SkinReading, BelievesWhatIsGiven) {
  const PhantomScene scene = head(2);
  const Phantom phantom = make_phantom(scene);
  const Survey by_angle = survey_of(scene, phantom, kTop, false, {.ita_deg = -20.0});
  EXPECT_EQ(by_angle.skin.source, "given");
  EXPECT_EQ(by_angle.skin.ita_deg, -20);
  EXPECT_EQ(by_angle.regions.at(0).ita_deg, -20);
  EXPECT_GT(by_angle.skin.lab.l, 55);  // still what the photo shows
  const Survey by_lab = survey_of(scene, phantom, kTop, false, {.lab = std::array<double, 3>{40, 12, 20}});
  EXPECT_EQ(by_lab.skin.lab, (Lab{40, 12, 20}));
}

Photo plain_photo(int red, int green, int blue) {
  Image<std::uint8_t> pixels(120, 90, 3);
  for (int y = 0; y < 90; ++y)
    for (int x = 0; x < 120; ++x)
      pixels.at(x, y, 0) = static_cast<std::uint8_t>(red),
                      pixels.at(x, y, 1) = static_cast<std::uint8_t>(green),
                      pixels.at(x, y, 2) = static_cast<std::uint8_t>(blue);
  return {.pixels = std::move(pixels)};
}

TEST(SkinReading, AssumesWhereNothingCanBeSeen) {
  for (const auto& [name, photo] : {std::pair{"black", plain_photo(0, 0, 0)},
                                    {"white", plain_photo(255, 255, 255)},
                                    {"grey", plain_photo(120, 120, 120)},
                                    {"blue", plain_photo(20, 60, 160)}}) {
    const ReducedPhoto reduced = reduce_photo(photo, 1);
    SurveyPlaces places;
    places.regions.push_back(cells_in(reduced, {{10, 10}, {100, 10}, {60, 80}}));
    places.white_reference = {{1, 1}, {9, 1}, {9, 9}, {1, 9}};
    const Survey survey = survey_photo(photo, reduced, places, {.threads = 1});
    EXPECT_EQ(survey.skin.source, "assumed") << name;
    EXPECT_EQ(survey.skin.ita_deg, 45) << name;
    EXPECT_EQ(survey.skin.usable_share, 0) << name;
    ASSERT_EQ(survey.regions.size(), 1u) << name;
    EXPECT_EQ(survey.regions[0].source, "assumed") << name;
    EXPECT_TRUE(survey.found.outline_px.empty()) << name;
    for (const float value : survey.map.body.values()) ASSERT_TRUE(std::isfinite(value)) << name;
    for (const float value : survey.map.gloss.values()) ASSERT_TRUE(std::isfinite(value)) << name;
  }
}

TEST(SkinReading, IsTheSameForAnyNumberOfThreads) {
  const PhantomScene scene = head(4);
  const Phantom phantom = make_phantom(scene);
  const Photo photo = photo_of(phantom);
  const auto look = [&](int threads) {
    return survey_photo(photo, reduce_photo(photo, threads), {}, {.threads = threads});
  };
  const Survey one = look(1), three = look(3);
  EXPECT_EQ(one.map.body, three.map.body);
  EXPECT_EQ(one.map.gloss, three.map.gloss);
  EXPECT_EQ(one.skin.lab, three.skin.lab);
}

TEST(FoundSkin, LiesOnTheHead) {
  for (const int tone : {1, 4, 6}) {
    const PhantomScene scene = head(tone);
    const Phantom phantom = make_phantom(scene);
    const Survey survey = survey_of(scene, phantom, {}, false);
    const Polygon& outline = survey.found.outline_px;
    ASSERT_GE(outline.size(), 3u) << tone;
    EXPECT_LE(outline.size(), 60u) << tone;
    EXPECT_FALSE(self_crossing(outline)) << tone;
    EXPECT_GT(survey.found.confidence, 0.5) << tone;
    const Photo photo = photo_of(phantom);
    const Image<std::uint8_t> cells = cells_in(reduce_photo(photo, 1), outline);
    double inside = 0, on_head = 0;
    for (int y = 0; y < scene.height; ++y)
      for (int x = 0; x < scene.width; ++x)
        if (cells.at(x, y) != 0) inside += 1, on_head += phantom.truth.depth_mm.at(x, y) > 0 ? 1 : 0;
    EXPECT_GT(on_head / inside, 0.95) << tone;
    EXPECT_GT(inside / (scene.width * scene.height), 0.3) << tone;  // a head without a face, to its lower end
  }
}

// Root mean square error of the gloss of every pixel of skin that is not clipped, over that of the gloss.
double gloss_error(int tone, double strength) {
  PhantomScene scene = head(tone);
  scene.hair.where = HairPattern::kNone;
  scene.gloss.strength = strength;
  const Phantom phantom = make_phantom(scene);
  const Survey survey = survey_of(scene, phantom, kTop, false);
  const SkinSplitter splitter(survey.map);
  const std::vector<float> linear = linear_from_code(ToneCurve::srgb(), 8);
  std::vector<SkinPixel> light(static_cast<std::size_t>(scene.width));
  std::vector<float> gloss(light.size()), hair(light.size());
  double error = 0, power = 0;
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x)
      light[static_cast<std::size_t>(x)] =
          SkinPixel{linear[phantom.rgb.at(x, y, 0)], linear[phantom.rgb.at(x, y, 1)],
                    linear[phantom.rgb.at(x, y, 2)], 0};
    splitter.split(y, 0, scene.width, light.data(), gloss.data(), hair.data());
    for (int x = 0; x < scene.width; ++x) {
      const bool skin = phantom.truth.depth_mm.at(x, y) > 0 && -phantom.truth.normals.at(x, y, 2) > 0.3;
      if (!skin || phantom.rgb.at(x, y, 0) == 255) continue;
      const double truth = phantom.truth.gloss.at(x, y), off = gloss[static_cast<std::size_t>(x)] - truth;
      error += off * off, power += truth * truth;
    }
  }
  return std::sqrt(error / power);
}

TEST(SkinSplitter, TellsGlossFromBodyLight) {
  EXPECT_LE(gloss_error(2, 0.35), 0.30);  // the paler the skin, the more its mottling looks like gloss
  EXPECT_LE(gloss_error(3, 0.35), 0.25);
  EXPECT_LE(gloss_error(4, 0.16), 0.25);
  EXPECT_LE(gloss_error(5, 0.16), 0.18);
  EXPECT_LE(gloss_error(6, 0.16), 0.18);
}

}  // namespace
}  // namespace smp
