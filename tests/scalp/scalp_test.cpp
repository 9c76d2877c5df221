#include "smp/scalp/scalp.h"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "smp/base/error.h"

namespace smp {
namespace {

ScaleOptions between(Point2 a, Point2 b, double mm) {
  return {.between_px = std::array<Point2, 2>{a, b}, .mm = mm};
}

std::string place_of_fault(const std::function<void()>& make) {
  try {
    make();
  } catch (const InvalidArgument& error) {
    return error.text().where;
  }
  return "nothing";
}

TEST(Scale, IsGivenOrMeasured) {
  EXPECT_DOUBLE_EQ(resolve_scale({.px_per_mm = 10.5}).px_per_mm, 10.5);
  EXPECT_DOUBLE_EQ(resolve_scale({.px_per_mm = 10.5}).relative_error, 0.02);
  EXPECT_DOUBLE_EQ(resolve_scale({.px_per_mm = 10.5, .relative_error = 0.1}).relative_error, 0.1);
  const Scale measured = resolve_scale(between({100, 100}, {400, 500}, 50));
  EXPECT_DOUBLE_EQ(measured.px_per_mm, 10);
  EXPECT_NEAR(measured.relative_error, std::sqrt(2.0) / 500, 1e-12);
}

TEST(Scale, RefusesWhatIsNoScale) {
  EXPECT_EQ(place_of_fault([] { resolve_scale({}); }), "/photo/scale");
  EXPECT_EQ(place_of_fault([] { resolve_scale({.mm = 5}); }), "/photo/scale");
  EXPECT_EQ(place_of_fault([] { resolve_scale({.between_px = std::array<Point2, 2>{}}); }), "/photo/scale");
  EXPECT_EQ(place_of_fault([] { resolve_scale(between({5, 5}, {6, 6}, 50)); }), "/photo/scale/between_px");
  ScaleOptions both = between({0, 0}, {100, 0}, 10);
  both.px_per_mm = 10;
  EXPECT_EQ(place_of_fault([&] { resolve_scale(both); }), "/photo/scale");
  // Shares of the photo become pixels only here, so the range of the scale must be kept here.
  EXPECT_EQ(place_of_fault([] { resolve_scale(between({0, 0}, {100, 0}, 1e-300)); }), "/photo/scale");
  EXPECT_EQ(place_of_fault([] { resolve_scale(between({0, 0}, {100, 0}, 2000)); }), "/photo/scale");
}

TEST(SkinTone, FollowsEachFormsDefinition) {
  EXPECT_NEAR(resolve_skin_tone({.lab = std::array<double, 3>{60, 12, 10}}).ita_deg, 45, 1e-9);
  EXPECT_NEAR(resolve_skin_tone({.lab = std::array<double, 3>{30, 12, 20}}).ita_deg, -45, 1e-9);
  EXPECT_EQ(resolve_skin_tone({.ita_deg = 12.5}).ita_deg, 12.5);
  EXPECT_EQ(resolve_skin_tone({.ita_deg = 12.5}).source, "given");
  EXPECT_EQ(resolve_skin_tone({}).ita_deg, 45);
  EXPECT_EQ(resolve_skin_tone({}).source, "assumed");
}

TEST(SkinTone, DarkensFromStepToStep) {
  double before = 91;
  for (const char* type : {"I", "II", "III", "IV", "V", "VI"}) {
    const double ita = resolve_skin_tone({.fitzpatrick = type}).ita_deg;
    EXPECT_LT(ita, before) << type;
    before = ita;
  }
  before = 91;
  for (int monk = 1; monk <= 10; ++monk) {
    const double ita = resolve_skin_tone({.monk = monk}).ita_deg;
    EXPECT_LT(ita, before) << monk;
    before = ita;
  }
  // The customary bands (Chardon 1991): type III is intermediate, type VI dark.
  EXPECT_GT(resolve_skin_tone({.fitzpatrick = "III"}).ita_deg, 28);
  EXPECT_LT(resolve_skin_tone({.fitzpatrick = "III"}).ita_deg, 41);
  EXPECT_LT(resolve_skin_tone({.fitzpatrick = "VI"}).ita_deg, -30);
  EXPECT_EQ(place_of_fault([] { resolve_skin_tone({.fitzpatrick = "VII"}); }), "/skin/tone/fitzpatrick");
  EXPECT_EQ(place_of_fault([] { resolve_skin_tone({.monk = 0}); }), "/skin/tone/monk");
  EXPECT_EQ(place_of_fault([] { resolve_skin_tone({.monk = 11}); }), "/skin/tone/monk");
}

TEST(DepthFromCodes, KeepsUnknownUnknown) {
  Image<std::uint16_t> codes(3, 1);
  codes.at(0, 0) = 0, codes.at(1, 0) = 1, codes.at(2, 0) = 65535;
  const Image<float> depth = depth_from_codes(codes, 700, 0.02);
  EXPECT_EQ(depth.at(0, 0), 0);
  EXPECT_FLOAT_EQ(depth.at(1, 0), 700.02f);
  EXPECT_FLOAT_EQ(depth.at(2, 0), 2010.7f);
}

TEST(Scalp, BringsEverySurface) {
  const PhotoOptions photo{.scale = {.px_per_mm = 5}};
  const Scalp plane = describe_scalp(photo, {}, 400, 300);
  EXPECT_NEAR(plane.surface->at({10, 10})->metric.area(), 0.04, 1e-12);
  SurfaceOptions head{.kind = SurfaceKind::kEllipsoid, .center_px = {200, 150}};
  const Scalp parallel = describe_scalp(photo, head, 400, 300);
  EXPECT_NEAR(parallel.surface->at({200, 150})->metric.foreshortening(), 1, 1e-9);
  head.distance_mm = 500;
  // Nearer to the camera the scalp is larger; the axis goes through the photo's middle by default.
  const Scalp near = describe_scalp(photo, head, 400, 300);
  EXPECT_LT(near.surface->at({200, 150})->metric.area(), parallel.surface->at({200, 150})->metric.area());
  EXPECT_NEAR(near.surface->at({200, 150})->position_mm.x, 0, 1e-9);
  SurfaceOptions measured{.kind = SurfaceKind::kDepth, .camera = {600, 600, 200, 150}};
  const Scalp depth = describe_scalp({}, measured, 400, 300, Image<float>(400, 300, 1, 600.0f));
  EXPECT_NEAR(depth.surface->at({200, 150})->metric.area(), 1, 1e-6);
  EXPECT_EQ(depth.scale.px_per_mm, 0);
  EXPECT_EQ(
      place_of_fault([&] { describe_scalp({}, measured, 400, 301, Image<float>(400, 300, 1, 600.0f)); }),
      "/surface/file");
  EXPECT_EQ(place_of_fault([&] { describe_scalp({}, {}, 400, 300); }), "/photo/scale");
}

}  // namespace
}  // namespace smp
