// smp-plan as a user meets it: the table, JSON, CSV, refusals.
#include <sstream>

#include "cli/render_fixture.h"
#include "smp/fields/json_parse.h"
#include "smp/fields/json_value.h"

namespace smp {
namespace {

using testing::ProcessResult;
using Keys = std::vector<std::string>;

class SmpPlan : public testing::RenderTest {
 protected:
  SmpPlan() {
    testing::write_all(folder_ / "work.json", R"({"smp": 1, "seed": 4, "photo": {"scale": {"px_per_mm": 6}},
      "regions": [{"name": "top, \"left\"", "outline": [[30, 20], [130, 20], [130, 100], [30, 100]]}],
      "timeline": {"touch_ups": [{"year": 3, "share": 0.2}]},
      "prices": {"currency": "CHF", "per_session": 350, "per_hour": 80, "per_graft": 4}})");
  }
  ProcessResult plan(const std::vector<std::string>& arguments) const {
    std::vector<std::string> line = {
        "/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder_.path().string(), SMP_PLAN_TOOL};
    line.insert(line.end(), arguments.begin(), arguments.end());
    return testing::run_process(line);
  }
  void expect_plan_refused(int status, const std::string& part,
                           const std::vector<std::string>& arguments) const {
    SCOPED_TRACE(::testing::PrintToString(arguments));
    const auto there = listing();
    const ProcessResult result = plan(arguments);
    EXPECT_EQ(result.status, status) << result.err;
    EXPECT_EQ(testing::lint_stderr(result.err), "") << result.err;
    EXPECT_NE(result.err.find(part), std::string::npos) << result.err << " lacks " << part;
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(listing() == there);
  }
};

Keys keys(const JsonValue& value) {
  Keys out;
  for (const auto& entry : *value.get_if<JsonValue::Object>()) out.push_back(entry.key);
  return out;
}
const JsonValue& member(const JsonValue& value, const std::string& key) {
  const JsonValue* found = value.find(key);
  if (found == nullptr) throw std::runtime_error("no " + key);
  return *found;
}
const JsonValue& first(const JsonValue& list) { return list.get_if<JsonValue::Array>()->at(0); }

// Records of RFC 4180.
std::vector<Keys> records(const std::string& csv) {
  std::vector<Keys> all(1, Keys(1));
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (quoted && c == '"' && i + 1 < csv.size() && csv[i + 1] == '"')
      all.back().back() += csv[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && c == ',')
      all.back().emplace_back();
    else if (!quoted && c == '\r' && csv[i + 1] == '\n')
      ++i, all.emplace_back(1);
    else
      all.back().back() += c;
  }
  all.pop_back();  // behind the last line's end
  return all;
}

TEST_F(SmpPlan, PrintsATableOfAHundredColumns) {
  const ProcessResult result = plan({"photo.png", "work.json", "--set", "/regions/0/depth_mm=0.6"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.err, "");
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 100u) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
  for (const char* part : {"Plan for photo.png", "session 1", "touch-up 1", "CHF", "Touch-ups", "asked for",
                           "Goal of 1", "months to the final look", "domain notes 6", "too-deep"})
    EXPECT_NE(result.out.find(part), std::string::npos) << part;
}

// Scripts rely on these names; docs/plan.md explains every one.
TEST_F(SmpPlan, JsonHasTheFieldsOfTheContract) {
  const ProcessResult result = plan({"photo.png", "work.json", "--json", "-"});
  ASSERT_EQ(result.status, 0) << result.err;
  const JsonValue json = parse_json(result.out);
  EXPECT_EQ(keys(json), (Keys{"smp", "photo", "px_per_mm", "regions", "shades", "sessions", "work", "totals",
                              "methods", "advisories"}));
  EXPECT_EQ(keys(first(member(json, "regions"))),
            (Keys{"name", "area_cm2", "target_per_cm2", "native_per_cm2", "grafted_per_cm2", "expected",
                  "placed", "achieved_per_cm2", "spacing_mm", "depth_mm", "left_out_share"}));
  EXPECT_EQ(keys(first(member(json, "shades"))), (Keys{"pigment", "dilution", "sessions", "impressions",
                                                       "share", "mu_per_mm", "mixed_ml", "pigment_ml"}));
  EXPECT_EQ(keys(first(member(json, "sessions"))),
            (Keys{"index", "kind", "number", "day", "impressions", "hours", "dilution_offset", "price"}));
  EXPECT_EQ(keys(member(json, "work")), (Keys{"method", "zones", "needles", "price", "touch_ups", "rules"}));
  EXPECT_EQ(keys(member(member(json, "work"), "price")), (Keys{"currency", "parts", "total"}));
  EXPECT_EQ(keys(first(member(member(member(json, "work"), "price"), "parts"))),
            (Keys{"per", "unit_price", "quantity", "amount"}));
  EXPECT_EQ(keys(first(member(member(json, "work"), "touch_ups"))),
            (Keys{"kind", "years", "earliest_years", "latest_years", "share"}));
  const Keys rule = {"name", "value", "unit", "trust", "source", "meaning"};
  EXPECT_EQ(keys(first(member(member(json, "work"), "rules"))), rule);
  EXPECT_EQ(keys(member(json, "totals")), (Keys{"impressions", "area_cm2", "hours", "mixed_ml", "pigment_ml",
                                                "grafted_units", "grafted_hairs"}));
  const JsonValue& methods = member(json, "methods");
  EXPECT_EQ(keys(methods), (Keys{"goal_per_cm2", "donor", "outcomes", "rules"}));
  EXPECT_EQ(keys(member(methods, "donor")), (Keys{"units_per_cm2", "area_cm2", "harvest_share", "grafts"}));
  EXPECT_EQ(keys(first(member(methods, "outcomes"))),
            (Keys{"name", "impressions", "grafts", "sessions", "surgeries", "hours", "months",
                  "reached_per_cm2", "missing_units", "look", "price", "limits"}));
  EXPECT_EQ(keys(first(member(first(member(methods, "outcomes")), "limits"))), (Keys{"code", "message"}));
  EXPECT_EQ(keys(first(member(methods, "rules"))), rule);
}

TEST_F(SmpPlan, WritesFilesThatSayTheSame) {
  const ProcessResult result =
      plan({"photo.png", "work.json", "--json", "p.json", "--csv", "p.csv", "--quiet"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "");
  const JsonValue json = parse_json(testing::read_all(folder_ / "p.json"));
  const std::vector<Keys> lines = records(testing::read_all(folder_ / "p.csv"));
  EXPECT_EQ(lines.at(0), (Keys{"section", "name", "key", "value", "unit"}));
  std::map<Keys, Keys> rows;
  for (const Keys& line : lines) {
    ASSERT_EQ(line.size(), 5u);
    rows[{line[0], line[1], line[2]}] = {line[3], line[4]};
  }
  EXPECT_EQ(rows.size(), lines.size());  // every line is told from the others
  const JsonValue& region = first(member(json, "regions"));
  EXPECT_EQ((rows[{"regions", "top, \"left\"", "area_cm2"}]),
            (Keys{to_line(member(region, "area_cm2")), "cm2"}));
  EXPECT_EQ((rows[{"sessions", "session-1", "price"}]),
            (Keys{to_line(member(first(member(json, "sessions")), "price")), "CHF"}));
  EXPECT_EQ((rows[{"work.rules", "dots_per_hour", "value"}]), (Keys{"4500.0", "per hour"}));
  EXPECT_TRUE(rows.contains({"methods.outcomes.limits", "dots.no-length", "message"}));
  // A quiet run without files has no other output than its table.
  EXPECT_NE(plan({"photo.png", "work.json", "--quiet"}).out.find("Plan for"), std::string::npos);
}

TEST_F(SmpPlan, CarriesOutAMethod) {
  const auto placed = [&](const char* method) {
    const ProcessResult result =
        plan({"photo.png", "work.json", "--json", "-", "--set", std::string("/method=\"") + method + "\""});
    EXPECT_EQ(result.status, 0) << result.err;
    return to_line(member(member(parse_json(result.out), "totals"), "impressions"));
  };
  EXPECT_EQ(placed("grafts"), "0");
  EXPECT_NE(placed("both"), placed("dots"));
}

TEST_F(SmpPlan, RefusesWhatItCannotDo) {
  expect_plan_refused(64, "SPEC", {"photo.png"});
  expect_plan_refused(66, "nothing.json", {"photo.png", "nothing.json"});
  expect_plan_refused(66, "nothing.png", {"nothing.png", "work.json"});
  expect_plan_refused(64, "--csv", {"photo.png", "work.json", "--json", "-", "--csv", "-"});
  expect_plan_refused(73, "plan.txt", {"photo.png", "work.json", "--json", "plan.txt"});
  expect_plan_refused(73, "work.json", {"photo.png", "work.json", "--json", "work.json", "--force"});
  expect_plan_refused(65, "work.json: /method", {"photo.png", "work.json", "--set", "/method=\"wig\""});
  expect_plan_refused(
      65, "work.json: /timeline/sessions",
      {"photo.png", "work.json", "--set", R"(/timeline/sessions=[{"day": 0, "share": 0.5}])"});
}

}  // namespace
}  // namespace smp
