#include "smp/scalp/under_hair.h"

#include <cmath>

#include <gtest/gtest.h>

#include "support/phantom_survey.h"

namespace smp {
namespace {

// A picture of 100 x 80 mm on cells of 1 mm with hair wherever `hairy` says so.
struct Field {
  Image<std::uint8_t> hair{100, 80, 1, 0};
  ReducedPhoto reduced;
  Image<std::uint8_t> treated{100, 80, 1, 255};
  std::unique_ptr<Surface> surface = make_plane_surface(5);
};

template <class Hairy>
Field field_of(Hairy hairy) {
  Field out;
  out.reduced.step_px = 5;
  out.reduced.width_px = 500, out.reduced.height_px = 400;
  out.reduced.rgb = Image<float>(100, 80, 3, 0.3f);
  for (int y = 0; y < 80; ++y)
    for (int x = 0; x < 100; ++x) out.hair.at(x, y) = hairy(x + 0.5, y + 0.5) ? 255 : 0;
  return out;
}

UnderHair look(const Field& field) {
  return look_under_hair(field.hair, field.reduced, field.treated, *field.surface, 2);
}

auto hair_outside_disc(double radius_mm) {
  return [=](double x, double y) { return std::hypot(x - 50, y - 40) > radius_mm; };
}

TEST(UnderHair, AFullCoatHidesEverything) {
  const UnderHair seen = look(field_of([](double, double) { return true; }));
  EXPECT_NEAR(seen.allowed_cm2, 80, 1e-3);
  EXPECT_EQ(seen.refused_cm2, 0);
  EXPECT_EQ(seen.refused_patches, 0);
}

TEST(UnderHair, BareSkinHidesNothing) {
  const UnderHair seen = look(field_of([](double, double) { return false; }));
  EXPECT_EQ(seen.allowed_cm2, 0);
  EXPECT_NEAR(seen.refused_cm2, 80, 1e-3);
  EXPECT_EQ(seen.refused_patches, 1);
}

TEST(UnderHair, PatchesAboveTwoSquareCentimetresAreRefused) {
  const UnderHair small = look(field_of(hair_outside_disc(7.2)));  // 1.6 cm^2
  const UnderHair large = look(field_of(hair_outside_disc(12)));   // 4.5 cm^2
  EXPECT_EQ(small.refused_cm2, 0);
  EXPECT_EQ(small.allowed_share.at({250, 200}), 1);
  EXPECT_EQ(large.refused_patches, 1);
  EXPECT_NEAR(large.largest_patch_cm2, 4.52, 0.35);
  EXPECT_EQ(large.allowed_share.at({250, 200}), 0);
  EXPECT_GT(large.refused_cm2, kPi * 0.9 * 0.9) << "all beyond the reach of the hair around";
  EXPECT_LT(large.refused_cm2, 4.6);
  EXPECT_NEAR(large.refused_cm2 + large.allowed_cm2, 80, 1e-3);
}

TEST(UnderHair, GapsBetweenLocksAreNoPatches) {
  // Stripes of hair 2 mm wide with 5 mm of skin between.
  const UnderHair seen = look(field_of([](double x, double) { return std::fmod(x, 7.0) < 2; }));
  EXPECT_EQ(seen.refused_cm2, 0);
}

TEST(UnderHair, EndsAtTheHairline) {
  // Hair behind y = 40 mm, a forehead in front of it.
  const UnderHair seen = look(field_of([](double, double y) { return y > 40; }));
  EXPECT_EQ(seen.allowed_share.at({250, 300}), 1);
  EXPECT_GT(seen.allowed_share.at({250, 197}), 0.5);  // 0.6 mm in front
  EXPECT_EQ(seen.allowed_share.at({250, 170}), 0);    // 6 mm in front
  EXPECT_NEAR(seen.allowed_cm2, 40 + 1.5, 1.2);
}

TEST(UnderHair, OnlyCountsWhatIsTreated) {
  Field field = field_of(hair_outside_disc(12));
  for (int y = 0; y < 80; ++y)
    for (int x = 0; x < 100; ++x) field.treated.at(x, y) = x < 30 ? 255 : 0;
  const UnderHair seen = look(field);
  EXPECT_EQ(seen.refused_patches, 0);
  EXPECT_NEAR(seen.allowed_cm2, 24, 1e-3);
  EXPECT_EQ(seen.allowed_share.at({250, 200}), 0) << "the patch is refused wherever it lies";
}

TEST(UnderHair, LengthsFallIntoTheClassesOfTheNotes) {
  EXPECT_EQ(hair_length_class(0.5), HairLength::kShaven);
  EXPECT_EQ(hair_length_class(1), HairLength::kShaven);
  EXPECT_EQ(hair_length_class(2), HairLength::kMixed);
  EXPECT_EQ(hair_length_class(3), HairLength::kMixed);
  EXPECT_EQ(hair_length_class(20), HairLength::kLong);
}

UnderHair look_at(const PhantomScene& scene) {
  const Photo photo = testing::photo_of(make_phantom(scene, 2));
  const ReducedPhoto reduced = reduce_photo(photo, 2);
  const double w = scene.width, h = scene.height;
  const Polygon region = {{0.1 * w, 0.1 * h}, {0.9 * w, 0.1 * h}, {0.9 * w, 0.9 * h}, {0.1 * w, 0.9 * h}};
  const auto surface = make_plane_surface(scene.px_per_mm);
  SurveyPlaces places;
  places.regions = {cells_in(reduced, region)};
  SurveyOptions options;
  options.surface = surface.get();
  options.hair.length_mm = scene.hair.length_mm;
  options.threads = 2;
  const Survey survey = survey_photo(photo, reduced, places, options);
  return look_under_hair(photo, survey, reduced, places.regions[0], *surface, 2);
}

TEST(UnderHair, SeesThinningHairAndBareSkinOnPhantoms) {
  for (const double px_per_mm : {4.0, 8.0})
    for (const int tone : {2, 5}) {
      SCOPED_TRACE(px_per_mm + 0.1 * tone);
      PhantomScene scene;
      scene.px_per_mm = px_per_mm;
      scene.width = static_cast<int>(55 * px_per_mm), scene.height = static_cast<int>(45 * px_per_mm);
      scene.skin.tone = tone;
      scene.hair.length_mm = 9;
      scene.hair.thin_top = 0.25;
      scene.hair.where = HairPattern::kEverywhere;
      const UnderHair thin = look_at(scene);
      EXPECT_GT(thin.allowed_cm2, 0.95 * (thin.allowed_cm2 + thin.refused_cm2));
      scene.hair.where = HairPattern::kNone;
      const UnderHair bare = look_at(scene);
      EXPECT_GT(bare.refused_cm2, 0.95 * (bare.allowed_cm2 + bare.refused_cm2));
    }
}

TEST(UnderHair, IsTheSameOnAnyNumberOfThreads) {
  const Field field = field_of(hair_outside_disc(12));
  const UnderHair one = look_under_hair(field.hair, field.reduced, field.treated, *field.surface, 1),
                  three = look_under_hair(field.hair, field.reduced, field.treated, *field.surface, 3);
  EXPECT_EQ(one.allowed_share.values, three.allowed_share.values);
  EXPECT_EQ(one.refused_cm2, three.refused_cm2);
}

}  // namespace
}  // namespace smp
