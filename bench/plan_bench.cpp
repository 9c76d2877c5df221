// The plan stage as a whole, against a naive Bridson sampler of as many points in the same run.
//   smp_bench_plan [--json] [--repeat N]
// 40 000 impressions in three shades on an ellipsoid head, with a hairline's ramp, zones, needles and flow by
// place and 20 000 native units: everything that a posed head gives. One thread. "must" is a ratio.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "bench.h"
#include "naive_bridson.h"
#include "smp/treatment/planner.h"
#include "smp/treatment/units.h"

namespace {

using smp::Point2;

constexpr int kSidePx = 3200;
constexpr double kPxPerMm = 13;

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class Value>
smp::ScalpMap map_of(int channels, Value value) {
  constexpr int kStepPx = 16;
  constexpr int kPlaces = kSidePx / kStepPx + 1;
  smp::ScalpMap map{{0, 0}, kStepPx, smp::Image<float>(kPlaces, kPlaces, channels)};
  for (int j = 0; j < kPlaces; ++j)
    for (int i = 0; i < kPlaces; ++i)
      for (int c = 0; c < channels; ++c)
        map.values.at(i, j, c) = static_cast<float>(value(Point2{1.0 * i * kStepPx, 1.0 * j * kStepPx}, c));
  return map;
}

smp::PlannedRegion whole_head(const smp::Surface& head, const smp::PlanOptions& options) {
  smp::PlannedRegion region;
  region.options.name = "head";
  region.options.density_per_cm2 = 190;
  for (int i = 0; i < 90; ++i)
    region.shape.outline.push_back(
        {1600 + 1000 * std::cos(smp::kPi * i / 45), 1500 + 1300 * std::sin(smp::kPi * i / 45)});
  smp::RegionDesign& design = region.design;
  design.hairline_mm =
      map_of(1, [](Point2 p, int) { return (2350 + 40 * std::sin(p.x / 70) - p.y) / kPxPerMm; });
  design.density_share = map_of(1, [](Point2 p, int) { return 0.8 + 0.2 * std::sin(p.x / 500); });
  design.needle_codes = {"1RL", "3RL", "5RL"};
  design.needles = map_of(3, [](Point2 p, int c) {
    const double fine = p.y / kSidePx;
    return c == 0 ? fine : c == 1 ? 0.9 * (1 - fine) : 0.1 * (1 - fine);
  });
  design.flow = map_of(2, [](Point2 p, int c) { return c == 0 ? std::sin(p.y / 900) : std::cos(p.y / 900); });
  region.design.units_px = smp::place_units(region, 85, head, options);
  design.present_per_cm2 = map_of(1, [](Point2, int) { return 0.0; });
  return region;
}

struct Result {
  std::size_t dots = 0;
  double ms = 0, ratio = 0;
};

Result measure(const smp::PlannedRegion& region, const smp::Surface& head, smp::PlanOptions options,
               int repeat) {
  Result result;
  std::vector<double> times, ratios;
  for (int i = 0; i < repeat; ++i) {
    options.seed = static_cast<std::uint64_t>(i);
    double start = seconds();
    result.dots =
        smp::plan_treatment({region}, {0.2, 0.55, 0.25}, head, options).treatment.impressions.size();
    times.push_back(seconds() - start);
    start = seconds();
    const auto naive = smp::bench::naive_bridson(std::sqrt(static_cast<double>(result.dots) / 0.615), 1.0,
                                                 static_cast<unsigned>(i));
    ratios.push_back((seconds() - start) / static_cast<double>(naive.size()) *
                     static_cast<double>(result.dots) / times.back());
  }
  result.ms = 1e3 * smp::bench::median(times);
  result.ratio = smp::bench::median(ratios);
  return result;
}

bool report(const char* name, const Result& result, std::size_t units, double must, double stretch,
            bool json) {
  const bool ok = result.ratio >= must;
  if (json)
    std::printf(
        "{\"name\":\"whole plan, %zu dots, all maps, %s\",\"value\":%.4g,\"unit\":\"ms\",\"ratio\":%.4g,"
        "\"must\":%g,\"stretch\":%g,\"ok\":%s}\n",
        result.dots, name, result.ms, result.ratio, must, stretch, ok ? "true" : "false");
  else
    std::printf(
        "plan of %zu impressions between %zu units, %s: %.1f ms, %.2f x naive (must %g, stretch %g)%s\n",
        result.dots, units, name, result.ms, result.ratio, must, stretch, ok ? "" : "  MISSED");
  return ok;
}

}  // namespace

int main(int argc, char** argv) {
  const auto [json, repeat] = smp::bench::options_of(argc, argv, 7);
  const auto head = smp::make_ellipsoid_surface(
      {.center_px = {1600, 1700}, .radii_mm = {77, 105, 98}, .angles = {40, 0, 0}}, kPxPerMm);
  smp::PlanOptions options{.width_px = kSidePx, .height_px = kSidePx, .threads = 1};
  const smp::PlannedRegion region = whole_head(*head, options);
  const std::size_t units = region.design.units_px.size();
  options.timeline.sessions = {{smp::SessionOptions{}}};
  bool ok = report("one session", measure(region, *head, options, repeat), units, 0.75, 1.5, json);
  // Every later session stamps what is there again, units included.
  options.timeline.sessions = {{{0, 0.3, 0.3}, {14, 0.4, 0.1}, {28, 0.3, 0}}};
  ok = report("three sessions", measure(region, *head, options, repeat), units, 0.5, 1, json) && ok;
  return ok ? 0 : 1;
}
