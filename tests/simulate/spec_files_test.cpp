#include "smp/simulate/spec_files.h"

#include <fstream>
#include <functional>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "smp/base/error.h"
#include "smp/photo/write.h"
#include "smp/spec/read_spec.h"
#include "support/skin_photo.h"
#include "support/temp_dir.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

Spec mask_spec(const std::string& name) {
  Spec spec = read_spec(
      R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "regions": [{"outline": [[0, 0], [9, 0], [9, 9]]}, {"mask": "m.png"}]})");
  spec.regions[1].mask = name;
  return spec;
}

class SpecFilesTest : public ::testing::Test {
 protected:
  SpecFilesTest() {
    fs::create_directories(root_ / "spec" / "masks");
    fs::create_directories(root_ / "elsewhere");
    const Photo mask = testing::skin_photo(12, 10);
    for (const char* name : {"spec/m.png", "spec/masks/n.png", "elsewhere/secret.png"})
      write_photo(root_ / name, mask);
  }
  SpecFiles read(const std::string& name, bool allow_outside = false) const {
    return read_spec_files(mask_spec(name), root_ / "spec", allow_outside, {});
  }
  // Status and message of a refusal.
  std::pair<ErrorKind, ErrorText> refusal(const std::string& name, bool allow_outside = false) const {
    try {
      read(name, allow_outside);
    } catch (const Error& error) {
      return {error.kind(), error.text()};
    }
    return {ErrorKind::kInternal, {}};
  }
  void expect_outside(const std::string& name) const {
    const auto [kind, text] = refusal(name);
    EXPECT_EQ(kind, ErrorKind::kBadInput) << name;
    EXPECT_EQ(text.cause, "lies outside the spec's folder") << name;
    EXPECT_EQ(text.file, name);
    EXPECT_EQ(text.where, "/regions/1/mask");
  }

  test::TempDir root_;
};

TEST_F(SpecFilesTest, AreRelativeToTheSpec) {
  for (const char* name : {"m.png", "./m.png", "masks/n.png", "masks/../m.png"}) {
    const SpecFiles files = read(name);
    ASSERT_EQ(files.masks.size(), 2u);
    EXPECT_TRUE(files.masks[0].empty());
    EXPECT_EQ(files.masks[1].width(), 12) << name;
    EXPECT_EQ(files.identities.size(), 1u);
  }
}

TEST_F(SpecFilesTest, StayInTheSpecsFolder) {
  expect_outside("../elsewhere/secret.png");
  expect_outside("masks/../../elsewhere/secret.png");
  expect_outside((root_ / "elsewhere/secret.png").string());
  expect_outside("/dev/zero");
  expect_outside("../spec2/m.png");
  EXPECT_EQ(read("../elsewhere/secret.png", true).masks[1].width(), 12);
}

TEST_F(SpecFilesTest, StayThereThroughLinksToo) {
  fs::create_symlink("../elsewhere/secret.png", root_ / "spec/link.png");
  fs::create_directory_symlink(root_ / "elsewhere", root_ / "spec/folder");
  fs::create_symlink("m.png", root_ / "spec/near.png");
  fs::create_symlink("loop.png", root_ / "spec/loop.png");
  expect_outside("link.png");
  expect_outside("folder/secret.png");
  EXPECT_EQ(read("near.png").masks[1].width(), 12);
  EXPECT_EQ(read("link.png", true).masks[1].width(), 12);
  EXPECT_NE(refusal("loop.png").first, ErrorKind::kInternal);
  // A folder reached by a link is still the spec's own.
  fs::create_directory_symlink(root_ / "spec", root_ / "alias");
  EXPECT_EQ(read_spec_files(mask_spec("masks/n.png"), root_ / "alias", false, {}).masks[1].width(), 12);
}

TEST_F(SpecFilesTest, AreRefusedWithNameAndPlace) {
  const auto [missing, missing_text] = refusal("none.png");
  EXPECT_EQ(missing, ErrorKind::kMissingInput);
  EXPECT_EQ(missing_text.file, "none.png");
  EXPECT_EQ(missing_text.where, "/regions/1/mask");
  std::ofstream(root_ / "spec/text.png") << "hello, this is text";
  std::ofstream(root_ / "spec/empty.png");
  ASSERT_EQ(mkfifo((root_ / "spec/fifo").c_str(), 0600), 0);
  for (const char* name : {"text.png", "empty.png", "fifo", "masks", "."})
    EXPECT_EQ(refusal(name).first, ErrorKind::kBadInput) << name;
}

TEST_F(SpecFilesTest, ReadDepthAndImpressions) {
  const std::string surface =
      R"("surface": {"kind": "depth", "file": "d.png", "camera": {"fx_px": 100, "fy_px": 100, "cx_px": 6, "cy_px": 5}})";
  Spec spec = read_spec("{\"smp\": 1, " + surface + ", \"impressions\": \"dots.csv\"}");
  std::ofstream(root_ / "spec/dots.csv") << "x_px\n";
  const auto where = [&]() -> std::string {
    try {
      read_spec_files(spec, root_ / "spec", false, {});
    } catch (const Error& error) {
      return error.text().where;
    }
    return "nothing";
  };
  EXPECT_EQ(where(), "/surface/file");  // missing
  write_photo(root_ / "spec/d.png", testing::skin_photo<std::uint16_t>(12, 10));
  EXPECT_EQ(where(), "/surface/file");  // colour is no depth
  spec.surface.kind = SurfaceKind::kPlane;
  const SpecFiles files = read_spec_files(spec, root_ / "spec", false, {});
  EXPECT_EQ(files.impressions, "x_px\n");
  EXPECT_EQ(files.identities.size(), 1u);
  spec.impressions = "none.csv";
  EXPECT_EQ(where(), "/impressions");
}

}  // namespace
}  // namespace smp
