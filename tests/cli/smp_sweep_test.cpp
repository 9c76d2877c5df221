// smp-sweep from end to end on a photo of 160 x 120 px.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "cli/render_fixture.h"

namespace smp::testing {
namespace {

class SweepTest : public RenderTest {
 protected:
  ProcessResult sweep(std::vector<std::string> arguments, const std::string& before = "") const {
    std::vector<std::string> line = {"/bin/sh",
                                     "-c",
                                     "cd \"$1\" && shift && " + before + " exec \"$@\"",
                                     "sh",
                                     folder_.path().string(),
                                     SMP_SWEEP_TOOL};
    line.insert(line.end(), arguments.begin(), arguments.end());
    return run_process(line);
  }
  ProcessResult sweep_six(const std::string& to, std::vector<std::string> more = {}) const {
    std::vector<std::string> line = {"photo.png", "spec.json",
                                     "-o",        to,
                                     "--vary",    "/regions/0/density_per_cm2=60:120:30",
                                     "--vary",    "/pigment/dilution=6,18"};
    line.insert(line.end(), more.begin(), more.end());
    return sweep(line);
  }
  // Results by name; not the journal, whose durations differ, and the lock.
  std::map<std::string, std::string> results(const std::string& folder) const {
    std::map<std::string, std::string> all;
    const auto root = folder_ / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string name = std::filesystem::relative(entry.path(), root).string();
      if (entry.is_regular_file() && !name.starts_with("smp-journal") && !name.starts_with(".smp-lock"))
        all[name] = read_all(entry.path());
    }
    return all;
  }
  static std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  std::string csv(const std::string& folder) const { return read_all(folder_ / (folder + "/results.csv")); }
};

TEST_F(SweepTest, WritesFramesPanelsTablesAndPlots) {
  const ProcessResult result = sweep_six("out");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto files = results("out");
  EXPECT_EQ(files.count("frames/photo/density_per_cm2=60,dilution=6.png"), 1u);
  EXPECT_EQ(files.count("panels/photo/density_per_cm2=120,dilution=18.png"), 1u);
  for (const char* name : {"contact-sheet.png", "plots/density_per_cm2.svg", "plots/dilution.png"})
    EXPECT_EQ(files.count(name), 1u) << name;
  EXPECT_EQ(files.size(), 6u + 6u + 1 + 1 + 1 + 4);
  const nlohmann::json record = nlohmann::json::parse(files.at("sweep.json"));
  EXPECT_EQ(record["vary"][1],
            nlohmann::json::parse(R"({"pointer": "/pigment/dilution", "values": [6, 18]})"));
  EXPECT_EQ(record["cases"][0]["sha256"].size(), 2u);
  EXPECT_EQ(record["cases"][0]["document"], nlohmann::json::parse(read_all(folder_ / "spec.json")));
  EXPECT_EQ(lines_of(csv("out")), 7u);
  EXPECT_TRUE(
      csv("out").starts_with("id,photo,spec,/regions/0/density_per_cm2,/pigment/dilution,moment,placed,"));
  // A frame is what smp-render draws.
  expect_rendered(render({"--quiet", "-o", "one.png", "--set", "/regions/0/density_per_cm2=90", "--set",
                          "/pigment/dilution=18"}));
  EXPECT_TRUE(read_all(folder_ / "one.png") == files.at("frames/photo/density_per_cm2=90,dilution=18.png"));
  // Nothing to do: nothing changes. A lost table is made again.
  std::filesystem::remove(folder_ / "out/results.csv");
  const ProcessResult again = sweep_six("out");
  EXPECT_NE(again.out.find("skipped             6"), std::string::npos) << again.out;
  EXPECT_NE(again.out.find("wrote results.csv"), std::string::npos) << again.out;
  EXPECT_EQ(again.out.find("wrote contact"), std::string::npos) << again.out;
  EXPECT_TRUE(results("out") == files);
  // Threads and workers change nothing.
  ASSERT_EQ(sweep_six("single", {"--jobs", "1", "--threads", "1"}).status, 0);
  EXPECT_TRUE(results("single") == files);
}

TEST_F(SweepTest, KilledAndResumedEqualsUndisturbed) {
  ASSERT_EQ(sweep_six("undisturbed").status, 0);
  for (const int wait_ms : {20, 60, 120}) {
    const ProcessResult killed = run_process({"/bin/sh", "-c",
                                              "cd \"$1\" && { \"$2\" photo.png spec.json -o killed --jobs 1 "
                                              "--vary /regions/0/density_per_cm2=60:120:30 "
                                              "--vary /pigment/dilution=6,18 >/dev/null 2>&1 & p=$!; sleep "
                                              "0.$3; kill -9 $p; wait $p; } 2>/dev/null; true",
                                              "sh", folder_.path().string(), SMP_SWEEP_TOOL,
                                              std::to_string(1000 + wait_ms).substr(1)});
    ASSERT_EQ(killed.status, 0) << killed.err;
  }
  ASSERT_EQ(sweep_six("killed").status, 0);
  EXPECT_TRUE(results("killed") == results("undisturbed"));
}

TEST_F(SweepTest, ZipTakesValuesTogetherAndMomentsAreRows) {
  const ProcessResult result = sweep({"photo.png", "spec.json", "-o", "out", "--zip", "--no-frames", "--vary",
                                      "/regions/0/density_per_cm2=60,90", "--vary", "/pigment/dilution=6,18",
                                      "--at", "fresh", "--at", "healed"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(lines_of(csv("out")), 5u);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/frames"));
  EXPECT_NE(csv("out").find(",90,18,fresh,"), std::string::npos) << csv("out");
}

TEST_F(SweepTest, ARefusedPointIsARowAndCostsNoOther) {
  // A photo that breaks off: its header is sound.
  const std::string photo = read_all(folder_ / "photo.png");
  write_all(folder_ / "bad.png", photo.substr(0, photo.size() / 2));
  const ProcessResult result =
      sweep({"photo.png", "bad.png", "spec.json", "-o", "out", "--vary", "/pigment/dilution=6,18"});
  EXPECT_EQ(result.status, 1) << result.err;
  EXPECT_EQ(lines_of(csv("out")), 5u);
  EXPECT_NE(csv("out").find("bad.png: "), std::string::npos) << csv("out");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/frames/photo/dilution=18.png"));
  EXPECT_EQ(csv("out").find(folder_.path().string()), std::string::npos);
}

TEST_F(SweepTest, PhotosOfOneNameDoNotMix) {
  for (const char* folder : {"p17", "p18"}) {
    std::filesystem::create_directory(folder_ / folder);
    std::filesystem::copy_file(folder_ / "photo.png", folder_ / (std::string(folder) + "/photo.png"));
  }
  const ProcessResult result =
      sweep({"p17/photo.png", "p18/photo.png", "spec.json", "photo.png", "masked.json", "-o", "out",
             "--no-frames", "--vary", "/pigment/dilution=6"});
  ASSERT_EQ(result.status, 0) << result.err;
  for (const char* name : {"p17-photo.png", "p18-photo.png", "photo.png"})
    EXPECT_TRUE(std::filesystem::exists(folder_ / ("out/panels/" + std::string(name)))) << name;
}

TEST_F(SweepTest, FindsTheValueThatGivesAMeasure) {
  const ProcessResult result =
      sweep({"photo.png", "spec.json", "-o", "out", "--no-frames", "--json", "--vary",
             "/regions/0/density_per_cm2=40:160:2", "--metric", "density_per_cm2", "--target", "100"});
  ASSERT_EQ(result.status, 0) << result.err;
  const auto found = nlohmann::json::parse(result.out);
  EXPECT_TRUE(found["reached"]);
  EXPECT_NEAR(found["measure"].get<double>(), 100, 5);
  EXPECT_EQ(lines_of(csv("out")), found["tried"].get<std::size_t>() + 1);
}

TEST_F(SweepTest, RefusesAWrongRequestInOneLineAndWritesNothing) {
  const std::vector<std::string> start = {"photo.png", "spec.json", "-o", "out"};
  const struct {
    std::vector<std::string> more;
    int status;
    const char* part;
  } cases[] = {
      {{}, 64, "--vary"},
      {{"--vary", "/a"}, 64, "must have the form"},
      {{"--vary", "/seed=1:5:0"}, 64, "step is 0"},
      {{"--vary", "/seed=1,2", "--vary", "/seed=3"}, 64, "sets what"},
      {{"--vary", "/seed=1,2", "--vary", "/pigment/dilution=6", "--zip"}, 64, "--zip"},
      {{"--vary", "/regions/0/densty_per_cm2=60"}, 65, "--vary /regions/0/densty_per_cm2=60"},
      {{"--vary", "/regions/0/density_per_cm2=60,-5"}, 65, "density_per_cm2=-5"},
      {{"--vary", "/pigment/dilution=6", "--at", "Later"}, 64, "--at"},
      {{"--vary", "/pigment/dilution=6:18", "--metric", "de_to_skn", "--target", "3"},
       64,
       "did you mean de_to_skin"},
      {{"--vary", "/pigment/dilution=6:18", "--metric", "de_to_skin"}, 64, "--target"},
      {{"--vary", "/pigment/dilution=6,18", "--metric", "de_to_skin", "--target", "min"}, 64, "low:high"},
      {{"--vary", "/pigment/dilution=6:18", "--metric", "de_to_skin", "--target", "best"}, 64, "--target"},
      {{"gone.png", "spec.json", "--vary", "/pigment/dilution=6"}, 66, "gone.png"},
      {{"late.png", "--vary", "/pigment/dilution=6"}, 64, "no spec"},
  };
  for (const auto& c : cases) {
    std::vector<std::string> line = start;
    line.insert(line.end(), c.more.begin(), c.more.end());
    SCOPED_TRACE(c.part);
    const ProcessResult result = sweep(line);
    EXPECT_EQ(result.status, c.status) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_NE(result.err.find(c.part), std::string::npos) << result.err;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
  }
}

TEST_F(SweepTest, LeavesForeignFilesAlone) {
  std::filesystem::create_directory(folder_ / "out");
  write_all(folder_ / "out/results.csv", "mine");
  EXPECT_EQ(sweep_six("out").status, 73);
  EXPECT_EQ(csv("out"), "mine");
  EXPECT_NE(sweep_six("new", {"--dry-run"}).out.find("6 points"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "new"));
}

}  // namespace
}  // namespace smp::testing
