#pragma once  // A folder with a photo, a mask and specs, and smp-render run in it.
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "smp/photo/write.h"
#include "support/files.h"
#include "support/message_lint.h"
#include "support/run_process.h"
#include "support/skin_photo.h"
#include "support/temp_dir.h"

namespace smp::testing {

inline std::string text_of(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

class RenderTest : public ::testing::Test {
 protected:
  static constexpr int kWidth = 160, kHeight = 120;

  RenderTest() {
    write_photo(folder_ / "photo.png", skin_photo(kWidth, kHeight));
    write_all(folder_ / "spec.json", kSpec);
    Photo mask = skin_photo(kWidth, kHeight);
    for (int y = 0; y < kHeight; ++y)
      for (int x = 0; x < kWidth; ++x)
        for (int c = 0; c < 3; ++c)
          std::get<0>(mask.pixels).at(x, y, c) = x > 40 && x < 120 && y > 30 && y < 90 ? 255 : 0;
    write_photo(folder_ / "mask.png", mask);
    write_all(folder_ / "masked.json",
              R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "regions": [{"mask": "mask.png"}]})");
  }

  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

  /// Runs the tool with its last arguments last; names are relative to the folder.
  ProcessResult run(const std::vector<std::string>& arguments, const ProcessOptions& options = {},
                    const std::string& before = "") const {
    std::vector<std::string> line = {"/bin/sh",
                                     "-c",
                                     "cd \"$1\" && shift && " + before + " exec \"$@\"",
                                     "sh",
                                     folder_.path().string(),
                                     SMP_RENDER_TOOL};
    line.insert(line.end(), arguments.begin(), arguments.end());
    return run_process(line, options);
  }
  ProcessResult render(std::vector<std::string> extra = {}, const std::string& photo = "photo.png",
                       const std::string& spec = "spec.json") const {
    extra.insert(extra.end(), {"--", photo, spec});
    return run(extra);
  }
  void expect_rendered(const ProcessResult& result) const {
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
  }

  /// Every name in the folder with what stands there.
  std::map<std::string, std::string> listing() const {
    std::map<std::string, std::string> all;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
      all[entry.path().string()] = entry.is_regular_file(ignored) ? read_all(entry.path()) : "";
    return all;
  }

  /// Refused with this status, in one proper line that holds `part`, within 5 s, and nothing changed.
  void expect_refused(int status, const std::string& part, const std::vector<std::string>& arguments,
                      const ProcessOptions& options = {}, const std::string& before = "") const {
    SCOPED_TRACE(::testing::PrintToString(arguments).substr(0, 300));
    const auto there = listing();
    const auto start = std::chrono::steady_clock::now();
    const ProcessResult result = run(arguments, options, before);
    EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 5);
    EXPECT_EQ(result.status, status) << result.err;
    EXPECT_EQ(lint_stderr(result.err), "") << result.err;
    EXPECT_TRUE(result.err.starts_with("smp: error: ")) << result.err;
    EXPECT_NE(result.err.find(part), std::string::npos) << result.err << " lacks " << part;
    EXPECT_EQ(result.err.find(folder_.path().string()), std::string::npos)
        << result.err << " names a folder that nobody gave";
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(listing() == there) << "something was left behind or changed";
  }
  void expect_photo_refused(int status, const std::string& part, const std::string& name) const {
    expect_refused(status, part, {"-o", "out.png", "--", name, "spec.json"});
  }
  void expect_spec_refused(int status, const std::string& part, const std::string& text) const {
    write_all(folder_ / "bad.json", text);
    expect_refused(status, part, {"-o", "out.png", "photo.png", "bad.json"});
  }

  static constexpr const char* kSpec =
      R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 6}}, "skin": {"tone": {"ita_deg": 40}},
  "regions": [{"name": "front", "outline": [[40, 30], [120, 30], [120, 90], [40, 90]], "fade_mm": 2}]})";
  test::TempDir folder_;
};

}  // namespace smp::testing
