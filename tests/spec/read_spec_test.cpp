#include "smp/spec/read_spec.h"

#include <cmath>

#include <gtest/gtest.h>

#include "sample_specs.h"
#include "smp/base/error.h"
#include "smp/base/point.h"
#include "support/message_lint.h"

namespace smp {
namespace {

constexpr const char* kSmall =
    R"({"smp":1,"photo":{"scale":{"px_per_mm":10}},"regions":[{"outline":[[0,0],[100,0],[0,100]]}]})";

std::string refusal(const std::string& text, const std::vector<std::string>& overrides = {}) {
  try {
    read_spec(text, overrides);
  } catch (const Error& error) {
    EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    return error.what();
  }
  return "accepted";
}

// The refusal of a small valid spec after one change.
std::string changed(const std::vector<std::string>& overrides) { return refusal(kSmall, overrides); }

TEST(ReadSpec, FillsInDefaults) {
  const Spec spec = read_spec(kSmall);
  const RegionOptions defaults;
  EXPECT_EQ(spec.seed, 0u);
  EXPECT_EQ(spec.surface.kind, SurfaceKind::kPlane);
  ASSERT_EQ(spec.regions.size(), 1u);
  EXPECT_EQ(spec.regions[0].name, "region-1");
  EXPECT_EQ(spec.regions[0].density_per_cm2, defaults.density_per_cm2);
  EXPECT_EQ(spec.regions[0].needles, defaults.needles);
  EXPECT_FALSE(spec.pigment.blend);
  EXPECT_EQ(spec.camera.blur_px, CameraOptions{}.blur_px);
}

TEST(ReadSpec, FillsInWhatIsGiven) {
  const Spec spec = read_spec(testing::kEllipsoidSpec);
  EXPECT_EQ(spec.seed, 7u);
  EXPECT_EQ(spec.photo.scale.px_per_mm, 10.5);
  EXPECT_EQ(spec.photo.scale.relative_error, 0.03);
  EXPECT_EQ(spec.surface.kind, SurfaceKind::kEllipsoid);
  EXPECT_EQ(spec.surface.center_px, (Point2{1940, 1200}));
  EXPECT_EQ(spec.surface.distance_mm, 900);
  EXPECT_EQ((*spec.skin.tone.lab)[2], 18);
  EXPECT_EQ(spec.pigment.name, "brown-oxide");
  ASSERT_TRUE(spec.pigment.blend);
  EXPECT_EQ(spec.pigment.blend->at(1).dilution, 20);
  EXPECT_EQ(spec.regions.at(0).outline.at(2), (Point2{2680, 500}));
  EXPECT_EQ(spec.regions.at(0).tremor_mm, 0.05);
  EXPECT_EQ(spec.regions.at(1).mask, "masks/crown.png");
  EXPECT_EQ(spec.regions.at(1).name, "region-2");
  EXPECT_NEAR(spec.regions.at(1).depth_mm, 0.30, 1e-12);
  EXPECT_EQ(spec.camera.blur_px, 0.9);
  const Spec depth = read_spec(testing::kDepthSpec);
  EXPECT_EQ(depth.impressions, "dots.csv");
  EXPECT_EQ(depth.surface.camera.cx_px, 1500);
  EXPECT_EQ(depth.skin.tone.monk, 5);
  const Spec fraction = read_spec(testing::kFractionSpec);
  EXPECT_EQ(fraction.photo.coordinates, Coordinates::kFraction);
  EXPECT_EQ((*fraction.photo.scale.between_px)[1], (Point2{0.6, 0.5}));
}

TEST(ReadSpec, WritesWhatItReads) {
  for (const std::string& text : testing::sample_specs()) {
    const std::string written = to_json(read_spec(text));
    EXPECT_EQ(to_json(read_spec(written)), written);
  }
}

TEST(ReadSpec, ConvertsNeedleDepthWithinItsLimits) {
  for (const auto& [travel, depth] : {std::pair{0.3, 0.15}, {0.8, 0.30}, {1.5, 0.5625}, {4.0, 1.4}}) {
    const Spec spec = read_spec(kSmall, std::vector{"/regions/0/needle_depth_mm=" + std::to_string(travel)});
    EXPECT_NEAR(spec.regions[0].depth_mm, depth, 1e-9);
  }
}

TEST(ReadSpec, AppliesOverridesInOrder) {
  const std::vector<std::string> overrides = {"/seed=5", "/seed=6", "/regions/-={\"mask\":\"m.png\"}",
                                              "/pigment/dilution=18"};
  const Spec spec = read_spec(kSmall, overrides);
  EXPECT_EQ(spec.seed, 6u);
  EXPECT_EQ(spec.regions.size(), 2u);
  EXPECT_EQ(spec.pigment.dilution, 18);
  EXPECT_EQ(changed({"/regions/0/density_per_cm2=abc"}),
            "/regions/0/density_per_cm2: must be a number or \"auto\" (got the text \"abc\")");
  EXPECT_EQ(changed({"/regions/1/name=x"}),
            "/regions/1/name: entry 1 does not exist; the list has 1; use - to append");
}

TEST(ReadSpec, NeedsAScaleUnlessTheSurfaceBringsOne) {
  EXPECT_EQ(refusal(R"({"smp":1,"regions":[{"mask":"m.png"}]})"),
            "/photo/scale: is missing; only a depth surface and a marked head bring their own scale; give "
            "px_per_mm, or "
            "between_px with mm");
  EXPECT_EQ(refusal(testing::kDepthSpec), "accepted");
  EXPECT_EQ(changed({"/photo/scale={}"}),
            "/photo/scale/px_per_mm: is missing; give \"px_per_mm\" or \"between_px\"");
  EXPECT_EQ(changed({"/photo/scale/between_px=[[0,0],[9,9]]"}),
            "/photo/scale/between_px: cannot be given together with \"px_per_mm\"");
  EXPECT_EQ(changed({"/photo/scale={\"between_px\":[[0,0],[9,9]]}"}),
            "/photo/scale/mm: is missing; \"between_px\" needs it");
  EXPECT_EQ(changed({"/photo/scale/mm=5"}), "/photo/scale/between_px: is missing; \"mm\" needs it");
  EXPECT_EQ(changed({"/photo/scale={\"between_px\":[[9,9],[9,9]],\"mm\":5}"}),
            "/photo/scale/between_px: the two places are the same");
  EXPECT_EQ(changed({"/photo/scale={\"between_px\":[[0,0],[9000,0]],\"mm\":5}"}),
            "/photo/scale: makes 1.8e+03 px per mm; 0.3 to 200 are possible");
}

TEST(ReadSpec, RefusesKeysOfAnotherSurface) {
  EXPECT_EQ(changed({"/surface/radii_mm=[77,105,98]"}),
            "/surface/radii_mm: belongs to kind \"ellipsoid\" and has no meaning here");
  EXPECT_EQ(changed({"/surface={\"kind\":\"plane\",\"file\":\"d.png\"}"}),
            "/surface/file: belongs to kind \"depth\" and has no meaning here");
  EXPECT_EQ(changed({"/surface/kind=ellipsoid"}).substr(0, 31), "/surface/center_px: is missing;");
  EXPECT_EQ(changed({"/surface/kind=depth"}).substr(0, 25), "/surface/file: is missing");
  EXPECT_EQ(changed({"/surface/kind=elipsoid"}),
            "/surface/kind: must be \"plane\", \"ellipsoid\", \"depth\" or \"head\" (got \"elipsoid\"); did "
            "you mean "
            "\"ellipsoid\"?");
}

TEST(ReadSpec, RefusesContradictions) {
  EXPECT_EQ(changed({"/regions/0/mask=m.png"}), "/regions/0/mask: cannot be given together with \"outline\"");
  EXPECT_EQ(changed({"/regions/0={}"}),
            "/regions/0/outline: is missing; give \"outline\", \"mask\", \"pattern\" or \"zones\"");
  EXPECT_EQ(changed({"/impressions=a.csv"}), "accepted");  // regions then say where to survey
  EXPECT_EQ(refusal(R"({"smp":1,"photo":{"scale":{"px_per_mm":10}}})"),
            "/regions: is missing; give \"regions\", \"scars\" or \"impressions\"");
  EXPECT_EQ(changed({"/regions/0/depth_mm=0.3", "/regions/0/needle_depth_mm=0.8"}),
            "/regions/0/depth_mm: cannot be given together with \"needle_depth_mm\"");
  EXPECT_EQ(changed({"/skin/tone={\"ita_deg\":1,\"monk\":2}"}),
            "/skin/tone/monk: cannot be given together with \"ita_deg\"");
  EXPECT_EQ(changed({"/regions/0/needles={\"1RL\":0}"}),
            "/regions/0/needles: at least one share must be above 0");
  EXPECT_EQ(changed({"/regions/0/needles={\"3RLx\":1}"}).substr(0, 24), "/regions/0/needles/3RLx:");
  const std::string own = "/pigment/catalogue=[{\"name\":\"mine\",\"kappa\":[1,1,1]}]";
  const Spec open = read_spec(
      kSmall, std::vector<std::string>{"/pigment/dilution=auto", "/regions/0/density_per_cm2=auto"});
  EXPECT_FALSE(open.pigment.dilution || open.regions[0].density_per_cm2);
  EXPECT_EQ(changed({own, "/pigment/name=mine:0.5+carbon-black:0.5"}), "accepted");
  EXPECT_EQ(changed({own, "/pigment/catalogue/0/name=a+b"}).substr(0, 26), "/pigment/catalogue/0/name:");
  EXPECT_EQ(changed({own, "/pigment/catalogue/0/name=brown-oxide"}),
            "/pigment/catalogue/0/name: \"brown-oxide\" is already a pigment of the catalogue");
  EXPECT_EQ(changed({own, "/pigment/catalogue/-={\"name\":\"mine\",\"kappa\":[1,1,1]}"}),
            "/pigment/catalogue/1/name: is already the name of pigment 0");
  EXPECT_EQ(changed({"/pigment/match/pigments=[\"carbon-black\",\"brown-oxid\"]"}),
            "/pigment/match/pigments/1: unknown pigment \"brown-oxid\"; did you mean \"brown-oxide\"?");
  EXPECT_EQ(changed({"/pigment/match/pigments=[\"carbon-black:1+brown-oxide:1\"]"}),
            "/pigment/match/pigments/0: is a mixture; list its pigments; the match mixes them");
  EXPECT_EQ(changed({"/pigment/match/dilution=[9,3]"}), "/pigment/match/dilution: 9 is above 3");
  EXPECT_EQ(changed({"/pigment/name=carbon-blak"}),
            "/pigment/name: unknown pigment \"carbon-blak\"; did you mean \"carbon-black\"?");
  EXPECT_EQ(changed({"/pigment/name=carbon-black:0.7+brown-oxide"}).substr(0, 22), "/pigment/name: mixture");
  EXPECT_EQ(changed({"/regions/0/name=region-2", "/regions/-={\"mask\":\"m.png\"}"}),
            "/regions/1/name: \"region-2\" is already the name of region 0; give each a name of its own");
  EXPECT_EQ(changed({"/smp=2"}), "/smp: must be 1 (got 2)");
}

TEST(ReadSpec, RefusesOutlinesThatEncloseNothingOrCross) {
  const auto outline = [](const std::string& points) { return changed({"/regions/0/outline=" + points}); };
  EXPECT_EQ(outline("[[0,0],[10,10],[10,0],[0,10]]"),
            "/regions/0/outline: crosses itself: the edges from corners 0 and 2 meet");
  EXPECT_EQ(outline("[[0,0],[10,10],[20,20]]"), "/regions/0/outline: encloses no area");
  EXPECT_EQ(outline("[[0,0],[10,0],[10,0],[0,9]]"), "/regions/0/outline/2: repeats corner 1; leave it out");
  EXPECT_EQ(
      outline("[[0,0],[10,0],[0,9],[0,0]]"),
      "/regions/0/outline/3: repeats corner 0; leave it out; the last corner joins the first by itself");
  EXPECT_EQ(outline("[[0,0],[10,0]]"), "/regions/0/outline: must have at least 3 entries (got 2)");
  EXPECT_EQ(outline("[[0,0],[10,0],[1000001,5]]"),
            "/regions/0/outline/2/0: must be -1000000 to 1000000 px or share (got 1000001)");
  EXPECT_EQ(outline("[[0,0],[1e-7,0],[0,1e-7]]"), "accepted");
}

TEST(ReadSpec, HoldsItsLimits) {
  const auto regions = [](int count) {
    std::string text = R"({"smp":1,"photo":{"scale":{"px_per_mm":10}},"regions":[)";
    for (int i = 0; i < count; ++i) text += std::string(i ? "," : "") + R"({"mask":"m.png"})";
    return text + "]}";
  };
  EXPECT_EQ(refusal(regions(1000)), "accepted");
  EXPECT_EQ(refusal(regions(1001)), "/regions: must have at most 1000 entries (got 1001)");
  const auto corners = [](int count) {
    std::string text = R"({"smp":1,"photo":{"scale":{"px_per_mm":10}},"regions":[{"outline":[)";
    for (int i = 0; i < count; ++i) {
      const double turn = 2 * kPi * i / count;
      text += (i ? ",[" : "[") + std::to_string(5e5 * std::cos(turn)) + "," +
              std::to_string(5e5 * std::sin(turn)) + "]";
    }
    return text + "]}]}";
  };
  EXPECT_EQ(refusal(corners(100'000)), "accepted");
  EXPECT_EQ(refusal(corners(100'001)), "/regions/0/outline: must have at most 100000 entries (got 100001)");
  std::string padded = kSmall;
  padded.resize(std::size_t{16} << 20, ' ');
  EXPECT_EQ(refusal(padded), "accepted");
  EXPECT_EQ(refusal(padded + " "), "has 16777217 bytes, more than the 16777216 allowed");
  EXPECT_THROW(read_spec(kSmall, {}, {.max_bytes = 10}), Error);
}

TEST(ReadSpec, RefusesOutlinesThatWouldTakeForeverToCheck) {
  // Edges that all overlap each other in x and y, without crossing: a stack of long thin teeth.
  std::string text = R"({"smp":1,"photo":{"scale":{"px_per_mm":10}},"regions":[{"outline":[)";
  for (int i = 0; i < 99'999; ++i)
    text += i % 2 ? "[" + std::to_string(90000 + i) + "," + std::to_string(90000 - i) + "],"
                  : "[" + std::to_string(i) + "," + std::to_string(-i) + "],";
  text += "[-100000,100000]]}]}";
  EXPECT_EQ(refusal(text).substr(0, 48), "/regions/0/outline: is too intricate to be check");
  // Long teeth side by side are cheap to check along their other axis.
  text = R"({"smp":1,"photo":{"scale":{"px_per_mm":10}},"regions":[{"outline":[)";
  for (int i = 0; i < 99'999; ++i) text += (i % 2 ? "[900000," : "[0,") + std::to_string(i) + "],";
  text += "[-1,99999]]}]}";
  EXPECT_EQ(refusal(text), "accepted");
}

TEST(DraftSpec, IsValidForEverySurface) {
  for (const SurfaceKind kind : {SurfaceKind::kPlane, SurfaceKind::kEllipsoid, SurfaceKind::kDepth}) {
    const Spec spec = read_spec(draft_spec({.surface = kind, .px_per_mm = 12.5}));
    EXPECT_EQ(spec.surface.kind, kind);
    EXPECT_EQ(spec.regions.size(), 1u);
    EXPECT_EQ(spec.photo.scale.px_per_mm.value_or(12.5), 12.5);
  }
  EXPECT_THROW(draft_spec({.px_per_mm = 0}), Error);
  EXPECT_THROW(draft_spec({.px_per_mm = std::nan("")}), Error);
}

}  // namespace
}  // namespace smp
