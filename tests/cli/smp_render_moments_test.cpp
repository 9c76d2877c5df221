// smp-render: several moments at once, strips and ensembles.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "cli/render_fixture.h"
#include "smp/photo/photo.h"

namespace smp {
namespace {

using testing::read_all;

class SmpRenderMoments : public testing::RenderTest {
 protected:
  Photo photo(const std::string& name) const { return read_photo(folder_ / name); }
  double mean(const std::string& name) const {
    const Photo seen = photo(name);
    double sum = 0;
    for (const std::uint8_t value : std::get<0>(seen.pixels).values()) sum += value;
    return sum / static_cast<double>(std::get<0>(seen.pixels).values().size());
  }
  nlohmann::json json(const std::string& name) const {
    return nlohmann::json::parse(read_all(folder_ / name));
  }
};

TEST_F(SmpRenderMoments, OneGoesToTheFileNamedSeveralGetTheirNames) {
  expect_rendered(render({"-o", "plain.png"}));
  expect_rendered(render({"-o", "one.png", "--at", "healed"}));
  EXPECT_TRUE(read_all(folder_ / "plain.png") == read_all(folder_ / "one.png"));
  expect_rendered(
      render({"-o", "two.png", "--at", "before", "--at", "session-1", "--at", "healed", "--at", "0.5y"}));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "two.png"));
  EXPECT_TRUE(std::get<0>(photo("two.before.png").pixels) == std::get<0>(photo("photo.png").pixels));
  EXPECT_TRUE(read_all(folder_ / "two.healed.png") == read_all(folder_ / "plain.png"));
  EXPECT_GT(mean("two.before.png"), mean("two.session-1.png"));
  EXPECT_GT(mean("two.session-1.png"), mean("two.healed.png"));
  EXPECT_GT(mean("two.0.5y.png"), mean("two.healed.png"));
}

TEST_F(SmpRenderMoments, DoNotDependOnEachOther) {
  expect_rendered(render({"-o", "a.png", "--at", "5y", "--at", "fresh", "--threads", "1"}));
  expect_rendered(render({"-o", "b.png", "--at", "fresh", "--at", "healed", "--at", "5y"}));
  for (const char* name : {"fresh", "5y"})
    EXPECT_TRUE(read_all(folder_ / ("a." + std::string(name) + ".png")) ==
                read_all(folder_ / ("b." + std::string(name) + ".png")))
        << name;
}

TEST_F(SmpRenderMoments, AreCroppedAndComparedAlike) {
  expect_rendered(render({"-o", "out.png", "--at", "session-1-fresh", "--at", "10y", "--crop", "auto",
                          "--before-after", "both.png"}));
  const Photo fresh = photo("out.session-1-fresh.png"), late = photo("out.10y.png");
  EXPECT_EQ(fresh.width(), late.width());
  EXPECT_EQ(fresh.height(), late.height());
  EXPECT_LT(fresh.width(), kWidth);
  EXPECT_EQ(photo("both.10y.png").width(), 2 * late.width() + 2);
}

TEST_F(SmpRenderMoments, StripsShowThemSideBySide) {
  expect_rendered(render({"-o", "one.png", "--at", "healed", "--strip", "strip1.png"}));
  expect_rendered(render(
      {"-o", "out.png", "--at", "before", "--at", "fresh", "--at", "healed", "--strip", "strip3.png"}));
  const Photo one = photo("strip1.png"), three = photo("strip3.png");
  EXPECT_EQ(one.height(), three.height());
  EXPECT_NEAR(three.width(), 3 * one.width(), 0.05 * three.width());
  std::vector<std::string> many = {"-o", "many.png", "--strip", "strip8.png"};
  for (int year = 1; year <= 8; ++year) many.insert(many.end(), {"--at", std::to_string(year) + "y"});
  expect_rendered(render(many));
  EXPECT_NEAR(photo("strip8.png").height(), 2 * one.height(), 0.05 * one.height());
}

TEST_F(SmpRenderMoments, SummaryListsThem) {
  expect_rendered(
      render({"-o", "out.png", "--at", "before", "--at", "session-1", "--at", "5y", "--summary", "s.json"}));
  const auto summary = json("s.json");
  ASSERT_EQ(summary["moments"].size(), 3u);
  EXPECT_EQ(summary["moments"][0]["name"], "before");
  EXPECT_TRUE(summary["moments"][0]["day"].is_null());
  EXPECT_EQ(summary["moments"][0]["impressions"], 0);
  EXPECT_EQ(summary["moments"][1]["impressions"], summary["sessions"][0]["impressions"]);
  EXPECT_EQ(summary["moments"][2]["impressions"], summary["totals"]["impressions"]);
}

TEST_F(SmpRenderMoments, EnsemblesSpanWhatNobodyKnows) {
  expect_rendered(render(
      {"-o", "out.png", "--at", "5y", "--ensemble", "5", "--strip", "span.png", "--summary", "s.json"}));
  const auto span = json("s.json")["ensemble"];
  EXPECT_EQ(span["moment"], "5y");
  ASSERT_EQ(span["draws"].size(), 5u);
  EXPECT_LT(span["mean_de"]["low"].get<double>(), span["mean_de"]["high"].get<double>());
  for (std::size_t k = 1; k < 5; ++k)
    EXPECT_LE(span["draws"][k - 1]["mean_de"].get<double>(), span["draws"][k]["mean_de"].get<double>());
  // The picture itself is the one with the usual numbers.
  expect_rendered(render({"-o", "plain.png", "--at", "5y"}));
  EXPECT_TRUE(read_all(folder_ / "plain.png") == read_all(folder_ / "out.png"));
  expect_rendered(render({"-o", "healed.png", "--ensemble", "3", "--summary", "h.json"}));
  EXPECT_TRUE(json("h.json")["ensemble"]["moment"] == "healed");
  EXPECT_TRUE(json("s.json").contains("moments"));
}

TEST_F(SmpRenderMoments, RefusesWhatIsNoMoment) {
  for (const char* bad : {"", "Healed", "session-9", "session-0", "touch-up-1", "laser-1", "99y", "-1y", "5",
                          "y", "1e2d", "nan", "inf", "../healed", "a/b", "5 y", "session-1-", "healed-fresh"})
    expect_refused(64, "--at", {"-o", "out.png", "photo.png", "spec.json", std::string("--at=") + bad});
  expect_refused(64, "--at: \"1y\" is given twice",
                 {"-o", "out.png", "photo.png", "spec.json", "--at", "1y", "--at", "1y"});
  expect_refused(64, "--ensemble", {"-o", "out.png", "photo.png", "spec.json", "--ensemble", "3"});
  expect_refused(64, "--ensemble takes one moment",
                 {"-o", "out.png", "photo.png", "spec.json", "--ensemble", "3", "--strip", "s.png", "--at",
                  "1y", "--at", "2y"});
  for (const char* bad : {"1", "51", "x", "-3"})
    expect_refused(
        64, "--ensemble",
        {"-o", "out.png", "photo.png", "spec.json", "--strip", "s.png", std::string("--ensemble=") + bad});
  expect_refused(73, "out.gif", {"-o", "out.png", "photo.png", "spec.json", "--strip", "out.gif"});
}

TEST_F(SmpRenderMoments, NothingIsWrittenWhereOneOfSeveralCannotBe) {
  testing::write_all(folder_ / "out.5y.png", "taken");
  expect_refused(73, "out.5y.png",
                 {"-o", "out.png", "photo.png", "spec.json", "--at", "healed", "--at", "5y"});
  expect_refused(73, "two outputs",
                 {"-o", "a.png", "photo.png", "spec.json", "--at", "1y", "--strip", "a.png"});
}

}  // namespace
}  // namespace smp
