// Specs of tests/photos on the shared photographs; SMP_PHOTOS names their folder.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/simulate/simulate.h"
#include "smp/spec/read_spec.h"

namespace smp {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class SharedPhotos : public ::testing::TestWithParam<const char*> {
 protected:
  Simulation run() {
    const std::string name = GetParam();
    const Spec spec = read_spec(text_of(std::filesystem::path(SMP_TEST_PHOTOS) / (name + ".json")));
    SpecFiles files;
    files.masks.resize(spec.regions.size());
    for (const auto& entry : std::filesystem::directory_iterator(std::getenv("SMP_PHOTOS")))
      if (entry.path().filename().string().starts_with(name.substr(0, 3)))
        return simulate(read_file(entry.path(), 1u << 30), {}, spec, std::move(files),
                        {.measure_colors = true});
    throw InvalidArgument("no photo for " + name);
  }
};

TEST_P(SharedPhotos, AreTreatedWithTheDotsExpected) {
  if (!std::getenv("SMP_PHOTOS")) GTEST_SKIP() << "SMP_PHOTOS is not set";
  const Simulation result = run();
  ASSERT_EQ(result.regions.size(), 1u);
  const RegionResult& region = result.regions[0];
  EXPECT_NEAR(static_cast<double>(region.plan.placed), region.plan.expected, 0.51);
  EXPECT_GT(region.plan.placed, 3000u);
  ASSERT_TRUE(region.mean_lab_before && region.mean_lab_after);
  EXPECT_LT(region.mean_lab_after->l, region.mean_lab_before->l - 0.5);
  for (const Impression& dot : result.treatment.impressions) {
    EXPECT_GE(dot.position_px.x, 0);
    EXPECT_GE(dot.position_px.y, 0);
    EXPECT_LT(dot.position_px.x, result.photo.width());
    EXPECT_LT(dot.position_px.y, result.photo.height());
  }
  if (!result.head) return;
  // Marks by eye and the template agree within what adults differ by.
  EXPECT_LT(result.head->pose.rms_mm, 6);
  EXPECT_LT(result.head->pose.outline_rms_mm, 3);
  EXPECT_NEAR(result.head->mid_height_mm, 62, 1);
}

INSTANTIATE_TEST_SUITE_P(Kept, SharedPhotos, ::testing::Values("s01", "s01-head", "s03", "s03-head"));

}  // namespace
}  // namespace smp
