// Counts, masks, limits, repeatability.
#include "smp/sampling/placement.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include "sampling/areas.h"
#include "smp/base/error.h"
#include "smp/base/random.h"

namespace smp {
namespace {

using testing::density_for;
using testing::rectangle;
using testing::uniform;
using testing::varying;

// Keeps the cells for which `inside` holds.
PlacementArea masked(PlacementArea area, const std::function<bool(int, int)>& inside) {
  for (int y = 0; y < area.allowed.height(); ++y)
    for (int x = 0; x < area.allowed.width(); ++x)
      if (!inside(x, y)) area.allowed.clear(x, y);
  return area;
}

std::uint64_t fingerprint(const Placement& placement) {
  std::uint64_t hash = 0xCBF29CE484222325ull;
  const auto add = [&](std::uint32_t value) {
    for (int i = 0; i < 4; ++i) hash = (hash ^ ((value >> (8 * i)) & 255)) * 0x100000001B3ull;
  };
  for (const PlacedDot& dot : placement.dots) {
    add(std::bit_cast<std::uint32_t>(dot.x));
    add(std::bit_cast<std::uint32_t>(dot.y));
    add(static_cast<std::uint32_t>(dot.session) << 16 | dot.class_index);
  }
  return hash;
}

TEST(BitGrid, SetsRunsAcrossWordsAndCountsThem) {
  for (const auto& [first, last] :
       {std::pair{0, 130}, {5, 6}, {60, 70}, {64, 128}, {63, 65}, {-4, 3}, {120, 200}, {9, 9}}) {
    BitGrid grid(130, 2);
    grid.set_run(1, first, last);
    for (int x = 0; x < 130; ++x) {
      EXPECT_EQ(grid.test(x, 1), x >= first && x < last) << x;
      EXPECT_FALSE(grid.test(x, 0));
    }
    EXPECT_EQ(grid.count(), static_cast<std::size_t>(std::max(0, std::min(last, 130) - std::max(first, 0))));
  }
}

TEST(ExpectedCount, IsTheSumOverAllowedCells) {
  for (const int block_cells : {4, 16, 64}) {
    PlacementArea area =
        masked(varying(201, 77, block_cells), [](int x, int y) { return (x * 7 + y * 13) % 5 != 0; });
    double sum = 0;
    for (int y = 0; y < 77; ++y)
      for (int x = 0; x < 201; ++x)
        if (area.allowed.test(x, y)) {
          const auto& block = area.field.at_cell(x, y);
          sum += block.density_per_mm2 * block.metric_mm2.area();
        }
    EXPECT_NEAR(expected_count(area), sum, 1e-9 * sum);
  }
}

TEST(PlaceDots, MeetsTheCountExactlyInAnyMask) {
  const int width = 333, height = 270;
  const std::vector<std::pair<const char*, std::function<bool(int, int)>>> masks = {
      {"full", [](int, int) { return true; }},
      {"disc", [](int x, int y) { return std::hypot(x - 160, y - 130) < 120; }},
      {"holes", [](int x, int y) { return std::hypot(x % 60 - 30, y % 60 - 30) > 18; }},
      {"stripes", [](int x, int) { return x % 40 < 3; }},
      {"scattered", [](int x, int y) { return mix64(static_cast<std::uint64_t>(x * 1000 + y)) % 10 < 3; }}};
  for (const auto& [name, inside] : masks)
    for (const double r : {2.0, 6.0, 13.0})
      for (const double regularity : {0.0, 0.3, 0.65, 0.9, 1.0}) {
        const PlacementArea area = masked(uniform(width, height, r), inside);
        const Placement result = place_dots(area, {}, {.seed = 5, .regularity = regularity});
        EXPECT_EQ(result.dots.size(), static_cast<std::size_t>(std::llround(result.expected)))
            << name << " r " << r << " regularity " << regularity;
        EXPECT_NEAR(result.expected, expected_count(area), 1e-9);
        std::set<std::pair<float, float>> cells;
        for (const PlacedDot& dot : result.dots) {
          const int x = static_cast<int>(dot.x), y = static_cast<int>(dot.y);
          ASSERT_TRUE(area.allowed.test(x, y)) << name;
          ASSERT_EQ(dot.x, static_cast<float>(x) + 0.5f);
          ASSERT_EQ(dot.y, static_cast<float>(y) + 0.5f);
          ASSERT_TRUE(cells.insert({dot.x, dot.y}).second) << "two dots in one cell";
        }
      }
}

TEST(PlaceDots, MeetsAGivenCountFromNoneToCrowded) {
  const PlacementArea area = uniform(300, 200, 9);
  for (const std::uint64_t count : {0u, 1u, 2u, 5u, 100u, 700u, 2000u, 20000u})
    for (const double regularity : {0.0, 0.65, 1.0}) {
      const Placement result = place_dots(area, {}, {.seed = 1, .regularity = regularity, .count = count});
      EXPECT_EQ(result.dots.size(), count) << regularity;
    }
}

TEST(PlaceDots, MeetsTheCountWithClassesAndSessionsTogether) {
  PlacementOptions options{.regularity = 0.5, .session_shares = {0.3, 0.1, 0.2, 0.15, 0.25}};
  options.classes = {{0.34, 0.33, 0.33}, {1, 0.9, 0.9, 0.9, 1, 0.9, 0.9, 0.9, 1}};
  for (std::uint64_t count = 0; count < 120; ++count) {
    options.count = count;
    EXPECT_EQ(place_dots(uniform(150, 150, 9), {}, options).dots.size(), count);
  }
}

TEST(PlaceDots, FillsTinyAreas) {
  for (const int side : {1, 2, 5, 17})
    for (const std::uint64_t count : {0u, 1u, 2u, 5u}) {
      if (count > static_cast<std::uint64_t>(side * side)) continue;
      const Placement result = place_dots(uniform(side, side, 9), {}, {.count = count});
      EXPECT_EQ(result.dots.size(), count) << side;
    }
}

TEST(PlaceDots, StopsWhenEveryCellIsTaken) {
  const Placement result = place_dots(uniform(20, 10, 2), {}, {.count = 5000});
  EXPECT_EQ(result.dots.size(), 200u);
}

TEST(PlaceDots, PlacesNothingWhereNothingIsWanted) {
  EXPECT_TRUE(place_dots({}, {}, {}).dots.empty());
  EXPECT_TRUE(place_dots(rectangle(100, 100, 16,
                                   [](int, int) {
                                     return DensityField::Block{{}, 0};
                                   }),
                         {}, {})
                  .dots.empty());
  EXPECT_TRUE(place_dots(masked(uniform(100, 100, 5), [](int, int) { return false; }), {}, {.maximal = true})
                  .dots.empty());
  // Blocks without density inside the mask stay empty, whatever their metric.
  const PlacementArea half = rectangle(256, 256, 32, [](int i, int) {
    return i < 4 ? DensityField::Block{{}, density_for(6)} : DensityField::Block{{0, 0, 0}, 0};
  });
  const Placement result = place_dots(half, {}, {.regularity = 0.5});
  EXPECT_NEAR(static_cast<double>(result.dots.size()), 128 * 256 * density_for(6), 1);
  for (const PlacedDot& dot : result.dots) ASSERT_LT(dot.x, 128);
}

TEST(PlaceDots, WorksForAnySizeOfGrid) {
  for (const auto& [width, height] :
       {std::pair{3, 500}, {500, 3}, {63, 65}, {64, 64}, {65, 1}, {127, 190}, {1, 1}}) {
    const Placement result = place_dots(uniform(width, height, 3), {}, {.maximal = true});
    EXPECT_GE(static_cast<double>(result.dots.size()), 0.9 * result.expected) << width << " x " << height;
    for (const PlacedDot& dot : result.dots) {
      ASSERT_LT(dot.x, static_cast<float>(width));
      ASSERT_LT(dot.y, static_cast<float>(height));
    }
  }
}

TEST(PlaceDots, TakesAnyDistance) {
  // Far beyond what a window holds the density is still right; below a cell every cell may hold a dot.
  const Placement sparse = place_dots(uniform(2000, 1500, 150), {}, {.seed = 2, .maximal = true});
  EXPECT_NEAR(static_cast<double>(sparse.dots.size()), sparse.expected, 4 * std::sqrt(sparse.expected));
  const Placement counted = place_dots(uniform(2000, 1500, 150), {}, {.seed = 2});
  EXPECT_EQ(counted.dots.size(), static_cast<std::size_t>(std::llround(counted.expected)));
  const Placement dense = place_dots(uniform(50, 40, 0.3), {}, {.maximal = true});
  EXPECT_EQ(dense.dots.size(), 2000u);
}

TEST(PlaceDots, FollowsADensityRampAndClampedPlaces) {
  // Conflict distances 5 to 10 across, then 60 cells, which must be clamped.
  const int width = 1024;
  for (const double regularity : {0.0, 0.65, 0.85, 0.93, 1.0}) {
    const PlacementArea area = rectangle(width, 1200, 16, [&](int i, int j) {
      const double r = j < 60 ? 5 * std::sqrt(1 + 3 * ((i + 0.5) * 16 / width)) : 60;
      return DensityField::Block{{}, density_for(r)};
    });
    const Placement result = place_dots(area, {}, {.seed = 9, .regularity = regularity});
    const int strips = 6;
    std::vector<double> found(strips + 1, 0), wanted(strips + 1, 0);
    const auto strip_of = [&](int x, int y) { return y >= 960 ? strips : x * strips / width; };
    for (const PlacedDot& dot : result.dots)
      ++found[strip_of(static_cast<int>(dot.x), static_cast<int>(dot.y))];
    for (int y = 0; y < 1200; ++y)
      for (int x = 0; x < width; ++x) wanted[strip_of(x, y)] += area.field.at_cell(x, y).density_per_mm2;
    for (int s = 0; s <= strips; ++s)
      EXPECT_NEAR(found[s], wanted[s],
                  0.012 * wanted[s] + 3.5 * std::sqrt(wanted[s]) * (s < strips && regularity > 0.5 ? 0.5 : 1))
          << "strip " << s << " regularity " << regularity;
  }
}

TEST(PlaceDots, IsTheSameForAnyNumberOfThreadsAndDiffersBySeed) {
  const PlacementArea area = varying(700, 900);
  PlacementOptions options{.seed = 4, .regularity = 0.7, .session_shares = {0.5, 0.3, 0.2}};
  options.classes = {{0.6, 0.4}, {1.2, 0.8, 0.8, 1.2}};
  const std::vector<ExistingDot> existing = {{100, 100, 1}, {350.2f, 420.9f, 0.5f}};
  options.threads = 1;
  const Placement one = place_dots(area, existing, options);
  ASSERT_GT(one.dots.size(), 1000u);
  for (const int threads : {2, 3, 8}) {
    options.threads = threads;
    EXPECT_EQ(place_dots(area, existing, options).dots, one.dots) << threads;
  }
  options.seed = 5;
  EXPECT_NE(place_dots(area, existing, options).dots, one.dots);
}

TEST(PlaceDots, GivesTheSameDotsInEveryBuild) {
  EXPECT_EQ(fingerprint(place_dots(uniform(600, 500, 11), {}, {.seed = 7, .maximal = true})),
            13119182463893519189ull);
  EXPECT_EQ(fingerprint(place_dots(varying(600, 500), {}, {.seed = 7, .regularity = 0.65})),
            1090340597399189890ull);
  EXPECT_EQ(fingerprint(place_dots(varying(600, 500), {}, {.seed = 7, .session_shares = {0.4, 0.35, 0.25}})),
            13933250023762560999ull);
}

TEST(PlaceDots, RefusesWhatItCannotUse) {
  const PlacementArea good = uniform(64, 64, 6);
  const auto refused = [&](const PlacementArea& area, const PlacementOptions& options) {
    EXPECT_THROW(place_dots(area, {}, options), InvalidArgument);
  };
  for (const double regularity : {-0.1, 1.1, std::nan("")}) refused(good, {.regularity = regularity});
  for (const std::vector<double>& shares :
       {std::vector<double>{}, {0.5}, {0.5, 0.6}, {1.5, -0.5}, {0.0, 1.0}})
    refused(good, {.session_shares = shares});
  refused(good, {.classes = {{0.5, 0.5}, {1.0}}});
  refused(good, {.classes = {{0.5, 0.4}, {1, 1, 1, 1}}});
  refused(good, {.classes = {{0.5, 0.5}, {1, 0.9, 0.8, 1}}});
  refused(good, {.classes = {{1.0}, {0.0}}});
  PlacementArea bad = good;
  bad.field.block_cells = 24;
  refused(bad, {});
  bad = good;
  bad.field.blocks.pop_back();
  refused(bad, {});
  bad = good;
  bad.field.columns = 2;
  bad.field.blocks.resize(8);
  refused(bad, {});
  bad = good;
  bad.field.blocks[3].density_per_mm2 = -1;
  refused(bad, {});
  bad = good;
  bad.field.blocks[3].metric_mm2 = {1, 2, 1};
  refused(bad, {});
  const std::vector<ExistingDot> nowhere = {{std::nanf(""), 1, 1}};
  EXPECT_THROW(place_dots(good, nowhere, {}), InvalidArgument);
}

}  // namespace
}  // namespace smp
