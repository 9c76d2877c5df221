#include "smp/color/icc.h"

#include <gtest/gtest.h>
#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "smp/base/random.h"

namespace smp {
namespace {

std::vector<std::uint8_t> saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::vector<std::uint8_t> bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

std::vector<std::uint8_t> adobe_like_profile() {
  const cmsCIExyY white = {0.3127, 0.3290, 1.0};
  const cmsCIExyYTRIPLE primaries = {{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
  cmsToneCurve* gamma = cmsBuildGamma(nullptr, 563.0 / 256.0);
  cmsToneCurve* curves[3] = {gamma, gamma, gamma};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsFreeToneCurve(gamma);
  return saved(profile);
}

double largest_curve_difference(const ColorSpace& a, const ColorSpace& b) {
  double largest = 0;
  for (std::size_t channel = 0; channel < 3; ++channel)
    for (int code = 0; code < 256; ++code)
      largest = std::max(
          largest, std::abs(a.curves[channel].linear(code / 255.0) - b.curves[channel].linear(code / 255.0)));
  return largest;
}

double largest_matrix_difference(const ColorSpace& a, const ColorSpace& b) {
  double largest = 0;
  for (std::size_t i = 0; i < 9; ++i)
    largest = std::max(largest, std::abs(a.xyz_d50_from_linear[i] - b.xyz_d50_from_linear[i]));
  return largest;
}

std::vector<ColorSpace> sample_spaces() {
  std::vector<ColorSpace> spaces = {ColorSpace::srgb(), ColorSpace::display_p3()};
  ColorSpace gamma = ColorSpace::display_p3();
  gamma.name = "RGB";
  for (ToneCurve& curve : gamma.curves) curve = ToneCurve(ToneCurve::Parameters{.g = 1.8});
  spaces.push_back(gamma);
  ColorSpace offsets = ColorSpace::srgb();
  offsets.name = "RGB";
  offsets.curves[1] =
      ToneCurve({.g = 2.2, .a = 0.95, .b = 0.04, .c = 0.1, .d = 0.05, .e = 0.005, .f = 0.003});
  spaces.push_back(offsets);
  ColorSpace sampled = ColorSpace::srgb();
  sampled.name = "RGB";
  std::vector<double> samples(1024);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = std::pow(static_cast<double>(i) / 1023.0, 2.0);
  sampled.curves = {ToneCurve(samples), ToneCurve::srgb(), ToneCurve(samples)};
  spaces.push_back(sampled);
  return spaces;
}

TEST(Icc, ReadsBackWhatItWrites) {
  for (const ColorSpace& space : sample_spaces()) {
    const auto back = read_icc(write_icc(space));
    ASSERT_TRUE(back) << space.name;
    EXPECT_LT(largest_curve_difference(space, *back), 1e-4);
    EXPECT_LT(largest_matrix_difference(space, *back), 1e-5);
    EXPECT_EQ(back->name, space.name);
    EXPECT_EQ(write_icc(*back), write_icc(space)) << "a second round must change nothing";
  }
}

TEST(Icc, ProfilesAreSmallAndAcceptedByLcms) {
  for (const ColorSpace& space : sample_spaces()) {
    const auto bytes = write_icc(space);
    cmsHPROFILE profile = cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size()));
    ASSERT_NE(profile, nullptr);
    EXPECT_TRUE(cmsIsMatrixShaper(profile));
    EXPECT_GT(cmsGetProfileInfoASCII(profile, cmsInfoDescription, "en", "US", nullptr, 0), 0u);
    cmsCloseProfile(profile);
  }
  EXPECT_LT(write_icc(ColorSpace::srgb()).size(), 600u);
}

TEST(Icc, OurSrgbProfileMeansSrgbToLcms) {
  const auto bytes = write_icc(ColorSpace::srgb());
  const auto convert = IccToSrgb::create(bytes, IccToSrgb::Pixels::kRgb, 8);
  ASSERT_TRUE(convert);
  for (int code = 0; code < 256; ++code) {
    const std::uint8_t in[3] = {static_cast<std::uint8_t>(code), 128, static_cast<std::uint8_t>(255 - code)};
    std::uint8_t out[3];
    convert->row(in, out, 1);
    for (int channel = 0; channel < 3; ++channel) EXPECT_NEAR(in[channel], out[channel], 1) << code;
  }
}

TEST(Icc, NamesSrgbOfAnotherMaker) {
  const auto space = read_icc(saved(cmsCreate_sRGBProfile()));
  ASSERT_TRUE(space);
  EXPECT_EQ(space->name, "sRGB");
  EXPECT_LT(largest_curve_difference(*space, ColorSpace::srgb()), 1e-4);
}

TEST(Icc, KeepsWiderSpacesAsTheyAre) {
  const auto space = read_icc(adobe_like_profile());
  ASSERT_TRUE(space);
  EXPECT_EQ(space->name, "RGB");
  EXPECT_NEAR(space->curves[0].linear(0.5), std::pow(0.5, 563.0 / 256.0), 1e-4);
  // Adobe RGB (1998) adapted to D50: published red colorant 0.60974 0.31111 0.01947.
  EXPECT_NEAR(space->xyz_d50_from_linear[0], 0.60974, 5e-4);
  EXPECT_NEAR(space->xyz_d50_from_linear[3], 0.31111, 5e-4);
  EXPECT_NEAR(space->xyz_d50_from_linear[6], 0.01947, 5e-4);
}

TEST(Icc, ReadsGreyProfilesIntoTheirCurve) {
  cmsToneCurve* gamma = cmsBuildGamma(nullptr, 2.2);
  const auto bytes = saved(cmsCreateGrayProfile(cmsD50_xyY(), gamma));
  cmsFreeToneCurve(gamma);
  EXPECT_EQ(icc_kind(bytes), IccKind::kGrey);
  const auto space = read_icc(bytes);
  ASSERT_TRUE(space);
  EXPECT_NEAR(space->curves[2].linear(0.5), std::pow(0.5, 2.2), 1e-4);
}

TEST(Icc, TellsKindsApart) {
  EXPECT_EQ(icc_kind(write_icc(ColorSpace::srgb())), IccKind::kMatrix);
  EXPECT_EQ(icc_kind(saved(cmsCreateLab4Profile(nullptr))), IccKind::kBroken);
  EXPECT_EQ(icc_kind({}), IccKind::kBroken);
  EXPECT_FALSE(read_icc(saved(cmsCreateLab4Profile(nullptr))));
}

TEST(Icc, BrokenBytesAreNoProfileAndNeverCrash) {
  const auto whole = adobe_like_profile();
  for (std::size_t size = 0; size < whole.size(); size += 7) (void)read_icc(std::span(whole).first(size));
  RandomStream random(1, RandomPurpose::kPhantom);
  for (int round = 0; round < 1000; ++round) {
    auto bytes = round % 2 ? whole : write_icc(ColorSpace::display_p3());
    for (int flip = 0; flip < 1 + round % 5; ++flip)
      bytes[random.below(static_cast<std::uint32_t>(bytes.size()))] =
          static_cast<std::uint8_t>(random.below(256));
    if (const auto space = read_icc(bytes)) {
      for (const ToneCurve& curve : space->curves) EXPECT_TRUE(std::isfinite(curve.linear(0.5)));
      EXPECT_TRUE(read_icc(write_icc(*space)));
    }
    (void)IccToSrgb::create(bytes, IccToSrgb::Pixels::kRgb, 8);
  }
}

}  // namespace
}  // namespace smp
