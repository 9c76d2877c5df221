#include "smp/render/hair_layer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "smp/base/random.h"
#include "smp/render/pixels.h"

namespace smp {
namespace {

constexpr int kWidth = 300, kHeight = 220;

// Bent shafts at random, `length_px` long or a little less.
std::vector<HairShaft> shafts_over(int count, double length_px, double width_px) {
  std::vector<HairShaft> shafts;
  RandomStream random(2, RandomPurpose::kPlacement);
  for (int i = 0; i < count; ++i) {
    HairShaft s;
    const double x = random.uniform(40, kWidth - 40.0), y = random.uniform(40, kHeight - 40.0);
    const double angle = random.uniform(0, 2 * kPi);
    s.root_px = {x, y};
    const Point2 along = {std::cos(angle), std::sin(angle)};
    s.tip_px = s.root_px + length_px * along;
    s.middle_px = s.root_px + (0.5 * length_px) * along + (0.05 * length_px) * Point2{-along.y, along.x};
    s.width_px = width_px;
    shafts.push_back(s);
  }
  return shafts;
}

double parabola_length(const HairShaft& s) {
  const Point2 control = 2.0 * s.middle_px - 0.5 * (s.root_px + s.tip_px);
  double sum = 0;
  Point2 last = s.root_px;
  for (int k = 1; k <= 50; ++k) {
    const double t = k / 50.0, u = 1 - t;
    const Point2 p = u * u * s.root_px + 2 * u * t * control + t * t * s.tip_px;
    sum += distance(last, p), last = p;
  }
  return sum;
}

TransmittanceField no_dots() { return {prepare_dots({}, 45, 0.7, 1), kWidth, kHeight, 1}; }

template <class T>
Image<T> noise_picture(int channels) {
  Image<T> image(kWidth, kHeight, channels);
  RandomStream random(9, RandomPurpose::kPhantom);
  for (T& value : image.values()) value = static_cast<T>(random.bits());
  return image;
}

double covered_px(const HairLayer& layer) {
  double sum = 0;
  HairLayer::Tile tile;
  for (const PixelRect& rect : layer.tiles()) {
    EXPECT_TRUE(layer.draw(rect.x, rect.y, tile));
    for (const float v : tile.cover) sum += v;
  }
  return sum;
}

TEST(HairLayer, HidesDiametersTimesLengths) {
  for (const double width_px : {0.3, 0.9, 2.5})
    for (const double blur_px : {0.0, 0.7, 2.0}) {
      const auto shafts = shafts_over(12, 30, width_px);
      double wanted = 0;
      for (const HairShaft& s : shafts) wanted += width_px * parabola_length(s);
      const HairLayer layer(shafts, {.blur_px = blur_px}, kWidth, kHeight);
      EXPECT_NEAR(covered_px(layer) / wanted, 1, 0.05) << width_px << " px, blur " << blur_px;
    }
}

TEST(HairLayer, ShadeIsThatOfTheShafts) {
  auto shafts = shafts_over(1, 40, 3);
  shafts[0].shade = 1.7f;
  const HairLayer layer(shafts, {}, kWidth, kHeight);
  HairLayer::Tile tile;
  for (const PixelRect& rect : layer.tiles()) {
    layer.draw(rect.x, rect.y, tile);
    for (std::size_t k = 0; k < tile.cover.size(); ++k)
      ASSERT_NEAR(tile.shade[k], 1.7f * tile.cover[k], 1e-5);
  }
}

template <class T>
void expect_only_reached_pixels_change(int channels, const ColorSpace& space) {
  const HairLayer layer(shafts_over(3, 25, 1.2), {}, kWidth, kHeight);
  const Image<T> before = noise_picture<T>(channels);
  Image<T> after = before;
  apply_transmittance(no_dots(), space, {.hair = &layer}, after, 2);
  Image<float> cover(kWidth, kHeight, 1, 0.0f);
  HairLayer::Tile tile;
  for (const PixelRect& rect : layer.tiles()) {
    layer.draw(rect.x, rect.y, tile);
    for (int y = 0; y < rect.height; ++y)
      for (int x = 0; x < rect.width; ++x)
        cover.at(rect.x + x, rect.y + y) = tile.cover[static_cast<std::size_t>(y * HairLayer::kTilePx + x)];
  }
  int changed = 0, untouched = 0;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x)
      for (int c = 0; c < channels; ++c) {
        const bool same = after.at(x, y, c) == before.at(x, y, c);
        changed += !same, untouched += cover.at(x, y) == 0;
        ASSERT_TRUE(same || (cover.at(x, y) > 0 && c < 3)) << x << ", " << y << ", " << c;
      }
  EXPECT_GT(changed, 200);
  EXPECT_GT(untouched, kWidth * kHeight);
}

TEST(HairLayer, LeavesAllOtherPixelsAsTheyWere) {
  expect_only_reached_pixels_change<std::uint8_t>(3, ColorSpace::srgb());
  expect_only_reached_pixels_change<std::uint8_t>(4, ColorSpace::display_p3());
  expect_only_reached_pixels_change<std::uint16_t>(3, ColorSpace::display_p3());
}

TEST(HairLayer, HairInShadowIsDarker) {
  // Skin in full light at the left, in a quarter of it at the right.
  const LinearRgb skin{0.46, 0.30, 0.235};
  SkinMap map;
  map.step_px = 10;
  map.body = Image<float>(kWidth / 10, kHeight / 10, 3);
  for (int y = 0; y < map.body.height(); ++y)
    for (int x = 0; x < map.body.width(); ++x) {
      const auto light = x < map.body.width() / 2 ? 1.0f : 0.25f;
      map.body.at(x, y, 0) = light * static_cast<float>(skin.r);
      map.body.at(x, y, 1) = light * static_cast<float>(skin.g);
      map.body.at(x, y, 2) = light * static_cast<float>(skin.b);
    }
  map.gloss = Image<float>(map.body.width(), map.body.height(), 1, 0.0f);
  map.hair = map.gloss;
  std::vector<HairShaft> shafts(2);
  for (int k = 0; k < 2; ++k) {
    const double x = k == 0 ? 60 : 240;
    shafts[static_cast<std::size_t>(k)] = {
        .root_px = {x, 80}, .middle_px = {x, 100}, .tip_px = {x, 120}, .width_px = 9};
  }
  const HairLayer layer(shafts, {.color = {0.08, 0.06, 0.04}, .skin = skin}, kWidth, kHeight);
  Image<std::uint16_t> picture(kWidth, kHeight, 3, 30000);
  apply_transmittance(no_dots(), ColorSpace::srgb(), {.skin = &map, .hair = &layer}, picture, 1);
  const ToneCurve curve = ToneCurve::srgb();
  const auto light = [&](int x, int c) { return curve.linear(picture.at(x, 100, c) / 65535.0); };
  EXPECT_NEAR(light(60, 0), 0.08, 1e-3);
  EXPECT_NEAR(light(60, 2), 0.04, 1e-3);
  EXPECT_NEAR(light(240, 0), 0.02, 1e-3);
  EXPECT_NEAR(light(240, 1), 0.015, 1e-3);
}

TEST(HairLayer, CarriesThePhotosGrain) {
  const HairLayer layer(
      {{.root_px = {20, 110}, .middle_px = {150, 110}, .tip_px = {280, 110}, .width_px = 60}},
      {.color = {0.05, 0.05, 0.05}}, kWidth, kHeight);
  const NoiseModel noise{.read = 0.004, .shot = 0.01};
  Image<std::uint16_t> picture(kWidth, kHeight, 3, 40000);
  apply_transmittance(no_dots(), ColorSpace::srgb(), {.noise = noise, .hair = &layer}, picture, 2);
  const ToneCurve curve = ToneCurve::srgb();
  double sum = 0, squares = 0, n = 0;
  for (int y = 95; y < 125; ++y)
    for (int x = 40; x < 260; ++x, ++n) {
      const double v = curve.linear(picture.at(x, y, 1) / 65535.0);
      sum += v, squares += v * v;
    }
  EXPECT_NEAR(std::sqrt(squares / n - sum * sum / n / n), std::sqrt(0.004 * 0.004 + 0.01 * 0.01 * 0.05),
              4e-4);
}

TEST(HairLayer, GivesTheSameBytesOnAnyNumberOfThreads) {
  const HairLayer layer(shafts_over(60, 30, 0.8), {}, kWidth, kHeight);
  const std::vector<Mark> marks = {{{120.5, 100}, {0.01, 0, 0.01}, 0.3, 0.3, 20}};
  const TransmittanceField field(prepare_dots(marks, 48, 0.7, 1), kWidth, kHeight, 1);
  const auto drawn = [&](int threads) {
    Image<std::uint8_t> picture = noise_picture<std::uint8_t>(3);
    apply_transmittance(field, ColorSpace::srgb(), {.noise = {0.003, 0.01}, .hair = &layer}, picture,
                        threads);
    return picture;
  };
  EXPECT_EQ(drawn(1), drawn(3));
}

TEST(HairLayer, LiesOverTheDots) {
  const std::vector<Mark> marks = {{{150, 110}, {0.01, 0, 0.01}, 0.3, 0.3, 40}};
  const TransmittanceField field(prepare_dots(marks, 48, 0.7, 1), kWidth, kHeight, 1);
  const HairLayer layer(
      {{.root_px = {100, 110}, .middle_px = {150, 110}, .tip_px = {200, 110}, .width_px = 20}},
      {.color = {0.3, 0.3, 0.3}}, kWidth, kHeight);
  Image<std::uint16_t> picture(kWidth, kHeight, 3, 40000);
  apply_transmittance(field, ColorSpace::srgb(), {.hair = &layer}, picture, 1);
  EXPECT_NEAR(ToneCurve::srgb().linear(picture.at(150, 110, 1) / 65535.0), 0.3, 1e-3);
}

TEST(HairLayer, ChangedTilesAreThoseOfDotsAndHairInOrder) {
  const std::vector<Mark> marks = {{{20, 20}, {0.01, 0, 0.01}, 0.3, 0.3, 20}};
  const TransmittanceField field(prepare_dots(marks, 48, 0.7, 1), kWidth, kHeight, 1);
  const HairLayer layer({{.root_px = {20, 30}, .middle_px = {100, 30}, .tip_px = {200, 30}}}, {}, kWidth,
                        kHeight);
  const std::vector<PixelRect> tiles = changed_tiles({.dots = field, .hair = &layer});
  ASSERT_EQ(tiles.size(), 4u);
  for (int k = 0; k < 4; ++k) EXPECT_EQ(tiles[static_cast<std::size_t>(k)], (PixelRect{64 * k, 0, 64, 64}));
  EXPECT_EQ(changed_tiles({.dots = field}), field.tiles());
}

TEST(RootMarks, AreFainterUnderFairHairAndLieBackAlongTheHair) {
  HairUnit unit;
  unit.root_px = {50, 60};
  unit.metric_mm2 = {0.01, 0, 0.01};
  unit.lean_px = {10, 0};
  const Mark dark = root_marks({unit}, {0.03, 0.025, 0.02})[0], fair = root_marks({unit}, {0.3, 0.2, 0.1})[0];
  EXPECT_LT(fair.mu_per_mm, 0.6 * dark.mu_per_mm);
  EXPECT_LT(dark.center_px.x, 50);
  EXPECT_NEAR(dark.center_px.y, 60, 1e-9);
  EXPECT_LT(dark.metric_mm2.xx, dark.metric_mm2.yy) << "drawn out along the hair";
  unit.hairs = 4;
  EXPECT_GT(root_marks({unit}, {0.03, 0.025, 0.02})[0].diameter_mm, dark.diameter_mm);
}

}  // namespace
}  // namespace smp
