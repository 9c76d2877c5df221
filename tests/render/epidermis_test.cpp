// Pigment that is still in the epidermis: deposits shallower than the optical model was fitted for.
#include <cmath>

#include <gtest/gtest.h>

#include "smp/render/transmittance.h"

namespace smp {
namespace {

constexpr double kSurfaceMm = 0.09, kPxPerMm = 12;

Mark mark_at(double x, double depth_mm, double mu) {
  const double g = 1 / (kPxPerMm * kPxPerMm);
  return {{x, 40}, {g, 0, g}, 0.3, depth_mm, mu};
}

std::vector<Float4> row_of(const std::vector<Mark>& marks) {
  const TransmittanceField field(prepare_dots(marks, 48, 0.7, 1), 64, 64, 1);
  std::vector<Float4> tile(64 * 64);
  field.evaluate(0, tile);
  return {tile.begin() + 40 * 64, tile.begin() + 41 * 64};
}

TEST(EpidermalMark, IsDarkerAndSharperThanOneBelow) {
  const auto shallow = row_of({mark_at(32, kSurfaceMm, 8)}), deep = row_of({mark_at(32, 0.3, 8)});
  for (int c = 0; c < 3; ++c) {
    EXPECT_LT(shallow[32][c], deep[32][c]);
    EXPECT_GT(shallow[32][c], 0.0f);
    // Where the deep one has its blurred edge the shallow one has ended.
    EXPECT_LT((1 - shallow[36][c]) / (1 - shallow[32][c]), 0.7f * (1 - deep[36][c]) / (1 - deep[32][c]));
  }
}

TEST(EpidermalMark, RisesSteadilyFromItsMiddle) {
  const auto row = row_of({mark_at(32.5, kSurfaceMm, 8)});
  for (int x = 33; x < 63; ++x)
    for (int c = 0; c < 3; ++c) {
      EXPECT_TRUE(std::isfinite(row[static_cast<std::size_t>(x)][c]));
      EXPECT_GE(row[static_cast<std::size_t>(x)][c], row[static_cast<std::size_t>(x) - 1][c] - 0.004f) << x;
    }
}

TEST(EpidermalMark, OverADotAddsToItAndLeavesDistantOnesAlone) {
  const auto both = row_of({mark_at(20, 0.3, 6), mark_at(20, kSurfaceMm, 3), mark_at(48, 0.3, 6)});
  const auto below = row_of({mark_at(20, 0.3, 6), mark_at(48, 0.3, 6)});
  for (int c = 0; c < 3; ++c) {
    EXPECT_LT(both[20][c], below[20][c] - 0.02f);
    // What one dot looks like must not change.
    EXPECT_NEAR(both[48][c], below[48][c], 0.01f);
  }
}

// A blue or purple cast of dense, deep, fresh work showed that this had been wrong.
TEST(EpidermalMark, LiftsNoVeilOffADenseFieldBelow) {
  std::vector<Mark> field;
  for (double x = -20; x < 90; x += 1.5)
    field.push_back({{x, 40}, mark_at(0, 0.7, 0).metric_mm2, 1.0, 0.7, 40});
  const auto below = row_of(field);
  field.push_back(mark_at(10, kSurfaceMm, 4));  // some way off
  const auto both = row_of(field);
  for (int c = 0; c < 3; ++c) {
    EXPECT_NEAR(both[50][c], below[50][c], 0.003f) << c;
    EXPECT_LE(both[10][c], below[10][c] + 1e-4f) << c;
  }
}

}  // namespace
}  // namespace smp
