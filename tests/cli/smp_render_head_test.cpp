// smp-render and smp-spec with heads, hairlines, scars and grafts: what they make, and what they refuse.
#include "cli/render_fixture.h"
#include "smp/fields/json_parse.h"
#include "smp/fields/json_value.h"
#include "support/head_photo.h"

namespace smp {
namespace {

using testing::bald_head;
using testing::head_spec;
using testing::ProcessResult;
using testing::write_all;

class SmpRenderHead : public testing::RenderTest {
 protected:
  SmpRenderHead() { write_photo(folder_ / "head.png", bald_head().photo); }

  void expect_head_refused(const std::string& part, const std::string& spec) const {
    write_all(folder_ / "bad.json", spec);
    expect_refused(65, "bad.json: " + part,
                   {"-o", "out.png", "--impressions", "out.csv", "head.png", "bad.json"});
  }
  void expect_region_refused(const std::string& part, const std::string& region,
                             const std::string& rest = "") const {
    expect_head_refused(part, head_spec(bald_head(), "\"regions\": [" + region + "]" + rest));
  }
  void expect_scar_refused(const std::string& part, const std::string& scar) const {
    expect_head_refused(part, head_spec(bald_head(), "\"scars\": [" + scar + "]"));
  }
  ProcessResult spec_tool(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), SMP_SPEC_TOOL);
    return testing::run_process(arguments);
  }
};

// A spec whose landmarks are those of the head, moved.
template <class Move>
std::string moved_landmarks(const Move& move) {
  JsonValue spec = parse_json(head_spec(bald_head(), R"("regions": [{"pattern": "norwood-5"}])"));
  JsonValue::Object kept;
  for (JsonMember& mark : *spec.find("head")->find("landmarks")->get_if<JsonValue::Object>()) {
    JsonValue::Array& place = *mark.value.get_if<JsonValue::Array>();
    Point2 p = {std::stod(to_line(place[0])), std::stod(to_line(place[1]))};
    if (!move(mark.key, p)) continue;
    kept.push_back({mark.key, JsonValue::Array{p.x, p.y}});
  }
  spec.find("head")->set("landmarks", kept);
  return to_text(spec);
}

TEST_F(SmpRenderHead, TreatsAMarkedHead) {
  write_all(folder_ / "spec.json",
            head_spec(bald_head(), R"("hair": {"color": "brown", "type": "asian"}, "forecast": "norwood-7",
      "regions": [{"name": "top", "pattern": "norwood-5", "hairline": {"preset": "mature"}, "native_per_cm2": "auto"}],
      "scars": [{"kind": "fut", "path": [[150, 60], [250, 60]]}],
      "grafts": [{"region": "top", "units_per_cm2": 15}])"));
  expect_rendered(
      run({"-o", "out.png", "--impressions", "out.csv", "--summary", "out.json", "head.png", "spec.json"}));
  const JsonValue summary = parse_json(testing::read_all(folder_ / "out.json"));
  EXPECT_NE(to_line(*summary.find("head")).find("\"zones\""), std::string::npos);
  EXPECT_NE(to_line(*summary.find("forecast")).find("norwood-7"), std::string::npos);
  EXPECT_GT(*summary.find("totals")->find("grafted_units")->get_if<std::uint64_t>(), 100u);
  // Drawn again from the list, with the same spec.
  expect_rendered(run({"-o", "again.png", "--set", R"(/impressions="out.csv")", "head.png", "spec.json"}));
  EXPECT_TRUE(testing::read_all(folder_ / "again.png") == testing::read_all(folder_ / "out.png"));
}

TEST_F(SmpRenderHead, RefusesLandmarksThatFitNoHead) {
  const double width = bald_head().photo.width();
  int left = 3;
  double at = 0;
  expect_head_refused("/head/landmarks: has 3 places",
                      moved_landmarks([&](auto&, Point2&) { return left-- > 0; }));
  expect_head_refused("/head/landmarks: fit a head only with left and right swapped",
                      moved_landmarks([&](auto&, Point2& p) { return p.x = width - p.x, true; }));
  expect_head_refused("/head/landmarks/vertex: lies ",
                      moved_landmarks([&](const std::string& name, Point2& p) {
                        if (name == "vertex") p.x += 100;
                        return true;
                      }));
  expect_head_refused("/head/landmarks: lie on one line", moved_landmarks([&](auto&, Point2& p) {
                        at += 12, p = {at, 100 + 0.5 * at};
                        return true;
                      }));
  expect_head_refused("/head/landmarks/pupil_right: lies far outside the photo of 400 x 380 px",
                      moved_landmarks([&](const std::string& name, Point2& p) {
                        if (name == "pupil_right") p.x = -500;
                        return true;
                      }));
  // Those of a photo five times as large, of one that was turned, and all at one place.
  expect_head_refused("/head/landmarks/pupil_right: lies far outside the photo of 400 x 380 px",
                      moved_landmarks([&](auto&, Point2& p) { return p = 5.0 * p, true; }));
  expect_head_refused("/head/landmarks: ", moved_landmarks([&](auto&, Point2& p) {
                        p = {400 - p.x, 380 - p.y};
                        return true;
                      }));
  expect_head_refused("/head/landmarks/pupil_left: is at the same place as ",
                      moved_landmarks([&](auto&, Point2& p) {
                        return p = {200, 200}, true;
                      }));
  expect_head_refused("/head/landmarks/nose: ", R"({"smp": 1, "head": {"landmarks": {"nose": [1, 2]}},
                      "regions": [{"pattern": "norwood-5"}]})");
}

TEST_F(SmpRenderHead, RefusesHairlinesThatFitNoHead) {
  const auto designed = [](const std::string& hairline) {
    return R"({"pattern": "norwood-6", "hairline": {)" + hairline + "}}";
  };
  expect_region_refused("/regions/0/hairline/mid_height_mm: must be 30 to 130 mm",
                        designed(R"("mid_height_mm": 10)"));
  expect_region_refused("/regions/0/hairline/mid_height_mm: ", designed(R"("mid_height_mm": 30)"));
  expect_region_refused("/regions/0/hairline/width_mm: the hairline is too wide",
                        designed(R"("width_mm": 240)"));
  expect_region_refused("/regions/0/hairline/style: ", designed(R"("style": "zigzag")"));
  expect_region_refused("/regions/0/hairline/preset: ", designed(R"("preset": "low")"));
  expect_region_refused("/regions/0/hairline/macro_mm: ",
                        designed(R"("macro_mm": 15, "macro_wavelength_mm": 10)"));
  const auto drawn = [](const std::string& points) {
    return R"({"outline": [[120, 220], [120, 60], [280, 60], [280, 220]], "hairline": {"points": )" + points +
           "}}";
  };
  expect_region_refused("/regions/0/hairline/points: the hairline crosses itself",
                        drawn("[[120, 200], [240, 150], [240, 200], [120, 150]]"));
  expect_region_refused("/regions/0/hairline/points/2: this point of the hairline is not on the scalp",
                        drawn("[[120, 200], [200, 150], [395, 10]]"));
  expect_region_refused("/regions/0/hairline/points/1: repeats point 0",
                        drawn("[[120, 200], [120, 200], [280, 200]]"));
  expect_region_refused("/regions/0/hairline/points: the hairline crosses the outline",
                        drawn("[[110, 100], [200, 150], [290, 50]]"));
  expect_spec_refused(65, "/regions/0/hairline: needs a posed head",
                      R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}},
      "regions": [{"outline": [[40, 30], [120, 30], [120, 90]], "hairline": "natural"}]})");
}

TEST_F(SmpRenderHead, RefusesWhatIsNotThere) {
  expect_region_refused("/regions/0/zones/0: occipital cannot be seen in this view",
                        R"({"zones": ["occipital"]})");
  expect_region_refused("/regions/0/zones/0: \"brow\" is no zone", R"({"zones": ["brow"]})");
  expect_region_refused("/regions/0/pattern: norwood-1 leaves nothing to treat",
                        R"({"pattern": "norwood-1"})");
  expect_region_refused("/regions/0/pattern: ", R"({"pattern": "norwood-9"})");
  expect_region_refused("/regions/0/needles/9XX: \"9XX\" is no needle",
                        R"({"zones": ["crown"], "needles": {"9XX": 1}})");
  expect_region_refused("/regions/0: no scalp is seen", R"({"outline": [[5, 5], [30, 5], [30, 30]]})");
  expect_region_refused("/grafts/0/region: \"tip\" is the name of no region", R"({"zones": ["crown"]})",
                        R"(, "grafts": [{"region": "tip", "units_per_cm2": 20}])");
  expect_region_refused("/regions/0: the region lies outside the photo",
                        R"({"name": "a", "outline": [[500, 500], [530, 500], [530, 530]]})",
                        R"(, "grafts": [{"region": "a", "units_per_cm2": 20}])");
  expect_region_refused("/forecast: ", R"({"zones": ["crown"]})", R"(, "forecast": "norwood-9")");
  expect_region_refused("/regions/0/patches/salt_share: ",
                        R"({"pattern": "alopecia-areata", "patches": {"salt_share": 1.5}})");
  expect_spec_refused(65, "/regions/0/pattern: needs a posed head",
                      R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}},
      "regions": [{"pattern": "norwood-5"}]})");
  expect_spec_refused(65, "/forecast: needs a posed head", R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}},
      "regions": [{"outline": [[40, 30], [120, 30], [120, 90]]}], "forecast": "norwood-5"})");
}

// A head that is all beyond the photo's border, or whose treated part is.
TEST_F(SmpRenderHead, RefusesAPatternThatThePhotoLeavesOut) {
  expect_head_refused("/regions/0/pattern: norwood-5 cannot be seen in this view",
                      moved_landmarks([](auto&, Point2& p) { return p.y -= 330, true; }));
}

TEST_F(SmpRenderHead, RefusesScarsThatAreNone) {
  expect_scar_refused("/scars/0/path: has no length", R"({"kind": "fut", "path": [[150, 100], [150, 100]]})");
  expect_scar_refused("/scars/0/path: crosses itself",
                      R"({"kind": "fut", "path": [[150, 100], [250, 150], [250, 100], [150, 150]]})");
  expect_scar_refused("/scars/0/path/1: lies outside the photo",
                      R"({"kind": "fut", "path": [[150, 100], [450, 100]]})");
  expect_scar_refused("/scars/0/path: a fut scar needs a path", R"({"kind": "fut"})");
  expect_scar_refused("/scars/0/kind: ", R"({"kind": "burn", "path": [[150, 100], [250, 100]]})");
  expect_scar_refused("/scars/0/path: no scalp is seen there",
                      R"({"kind": "fut", "path": [[5, 5], [20, 5]]})");
  expect_scar_refused("/scars/0/scars_per_cm2: scars of this diameter would cover more than all",
                      R"({"kind": "fue", "outline": [[150, 60], [250, 60], [250, 100]], "scars_per_cm2": 100,
                          "scar_diameter_mm": 5})");
  expect_scar_refused("/scars/0/outline: crosses itself",
                      R"({"kind": "area", "outline": [[150, 100], [250, 150], [250, 100], [150, 150]]})");
}

TEST_F(SmpRenderHead, DraftsAHeadThatCanBeRendered) {
  std::vector<std::string> arguments = {"new", "--pattern", "norwood-5", "--hairline", "natural"};
  const ProcessResult plain = spec_tool(arguments);
  write_all(folder_ / "draft.json", plain.out);
  EXPECT_EQ(spec_tool({"check", at("draft.json")}).out, "ok: 1 region\n");
  const JsonValue head = parse_json(bald_head().head);
  for (const JsonMember& mark : *head.find("landmarks")->get_if<JsonValue::Object>()) {
    const JsonValue::Array& place = *mark.value.get_if<JsonValue::Array>();
    arguments.insert(arguments.end(),
                     {"--landmark", mark.key + "=" + to_line(place[0]) + "," + to_line(place[1])});
  }
  write_all(folder_ / "draft.json", spec_tool(arguments).out);
  expect_rendered(run({"-o", "out.png", "head.png", "draft.json"}));
}

TEST_F(SmpRenderHead, DraftsRefuseLandmarksThatAreNone) {
  const auto refused = [&](int status, const std::string& part, const std::vector<std::string>& landmarks) {
    std::vector<std::string> arguments = {"new", "--pattern", "norwood-5"};
    for (const std::string& landmark : landmarks) arguments.insert(arguments.end(), {"--landmark", landmark});
    const ProcessResult result = spec_tool(arguments);
    EXPECT_EQ(result.status, status) << result.err;
    EXPECT_EQ(testing::lint_stderr(result.err), "") << result.err;
    EXPECT_NE(result.err.find(part), std::string::npos) << result.err << " lacks " << part;
    EXPECT_EQ(result.out, "");
  };
  for (const char* bad : {"pupil_left", "pupil_left=", "pupil_left=1", "=1,2", "pupil_left=1,2,3",
                          "pupil_left=1,x", "pupil_left=nan,1", "pupil_left=1e9,1", ""})
    refused(64, "--landmark", {bad});
  refused(64, "--landmark", {"nose=1,2"});
  refused(64, "--landmark", {"pupil_left=1,2", "pupil_left=3,4"});
}

}  // namespace
}  // namespace smp
