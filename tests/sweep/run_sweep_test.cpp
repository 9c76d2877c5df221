// What is decided before the first job; running is tested with the tool, in processes of its own.
#include "smp/sweep/run_sweep.h"

#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/photo/write.h"
#include "smp/sweep/case_names.h"
#include "support/skin_photo.h"
#include "support/temp_dir.h"

namespace smp {
namespace {

TEST(CaseNames, AreThePhotosOwnWhereTheyDiffer) {
  EXPECT_EQ(case_names({{"a/s01.jpg", "x.json"}, {"b/s02.jpg", "x.json"}}),
            (std::vector<std::string>{"s01", "s02"}));
}

TEST(CaseNames, TellEqualNamesApart) {
  const std::vector<SweepCase> cases = {{"p17/front.jpg", "a.json"},   {"p18/front.jpg", "a.json"},
                                        {"p18/front.png", "a.json"},   {"p18/front.png", "b.json"},
                                        {"x/p18/front.png", "b.json"}, {"other.jpg", "a.json"}};
  const auto names = case_names(cases);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), cases.size());
  EXPECT_EQ(names[0], "p17-front.jpg");
  EXPECT_EQ(names[5], "other");  // needs no more
  for (const std::string& name : names) EXPECT_EQ(name.find('/'), name.npos);
}

TEST(CaseNames, RefuseOneCaseTwice) {
  EXPECT_THROW(case_names({{"a.jpg", "a.json"}, {"./a.jpg", "a.json"}}), Error);
}

TEST(RunningOrder, KeepsPointsOfEqualPlacementTogether) {
  const auto axes = parse_axes({"/pigment/dilution=6,12", "/regions/0/density_per_cm2=60,90,120"});
  const auto points = sweep_points(axes, false);
  const auto order = running_order(axes, points);
  EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), points.size());
  int changes = 0;
  for (std::size_t k = 1; k < order.size(); ++k)
    changes += value_text(points[order[k]][1]) != value_text(points[order[k - 1]][1]);
  EXPECT_EQ(changes, 2);
}

TEST(ParseSearchRange, ReadsEndsAndTolerance) {
  const SearchRange range = parse_search_range("/a=60:200");
  EXPECT_EQ(range.low, 60);
  EXPECT_EQ(range.high, 200);
  EXPECT_DOUBLE_EQ(range.tolerance, 1.4);
  EXPECT_EQ(parse_search_range("/a=-1:1:0.25").tolerance, 0.25);
  for (const char* text : {"", "/a", "/a=", "/a=1", "/a=1:", "/a=2:1", "/a=1:1", "/a=1:2:0", "/a=1:2:-1",
                           "/a=1:2:3:4", "/a=1,2", "/a=x:y", "a=1:2", "/a=1:nan", "/a=1:2:"})
    EXPECT_THROW(parse_search_range(text), Error) << text;
}

class PlannedSweep : public ::testing::Test {
 protected:
  PlannedSweep() {
    write_photo(folder_ / "skin.png", testing::skin_photo(80, 60));
    std::ofstream(folder_ / "two.json") << R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}},
      "skin": {"tone": {"ita_deg": 40}}, "regions": [
      {"outline": [[10, 10], [35, 10], [35, 50], [10, 50]]}, {"outline": [[45, 10], [70, 10], [70, 50], [45, 50]]}]})";
  }
  SweepRequest request(const std::vector<std::string>& vary) const {
    SweepRequest request;
    request.cases = {{(folder_ / "skin.png").string(), (folder_ / "two.json").string()}};
    request.axes = parse_axes(vary);
    return request;
  }
  // The message that a sweep is refused with; empty where it is not.
  std::string refusal(const std::vector<std::string>& vary) const {
    try {
      const SweepRequest r = request(vary);
      check_points(plan_cases(r, {}), r, sweep_points(r.axes, false), {});
      return {};
    } catch (const Error& error) {
      return error.text().where + ": " + error.text().cause + "; " + error.text().advice;
    }
  }
  test::TempDir folder_;
};

TEST_F(PlannedSweep, RefusesAPointThatTheSpecDoesNotTakeNamingItsValue) {
  EXPECT_EQ(refusal({"/regions/*/density_per_cm2=60,90", "/pigment/dilution=6,12"}), "");
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"/regions/0/density=60"}, "--vary /regions/0/density=60"},
      {{"/pigment/dilution=6,12", "/regions/*/density_per_cm2=60,99999"},
       "--vary /regions/*/density_per_cm2=99999"},
      {{"/regions/2/density_per_cm2=60"}, "--vary /regions/2/density_per_cm2=60"},
      {{"/scars/*/width_mm=3"}, "--vary"},
      {{"/pigment/name=ink"}, "--vary /pigment/name=ink"},
      {{"/smp=2"}, "--vary /smp=2"}};
  for (const auto& [vary, part] : cases)
    EXPECT_EQ(refusal(vary).rfind(part, 0), 0u) << part << " got " << refusal(vary);
  EXPECT_NE(refusal({"/regions/0/density_per_cm2=60:90"}).find("from:to:step"), std::string::npos);
}

TEST_F(PlannedSweep, JobsTellBaseNamesAlone) {
  const SweepRequest r = request({"/pigment/dilution=6"});
  const Job job = job_of(plan_cases(r, {})[0], r, {JsonValue(6)});
  EXPECT_EQ(job.id, "skin/dilution=6");
  EXPECT_EQ(job.photo, "skin.png");
  EXPECT_EQ(job.request.output, "frames/skin/dilution=6.png");
  EXPECT_EQ(panel_name(job, "healed"), "panels/skin/dilution=6.png");
  EXPECT_EQ(job.overrides, std::vector<std::string>{"/pigment/dilution=6"});
}

}  // namespace
}  // namespace smp
