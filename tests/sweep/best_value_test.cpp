#include "smp/sweep/best_value.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "smp/base/error.h"

namespace smp {
namespace {

using Kind = Target::Kind;

// A function as the search sees it, with what it asked for.
struct Asked {
  std::function<double(double)> f;
  int values = 0, rounds = 0;
  std::size_t most = 0;
  std::multiset<double> all;

  BestValue best(double low, double high, double tolerance, Target target, bool integer = false) {
    return find_best(low, high, tolerance, target, integer, [this](const std::vector<double>& xs) {
      ++rounds;
      most = std::max(most, xs.size());
      std::vector<std::optional<double>> out;
      for (const double x : xs) {
        ++values;
        all.insert(x);
        const double y = f(x);
        out.push_back(std::isnan(y) ? std::optional<double>() : y);
      }
      return out;
    });
  }
};

TEST(FindBest, BisectsAMonotoneMeasureToTheTolerance) {
  for (const int sign : {1, -1}) {
    Asked asked{[&](double x) { return sign * x * x * x; }};
    const BestValue best = asked.best(0, 100, 1, {Kind::kValue, sign * 50653.0});
    EXPECT_NEAR(best.value, 37, 1);
    EXPECT_TRUE(best.reached);
    EXPECT_LE(asked.values, 17);
    EXPECT_EQ(asked.all.size(), std::set<double>(asked.all.begin(), asked.all.end()).size());
  }
}

TEST(FindBest, FindsTheBottomOfABowl) {
  Asked asked{[](double x) { return (x - 37.3) * (x - 37.3); }};
  const BestValue best = asked.best(0, 100, 1, {Kind::kSmallest});
  EXPECT_NEAR(best.value, 37.3, 1);
  EXPECT_LE(asked.values, 21);
  Asked hill{[](double x) { return -std::abs(x - 37.3); }};
  EXPECT_NEAR(hill.best(0, 100, 1, {Kind::kLargest}).value, 37.3, 1);
}

TEST(FindBest, TakesTheDeeperOfTwoDips) {
  // Dips at 20 (to -1) and 75 (to -2), each narrower than the range between them.
  const auto dip = [](double x, double at, double depth) {
    return -depth * std::exp(-std::pow((x - at) / 8, 2));
  };
  Asked asked{[&](double x) { return dip(x, 20, 1) + dip(x, 75, 2); }};
  EXPECT_NEAR(asked.best(0, 100, 0.5, {Kind::kSmallest}).value, 75, 0.5);
  Asked mirrored{[&](double x) { return dip(x, 20, 2) + dip(x, 75, 1); }};
  EXPECT_NEAR(mirrored.best(0, 100, 0.5, {Kind::kSmallest}).value, 20, 0.5);
}

TEST(FindBest, AnExtremeAtAnEndIsTheEnd) {
  Asked asked{[](double x) { return x; }};
  EXPECT_EQ(asked.best(60, 200, 1, {Kind::kSmallest}).value, 60);
  EXPECT_EQ(asked.best(60, 200, 1, {Kind::kLargest}).value, 200);
}

TEST(FindBest, AFlatMeasureCostsTheFirstLookOnly) {
  for (const Target target : {Target{Kind::kSmallest}, Target{Kind::kLargest}, Target{Kind::kValue, 5}}) {
    Asked asked{[](double) { return 5.0; }};
    const BestValue best = asked.best(0, 1, 0.01, target);
    EXPECT_EQ(best.value, 0);
    EXPECT_TRUE(best.reached);
    EXPECT_EQ(asked.values, 9);
  }
}

TEST(FindBest, SaysWhereATargetIsOutOfReach) {
  Asked asked{[](double x) { return x; }};
  const BestValue best = asked.best(60, 200, 1, {Kind::kValue, 300});
  EXPECT_FALSE(best.reached);
  EXPECT_EQ(best.value, 200);
  EXPECT_EQ(best.measure, 200);
}

TEST(FindBest, FindsATargetThatOnlyADipBetweenTheFirstValuesReaches) {
  // Below 0 only from 42 to 46, while the first look sees 37.5 and 50.
  Asked asked{[](double x) { return std::abs(x - 44) - 2; }};
  const BestValue best = asked.best(0, 100, 0.1, {Kind::kValue, 0});
  EXPECT_TRUE(best.reached);
  EXPECT_NEAR(best.measure, 0, 0.1);
}

TEST(FindBest, OfSeveralCrossingsTakesTheLowest) {
  Asked asked{
      [](double x) { return std::cos(x * 2 * std::acos(-1.0) / 50); }};  // crosses 0 at 12.5, 37.5 ...
  EXPECT_NEAR(asked.best(0.1, 100, 0.1, {Kind::kValue, 0}).value, 12.5, 0.2);
}

TEST(FindBest, TriesWholeNumbersOnlyWhereAsked) {
  Asked asked{[](double x) { return (x - 6.4) * (x - 6.4); }};
  const BestValue best = asked.best(1, 30, 0.01, {Kind::kSmallest}, true);
  EXPECT_EQ(best.value, 6);
  for (const double x : asked.all) EXPECT_EQ(x, std::round(x));
  EXPECT_EQ(asked.all.size(), std::set<double>(asked.all.begin(), asked.all.end()).size());
  Asked few{[](double x) { return x; }};
  EXPECT_EQ(few.best(1, 3, 0.01, {Kind::kValue, 2}, true).value, 2);
  EXPECT_EQ(few.values, 3);
}

TEST(FindBest, GoesAroundWhatCannotBeMeasured) {
  const double hole = std::nan("");
  Asked asked{[&](double x) { return x > 40 && x < 60 ? hole : (x - 30) * (x - 30); }};
  EXPECT_NEAR(asked.best(0, 100, 1, {Kind::kSmallest}).value, 30, 1);
  // The crossing lies in the hole: the side that comes nearest, at an end of it.
  const BestValue best = asked.best(0, 100, 1, {Kind::kValue, 500});
  EXPECT_TRUE(best.value < 41 || best.value > 59);
  EXPECT_LT(asked.values, 80);
  Asked ends{[&](double x) { return x < 20 || x > 80 ? hole : x; }};
  EXPECT_NEAR(ends.best(0, 100, 1, {Kind::kValue, 50}).value, 50, 1);
}

TEST(FindBest, RefusesWhatCanNeverBeMeasuredAndRangesThatAreNone) {
  Asked holes{[](double) { return std::nan(""); }};
  EXPECT_THROW(holes.best(0, 1, 0.1, {Kind::kSmallest}), Error);
  EXPECT_EQ(holes.values, 9);
  Asked any{[](double x) { return x; }};
  EXPECT_THROW(any.best(1, 1, 0.1, {Kind::kSmallest}), Error);
  EXPECT_THROW(any.best(2, 1, 0.1, {Kind::kSmallest}), Error);
  EXPECT_THROW(any.best(0, 1, 0, {Kind::kSmallest}), Error);
  EXPECT_THROW(any.best(0, 1, std::nan(""), {Kind::kSmallest}), Error);
  EXPECT_EQ(any.values, 0);
}

TEST(FindBest, EndsForAnyToleranceAndTellsAllItTried) {
  Asked asked{[](double x) { return std::abs(x - 1.0 / 3); }};
  const BestValue best = asked.best(0, 1, 1e-300, {Kind::kSmallest});
  EXPECT_NEAR(best.value, 1.0 / 3, 1e-11);  // twelve digits
  EXPECT_LT(asked.values, 200);
  EXPECT_EQ(static_cast<int>(best.tried.size()), asked.values);
  EXPECT_LE(asked.most, 9u);
}

TEST(ParseTarget, TakesWordsAndNumbers) {
  EXPECT_EQ(parse_target("min").kind, Kind::kSmallest);
  EXPECT_EQ(parse_target("max").kind, Kind::kLargest);
  EXPECT_EQ(parse_target("-2.5").value, -2.5);
  for (const char* text : {"", "least", "1x", "nan", "inf", "1e999"})
    EXPECT_THROW(parse_target(text), Error) << text;
}

}  // namespace
}  // namespace smp
