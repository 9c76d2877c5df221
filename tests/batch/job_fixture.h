#pragma once  // A folder with a photo, a mask and specs, and jobs on them.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "smp/batch/run_job.h"
#include "smp/photo/write.h"
#include "support/files.h"
#include "support/skin_photo.h"
#include "support/temp_dir.h"

namespace smp::testing {

class JobTest : public ::testing::Test {
 protected:
  static constexpr int kWidth = 80, kHeight = 60;

  JobTest() {
    write_photo(in("photo.png"), skin_photo(kWidth, kHeight));
    write_all(in("spec.json"), kSpec);
    Photo mask = skin_photo(kWidth, kHeight);
    for (int y = 0; y < kHeight; ++y)
      for (int x = 0; x < kWidth; ++x)
        for (int c = 0; c < 3; ++c)
          std::get<0>(mask.pixels).at(x, y, c) = x > 20 && x < 60 && y > 15 && y < 45 ? 255 : 0;
    write_photo(in("mask.png"), mask);
    write_all(in("masked.json"),
              R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "regions": [{"mask": "mask.png"}]})");
    std::filesystem::create_directory(results());
  }

  std::filesystem::path in(const std::string& name) const { return folder_ / name; }
  std::filesystem::path results() const { return folder_ / "results"; }

  Job job(const std::string& output, const std::string& spec = "spec.json",
          const std::string& photo = "photo.png") const {
    return {.id = output,
            .photo = photo,
            .spec = spec,
            .photo_path = in(photo),
            .spec_path = in(spec),
            .request = {.output = output}};
  }
  JobOptions options() const { return {.folder = results(), .threads = 1}; }
  JobOutcome run(const Job& job) {
    SharedStages stages;
    return run_job(job, options(), stages);
  }

  /// Every name among the results, with what stands there.
  std::map<std::string, std::string> listing() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(results()))
      all[entry.path().lexically_relative(results()).string()] =
          entry.is_regular_file() ? read_all(entry.path()) : "";
    return all;
  }

  static constexpr const char* kSpec =
      R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 6}}, "skin": {"tone": {"ita_deg": 40}},
  "regions": [{"name": "front", "outline": [[20, 15], [60, 15], [60, 45], [20, 45]], "fade_mm": 2}]})";
  test::TempDir folder_;
};

}  // namespace smp::testing
