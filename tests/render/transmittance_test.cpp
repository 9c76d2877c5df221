#include "smp/render/transmittance.h"

#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "smp/base/random.h"

namespace smp {
namespace {

constexpr double kIta = 48;

Mark mark_at(Point2 center_px, double px_per_mm, double depth_mm = 0.3, double diameter_mm = 0.3,
             double mu = 10) {
  const double g = 1 / (px_per_mm * px_per_mm);
  return {center_px, {g, 0, g}, diameter_mm, depth_mm, mu};
}

Image<float> field_image(const std::vector<Mark>& marks, double blur_px, int width, int height,
                         int threads = 1) {
  const TransmittanceField field(prepare_dots(marks, kIta, blur_px, threads), width, height, threads);
  Image<float> out(width, height, 3, 1.0f);
  std::vector<Float4> tile(TransmittanceField::kTilePx * TransmittanceField::kTilePx);
  for (std::size_t i = 0; i < field.tiles().size(); ++i) {
    field.evaluate(i, tile);
    const PixelRect& area = field.tiles()[i];
    for (int y = 0; y < area.height; ++y)
      for (int x = 0; x < area.width; ++x)
        for (int c = 0; c < 3; ++c)
          out.at(area.x + x, area.y + y, c) = tile[y * TransmittanceField::kTilePx + x][c];
  }
  return out;
}

// The definition: for each pixel, each dot's blurred profile at its distance on the scalp. All marks
// of `marks` are alike but for their places.
class DirectField {
 public:
  DirectField(const std::vector<Mark>& marks, double blur_px) : marks_(marks), optics_(kIta) {
    const Mark& m = marks.front();
    floor_ = floor_transmittance(m.depth_mm, kIta);
    const double blur_mm = std::sqrt((blur_px * blur_px + 1.0 / 12) * m.metric_mm2.area());
    const Deposit deposit{m.depth_mm, m.diameter_mm, {m.mu_per_mm, m.mu_per_mm, m.mu_per_mm}};
    drop_ = optics_.blurred(optics_.drop(deposit), deposit, blur_mm);
  }
  double at(Point2 p, int channel) const {
    const double floor = floor_[channel];
    double product = 1;
    for (const Mark& mark : marks_) {
      const double r = std::sqrt(mark.metric_mm2.quadratic(p - mark.center_px));
      product *= std::max(0.0, (1 - drop_at(optics_.radii_mm(), drop_, r)[channel] - floor) / (1 - floor));
    }
    return floor + (1 - floor) * product;
  }

 private:
  const std::vector<Mark>& marks_;
  DotOptics optics_;
  PerChannel floor_;
  std::vector<PerChannel> drop_;
};

TEST(TransmittanceField, EqualsTheProductAboveTheFloorPixelByPixel) {
  for (const double px_per_mm : {2.0, 3.5, 5.0, 7.5, 10.5, 14.0, 20.0, 30.0}) {
    const int size = static_cast<int>(9 * px_per_mm);
    std::vector<Mark> marks;
    RandomStream random(1, RandomPurpose::kPlacement);
    for (int i = 0; i < 40; ++i) {
      const double x = random.uniform(0, size), y = random.uniform(0, size);
      marks.push_back(mark_at({x, y}, px_per_mm));
    }
    const auto image = field_image(marks, 0.7, size, size);
    const DirectField direct(marks, 0.7);
    double squares = 0;
    for (int i = 0; i < 400; ++i) {
      const int x = static_cast<int>(random.below(size)), y = static_cast<int>(random.below(size));
      for (int c = 0; c < 3; ++c) {
        const double expected = direct.at({x + 0.5, y + 0.5}, c);
        squares += (image.at(x, y, c) - expected) * (image.at(x, y, c) - expected);
        EXPECT_NEAR(image.at(x, y, c), expected, 0.007)
            << px_per_mm << " px/mm at " << x << ", " << y << " channel " << c;
      }
    }
    EXPECT_LT(std::sqrt(squares / 1200), 0.0015) << px_per_mm << " px/mm";
  }
}

TEST(TransmittanceField, MissingLightOfADotDoesNotDependOnHowItLies) {
  // Area on the scalp counts: a dot seen at a slant has fewer pixels, each as dark.
  const auto missing_mm2 = [](const Metric2& metric) {
    Mark mark = mark_at({150.3, 149.8}, 10);
    mark.metric_mm2 = metric;
    const auto image = field_image({mark}, 0.5, 300, 300);
    double sum = 0;
    for (int y = 0; y < 300; ++y)
      for (int x = 0; x < 300; ++x) sum += (1 - image.at(x, y, 0)) * metric.area();
    return sum;
  };
  const double face_on = missing_mm2({0.01, 0, 0.01});
  EXPECT_NEAR(missing_mm2({0.04, 0, 0.01}) / face_on, 1, 0.02);
  EXPECT_NEAR(missing_mm2({0.02, 0.009, 0.02}) / face_on, 1, 0.02);
  EXPECT_NEAR(missing_mm2({0.0025, 0, 0.0025}) / face_on, 1, 0.02);
}

TEST(TransmittanceField, IsExactlyOneOutOfReach) {
  const auto image = field_image({mark_at({100, 100}, 10)}, 0.7, 400, 400);
  EXPECT_LT(image.at(100, 100, 0), 0.75f);
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 400; ++x)
      if (std::hypot(x - 100, y - 100) > 36) {
        ASSERT_EQ(image.at(x, y, 0), 1.0f) << x << ", " << y;
      }
}

TEST(TransmittanceField, HasTheSameBitsForAnyThreadCount) {
  std::vector<Mark> marks;
  RandomStream random(2, RandomPurpose::kPlacement);
  for (int i = 0; i < 3000; ++i) {
    const double x = random.uniform(-20, 420), y = random.uniform(-20, 320);
    marks.push_back(
        mark_at({x, y}, 8, random.uniform(0.2, 0.6), random.uniform(0.15, 0.4), random.uniform(2, 20)));
  }
  const auto one = field_image(marks, 0.7, 400, 300, 1);
  for (const int threads : {2, 3, 8}) {
    const auto many = field_image(marks, 0.7, 400, 300, threads);
    ASSERT_EQ(std::memcmp(one.row(0), many.row(0), one.values().size_bytes()), 0) << threads;
  }
}

TEST(TransmittanceField, NeverFallsBelowTheFloorHoweverDense) {
  std::vector<Mark> marks;
  RandomStream random(4, RandomPurpose::kPlacement);
  for (int i = 0; i < 20000; ++i) {
    const double x = random.uniform(0, 100), y = random.uniform(0, 100);
    marks.push_back(mark_at({x, y}, 10, 0.3, 0.3, 20));
  }
  const auto image = field_image(marks, 0.7, 100, 100);
  const PerChannel floor = floor_transmittance(0.3, kIta);
  for (int c = 0; c < 3; ++c) {
    EXPECT_GE(image.at(50, 50, c), floor[c] - 1e-6);
    EXPECT_LE(image.at(50, 50, c), floor[c] + 0.01);
  }
}

TEST(TransmittanceField, HasNoTilesWithoutDotsOrWithDotsFarOutside) {
  EXPECT_TRUE(TransmittanceField(prepare_dots({}, kIta, 0.7, 1), 100, 100, 1).tiles().empty());
  EXPECT_TRUE(
      TransmittanceField(prepare_dots({mark_at({-900, 50}, 10)}, kIta, 0.7, 1), 100, 100, 1).tiles().empty());
}

}  // namespace
}  // namespace smp
