#include "smp/color/color_space.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/color/lab.h"

namespace smp {
namespace {

TEST(ToneCurve, MeetsTheSrgbStandard) {
  const ToneCurve curve = ToneCurve::srgb();
  EXPECT_NEAR(curve.linear(0.5), 0.21404114, 1e-7);
  EXPECT_NEAR(curve.linear(0.02), 0.02 / 12.92, 1e-12);
  EXPECT_DOUBLE_EQ(curve.linear(1.0), 1.0);
  EXPECT_NEAR(curve.encoded(curve.linear(0.37)), 0.37, 1e-8);
}

TEST(ToneCurve, RefusesSamplesThatFall) {
  EXPECT_THROW(ToneCurve(std::vector<double>{0.0, 0.6, 0.5, 1.0}), InvalidArgument);
  EXPECT_THROW(ToneCurve(std::vector<double>{1.0}), InvalidArgument);
  EXPECT_THROW(ToneCurve(std::vector<double>{0.0, std::nan(""), 1.0}), InvalidArgument);
}

TEST(CodeFromLinear, ReturnsEveryCodeToItself) {
  for (const int bits : {8, 16}) {
    const ToneCurve curve = ToneCurve::srgb();
    const CodeFromLinear code_of(curve, bits);
    const std::vector<float> table = linear_from_code(curve, bits);
    for (unsigned code = 0; code < table.size(); ++code) ASSERT_EQ(code_of(table[code]), code);
  }
}

TEST(Code8FromLinear, IsTheNearestCodeAndExactAtEveryCode) {
  const ToneCurve curve = ToneCurve::srgb();
  const Code8FromLinear fast(curve);
  const CodeFromLinear exact(curve, 8);
  const std::vector<float> table = linear_from_code(curve, 8);
  for (unsigned code = 0; code < 256; ++code) ASSERT_EQ(fast(table[code]), code);
  int different = 0;
  for (int i = 0; i <= 100000; ++i) {
    const float v = static_cast<float>(i) / 100000;
    ASSERT_NEAR(int(fast(v)), int(exact(v)), 1);
    different += fast(v) != exact(v);
  }
  EXPECT_LT(different, 6000);  // only next to the bounds between codes
  EXPECT_EQ(fast(-1.0f), 0);
  EXPECT_EQ(fast(2.0f), 255);
  EXPECT_EQ(fast(std::numeric_limits<float>::quiet_NaN()), 0);
}

TEST(CodeFromLinear, ClampsWhatIsOutOfRange) {
  const CodeFromLinear code_of(ToneCurve::srgb(), 8);
  EXPECT_EQ(code_of(-1.0f), 0u);
  EXPECT_EQ(code_of(7.0f), 255u);
  EXPECT_EQ(code_of(std::numeric_limits<float>::quiet_NaN()), 0u);
}

TEST(ColorSpace, ShowsDisplayP3RedOutsideSrgb) {
  const Vector3 red = ColorSpace::display_p3().linear_srgb_from_linear() * Vector3{1, 0, 0};
  EXPECT_NEAR(red[0], 1.2249, 2e-3);
  EXPECT_NEAR(red[1], -0.0421, 2e-3);
  EXPECT_NEAR(red[2], -0.0196, 2e-3);
  const Vector3 white = ColorSpace::display_p3().linear_srgb_from_linear() * Vector3{1, 1, 1};
  for (const double channel : white) EXPECT_NEAR(channel, 1.0, 2e-3);
}

}  // namespace
}  // namespace smp
