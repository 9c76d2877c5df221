// smp-render: outputs it refuses to write, and odd surroundings.
#include <sys/stat.h>

#include "cli/render_fixture.h"

namespace smp {
namespace {

using testing::ProcessResult;
using testing::read_all;
using testing::write_all;

using SmpRenderOutput = testing::RenderTest;

TEST_F(SmpRenderOutput, NeverReplacesAnInput) {
  std::filesystem::create_hard_link(folder_ / "photo.png", folder_ / "twin.png");
  std::filesystem::create_symlink("photo.png", folder_ / "link.png");
  std::filesystem::create_directory(folder_ / "sub");
  for (const char* name : {"photo.png", "./photo.png", "sub/../photo.png", "twin.png"})
    for (const char* option : {"-o", "--before-after"}) {
      std::vector<std::string> line = {option, name, "--force", "photo.png", "spec.json"};
      if (std::string(option) != "-o") line.insert(line.begin(), {"-o", "out.png"});
      expect_refused(73, "is an input", line);
    }
  const auto before = listing();
  EXPECT_EQ(run({"-o", at("photo.png"), "--force", "photo.png", "spec.json"}).status, 73);
  EXPECT_TRUE(listing() == before);
}

TEST_F(SmpRenderOutput, NeverReplacesASpecOrMask) {
  std::filesystem::copy_file(folder_ / "spec.json", folder_ / "spec.png");
  expect_refused(73, "is an input", {"-o", "spec.png", "--force", "photo.png", "spec.png"});
  expect_refused(73, "is an input",
                 {"-o", "out.png", "--summary", "spec.json", "--force", "photo.png", "spec.json"});
  expect_refused(73, "is an input", {"-o", "mask.png", "--force", "photo.png", "masked.json"});
  expect_refused(73, "is an input",
                 {"-o", "out.png", "--before-after", "mask.png", "--force", "photo.png", "masked.json"});
}

TEST_F(SmpRenderOutput, ReplacesAnOldResultOnlyIfTold) {
  for (const char* name : {"old.png", "old.json", "old.csv"}) write_all(folder_ / name, "old");
  expect_refused(73, "--force", {"-o", "old.png", "photo.png", "spec.json"});
  expect_refused(73, "--force", {"-o", "out.png", "--summary", "old.json", "photo.png", "spec.json"});
  expect_refused(73, "--force", {"-o", "out.png", "--impressions", "old.csv", "photo.png", "spec.json"});
  expect_refused(73, "--force", {"-o", "out.png", "--before-after", "old.png", "photo.png", "spec.json"});
  expect_rendered(render({"-o", "old.png", "--force"}));
  EXPECT_NE(read_all(folder_ / "old.png"), "old");
}

TEST_F(SmpRenderOutput, MustBeAFileOfAKnownKindInAFolder) {
  std::filesystem::create_directory(folder_ / "folder.png");
  std::filesystem::create_symlink("nowhere.png", folder_ / "link.png");
  ASSERT_EQ(mkfifo(at("fifo.png").c_str(), 0600), 0);
  for (const char* name : {"out.bmp", "out", "out.heic", "out.png.exe", "out.json", ".png", "no/such/out.png",
                           "photo.png/out.png", "", ".", "..", "/", "folder.png", "folder.png/", "link.png",
                           "fifo.png", "/dev/full", "/dev/null"})
    expect_refused(73, "", {"--force", "-o", name, "photo.png", "spec.json"});
  expect_refused(73, ".csv", {"-o", "out.png", "--impressions", "dots.txt", "photo.png", "spec.json"});
  expect_refused(73, ".json", {"-o", "out.png", "--summary", "sum.txt", "photo.png", "spec.json"});
  expect_refused(73, "does not exist",
                 {"-o", "out.png", "--summary", "no/sum.json", "photo.png", "spec.json"});
  if (geteuid() != 0) {
    std::filesystem::create_directory(folder_ / "locked");
    std::filesystem::permissions(folder_ / "locked",
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    expect_refused(73, "permission", {"-o", "locked/out.png", "photo.png", "spec.json"});
  }
}

TEST_F(SmpRenderOutput, NeedsANameForEachFile) {
  for (const char* second : {"out.png", "./out.png", "sub/../out.png"}) {
    std::filesystem::create_directories(folder_ / "sub");
    expect_refused(73, "two outputs", {"-o", "out.png", "--before-after", second, "photo.png", "spec.json"});
    expect_refused(73, "two outputs",
                   {"-o", "out.png", "--before-after", second, "--force", "photo.png", "spec.json"});
  }
}

TEST_F(SmpRenderOutput, IsAllOrNothing) {
  // The picture does not fit under the limit, the list of dots written before it does.
  expect_refused(74, "larger than files may be",
                 {"-o", "out.png", "--impressions", "dots.svg", "photo.png", "spec.json"}, {},
                 "ulimit -f 40 &&");
  expect_refused(74, "larger than files may be", {"-o", "out.png", "photo.png", "spec.json"}, {},
                 "ulimit -f 0 &&");
}

TEST_F(SmpRenderOutput, BringsOldResultsBackWhereOneCannotBeWritten) {
  for (const char* name : {"old.png", "old.svg"}) write_all(folder_ / name, "old");
  expect_refused(
      74, "old.png: ", {"-o", "old.png", "--impressions", "old.svg", "--force", "photo.png", "spec.json"}, {},
      "ulimit -f 40 &&");
  expect_rendered(render({"-o", "old.png", "--impressions", "old.svg", "--force"}));
  EXPECT_TRUE(read_all(folder_ / "old.svg").starts_with("<svg"));
  for (const auto& [name, bytes] : listing()) EXPECT_EQ(name.find(".smp-tmp-"), std::string::npos) << name;
}

TEST_F(SmpRenderOutput, SurvivesClosedDescriptors) {
  int i = 0;
  for (const std::vector<int>& closed :
       std::vector<std::vector<int>>{{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}) {
    const std::string name = "out" + std::to_string(i++) + ".png";
    EXPECT_EQ(run({"-o", name, "photo.png", "spec.json"}, {.closed = closed}).status, 0);
    EXPECT_NO_THROW(read_photo(folder_ / name));
    const auto before = listing();
    EXPECT_EQ(run({"-o", "x.png", "none.png", "spec.json"}, {.closed = closed}).status, 66);
    EXPECT_TRUE(listing() == before);
  }
}

// The count is a word to people; what was asked for is in the files.
TEST_F(SmpRenderOutput, NeedsNobodyToReadStdout) {
  EXPECT_EQ(run({"-o", "a.png", "photo.png", "spec.json"}, {.stdout_path = "/dev/full"}).status, 0);
  EXPECT_EQ(run({"-o", "b.png", "photo.png", "spec.json"}, {.close_reader = true}).status, 0);
  EXPECT_EQ(read_all(folder_ / "a.png"), read_all(folder_ / "b.png"));
  expect_refused(66, "none.png", {"-o", "c.png", "none.png", "spec.json"}, {.stdout_path = "/dev/full"});
  EXPECT_EQ(run({"--help"}, {.stdout_path = "/dev/full"}).status, 74);
}

TEST_F(SmpRenderOutput, FollowsTheUmaskAndLeavesNoTemporaries) {
  expect_rendered(
      run({"-o", "out.png", "--summary", "s.json", "photo.png", "spec.json"}, {}, "umask 027 &&"));
  for (const char* name : {"out.png", "s.json"}) {
    struct stat status = {};
    ASSERT_EQ(stat(at(name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0640u) << name;
  }
  for (const auto& [name, bytes] : listing()) EXPECT_EQ(name.find(".smp-tmp-"), std::string::npos) << name;
}

}  // namespace
}  // namespace smp
