// What lies above the dots, gloss and hair, and the noise that they take away with the light.
#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "smp/base/random.h"
#include "smp/render/grain.h"
#include "smp/render/pixels.h"

namespace smp {
namespace {

constexpr LinearRgb kBody{0.46, 0.30, 0.235};  // fair skin

// A field of dots at 110 per cm^2 on a jittered grid.
std::vector<Mark> dots_over(int width, int height, double px_per_mm) {
  std::vector<Mark> marks;
  RandomStream random(4, RandomPurpose::kPlacement);
  const double spacing_px = std::sqrt(100 / 110.0) * px_per_mm, metric = 1 / (px_per_mm * px_per_mm);
  for (double y = 0; y < height; y += spacing_px)
    for (double x = 0; x < width; x += spacing_px) {
      const double dx = random.uniform(0, 0.7 * spacing_px), dy = random.uniform(0, 0.7 * spacing_px);
      marks.push_back({{x + dx, y + dy}, {metric, 0, metric}, 0.35, 0.3, 40});
    }
  return marks;
}
TransmittanceField field_over(int width, int height, double px_per_mm = 8) {
  return {prepare_dots(dots_over(width, height, px_per_mm), 48, 0.7, 2), width, height, 2};
}

// Skin of one colour all over, on cells of 8 px.
SkinMap even_skin(int width, int height, float hair, const LinearRgb& body = kBody) {
  SkinMap map;
  map.step_px = 8;
  const int columns = (width + 7) / 8, rows = (height + 7) / 8;
  map.body = Image<float>(columns, rows, 3);
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) {
      map.body.at(x, y, 0) = static_cast<float>(body.r);
      map.body.at(x, y, 1) = static_cast<float>(body.g);
      map.body.at(x, y, 2) = static_cast<float>(body.b);
    }
  map.gloss = Image<float>(columns, rows, 1, 0.0f);
  map.hair = Image<float>(columns, rows, 1, hair);
  return map;
}

// A picture in sRGB from linear light.
template <class T, class Light>
Image<T> picture_of(int width, int height, Light light) {
  const CodeFromLinear encode(ToneCurve::srgb(), 8 * sizeof(T));
  Image<T> picture(width, height, 3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const LinearRgb v = light(x, y);
      picture.at(x, y, 0) = static_cast<T>(encode(static_cast<float>(v.r)));
      picture.at(x, y, 1) = static_cast<T>(encode(static_cast<float>(v.g)));
      picture.at(x, y, 2) = static_cast<T>(encode(static_cast<float>(v.b)));
    }
  return picture;
}
template <class T>
double linear_at(const Image<T>& picture, int x, int y, int c) {
  static const std::vector<float> table = linear_from_code(ToneCurve::srgb(), 8 * sizeof(T));
  return table[picture.at(x, y, c)];
}

TEST(Gloss, AHighlightKeepsItsPeak) {
  constexpr int kSize = 320;
  const auto gloss_at = [](int x, int y) {
    return 0.45 * std::exp(-0.5 * (std::pow((x - 160) / 22.0, 2) + std::pow((y - 160) / 30.0, 2)));
  };
  SkinMap map = even_skin(kSize, kSize, 0);
  for (int j = 0; j < kSize / 8; ++j)
    for (int i = 0; i < kSize / 8; ++i)
      map.gloss.at(i, j) = static_cast<float>(gloss_at(8 * i + 4, 8 * j + 4));
  const auto before = picture_of<std::uint16_t>(kSize, kSize, [&](int x, int y) {
    const double s = gloss_at(x, y);
    return LinearRgb{kBody.r + s, kBody.g + s, kBody.b + s};
  });
  auto with = before, without = before;
  const TransmittanceField field = field_over(kSize, kSize);
  apply_transmittance(field, ColorSpace::srgb(), {.skin = &map}, with, 2);
  apply_transmittance(field, ColorSpace::srgb(), {}, without, 2);
  // Dots take the body's light by a share; the gloss above its own neighbourhood must not shrink with it.
  const auto peak = [&](const auto& picture, int c) {
    const auto mean = [&](int cx) {
      double sum = 0;
      for (int y = 152; y < 168; ++y)
        for (int x = cx - 8; x < cx + 8; ++x) sum += linear_at(picture, x, y, c);
      return sum / 256;
    };
    return mean(160) - mean(32);
  };
  for (int c = 0; c < 3; ++c) {
    const double left = linear_at(with, 160, 160, c) - gloss_at(160, 160);
    EXPECT_LE(left, (c == 0 ? kBody.r : c == 1 ? kBody.g : kBody.b) + 0.002);
    EXPECT_NEAR(peak(with, c) / peak(before, c), 1, 0.02) << "channel " << c;
    EXPECT_LT(peak(without, c) / peak(before, c), 0.95) << "channel " << c << ": the field is too faint";
  }
}

TEST(Gloss, WhiteStaysWhite) {
  const SkinMap map = even_skin(200, 100, 0);
  Image<std::uint8_t> picture(200, 100, 3, 255);
  apply_transmittance(field_over(200, 100), ColorSpace::srgb(), {.skin = &map}, picture, 1);
  for (const std::uint8_t code : picture.values()) ASSERT_GE(code, 254);
}

TEST(Hair, HidesTheDotsBelowIt) {
  constexpr int kSize = 160;
  SkinMap map = even_skin(kSize, kSize, 1);
  map.hair_color = {0.03, 0.022, 0.018};
  // Shafts every 16 px, 3 px wide.
  const auto before =
      picture_of<std::uint8_t>(kSize, kSize, [&](int x, int) { return x % 16 < 3 ? map.hair_color : kBody; });
  auto after = before;
  apply_transmittance(field_over(kSize, kSize), ColorSpace::srgb(), {.skin = &map}, after, 1);
  double skin_ratio = 0;
  int count = 0;
  for (int y = 0; y < kSize; ++y)
    for (int x = 0; x < kSize; ++x) {
      for (int c = 0; c < 3; ++c)
        ASSERT_TRUE(x % 16 != 1 || after.at(x, y, c) == before.at(x, y, c)) << x << ", " << y;
      if (x % 16 == 9) skin_ratio += linear_at(after, x, y, 0) / linear_at(before, x, y, 0), ++count;
    }
  EXPECT_LT(skin_ratio / count, 0.9);
}

// Adds noise of the model to a picture of one level; independent of the toolkit's own grain.
Image<std::uint16_t> noisy_patch(int size, const NoiseModel& model) {
  RandomStream random(11, RandomPurpose::kPhantom);
  return picture_of<std::uint16_t>(size, size, [&](int, int) {
    const double grey = 0.8 * random.normal();
    const auto noisy = [&](double v) {
      return v + (grey + 0.6 * random.normal()) *
                     std::sqrt(model.read * model.read + model.shot * model.shot * v);
    };
    const double r = noisy(kBody.r), g = noisy(kBody.g);
    return LinearRgb{r, g, noisy(kBody.b)};
  });
}

// Noise of a treated patch, free of the dots' own pattern: half the difference of two renders of one field
// on patches that differ in their noise.
TEST(Grain, BringsTheNoiseToTheNewLevel) {
  constexpr int kSize = 384;
  const NoiseModel model{.read = 0.002, .shot = 0.012, .grain_px = 0};
  const TransmittanceField field = field_over(kSize, kSize, 6);
  const auto flat = picture_of<std::uint16_t>(kSize, kSize, [](int, int) { return kBody; });
  auto clean = flat, noisy = noisy_patch(kSize, model), bare = noisy;
  apply_transmittance(field, ColorSpace::srgb(), {}, clean, 2);
  apply_transmittance(field, ColorSpace::srgb(), {.noise = model, .seed = 5}, noisy, 2);
  apply_transmittance(field, ColorSpace::srgb(), {.noise = model, .grain = false}, bare, 2);
  for (int c = 0; c < 3; ++c) {
    double measured = 0, expected = 0, without = 0, drop = 0;
    for (int y = 16; y < kSize - 16; ++y)
      for (int x = 16; x < kSize - 16; ++x) {
        const double level = linear_at(clean, x, y, c);
        measured += std::pow(linear_at(noisy, x, y, c) - level, 2);
        without += std::pow(linear_at(bare, x, y, c) - level, 2);
        expected += model.read * model.read + model.shot * model.shot * level;
        drop += 1 - level / linear_at(flat, x, y, c);
      }
    EXPECT_NEAR(std::sqrt(measured / expected), 1, 0.05) << "channel " << c;
    EXPECT_LT(std::sqrt(without / expected), 0.96) << "channel " << c << ": the test shows nothing";
    EXPECT_GT(drop / ((kSize - 32) * (kSize - 32)), 0.06) << "channel " << c;
  }
}

TEST(Grain, IsAsSoftAsThePhotosOwn) {
  // Correlation of neighbours of white noise after a Gaussian of 0.8 px: exp(-1 / (4 sigma^2)).
  constexpr int kSize = 256;
  const TransmittanceField field = field_over(kSize, kSize, 6);
  const auto flat = picture_of<std::uint16_t>(kSize, kSize, [](int, int) { return kBody; });
  auto clean = flat, grainy = flat;
  apply_transmittance(field, ColorSpace::srgb(), {}, clean, 2);
  apply_transmittance(field, ColorSpace::srgb(), {.noise = {0.004, 0, 0.8}, .seed = 5}, grainy, 2);
  double squares = 0, across = 0, down = 0, channels = 0;
  const auto noise = [&](int x, int y, int c) {
    return linear_at(grainy, x, y, c) - linear_at(clean, x, y, c);
  };
  for (int y = 8; y < kSize - 8; ++y)
    for (int x = 8; x < kSize - 8; ++x) {
      squares += std::pow(noise(x, y, 0), 2);
      across += noise(x, y, 0) * noise(x + 1, y, 0);
      down += noise(x, y, 0) * noise(x, y + 1, 0);
      channels += noise(x, y, 0) * noise(x, y, 1);
    }
  const double expected = std::exp(-1 / (4 * 0.8 * 0.8));
  EXPECT_NEAR(across / squares, expected, 0.05);
  EXPECT_NEAR(down / squares, expected, 0.05);
  EXPECT_GT(channels / squares, 0.5);
}

TEST(Grain, DoesNotRepeat) {
  // No shift by up to a thousand px brings the pattern back.
  const Grain grain(0.5, 3, 1);
  const auto value = [&](int x, int y) {
    const Grain::Run run = grain.at(x, y);
    return static_cast<double>(((*run.first + *run.second) & 0xFF)) - 2 * Grain::kZero;
  };
  double squares = 0;
  for (int i = 0; i < 4000; ++i) squares += std::pow(value(i % 80, i / 80), 2);
  EXPECT_NEAR(Grain::kUnit * std::sqrt(squares / 4000), 1, 0.05);
  for (int shift = 8; shift < 1000; ++shift) {
    double sum = 0;
    for (int i = 0; i < 4000; ++i) sum += value(i % 80, i / 80) * value(i % 80 + shift, i / 80);
    // Each of the two patterns returns after its own period with half of the variance.
    ASSERT_LT(sum / squares, 0.65) << "shift " << shift;
  }
}

template <class T>
Image<T> render_everything(const ColorSpace& space, int threads) {
  constexpr int kSize = 300;
  const SkinMap map = even_skin(kSize, kSize, 0.6f);
  RandomStream random(2, RandomPurpose::kPhantom);
  auto picture = picture_of<T>(kSize, kSize, [&](int, int) {
    const double v = random.uniform(0, 1.3);
    return LinearRgb{v * kBody.r, v * kBody.g, v * kBody.b};
  });
  apply_transmittance(field_over(kSize, kSize), space, {.skin = &map, .noise = {0.002, 0.01, 0.6}, .seed = 8},
                      picture, threads);
  return picture;
}

template <class T>
void expect_equal_for_any_threads() {
  for (const ColorSpace& space : {ColorSpace::srgb(), ColorSpace::display_p3()}) {
    const Image<T> one = render_everything<T>(space, 1);
    EXPECT_EQ(one, render_everything<T>(space, 2)) << space.name;
    EXPECT_EQ(one, render_everything<T>(space, 8)) << space.name;
  }
}
TEST(PhotoLight, GivesTheSameBytesForAnyThreads) {
  expect_equal_for_any_threads<std::uint8_t>();
  expect_equal_for_any_threads<std::uint16_t>();
}

template <class T>
void expect_untouched_pixels_kept(const ColorSpace& space) {
  constexpr int kSize = 200;
  const SkinMap map = even_skin(kSize, kSize, 0.5f);
  Image<T> before(kSize, kSize, 4);
  RandomStream random(9, RandomPurpose::kPhantom);
  for (T& value : before.values()) value = static_cast<T>(random.bits());
  // One dot whose outline crosses tiles.
  const TransmittanceField field(prepare_dots({{{64.3, 66}, {0.01, 0, 0.01}, 0.3, 0.3, 20}}, 48, 0.7, 1),
                                 kSize, kSize, 1);
  Image<T> after = before;
  apply_transmittance(field, space, {.skin = &map, .noise = {0.01, 0.03, 0.5}}, after, 1);
  Image<std::uint8_t> reached(kSize, kSize, 1, 0);
  std::vector<Float4> tile(TransmittanceField::kTilePx * TransmittanceField::kTilePx);
  for (std::size_t i = 0; i < field.tiles().size(); ++i) {
    field.evaluate(i, tile);
    const PixelRect& area = field.tiles()[i];
    for (int y = 0; y < area.height; ++y)
      for (int x = 0; x < area.width; ++x)
        reached.at(area.x + x, area.y + y) = tile[y * TransmittanceField::kTilePx + x][0] != 1.0f;
  }
  int changed = 0;
  for (int y = 0; y < kSize; ++y)
    for (int x = 0; x < kSize; ++x)
      for (int c = 0; c < 4; ++c) {
        if (after.at(x, y, c) == before.at(x, y, c)) continue;
        ++changed;
        ASSERT_TRUE(reached.at(x, y)) << x << ", " << y;
        ASSERT_LT(c, 3) << "alpha changed";
      }
  EXPECT_GT(changed, 100);
}
TEST(PhotoLight, KeepsPixelsThatNoDotReachesBitForBit) {
  for (const ColorSpace& space : {ColorSpace::srgb(), ColorSpace::display_p3()}) {
    expect_untouched_pixels_kept<std::uint8_t>(space);
    expect_untouched_pixels_kept<std::uint16_t>(space);
  }
}

TEST(PhotoLight, DarkensAGreyPhotoToo) {
  const SkinMap map = even_skin(200, 100, 0, {0.3, 0.3, 0.3});
  Image<std::uint8_t> picture(200, 100, 3, 149);
  apply_transmittance(field_over(200, 100), ColorSpace::srgb(), {.skin = &map, .noise = {0.001, 0.004, 0.5}},
                      picture, 1);
  double sum = 0;
  for (const std::uint8_t code : picture.values()) {
    ASSERT_LT(code, 153);
    sum += code;
  }
  EXPECT_LT(sum / static_cast<double>(picture.values().size()), 143);
}

TEST(PhotoLight, LeavesBlackBlack) {
  // Nothing to darken and, with shot noise alone, no grain: not a number must not creep in.
  for (const LinearRgb& body : {kBody, LinearRgb{0, 0, 0}}) {
    const SkinMap map = even_skin(200, 100, 0.5f, body);
    Image<std::uint16_t> picture(200, 100, 3, 0);
    apply_transmittance(field_over(200, 100), ColorSpace::srgb(), {.skin = &map, .noise = {0, 0.01, 0.5}},
                        picture, 1);
    for (const std::uint16_t code : picture.values()) ASSERT_EQ(code, 0);
  }
}

// Mean drop and its spread over places, of one field of dots at a scale.
struct Tone {
  double mean = 0, deviation = 0, lag1 = 0;
};
Tone tone_at(double px_per_mm) {
  const int size = static_cast<int>(60 * px_per_mm), margin = static_cast<int>(6 * px_per_mm);
  const auto marks = [&] {
    std::vector<Mark> list;  // a random field in mm: 110 per cm^2 without regard to neighbours
    RandomStream random(6, RandomPurpose::kPlacement);
    for (int i = 0; i < 3960; ++i) {
      const double x = random.uniform(0, 60), y = random.uniform(0, 60), g = 1 / (px_per_mm * px_per_mm);
      list.push_back({{x * px_per_mm, y * px_per_mm}, {g, 0, g}, 0.25, 0.3, 40});
    }
    return list;
  }();
  auto picture = picture_of<std::uint16_t>(size, size, [](int, int) { return kBody; });
  const TransmittanceField field(prepare_dots(marks, 48, 0.7, 2), size, size, 2);
  apply_transmittance(field, ColorSpace::srgb(), {}, picture, 2);
  Tone tone;
  double n = 0, squares = 0, next = 0;
  for (int y = margin; y < size - margin; ++y)
    for (int x = margin; x < size - margin; ++x) {
      const double v = linear_at(picture, x, y, 1) / kBody.g;
      tone.mean += v, squares += v * v, next += v * linear_at(picture, x + 1, y, 1) / kBody.g, ++n;
    }
  tone.mean /= n;
  const double variance = squares / n - tone.mean * tone.mean;
  tone.deviation = std::sqrt(variance);
  tone.lag1 = (next / n - tone.mean * tone.mean) / variance;
  return tone;
}
TEST(Tone, IsTheSameAtEveryScale) {
  const Tone fine = tone_at(10);
  ASSERT_LT(fine.mean, 0.93);
  for (const double px_per_mm : {1.0, 1.5, 2.0}) {
    const Tone coarse = tone_at(px_per_mm);
    EXPECT_NEAR(coarse.mean / fine.mean, 1, 0.01) << px_per_mm;
    // Single pixels never stand out: neighbours go together and contrast sinks with the pixel's area.
    EXPECT_LT(coarse.deviation, 0.8 * fine.deviation) << px_per_mm;
    EXPECT_GT(coarse.lag1, 0.3) << px_per_mm;
  }
}

}  // namespace
}  // namespace smp
