// Redness of fresh work: how much of it, where, and that nothing else changes.
#include "smp/render/redness.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/render/pixels.h"

namespace smp {
namespace {

constexpr double kPxPerMm = 8;
constexpr int kWidth = 320, kHeight = 256;
// Tones I, III, IV and VI.
constexpr Lab kSkins[] = {{70, 9, 14}, {62, 12, 18}, {52, 14, 21}, {33, 11, 14}};

LinearRgb under_blood(const LinearRgb& skin, const PerChannel& f) {
  return {f[0] * skin.r, f[1] * skin.g, f[2] * skin.b};
}

// Spots on a square lattice over the left half.
std::vector<RedSpot> spots(double per_cm2, double redness = 1) {
  std::vector<RedSpot> out;
  const double step = 10 / std::sqrt(per_cm2) * kPxPerMm;
  const double g = 1 / (kPxPerMm * kPxPerMm);
  for (double y = step / 2; y < kHeight; y += step)
    for (double x = step / 2; x < kWidth / 2; x += step) out.push_back({{x, y}, {g, 0, g}, redness});
  return out;
}

template <class T>
Image<T> plain(const LinearRgb& color) {
  constexpr int kBits = static_cast<int>(8 * sizeof(T));
  const CodeFromLinear code(ToneCurve::srgb(), kBits);
  Image<T> out(kWidth, kHeight, 3);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      out.at(x, y, 0) = static_cast<T>(code(static_cast<float>(color.r)));
      out.at(x, y, 1) = static_cast<T>(code(static_cast<float>(color.g)));
      out.at(x, y, 2) = static_cast<T>(code(static_cast<float>(color.b)));
    }
  return out;
}

template <class T>
Lab lab_at(const Image<T>& image, int x, int y) {
  static const std::vector<float> linear =
      linear_from_code(ToneCurve::srgb(), static_cast<int>(8 * sizeof(T)));
  return lab_from_linear({linear[image.at(x, y, 0)], linear[image.at(x, y, 1)], linear[image.at(x, y, 2)]});
}

template <class T>
void paint(const RednessMap& map, Image<T>& image, int threads = 2) {
  const TransmittanceField none(prepare_dots({}, 45, 0.7, 1), kWidth, kHeight, 1);
  const PhotoPainter painter(ColorSpace::srgb(), {}, static_cast<int>(8 * sizeof(T)), threads);
  painter.paint({.dots = none, .redness = &map}, image, threads);
}

TEST(RednessFactors, AddTheAskedAStarToEverySkin) {
  for (const Lab& lab : kSkins)
    for (const double asked : {2.0, 6.0, 10.0}) {
      const LinearRgb skin = linear_from_lab(lab);
      const PerChannel f = redness_factors(skin, asked);
      const Lab red = lab_from_linear(under_blood(skin, f));
      EXPECT_NEAR(red.a - lab.a, asked, 0.01);
      EXPECT_LT(red.l, lab.l);  // blood only takes light
      EXPECT_GT(f[0], 0.94);
      EXPECT_LT(f[1], f[0]);
      EXPECT_LT(f[2], f[0]);
    }
}

TEST(RednessFactors, AreOneWhereNothingIsAsked) {
  EXPECT_EQ(redness_factors(linear_from_lab(kSkins[1]), 0), (PerChannel{1, 1, 1}));
}

TEST(RednessMap, IsFullInUsualWorkAndNoneOutOfReach) {
  const RednessMap map(spots(70), {0.98, 0.8, 0.85}, kWidth, kHeight, 2);
  for (int y = 60; y < 200; y += 7)
    for (int x = 40; x < 110; x += 7) EXPECT_GT(map.at(x, y), 0.95f) << x << ' ' << y;
  EXPECT_EQ(map.at(160 + 6 * static_cast<int>(kPxPerMm), 128), 0.0f);
  for (const PixelRect& tile : map.tiles()) EXPECT_LT(tile.x, 256);
}

TEST(RednessMap, FallsSmoothlyBeyondTheWork) {
  const RednessMap map(spots(100), {0.98, 0.8, 0.85}, kWidth, kHeight, 2);
  float before = map.at(120, 128);
  for (int x = 121; x < 220; ++x) {
    const float here = map.at(x, 128);
    EXPECT_LE(here, before + 0.01f);
    EXPECT_LT(std::abs(here - before), 0.06f);  // over one eighth of a millimetre
    before = here;
  }
}

TEST(RednessMap, OfSparseWorkIsLess) {
  const RednessMap sparse(spots(15), {0.98, 0.8, 0.85}, kWidth, kHeight, 1);
  EXPECT_GT(sparse.at(80, 128), 0.1f);
  EXPECT_LT(sparse.at(80, 128), 0.7f);
}

TEST(RednessMap, OfNoSpotsChangesNothing) {
  const RednessMap none({}, {0.9, 0.8, 0.8}, kWidth, kHeight, 1);
  EXPECT_TRUE(none.tiles().empty());
  Image<std::uint8_t> image = plain<std::uint8_t>(linear_from_lab(kSkins[0]));
  const Image<std::uint8_t> before = image;
  paint(none, image);
  EXPECT_EQ(image, before);
}

template <class T>
void expect_red_skin(double redness, double rise) {
  for (const Lab& lab : kSkins) {
    const LinearRgb skin = linear_from_lab(lab);
    Image<T> image = plain<T>(skin);
    const Image<T> before = image;
    paint(RednessMap(spots(110, redness), redness_factors(skin, 6), kWidth, kHeight, 2), image);
    EXPECT_NEAR(lab_at(image, 70, 128).a - lab_at(before, 70, 128).a, rise, 0.7);
    for (int y = 0; y < kHeight; y += 5)
      for (int x = 160 + 5 * static_cast<int>(kPxPerMm); x < kWidth; ++x)
        for (int c = 0; c < 3; ++c) ASSERT_EQ(image.at(x, y, c), before.at(x, y, c));
  }
}

TEST(Redness, RaisesAStarOfPlainSkinAndLeavesTheRest) {
  expect_red_skin<std::uint8_t>(1, 6);
  expect_red_skin<std::uint16_t>(1, 6);
}

TEST(Redness, FadesWithTheSpots) { expect_red_skin<std::uint16_t>(0.5, 3); }

TEST(Redness, IsTheSameForAnyNumberOfThreads) {
  const LinearRgb skin = linear_from_lab(kSkins[1]);
  Image<std::uint8_t> one = plain<std::uint8_t>(skin), three = one;
  paint(RednessMap(spots(90), redness_factors(skin, 6), kWidth, kHeight, 1), one, 1);
  paint(RednessMap(spots(90), redness_factors(skin, 6), kWidth, kHeight, 3), three, 3);
  EXPECT_EQ(one, three);
}

TEST(RednessMap, PaintsRowsAsItAnswersForPlaces) {
  std::vector<RedSpot> spots;
  for (int k = 0; k < 60; ++k)
    spots.push_back({{3.0 + 7 * (k % 10), 2.0 + 9 * (k / 10)}, {0.01, 0, 0.01}, 0.1 * (k % 11)});
  const PerChannel factors = {0.99, 0.8, 0.85};
  const RednessMap map(spots, factors, 90, 70, 1);
  for (int y = 0; y < 70; ++y)
    for (const auto& [first, width] : {std::pair{0, 64}, {64, 26}, {5, 50}}) {
      std::vector<Float4> row(64, Float4{1, 1, 1, 1});
      map.over(first, y, width, row.data());
      for (int x = 0; x < width; ++x)
        for (int c = 0; c < 3; ++c)
          ASSERT_NEAR(row[static_cast<std::size_t>(x)][c],
                      1 - (1 - factors[static_cast<std::size_t>(c)]) * map.at(first + x, y), 1e-6)
              << first + x << ' ' << y;
    }
}

}  // namespace
}  // namespace smp
