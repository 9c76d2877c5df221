#include "smp/render/pixels.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/random.h"

namespace smp {
namespace {

std::vector<Mark> one_dot(double x, double y) { return {{{x, y}, {0.01, 0, 0.01}, 0.3, 0.3, 20}}; }

template <class T>
Image<T> noise_picture(int width, int height, int channels) {
  Image<T> image(width, height, channels);
  RandomStream random(9, RandomPurpose::kPhantom);
  for (T& value : image.values()) value = static_cast<T>(random.bits());
  return image;
}

template <class T>
void expect_only_reached_pixels_change(int channels) {
  const Image<T> before = noise_picture<T>(200, 150, channels);
  Image<T> after = before;
  const TransmittanceField field(prepare_dots(one_dot(60, 70), 48, 0.7, 1), 200, 150, 1);
  apply_transmittance(field, ColorSpace::display_p3(), {}, after, 1);
  int changed = 0;
  for (int y = 0; y < 150; ++y)
    for (int x = 0; x < 200; ++x)
      for (int c = 0; c < channels; ++c) {
        if (after.at(x, y, c) == before.at(x, y, c)) continue;
        ++changed;
        ASSERT_LT(std::hypot(x - 60, y - 70), 36) << x << ", " << y;
        ASSERT_LT(c, 3) << "alpha changed";
      }
  EXPECT_GT(changed, 100);
}

TEST(ApplyTransmittance, ChangesOnlyPixelsInReach) {
  expect_only_reached_pixels_change<std::uint8_t>(3);
  expect_only_reached_pixels_change<std::uint8_t>(4);
  expect_only_reached_pixels_change<std::uint16_t>(3);
}

TEST(ApplyTransmittance, MultipliesLinearLight) {
  Image<std::uint16_t> picture(80, 80, 3, 40000);
  const TransmittanceField field(prepare_dots(one_dot(40.5, 40.5), 48, 0.7, 1), 80, 80, 1);
  std::vector<Float4> tile(TransmittanceField::kTilePx * TransmittanceField::kTilePx);
  field.evaluate(0, tile);
  apply_transmittance(field, ColorSpace::srgb(), {}, picture, 1);
  const ToneCurve curve = ToneCurve::srgb();
  const double skin = curve.linear(40000 / 65535.0);
  for (int c = 0; c < 3; ++c) {
    const double expected = skin * tile[40 * TransmittanceField::kTilePx + 40][c];
    EXPECT_NEAR(curve.linear(picture.at(40, 40, c) / 65535.0), expected, 2e-5);
  }
}

TEST(ApplyTransmittance, GivesTheSameColourInEveryColourSpace) {
  // One colour, stored in sRGB and in Display P3, must come out as one colour.
  const Vector3 skin = {0.461, 0.304, 0.235};
  const auto render = [&](const ColorSpace& space) {
    const Vector3 local = inverse(space.linear_srgb_from_linear()) * skin;
    Image<std::uint16_t> picture(80, 80, 3);
    for (int i = 0; i < 80 * 80; ++i)
      for (int c = 0; c < 3; ++c)
        picture.values()[static_cast<std::size_t>(3 * i + c)] =
            static_cast<std::uint16_t>(std::lround(65535 * space.curves[c].encoded(local[c])));
    const TransmittanceField field(prepare_dots(one_dot(40.5, 40.5), 48, 0.7, 1), 80, 80, 1);
    apply_transmittance(field, space, {}, picture, 1);
    Vector3 out;
    for (int c = 0; c < 3; ++c) out[c] = space.curves[c].linear(picture.at(40, 40, c) / 65535.0);
    return space.linear_srgb_from_linear() * out;
  };
  const Vector3 in_srgb = render(ColorSpace::srgb()), in_p3 = render(ColorSpace::display_p3());
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(in_srgb[c], in_p3[c], 1e-4);
}

}  // namespace
}  // namespace smp
