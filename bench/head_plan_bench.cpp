// The plan on a posed head, against a naive Bridson sampler of 20 000 points in the same run.
//   smp_bench_head_plan [--json] [--repeat N]
// A photo of 4000 x 3000 px of a template head: posed from marks which miss it as marks by eye do, a natural
// hairline, a pattern of loss behind it, its mask and maps, and the dots. One thread. "must" is a ratio.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "bench.h"
#include "naive_bridson.h"
#include "smp/base/random.h"
#include "smp/scalp/head_pose.h"
#include "smp/treatment/head_lattice.h"
#include "smp/treatment/head_regions.h"
#include "smp/treatment/planner.h"

namespace {

using smp::Point2;
using smp::Point3;

constexpr int kWidthPx = 4000, kHeightPx = 3000;
constexpr double kPxPerMm = 11, kCameraMm = 1200;

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The face and the top are seen: pitched by 30 degrees and turned by 15.
smp::PosedHead photographed_head() {
  smp::HeadMeasures measures = smp::mean_measures(smp::HeadSex::kMale);
  measures.breadth_mm *= 1.03, measures.length_mm *= 0.98, measures.face_height_mm *= 1.04;
  const double cp = std::cos(smp::radians(30)), sp = std::sin(smp::radians(30));
  const double cy = std::cos(smp::radians(15)), sy = std::sin(smp::radians(15));
  const double focal = kPxPerMm * kCameraMm;
  return {smp::HeadShape(measures, smp::HeadSex::kMale),
          {{Point3{cy, -sy * sp, -sy * cp}, Point3{0, cp, -sp}, Point3{sy, cy * sp, cy * cp}},
           {5, -8, kCameraMm},
           {focal, focal, kWidthPx / 2.0, kHeightPx / 2.0}}};
}

smp::HeadOptions marks_on(const smp::PosedHead& head, std::uint64_t seed) {
  using enum smp::HeadLandmark;
  smp::RandomStream random(seed, smp::RandomPurpose::kPhantom);
  smp::HeadOptions marks;
  for (const smp::HeadLandmark landmark :
       {kPupilRight, kPupilLeft, kEyeInnerRight, kEyeInnerLeft, kEyeOuterRight, kEyeOuterLeft, kGlabella,
        kNoseTip, kNoseBase, kChin, kEarTopLeft}) {
    const double x = random.normal(), y = random.normal();
    marks.landmarks[static_cast<std::size_t>(landmark)] =
        head.project(head.shape().landmark(landmark)) + 1.5 * kPxPerMm * Point2{x, y};
  }
  for (int k = 0; k < 9; ++k) {  // around the top, where the line of sight first misses the head
    const double turn = smp::radians(200 + 17.5 * k);
    const Point2 middle = head.project({0, 0, 0}), way = {std::cos(turn), std::sin(turn)};
    double reach = 40 * kPxPerMm;
    while (head.at(middle + reach * way)) reach += 2;
    marks.silhouette.push_back(middle + reach * way);
  }
  return marks;
}

enum Stage { kPose, kHairline, kZones, kLattice, kRegion, kPlace, kAll, kStages };
constexpr std::array<const char*, kStages> kStageNames = {"pose",   "hairline", "zones", "lattice",
                                                          "region", "dots",     "all"};

// Seconds of each stage.
std::array<double, kStages> plan_head(const smp::HeadOptions& marks, std::uint64_t seed, std::size_t& dots) {
  std::array<double, kStages> times{};
  const double start = seconds();
  double before = start;
  const auto done = [&](Stage stage) {
    const double now = seconds();
    times[stage] = now - before;
    before = now;
  };
  const smp::HeadPoseResult pose = smp::pose_head(marks, {}, kWidthPx, kHeightPx);
  const auto head = std::make_shared<smp::PosedHead>(pose.shape, pose.pose);
  done(kPose);
  const smp::HeadHairline hairline(pose.shape, {});
  done(kHairline);
  const smp::ScalpZones zones(pose.shape, hairline);
  done(kZones);
  const smp::HeadLattice lattice(*head, kWidthPx, kHeightPx, 1);
  done(kLattice);
  std::vector<smp::PlannedRegion> regions(1);
  smp::PlannedRegion& region = regions.front();
  region.options.name = "loss";
  region.options.pattern = "norwood-6";
  smp::HeadRegion laid = smp::region_on_head(region.options, lattice, zones);
  region.shape = std::move(laid.shape);
  region.design = std::move(laid.design);
  done(kRegion);
  const smp::PlanOptions options{.width_px = kWidthPx, .height_px = kHeightPx, .seed = seed, .threads = 1};
  dots = smp::plan_treatment(regions, {0.2, 0.55, 0.25}, *head, options).treatment.impressions.size();
  done(kPlace);
  times[kAll] = seconds() - start;
  return times;
}

}  // namespace

int main(int argc, char** argv) {
  const auto [json, repeat] = smp::bench::options_of(argc, argv, 9);
  constexpr double kNaivePoints = 20000;
  const smp::PosedHead head = photographed_head();
  std::array<std::vector<double>, kStages> times;
  std::vector<double> ratios;
  std::size_t dots = 0;
  for (int i = 0; i < repeat; ++i) {
    const auto seed = static_cast<std::uint64_t>(i);
    const auto run = plan_head(marks_on(head, seed), seed, dots);
    for (int s = 0; s < kStages; ++s) times[s].push_back(run[s]);
    const double start = seconds();
    const auto naive =
        smp::bench::naive_bridson(std::sqrt(kNaivePoints / 0.615), 1.0, static_cast<unsigned>(i));
    ratios.push_back((seconds() - start) / static_cast<double>(naive.size()) * kNaivePoints / run[kAll]);
  }
  constexpr double kMust = 0.5, kStretch = 0.8;
  const double ratio = smp::bench::median(ratios);
  const bool ok = ratio >= kMust;
  if (json) {
    std::printf(
        "{\"name\":\"plan on a posed head, 12 MP\",\"value\":%.4g,\"unit\":\"ms\",\"ratio\":%.4g,\"must\":%g,"
        "\"stretch\":%g,\"ok\":%s}\n",
        1e3 * smp::bench::median(times[kAll]), ratio, kMust, kStretch, ok ? "true" : "false");
    return ok ? 0 : 1;
  }
  std::printf("plan on a posed head, %zu impressions: %.1f ms, %.2f x naive (must %g, stretch %g)%s\n", dots,
              1e3 * smp::bench::median(times[kAll]), ratio, kMust, kStretch, ok ? "" : "  MISSED");
  for (int s = 0; s < kAll; ++s)
    std::printf("  %-8s %6.1f ms\n", kStageNames[s], 1e3 * smp::bench::median(times[s]));
  return ok ? 0 : 1;
}
