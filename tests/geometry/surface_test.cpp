#include "smp/geometry/surface.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/error.h"

namespace smp {
namespace {

// The metric's definition: a small step in the picture covers sqrt(d^T G d) mm on the surface.
void expect_metric_matches_steps(const Surface& surface, Point2 p) {
  const auto here = surface.at(p);
  ASSERT_TRUE(here);
  const double h = 1e-3;
  for (const Point2 d : {Point2{h, 0}, Point2{0, h}, Point2{h, h}, Point2{h, -h}}) {
    const auto ahead = surface.at(p + d), behind = surface.at(p - d);
    ASSERT_TRUE(ahead && behind);
    const double measured = distance(ahead->position_mm, behind->position_mm) / 2;
    EXPECT_NEAR(measured, std::sqrt(here->metric.quadratic(d)), 2e-4 * measured) << p.x << ", " << p.y;
  }
}

EllipsoidShape tilted_head() {
  return {.center_px = {500, 600}, .radii_mm = {77, 105, 98}, .angles = {25, -15, 8}};
}

TEST(PlaneSurface, HasOneScaleEverywhere) {
  const auto surface = make_plane_surface(10.5);
  const auto p = surface->at({105, 210});
  ASSERT_TRUE(p);
  EXPECT_NEAR(p->position_mm.x, 10, 1e-12);
  EXPECT_NEAR(p->metric.area(), 1 / (10.5 * 10.5), 1e-12);
  EXPECT_NEAR(p->metric.foreshortening(), 1, 1e-12);
}

TEST(EllipsoidSurface, MetricIsThatOfItsOwnPoints) {
  const auto parallel = make_ellipsoid_surface(tilted_head(), 5);
  const auto perspective = make_perspective_ellipsoid_surface(tilted_head(), 5, 900, {400, 650});
  for (const Point2 p : {Point2{500, 600}, Point2{650, 400}, Point2{300, 700}, Point2{520, 200}}) {
    expect_metric_matches_steps(*parallel, p);
    expect_metric_matches_steps(*perspective, p);
  }
}

TEST(EllipsoidSurface, OfASphereForeshortensByTheSlope) {
  EllipsoidShape sphere{.center_px = {0, 0}, .radii_mm = {100, 100, 100}};
  const auto surface = make_ellipsoid_surface(sphere, 1);
  const auto at_60_deg = surface->at({100 * std::sin(radians(60.0)), 0});
  ASSERT_TRUE(at_60_deg);
  EXPECT_NEAR(at_60_deg->metric.foreshortening(), 2, 1e-9);
  EXPECT_FALSE(surface->at({100.5, 0}));
}

TEST(EllipsoidSurface, InPerspectiveHasTheScaleAskedForAtItsCentre) {
  EllipsoidShape flat{.center_px = {500, 500}, .radii_mm = {80, 80, 1e-3}};
  const auto surface = make_perspective_ellipsoid_surface(flat, 8, 1000, {300, 300});
  EXPECT_NEAR(surface->at({500, 500})->metric.area(), 1.0 / 64, 1e-6);
}

TEST(EllipsoidSurface, BringsTheCrownForwardWhenPitched) {
  EllipsoidShape head{.center_px = {0, 0}, .radii_mm = {60, 120, 60}, .angles = {30, 0, 0}};
  const auto surface = make_ellipsoid_surface(head, 1);
  EXPECT_LT(surface->at({0, -50})->position_mm.z, surface->at({0, 50})->position_mm.z - 20);
  head.angles = {90, 0, 0};  // seen from straight above the crown
  EXPECT_FALSE(make_ellipsoid_surface(head, 1)->at({0, -61}));
}

TEST(EllipsoidSurface, StaysInsideItsBounds) {
  for (const auto& surface : {make_ellipsoid_surface(tilted_head(), 5),
                              make_perspective_ellipsoid_surface(tilted_head(), 5, 400, {0, 0})}) {
    const PixelRect b = surface->bounds();
    for (int i = 0; i < 400; ++i) {
      const double t = i / 400.0;
      EXPECT_FALSE(surface->at({b.x + t * b.width, double(b.y)}));
      EXPECT_FALSE(surface->at({b.x + t * b.width, double(b.y + b.height)}));
      EXPECT_FALSE(surface->at({double(b.x), b.y + t * b.height}));
      EXPECT_FALSE(surface->at({double(b.x + b.width), b.y + t * b.height}));
    }
  }
}

TEST(EllipsoidSurface, RefusesACameraInsideTheHead) {
  EXPECT_THROW(make_perspective_ellipsoid_surface(tilted_head(), 5, 90, {0, 0}), InvalidArgument);
}

TEST(DepthSurface, AgreesWithTheEllipsoidItWasTakenFrom) {
  const Point2 principal{320, 320};
  const double px_per_mm = 3, distance_mm = 1000;
  const EllipsoidShape head{.center_px = {320, 320}, .radii_mm = {77, 105, 98}};
  const auto truth = make_perspective_ellipsoid_surface(head, px_per_mm, distance_mm, principal);
  Image<float> depth(640, 640, 1, 0.0f);
  for (int y = 0; y < 640; ++y)
    for (int x = 0; x < 640; ++x)
      if (const auto p = truth->at({x + 0.5, y + 0.5}))
        depth.at(x, y) = static_cast<float>(std::round((p->position_mm.z + distance_mm) / 0.02) * 0.02);
  const double f = px_per_mm * distance_mm;
  const auto surface = make_depth_surface(depth, {f, f, principal.x, principal.y}, 1.5);
  for (const Point2 p :
       {Point2{320.5, 320.5}, Point2{400.5, 200.5}, Point2{200.5, 420.5}, Point2{460.5, 330.5}}) {
    const auto expected = truth->at(p), got = surface->at(p);
    ASSERT_TRUE(expected && got);
    EXPECT_GT(dot(expected->normal, got->normal), std::cos(radians(1.5)));
    EXPECT_NEAR(got->metric.area() / expected->metric.area(), 1, 0.02);
    EXPECT_LT(distance(got->position_mm, expected->position_mm + Point3{0, 0, distance_mm}), 0.2);
  }
  EXPECT_FALSE(surface->at({5, 5}));
  EXPECT_FALSE(surface->at({-3, 900}));
}

}  // namespace
}  // namespace smp
