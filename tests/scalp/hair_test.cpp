#include "smp/scalp/hair.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "smp/scalp/hair_color.h"
#include "support/phantom_survey.h"

namespace smp {
namespace {

// The side of a head: a horseshoe of hair at the left and below, bald skin at the right and above.
PhantomScene side_of_head(double px_per_mm = 6) {
  PhantomScene scene;
  scene.kind = PhantomKind::kHead;
  scene.px_per_mm = px_per_mm;
  scene.width = static_cast<int>(100 * px_per_mm), scene.height = static_cast<int>(75 * px_per_mm);
  scene.shape = {{0.5 * scene.width, 1.25 * scene.height}, {77, 105, 98}, {35, 62, 0}};
  scene.hair.where = HairPattern::kSides;
  return scene;
}

PhantomScene patch(double px_per_mm, double units_per_cm2) {
  PhantomScene scene;
  scene.width = 480, scene.height = 400;
  scene.px_per_mm = px_per_mm;
  scene.hair.where = HairPattern::kEverywhere;
  scene.hair.fu_per_cm2 = units_per_cm2;
  return scene;
}

PhantomScene front_of_head() {
  PhantomScene scene;
  scene.kind = PhantomKind::kHead;
  scene.width = 600, scene.height = 500;
  scene.px_per_mm = 2.8;
  scene.shape = {{300, 330}, {77, 105, 98}, {25, 0, 0}};
  return scene;
}

Polygon rectangle(const PhantomScene& scene, double x0, double y0, double x1, double y1) {
  const double w = scene.width, h = scene.height;
  return {{x0 * w, y0 * h}, {x1 * w, y0 * h}, {x1 * w, y1 * h}, {x0 * w, y1 * h}};
}

struct Seen {
  HairReading reading;
  SkinMap map;
  ReducedPhoto reduced;
  Image<std::uint8_t> interest, sample;
};

Seen look(const PhantomScene& scene, const Phantom& phantom, const Polygon& interest, const Polygon& sample,
          HairOptions options = {}, int threads = 2, bool found = false) {
  const Photo photo = testing::photo_of(phantom);
  Seen seen;
  seen.reduced = reduce_photo(photo, threads);
  seen.interest = cells_in(seen.reduced, interest);
  seen.sample = cells_in(seen.reduced, sample);  // all 0 where there is none
  const auto surface = scene.kind == PhantomKind::kHead ? make_ellipsoid_surface(scene.shape, scene.px_per_mm)
                                                        : make_plane_surface(scene.px_per_mm);
  seen.map = testing::gloss_map(phantom, seen.reduced);
  seen.reading = scalp::read_hair({.photo = photo,
                                   .reduced = seen.reduced,
                                   .likelihood = testing::skin_cells(phantom, seen.reduced),
                                   .interest = seen.interest,
                                   .sample = seen.sample,
                                   .options = options,
                                   .surface = surface.get(),
                                   .threads = threads,
                                   .blur_px = scene.camera.blur_px,
                                   .found = found},
                                  seen.map);
  return seen;
}

// Mean linear light of the pixels inside a rectangle, gloss taken off.
LinearRgb mean_body(const Phantom& phantom, const Polygon& area) {
  const std::vector<float> linear = linear_from_code(ToneCurve::srgb(), phantom.bits);
  LinearRgb sum;
  double n = 0;
  for (int y = static_cast<int>(area[0].y); y < static_cast<int>(area[2].y); ++y)
    for (int x = static_cast<int>(area[0].x); x < static_cast<int>(area[2].x); ++x, ++n) {
      const double gloss = phantom.truth.gloss.at(x, y);
      sum.r += linear[phantom.rgb.at(x, y, 0)] - gloss;
      sum.g += linear[phantom.rgb.at(x, y, 1)] - gloss;
      sum.b += linear[phantom.rgb.at(x, y, 2)] - gloss;
    }
  return {sum.r / n, sum.g / n, sum.b / n};
}

LinearRgb true_transmittance(PhantomScene scene, const Phantom& phantom, const Polygon& area) {
  scene.hair.where = HairPattern::kNone;
  const LinearRgb field = mean_body(phantom, area), skin = mean_body(make_phantom(scene), area);
  return {field.r / skin.r, field.g / skin.g, field.b / skin.b};
}

double mask_share(const Seen& seen, const Image<std::uint8_t>& cells) {
  double hair = 0, all = 0;
  for (std::size_t k = 0; k < cells.values().size(); ++k)
    if (cells.values()[k]) ++all, hair += seen.reading.mask.values()[k] != 0;
  return hair / all;
}

void expect_transmittance(const Seen& seen, const LinearRgb& truth, double tolerance) {
  ASSERT_TRUE(seen.reading.field_rgb && seen.reading.field_skin_rgb);
  EXPECT_NEAR(seen.reading.field_rgb->r / seen.reading.field_skin_rgb->r, truth.r, tolerance);
  EXPECT_NEAR(seen.reading.field_rgb->g / seen.reading.field_skin_rgb->g, truth.g, tolerance);
  EXPECT_NEAR(seen.reading.field_rgb->b / seen.reading.field_skin_rgb->b, truth.b, tolerance);
}

TEST(Hair, FieldTransmitsAsMuchLightOnEverySkinTone) {
  for (int tone = 1; tone <= 6; ++tone) {
    SCOPED_TRACE(tone);
    PhantomScene scene = side_of_head();
    scene.skin.tone = tone;
    const Polygon field = rectangle(scene, 0.15, 0.62, 0.6, 0.92);
    const Phantom phantom = make_phantom(scene);
    const Seen seen = look(scene, phantom, rectangle(scene, 0.3, 0.15, 0.95, 0.9), field);
    expect_transmittance(seen, true_transmittance(scene, phantom, field), 0.025);
    EXPECT_EQ(seen.reading.kind, "stubble");
    EXPECT_EQ(seen.reading.source, "measured");
  }
}

TEST(Hair, DenserAndLongerFieldsTransmitLess) {
  const auto read = [](double units, double length_mm) {
    PhantomScene scene = side_of_head(7);
    scene.hair.fu_per_cm2 = units, scene.hair.length_mm = length_mm;
    const Polygon field = rectangle(scene, 0.15, 0.62, 0.6, 0.92);
    const Phantom phantom = make_phantom(scene);
    const Seen seen = look(scene, phantom, rectangle(scene, 0.3, 0.15, 0.95, 0.9), field);
    expect_transmittance(seen, true_transmittance(scene, phantom, field), length_mm > 3 ? 0.06 : 0.03);
    return seen.reading;
  };
  const HairReading thin = read(40, 0.4), dense = read(110, 0.4), longer = read(75, 2.5),
                    longest = read(75, 4);
  EXPECT_GT(dense.coverage, 1.5 * thin.coverage);
  EXPECT_GT(longest.coverage, longer.coverage);
  EXPECT_EQ(thin.kind, "stubble");
  EXPECT_EQ(longest.kind, "short");
}

TEST(Hair, FieldIsReadWithoutBaldSkinBeside) {
  for (const int tone : {1, 3, 5}) {
    SCOPED_TRACE(tone);
    PhantomScene scene = patch(8, 75);
    scene.skin.tone = tone;
    const Polygon field = rectangle(scene, 0.1, 0.1, 0.9, 0.9);
    const Phantom phantom = make_phantom(scene);
    const Seen seen = look(scene, phantom, field, {});
    expect_transmittance(seen, true_transmittance(scene, phantom, field), 0.035);
  }
}

TEST(Hair, CountsUnitsWithinItsStatedError) {
  for (const double px_per_mm : {6.5, 9.0})
    for (const double units : {40.0, 75.0, 110.0}) {
      const PhantomScene scene = patch(px_per_mm, units);
      const Seen seen = look(scene, make_phantom(scene), rectangle(scene, 0, 0, 1, 1), {});
      ASSERT_TRUE(seen.reading.units_per_cm2) << units;
      EXPECT_NEAR(*seen.reading.units_per_cm2, units, 1.5 * seen.reading.units_error_per_cm2) << px_per_mm;
      EXPECT_LT(seen.reading.units_error_per_cm2, 0.3 * units);
    }
}

TEST(Hair, CountsNothingThatIsNotResolved) {
  const PhantomScene scene = patch(4.5, 75);
  const Seen seen = look(scene, make_phantom(scene), rectangle(scene, 0, 0, 1, 1), {});
  EXPECT_FALSE(seen.reading.units_per_cm2);
}

TEST(Hair, MaskFollowsTheHorseshoe) {
  for (const int tone : {2, 5}) {
    PhantomScene scene = side_of_head();
    scene.skin.tone = tone;
    const Seen seen = look(scene, make_phantom(scene), rectangle(scene, 0.1, 0.15, 0.95, 0.9), {});
    EXPECT_GT(mask_share(seen, cells_in(seen.reduced, rectangle(scene, 0.15, 0.7, 0.5, 0.9))),
              tone == 2 ? 0.9 : 0.4)
        << tone;
    EXPECT_LT(mask_share(seen, cells_in(seen.reduced, rectangle(scene, 0.85, 0.15, 0.95, 0.7))), 0.05)
        << tone;
  }
}

TEST(Hair, FindsNoneOnBaldHeads) {
  for (const int tone : {1, 3, 6}) {
    SCOPED_TRACE(tone);
    PhantomScene scene = front_of_head();
    scene.skin.tone = tone;
    scene.skin.creases = 1;
    scene.skin.freckles_per_cm2 = 1;
    scene.gloss.strength = 0.25;
    const Seen seen = look(scene, make_phantom(scene), rectangle(scene, 0.25, 0.25, 0.75, 0.95), {});
    EXPECT_LT(mask_share(seen, seen.interest), 0.005);
    EXPECT_EQ(seen.reading.kind, "none");
    EXPECT_EQ(seen.reading.source, "none");
    EXPECT_FALSE(seen.reading.field_rgb);
  }
}

TEST(Hair, FindsNoneInShadeAndCreases) {
  for (const double side : {-0.9, 0.9}) {
    SCOPED_TRACE(side);
    PhantomScene scene = front_of_head();
    scene.skin.creases = 1.5;
    scene.skin.lumps = 2;
    scene.light.direction = {side, -0.3, -0.3};
    scene.light.ambient = 0.2;
    scene.background.color = {12, 0, 0};
    const Seen seen = look(scene, make_phantom(scene), rectangle(scene, 0.2, 0.2, 0.8, 0.95), {});
    EXPECT_EQ(seen.reading.kind, "none");
    EXPECT_FALSE(seen.reading.field_rgb);
  }
}

// A band of one colour across a phantom, from one row to another; columns as shares of its width.
void paint(Phantom& phantom, double x0, double x1, int y0, int y1, std::array<std::uint16_t, 3> code) {
  const int w = phantom.rgb.width();
  for (int y = y0; y < y1; ++y)
    for (int x = static_cast<int>(x0 * w); x < static_cast<int>(x1 * w); ++x)
      for (int c = 0; c < 3; ++c) phantom.rgb.at(x, y, c) = code[static_cast<std::size_t>(c)];
}

TEST(Hair, GlassesAreNone) {
  const PhantomScene scene = front_of_head();
  Phantom phantom = make_phantom(scene);
  paint(phantom, 0.3, 0.7, 350, 358, {24, 24, 26});  // a frame some 3 mm thick
  const Seen seen = look(scene, phantom, rectangle(scene, 0.25, 0.25, 0.75, 0.68), {});
  EXPECT_EQ(seen.reading.kind, "none");
  EXPECT_LT(mask_share(seen, cells_in(seen.reduced, rectangle(scene, 0.3, 0.7, 0.7, 0.716))), 0.01);
}

TEST(Hair, WhatLiesAtTheEndOfSkinThatWasFoundIsBrows) {
  const PhantomScene scene = front_of_head();
  Phantom phantom = make_phantom(scene);
  for (const double x0 : {0.3, 0.55}) paint(phantom, x0, x0 + 0.15, 300, 340, {50, 44, 40});
  const Polygon interest = rectangle(scene, 0.25, 0.25, 0.75, 0.7);
  const Seen told = look(scene, phantom, interest, {}),
             found = look(scene, phantom, interest, {}, {}, 2, true);
  EXPECT_NE(told.reading.kind, "none");
  EXPECT_EQ(found.reading.kind, "none");
}

TEST(Hair, OpaqueHairIsNoFieldToMatch) {
  const PhantomScene scene = front_of_head();
  Phantom phantom = make_phantom(scene);
  paint(phantom, 0.2, 0.8, 140, 260, {30, 26, 24});
  const Seen seen = look(scene, phantom, rectangle(scene, 0.25, 0.25, 0.75, 0.95), {});
  EXPECT_EQ(seen.reading.kind, "long");
  EXPECT_FALSE(seen.reading.field_rgb);
  EXPECT_EQ(seen.reading.source, "measured");
}

TEST(Hair, NamedColoursArePlausibleAndSkinsOwnRedIsNot) {
  for (const HairColorName& named : hair_color_names()) {
    const Lab lab = lab_from_linear(scalp::plausible_hair(linear_from_lab(named.lab)));
    EXPECT_LT(delta_e_2000(lab, named.lab), 1) << named.name;
  }
  const Lab ear = lab_from_linear(scalp::plausible_hair(linear_from_lab({28, 22, 19})));
  EXPECT_NEAR(ear.l, 28, 0.1);
  EXPECT_LT(ear.a, 8);
  EXPECT_GE(lab_from_linear(scalp::plausible_hair({0, 0, 0})).l, 14.9) << "black hair has L* 15 to 18";
}

TEST(Hair, ASampleOfBaldSkinIsNoField) {
  PhantomScene scene = side_of_head(7);
  scene.hair.where = HairPattern::kNone;
  const Polygon field = rectangle(scene, 0.15, 0.62, 0.6, 0.92);
  const Seen seen = look(scene, make_phantom(scene), rectangle(scene, 0.3, 0.15, 0.95, 0.9), field);
  EXPECT_EQ(seen.reading.kind, "none");
  EXPECT_FALSE(seen.reading.field_rgb);
}

TEST(Hair, StubbleColorIsDarkUnlessItIsFair) {
  const auto lightness = [](Lab color) {
    PhantomScene scene = patch(9, 75);
    scene.hair.color = color;
    return look(scene, make_phantom(scene), rectangle(scene, 0, 0, 1, 1), {}).reading.lab.l;
  };
  const double dark = lightness({20, 4, 5}), fair = lightness({55, 4, 18});
  EXPECT_NEAR(dark, 20, 8);
  EXPECT_GT(fair, dark + 10);
}

TEST(Hair, ColorIsTakenAsTold) {
  const PhantomScene scene = patch(8, 75);
  const Phantom phantom = make_phantom(scene);
  const Polygon all = rectangle(scene, 0, 0, 1, 1);
  const Seen white = look(scene, phantom, all, {}, {.hex = "#ffffff"});
  EXPECT_EQ(white.reading.source, "given");
  EXPECT_NEAR(white.reading.lab.l, 100, 0.1);
  EXPECT_NEAR(white.map.hair_color.g, 1, 1e-6);
  EXPECT_TRUE(white.reading.field_rgb) << "the field is measured whatever its colour is said to be";
  for (const HairColorName& named : hair_color_names()) {
    const Seen seen = look(scene, phantom, all, {}, {.name = named.name});
    EXPECT_NEAR(seen.reading.lab.l, named.lab.l, 0.01) << named.name;
  }
}

TEST(Hair, IsTheSameOnAnyNumberOfThreads) {
  const PhantomScene scene = side_of_head();
  const Phantom phantom = make_phantom(scene);
  const Polygon interest = rectangle(scene, 0.1, 0.15, 0.95, 0.9);
  const Seen one = look(scene, phantom, interest, {}, {}, 1),
             three = look(scene, phantom, interest, {}, {}, 3);
  EXPECT_EQ(one.map.hair, three.map.hair);
  EXPECT_EQ(one.reading.mask, three.reading.mask);
  EXPECT_EQ(one.reading.lab, three.reading.lab);
  EXPECT_EQ(one.reading.field_skin_rgb, three.reading.field_skin_rgb);
}

TEST(Hair, WithoutAnythingOfInterestThereIsNone) {
  const PhantomScene scene = patch(8, 75);
  const Seen seen = look(scene, make_phantom(scene), {}, {});
  EXPECT_EQ(seen.reading.kind, "none");
  EXPECT_EQ(seen.reading.mask.width(), seen.reduced.width());
}

}  // namespace
}  // namespace smp
