#pragma once  // A folder with small photos, a spec and a manifest, and smp-batch run in it.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "smp/photo/write.h"
#include "support/background_process.h"
#include "support/files.h"
#include "support/message_lint.h"
#include "support/run_process.h"
#include "support/skin_photo.h"
#include "support/temp_dir.h"

namespace smp::testing {

class BatchTest : public ::testing::Test {
 protected:
  BatchTest() {
    write_photo(folder_ / "a.png", skin_photo(96, 72));
    write_photo(folder_ / "b.png", skin_photo(80, 80));
    put("spec.json",
        R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 6}}, "skin": {"tone": {"ita_deg": 40}},
            "regions": [{"outline": [[20, 20], [70, 20], [70, 60], [20, 60]], "fade_mm": 1}]})");
  }

  void put(const std::string& name, const std::string& text) const { write_all(folder_ / name, text); }
  std::string get(const std::string& name) const { return read_all(folder_ / name); }

  /// Jobs j0, j1 ... on both photos, each with another seed.
  static std::string jobs(int count) {
    std::string lines;
    for (int i = 0; i < count; ++i) {
      const std::string n = std::to_string(i);
      lines += R"({"id": "j)" + n + R"(", "photo": ")" + (i % 4 < 2 ? "a" : "b") +
               R"(.png", "spec": "spec.json", "output": "j)" + n + R"(.png", "set": {"/seed": )" + n + "}}\n";
    }
    return lines;
  }

  static std::vector<std::string> line_of(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), SMP_BATCH_TOOL);
    return arguments;
  }
  ProcessResult run(const std::vector<std::string>& arguments, const ProcessOptions& options = {}) const {
    std::vector<std::string> line = {"/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh",
                                     folder_.path().string()};
    const auto tool = line_of(arguments);
    line.insert(line.end(), tool.begin(), tool.end());
    return run_process(line, options);
  }
  /// Runs the manifest of this name into the folder `out`.
  ProcessResult batch(std::vector<std::string> extra = {}, const ProcessOptions& options = {}) const {
    extra.insert(extra.end(), {"-o", "out", "--", "night.jsonl"});
    return run(extra, options);
  }

  std::size_t temporary_files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
      count += entry.path().filename().string().starts_with(".smp-tmp-");
    return count;
  }
  /// Names and bytes of the pictures in a folder.
  std::map<std::string, std::string> pictures(const std::string& folder = "out") const {
    std::map<std::string, std::string> all;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / folder, none))
      if (entry.path().extension() == ".png")
        all[entry.path().filename().string()] = get(folder + "/" + entry.path().filename().string());
    return all;
  }
  /// Which file stands there: a rewritten one is another.
  ino_t inode(const std::string& name) const {
    struct stat status {};
    return stat((folder_ / name).c_str(), &status) == 0 ? status.st_ino : 0;
  }

  test::TempDir folder_;
};

}  // namespace smp::testing
