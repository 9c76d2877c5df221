// What patterns, zones, hairlines, scars, grafts and needles of a spec need, and how a lack of it is told.
#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/spec/read_spec.h"
#include "support/message_lint.h"

namespace smp {
namespace {

constexpr const char* kPlane =
    R"({"smp":1,"photo":{"scale":{"px_per_mm":10}},"regions":[{"name":"a","outline":[[0,0],[100,0],[0,100]]}]})";
constexpr const char* kHead =
    R"({"smp":1,"head":{"landmarks":{"pupil_right":[1100,1500],"pupil_left":[1700,1500],"nose_base":[1400,1850],
        "chin":[1400,2300]}},"regions":[{"name":"a","zones":["crown"]}]})";

std::string refusal(const char* text, const std::vector<std::string>& overrides) {
  try {
    read_spec(text, overrides);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadInput);
    EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    return error.what();
  }
  return "accepted";
}
std::string on_plane(const std::vector<std::string>& overrides) { return refusal(kPlane, overrides); }
std::string on_head(const std::vector<std::string>& overrides) { return refusal(kHead, overrides); }

TEST(SpecPlaces, AMarkedHeadIsTheSurface) {
  EXPECT_EQ(read_spec(kHead).surface.kind, SurfaceKind::kHead);
  EXPECT_EQ(read_spec(kHead, std::vector<std::string>{"/surface=head"}).surface.kind, SurfaceKind::kHead);
  EXPECT_EQ(read_spec(kPlane).surface.kind, SurfaceKind::kPlane);
  EXPECT_EQ(on_plane({"/surface=head"}),
            "/head: is missing, and the surface is a head; mark at least four places under /head/landmarks");
  EXPECT_EQ(on_head({"/head/landmarks/left_pupil=[1,2]"}).substr(0, 27), "/head/landmarks/left_pupil:");
}

TEST(SpecPlaces, PatternsZonesAndDesignedHairlinesNeedAHead) {
  for (const char* change : {"/regions/0={\"pattern\":\"norwood-5\"}", "/regions/0={\"zones\":[\"crown\"]}",
                             "/regions/0/hairline=natural", "/forecast=norwood-6"})
    EXPECT_NE(on_plane({change}).find("needs a posed head"), std::string::npos) << change;
  EXPECT_EQ(on_head({"/regions/0={\"pattern\":\"norwood-5\",\"hairline\":\"receded\"}"}), "accepted");
  EXPECT_EQ(on_head({"/regions/0={\"pattern\":\"norwood-8\"}"}).substr(0, 19), "/regions/0/pattern:");
  EXPECT_EQ(on_head({"/regions/0/zones/0=top"}).substr(0, 40), "/regions/0/zones/0: \"top\" is no zone; gi");
  EXPECT_EQ(on_head({"/regions/0/zones/-=crown"}), "/regions/0/zones/1: repeats \"crown\"");
}

TEST(SpecPlaces, DrawnHairlinesNeedAnOutline) {
  const std::string drawn = "/regions/0/hairline={\"points\":[[0,0],[50,9],[100,0]]}";
  EXPECT_EQ(on_plane({drawn}), "accepted");
  EXPECT_EQ(on_head({drawn}).substr(0, 55), "/regions/0/hairline/points: need an outline whose front");
  EXPECT_EQ(on_plane({"/regions/0/hairline={\"points\":[[0,0],[0,0],[100,0]]}"}),
            "/regions/0/hairline/points/1: repeats point 0");
  EXPECT_EQ(on_plane({"/regions/0/hairline=wavy"}).substr(0, 26), "/regions/0/hairline/style:");
}

TEST(SpecPlaces, ScarsNameWhatTheyLack) {
  EXPECT_EQ(on_plane({"/scars=[{\"kind\":\"fut\"}]"}),
            "/scars/0/path: a fut scar needs a path of at least two places");
  EXPECT_EQ(on_plane({"/scars=[{\"kind\":\"area\"}]"}), "/scars/0/outline: an area scar needs an outline");
  EXPECT_EQ(on_plane({"/scars=[{\"kind\":\"fue\"}]"}).substr(0, 17), "/scars/0/outline:");
  EXPECT_EQ(on_plane({"/scars=[{\"path\":[[0,0],[0,0]]}]"}), "/scars/0/path: has no length");
  EXPECT_EQ(on_plane({"/scars=[{\"name\":\"a\",\"path\":[[0,0],[9,9]]}]"}),
            "/scars/0/name: \"a\" is already the name of region 0; give each a name of its own");
  const Spec spec = read_spec(kPlane, std::vector<std::string>{"/scars=[{\"path\":[[0,0],[90,9]]}]"});
  EXPECT_EQ(spec.scars[0].name, "scar-1");
}

TEST(SpecPlaces, GraftsNeedARegionOfThatName) {
  EXPECT_EQ(on_plane({"/grafts=[{\"region\":\"b\"}]"}), "/grafts/0/region: \"b\" is the name of no region");
  EXPECT_EQ(on_plane({"/grafts=[{\"region\":\"a\"},{\"region\":\"a\"}]"}),
            "/grafts/1/region: \"a\" has grafts already");
  EXPECT_EQ(on_plane({"/grafts=[{\"region\":\"a\",\"hairs_per_unit\":[0,0,0,0]}]"}),
            "/grafts/0/hairs_per_unit: at least one share must be above 0");
}

TEST(SpecPlaces, OwnNeedlesHaveCodesOfTheirOwn) {
  const std::string own = "/needles=[{\"code\":\"mine\",\"dot_diameter_mm\":0.2}]";
  EXPECT_EQ(on_plane({own, "/regions/0/needles={\"mine\":1}"}), "accepted");
  EXPECT_EQ(on_plane({"/regions/0/needles={\"mine\":1}"}).substr(0, 24), "/regions/0/needles/mine:");
  EXPECT_EQ(on_plane({own, "/needles/0/code=3RL"}),
            "/needles/0/code: needle \"3RL\" is one of the catalogue");
  EXPECT_EQ(on_plane({own, "/needles/-={\"code\":\"mine\",\"dot_diameter_mm\":0.2}"}),
            "/needles/1/code: needle \"mine\" is given twice");
}

TEST(SpecPlaces, DraftsOnAHeadAreComplete) {
  DraftOptions options{.pattern = "norwood-5", .hairline = "natural"};
  Spec spec = read_spec(draft_spec(options));
  EXPECT_EQ(spec.surface.kind, SurfaceKind::kHead);
  EXPECT_EQ(spec.regions[0].pattern, "norwood-5");
  EXPECT_TRUE(spec.regions[0].hairline);
  spec = read_spec(draft_spec({.hairline = "widows-peak", .landmarks = {{"chin", {5, 6}}}}));
  EXPECT_EQ(spec.regions[0].hairline->style, "widows-peak");
  EXPECT_EQ(spec.head.landmarks[static_cast<std::size_t>(HeadLandmark::kChin)], (Point2{5, 6}));
  EXPECT_THROW(draft_spec({.pattern = "norwood-9"}), Error);
  EXPECT_THROW(draft_spec({.landmarks = {{"left_ear", {5, 6}}}}), Error);
}

TEST(SpecPlaces, OutlinesOfScarsDoNotCrossThemselves) {
  EXPECT_EQ(on_plane({"/scars=[{\"kind\":\"area\",\"outline\":[[0,0],[90,90],[90,0],[0,95]]}]"}),
            "/scars/0/outline: crosses itself: the edges from corners 0 and 2 meet");
}

}  // namespace
}  // namespace smp
