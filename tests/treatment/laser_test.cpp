#include "smp/treatment/laser.h"

#include <memory>

#include <gtest/gtest.h>

#include "shapes.h"
#include "smp/base/error.h"

namespace smp {
namespace {

constexpr double kPxPerMm = 10;

// Dots in rows 1 mm apart on a plane: those left of 20 mm belong to "left", the others to "right".
struct Scene {
  std::unique_ptr<Surface> surface = make_plane_surface(kPxPerMm);
  Treatment treatment;

  explicit Scene(const std::vector<LaserOptions>& orders) {
    treatment.regions = {"left", "right", "empty"};
    for (int y = 0; y < 20; ++y)
      for (int x = 0; x < 40; ++x) {
        Impression dot{.region = static_cast<std::uint16_t>(x < 20 ? 0 : 1),
                       .position_px = {x * 10.0 + 5, y * 10.0 + 5}};
        dot.position_mm = surface->at(dot.position_px)->position_mm;
        treatment.impressions.push_back(dot);
      }
    TimelineOptions options;
    options.laser = orders;
    treatment.timeline = lay_timeline(options, {.area_cm2 = 10});
  }

  LaserField field(const std::vector<LaserOptions>& orders, int threads = 2) const {
    return {orders, treatment.timeline, treatment, *surface, threads};
  }
};

TEST(LaserField, ActsEverywhereWhereNothingIsNamed) {
  const std::vector<LaserOptions> orders = {{.year = 1, .visits = 2}};
  const Scene scene(orders);
  const LaserField field = scene.field(orders);
  for (std::size_t i = 0; i < scene.treatment.impressions.size(); ++i) {
    ASSERT_EQ(field.at(i).size(), 2u);
    EXPECT_EQ(field.at(i)[0], 1);
    EXPECT_EQ(field.at(i)[1], 1);
  }
}

TEST(LaserField, FadesBeyondTheDotsOfARegion) {
  const std::vector<LaserOptions> orders = {{.year = 1, .region = "left", .feather_mm = 4}};
  const Scene scene(orders);
  const LaserField field = scene.field(orders);
  for (std::size_t i = 0; i < scene.treatment.impressions.size(); ++i) {
    const double x_mm = scene.treatment.impressions[i].position_px.x / kPxPerMm;
    const double beyond_mm = x_mm - 19.5;  // the last row of dots
    const double t = std::clamp(beyond_mm / 4, 0.0, 1.0);
    EXPECT_NEAR(field.at(i)[0], 1 - t * t * (3 - 2 * t), 1e-5) << x_mm;
  }
}

// Lists of impressions may leave places in mm out.
TEST(LaserField, KnowsWhereDotsLieByThePhoto) {
  const std::vector<LaserOptions> orders = {{.year = 1, .region = "left", .feather_mm = 4}};
  Scene scene(orders);
  const LaserField told = scene.field(orders);
  for (Impression& dot : scene.treatment.impressions) dot.position_mm = {};
  const LaserField found = scene.field(orders);
  for (std::size_t i = 0; i < scene.treatment.impressions.size(); ++i)
    EXPECT_EQ(found.at(i)[0], told.at(i)[0]);
}

TEST(LaserField, FadesBeyondAnOutline) {
  const Polygon outline = testing::rectangle(100, 50, 150, 80);
  const std::vector<LaserOptions> orders = {{.year = 1, .outline = outline, .feather_mm = 3}};
  const Scene scene(orders);
  const LaserField field = scene.field(orders);
  int inside = 0, between = 0;
  for (std::size_t i = 0; i < scene.treatment.impressions.size(); ++i) {
    const Point2 p = scene.treatment.impressions[i].position_px;
    const double dx = std::max({100 - p.x, p.x - 250, 0.0}), dy = std::max({50 - p.y, p.y - 130, 0.0});
    const double t = std::clamp(std::hypot(dx, dy) / kPxPerMm / 3, 0.0, 1.0);
    // Places along the outline are half a millimetre apart.
    EXPECT_NEAR(field.at(i)[0], 1 - t * t * (3 - 2 * t), 0.04) << p.x << " " << p.y;
    inside += field.at(i)[0] == 1;
    between += field.at(i)[0] > 0 && field.at(i)[0] < 1;
  }
  EXPECT_EQ(inside, 15 * 8);
  EXPECT_GT(between, 100);
}

TEST(LaserField, EndsSharplyWithoutAFeather) {
  const std::vector<LaserOptions> orders = {{.year = 1, .region = "left", .feather_mm = 0}};
  const Scene scene(orders);
  const LaserField field = scene.field(orders);
  for (std::size_t i = 0; i < scene.treatment.impressions.size(); ++i)
    EXPECT_EQ(field.at(i)[0], scene.treatment.impressions[i].region == 0 ? 1 : 0);
}

TEST(LaserField, DoesNothingInARegionWithoutDots) {
  const std::vector<LaserOptions> orders = {{.year = 1, .region = "empty"}};
  const Scene scene(orders);
  const LaserField field = scene.field(orders);
  for (std::size_t i = 0; i < scene.treatment.impressions.size(); ++i) EXPECT_EQ(field.at(i)[0], 0);
  const std::vector<LaserOptions> away = {{.year = 1, .outline = testing::rectangle(5000, 5000, 100, 100)}};
  const Scene other(away);
  EXPECT_EQ(other.field(away).at(0)[0], 0);
}

TEST(LaserField, VisitsOfSeveralOrdersKeepTheirPlaces) {
  const std::vector<LaserOptions> orders = {{.year = 1, .visits = 2, .gap_days = 365, .region = "left"},
                                            {.year = 1.5, .region = "right"}};
  const Scene scene(orders);
  const LaserField one = scene.field(orders, 1), two = scene.field(orders, 2);
  ASSERT_EQ(one.at(0).size(), 3u);
  EXPECT_EQ(one.at(0)[0], 1);
  EXPECT_EQ(one.at(0)[1], 0);
  EXPECT_EQ(one.at(0)[2], 1);
  for (std::size_t i = 0; i < scene.treatment.impressions.size(); ++i)
    for (std::size_t v = 0; v < 3; ++v) EXPECT_EQ(one.at(i)[v], two.at(i)[v]);
}

TEST(LaserField, RefusesAnUnknownRegion) {
  const std::vector<LaserOptions> orders = {{.year = 1, .region = "left"}, {.year = 2, .region = "beard"}};
  const Scene scene(orders);
  try {
    scene.field(orders);
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(error.text().where, "laser/1/region");
  }
  EXPECT_TRUE(Scene({}).field({}).at(3).empty());
}

}  // namespace
}  // namespace smp
