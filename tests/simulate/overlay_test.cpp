#include "smp/simulate/overlay.h"

#include <gtest/gtest.h>

#include "smp/optics/pigment.h"
#include "smp/simulate/drawing.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

// An inspection filled by hand: no survey is run.
Inspection inspection_of(Photo photo) {
  Inspection seen;
  seen.photo = std::move(photo);
  seen.survey.skin = {"measured", {64, 12, 18}, {2, 1, 1}, 38, 6, 0.9, 0.02, 0};
  seen.treatment.skin = linear_from_lab(seen.survey.skin.lab);
  seen.treatment.ita_deg = 38;
  seen.treatment.mix = {*find_pigment("carbon-black"), {{8, 0.6, 12.4}, {12, 0.4, 8.6}}};
  seen.treated_lab = {58, 9, 14};
  for (const Shade& s : seen.treatment.mix.shades)
    seen.shades.push_back({s.dilution, s.share, "carbon-black", {40, 6, 8}, {58, 9, 14}});
  return seen;
}
Inspection inspection_of(int width, int height) { return inspection_of(testing::skin_photo(width, height)); }

RegionOptions region_of(const std::string& name, Polygon outline) {
  RegionOptions region;
  region.name = name;
  region.outline = std::move(outline);
  return region;
}

const Image<std::uint8_t>& pixels_of(const Photo& photo) {
  return std::get<Image<std::uint8_t>>(photo.pixels);
}

// Pixels of the overlay of about this colour, within the photo's part of it.
int count_near(const Photo& overlay, Ink ink, int rows) {
  const Image<std::uint8_t>& p = pixels_of(overlay);
  int count = 0;
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < p.width(); ++x)
      count += std::abs(p.at(x, y, 0) - ink.r) < 12 && std::abs(p.at(x, y, 1) - ink.g) < 12 &&
               std::abs(p.at(x, y, 2) - ink.b) < 12;
  return count;
}

TEST(Overlay, EnlargesSmallPhotosAndReducesLargeOnes) {
  const auto width = [](int w, int h) { return draw_overlay(inspection_of(w, h)).width(); };
  EXPECT_EQ(width(450, 550), kOverlayLeastWidth);
  EXPECT_EQ(width(1200, 300), 1200);
  EXPECT_EQ(width(3000, 200), kOverlayMostSide);
  EXPECT_EQ(width(1, 1), kOverlayLeastWidth);
  // A tall photo keeps its shape: reduced by its height, on a canvas of the least width.
  const Photo tall = draw_overlay(inspection_of(100, 3000));
  EXPECT_EQ(tall.width(), kOverlayLeastWidth);
  EXPECT_GT(tall.height(), kOverlayMostSide);
}

TEST(Overlay, ShowsThePhotoAsItIs) {
  const Photo overlay = draw_overlay(inspection_of(1000, 400));
  const Photo plain = testing::skin_photo(1000, 400);
  for (const int x : {3, 400, 990})
    for (int c = 0; c < 3; ++c)
      EXPECT_EQ(pixels_of(overlay).at(x, 200, c), std::get<0>(plain.pixels).at(x, 200, c));
}

TEST(Overlay, ConvertsThePhotosColoursToSrgb) {
  Photo photo = testing::skin_photo(900, 300);
  Photo wide = photo;
  wide.color = ColorSpace::display_p3();
  const Photo a = draw_overlay(inspection_of(std::move(photo))),
              b = draw_overlay(inspection_of(std::move(wide)));
  // The same codes mean a redder colour in the wider space.
  EXPECT_GT(pixels_of(b).at(450, 150, 0), pixels_of(a).at(450, 150, 0));
  EXPECT_LT(pixels_of(b).at(450, 150, 2), pixels_of(a).at(450, 150, 2));
  EXPECT_EQ(b.color.name, "sRGB");
}

TEST(Overlay, ReadsDeepAndTransparentPhotos) {
  Photo deep = testing::skin_photo<std::uint16_t>(900, 200, 4);
  EXPECT_EQ(draw_overlay(inspection_of(std::move(deep))).bits(), 8);
}

TEST(Overlay, DrawsRegionsWhereTheyAre) {
  Inspection seen = inspection_of(900, 600);
  const int before = count_near(draw_overlay(seen), {60, 235, 255}, 600);
  seen.regions.push_back(region_of("front", {{200, 200}, {700, 200}, {700, 400}, {200, 400}}));
  seen.places.regions.emplace_back();
  const Photo overlay = draw_overlay(seen);
  EXPECT_EQ(before, 0);
  EXPECT_GT(count_near(overlay, {60, 235, 255}, 600), 1000);  // 1400 px of line, one px wide and more
  const Image<std::uint8_t>& p = pixels_of(overlay);
  EXPECT_GT(p.at(450, 200, 2), 200);  // on the line
  const Photo plain = testing::skin_photo(900, 600);
  EXPECT_EQ(p.at(450, 300, 2), std::get<0>(plain.pixels).at(450, 300, 2));  // inside it
}

TEST(Overlay, StandsOutlinesFromAnywhere) {
  Inspection seen = inspection_of(300, 200);
  seen.scale = Scale{1e-3, 0};
  seen.regions.push_back(region_of("far", {{-1e9, -1e9}, {1e9, -1e9}, {1e9, 1e9}}));
  seen.regions.push_back(region_of(std::string(300, 'x') + "\xff\xc3\xa9\n", {{10, 10}, {20, 10}, {20, 20}}));
  seen.regions.push_back(region_of("dot", {{50, 50}, {50, 50}, {50, 50}}));
  seen.places.regions.resize(3);
  seen.places.skin_sample = {{290, 190}, {400, 190}, {400, 300}};
  EXPECT_EQ(draw_overlay(seen).width(), kOverlayLeastWidth);
}

TEST(Overlay, TintsHairAndGloss) {
  Inspection seen = inspection_of(900, 600);
  const Photo plain = draw_overlay(seen);
  seen.survey.hair.mask = Image<std::uint8_t>(900, 600, 1, 0);
  seen.survey.map.body = Image<float>(900, 600, 3, 0.4f);
  seen.survey.map.gloss = Image<float>(900, 600, 1, 0.0f);
  seen.places.regions.emplace_back(900, 600, 1, std::uint8_t{255});
  for (int y = 100; y < 200; ++y)
    for (int x = 0; x < 900; ++x) {
      if (x < 300) seen.survey.hair.mask.at(x, y) = 255;
      if (x > 600) seen.survey.map.gloss.at(x, y) = 0.4f;
    }
  const Photo tinted = draw_overlay(seen);
  const auto blueness = [](const Photo& photo, int x) {
    return pixels_of(photo).at(x, 150, 2) - pixels_of(photo).at(x, 150, 0);
  };
  EXPECT_GT(blueness(tinted, 150), blueness(plain, 150) + 20);
  EXPECT_EQ(blueness(tinted, 450), blueness(plain, 450));
  EXPECT_LT(blueness(tinted, 750), blueness(plain, 750) - 20);
}

TEST(Overlay, PanelGrowsWithWhatIsTold) {
  Inspection seen = inspection_of(900, 300);
  const int height = draw_overlay(seen).height();
  seen.advisories.push_back({"too-dense", std::string(400, 'w') + " and more words that follow it"});
  EXPECT_GT(draw_overlay(seen).height(), height);
}

TEST(Overlay, IsTheSameEveryTime) {
  EXPECT_TRUE(pixels_of(draw_overlay(inspection_of(500, 400))) ==
              pixels_of(draw_overlay(inspection_of(500, 400))));
}

// The swatches are no drawing of their own: a field has the colour that the dots' optics give it.
TEST(HealedLook, DarkensSkinByDensityAndStrength) {
  const auto mean_l = [](double density, double dilution) {
    HealedField field{.skin = linear_from_lab({64, 12, 18}), .ita_deg = 38};
    field.mix = {*find_pigment("carbon-black"), {{dilution, 1, 112 / (dilution + 1)}}};
    field.region.density_per_cm2 = density;
    return lab_from_linear(mean_color(draw_healed_field(field, 120, 120, 6))).l;
  };
  EXPECT_LT(mean_l(150, 8), 63);
  EXPECT_GT(mean_l(150, 8), 50);
  EXPECT_LT(mean_l(220, 8), mean_l(110, 8));
  EXPECT_LT(mean_l(150, 4), mean_l(150, 24));
}

// No edge is seen: the margin's dots count too.
TEST(HealedLook, IsAsDarkAtItsEdgeAsInTheMiddle) {
  HealedField field{.skin = {0.4, 0.4, 0.4}, .ita_deg = 38};
  field.mix = {*find_pigment("carbon-black"), {{6, 1, 16}}};
  field.region.density_per_cm2 = 200;
  const Image<float> drawn = draw_healed_field(field, 240, 240, 6);
  double edge = 0, middle = 0;
  for (int y = 0; y < 240; ++y)
    for (int k = 0; k < 20; ++k) edge += drawn.at(k, y, 0), middle += drawn.at(110 + k, y, 0);
  EXPECT_NEAR(edge / middle, 1, 0.04);
}

TEST(Drawing, FitsTextToAWidth) {
  EXPECT_EQ(fitted("short", 1000, 10), "short");
  const std::string cut = fitted(std::string(100, 'm'), 120, 10);
  EXPECT_TRUE(cut.ends_with("..."));
  EXPECT_LE(text_width(cut, 10), 120);
  EXPECT_EQ(fitted("caf\xc3\xa9", 1000, 10), "caf?");
}

TEST(Drawing, StaysInItsFrame) {
  Drawing drawing(60, 40, {255, 255, 255});
  drawing.set_frame({20, 10, 20, 20});
  const Point2 corners[] = {{-100, -100}, {100, 100}};
  drawing.outline(corners, false, {255, 0, 0}, 3, Stroke::kSolid);
  drawing.text({0, 25}, "wide words", 14, {0, 0, 0});
  drawing.fill({-50, -50, 200, 200}, {0, 200, 0}, 0.5);
  int changed_outside = 0, changed_inside = 0;
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 60; ++x) {
      const bool inside = x >= 20 && x < 40 && y >= 10 && y < 30;
      (inside ? changed_inside : changed_outside) += drawing.pixels().at(x, y, 0) != 255;
    }
  EXPECT_EQ(changed_outside, 0);
  EXPECT_EQ(changed_inside, 400);
}

TEST(Drawing, FindsTheOutlinesOfAMask) {
  Image<std::uint8_t> mask(30, 20, 1, 0);
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 10; ++x) mask.at(x, y) = 1;  // up to the picture's edge
  for (int y = 5; y < 9; ++y)
    for (int x = 20; x < 26; ++x) mask.at(x, y) = 255;
  const std::vector<Polygon> parts = contours(mask);
  ASSERT_EQ(parts.size(), 2u);
  double area = 0;
  for (const Polygon& part : parts) area += std::abs(signed_area(part));
  EXPECT_NEAR(area, 9 * 19 + 5 * 3, 1);  // through the middles of the outermost pixels
}

}  // namespace
}  // namespace smp
