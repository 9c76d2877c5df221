#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "photo/sample_files.h"
#include "support/temp_dir.h"

namespace smp::test {
namespace {

ErrorKind kind_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_FALSE(error.text().file.empty());
    return error.kind();
  }
  ADD_FAILURE() << "was not refused";
  return ErrorKind::kInternal;
}

Bytes content(const std::filesystem::path& path) { return read_file(path, 1 << 20).bytes; }

TEST(Write, FormatFollowsTheExtensionInAnyCase) {
  EXPECT_EQ(format_from_extension("a.JPG"), PhotoFormat::kJpeg);
  EXPECT_EQ(format_from_extension("a.b.jpeg"), PhotoFormat::kJpeg);
  EXPECT_EQ(format_from_extension("a.png"), PhotoFormat::kPng);
  EXPECT_EQ(format_from_extension("a.Tif"), PhotoFormat::kTiff);
  EXPECT_EQ(format_from_extension("a.tiff"), PhotoFormat::kTiff);
  EXPECT_EQ(format_from_extension("a.webp"), PhotoFormat::kWebp);
  for (const char* name : {"a.heic", "a.bmp", "a", ".png", "png", "a.png.", ""})
    EXPECT_EQ(kind_of([&] { (void)format_from_extension(std::string(name).empty() ? "x" : name); }),
              ErrorKind::kCannotCreate)
        << name;
}

TEST(Write, LeavesOneWholeFile) {
  const TempDir folder;
  const Photo photo = photo_of(picture(30, 20));
  write_photo(folder / "out.png", photo);
  EXPECT_EQ(folder.count(), 1u);
  EXPECT_EQ(read_photo(folder / "out.png").width(), 30);
}

TEST(Write, ReplacesOnlyWhenForced) {
  const TempDir folder;
  write_file_atomically(folder / "a.csv", bytes_of("old"));
  EXPECT_EQ(kind_of([&] { write_file_atomically(folder / "a.csv", bytes_of("new")); }),
            ErrorKind::kCannotCreate);
  EXPECT_EQ(content(folder / "a.csv"), bytes_of("old"));
  write_file_atomically(folder / "a.csv", bytes_of("new"), {.force = true});
  EXPECT_EQ(content(folder / "a.csv"), bytes_of("new"));
  EXPECT_EQ(folder.count(), 1u);
}

TEST(Write, NeverOverwritesAnInputInAnySpelling) {
  const TempDir folder;
  write_photo(folder / "in.png", photo_of(picture(30, 20)));
  std::filesystem::create_hard_link(folder / "in.png", folder / "hard.png");
  std::filesystem::create_symlink("in.png", folder / "soft.png");
  std::filesystem::create_directory(folder / "sub");
  const FileBytes input = read_file(folder / "in.png", 1 << 20);
  const WriteOptions options{.force = true, .inputs = {input.identity}};
  for (const char* name : {"in.png", "./in.png", "sub/../in.png", "hard.png", "soft.png"}) {
    EXPECT_EQ(kind_of([&] { check_output(folder / name, options); }), ErrorKind::kCannotCreate) << name;
    EXPECT_EQ(kind_of([&] { write_photo(folder / name, photo_of(picture(5, 5)), options); }),
              ErrorKind::kCannotCreate);
  }
  EXPECT_EQ(content(folder / "in.png"), input.bytes);
}

TEST(Write, RefusesWhatIsNoPlaceForAResult) {
  const TempDir folder;
  std::filesystem::create_directory(folder / "dir.png");
  std::filesystem::create_symlink("/nowhere/x.png", folder / "dangling.png");
  ASSERT_EQ(::mkfifo((folder / "fifo.png").c_str(), 0600), 0);
  write_file_atomically(folder / "file", bytes_of("x"));
  const std::size_t before = folder.count();
  for (const std::filesystem::path& path :
       {folder / "dir.png", folder / "dangling.png", folder / "fifo.png", folder / "none/a.png",
        folder / "file/a.png", std::filesystem::path("/dev/full"), std::filesystem::path("/dev/null"),
        folder / "", folder / "..", folder / (std::string(260, 'x') + ".png")}) {
    EXPECT_EQ(kind_of([&] { check_output_place(path, {.force = true}); }), ErrorKind::kCannotCreate) << path;
    EXPECT_EQ(kind_of([&] { write_file_atomically(path, bytes_of("x"), {.force = true}); }),
              ErrorKind::kCannotCreate);
  }
  EXPECT_EQ(folder.count(), before);
}

TEST(Write, MakesFoldersWhereToldAndOnlyWithTheFile) {
  const TempDir folder;
  write_file_atomically(folder / "file", bytes_of("x"));
  const auto path = folder / "new/deep/a.png";
  EXPECT_EQ(kind_of([&] { check_output_place(path, {}); }), ErrorKind::kCannotCreate);
  const WriteOptions making = {.make_folders = true};
  check_output_place(path, making);
  EXPECT_EQ(folder.count(), 1u);
  for (const char* blocked : {"file/a.png", "file/deep/a.png"}) {
    EXPECT_EQ(kind_of([&] { check_output_place(folder / blocked, making); }), ErrorKind::kCannotCreate);
    EXPECT_EQ(kind_of([&] { write_file_atomically(folder / blocked, bytes_of("x"), making); }),
              ErrorKind::kCannotCreate);
  }
  write_file_atomically(path, bytes_of("x"), making);
  EXPECT_TRUE(std::filesystem::is_regular_file(path));
  EXPECT_EQ(kind_of([&] { check_output_place(path, making); }), ErrorKind::kCannotCreate) << "is there now";
}

TEST(Write, FailedWritesLeaveNothingAndKeepTheOldResult) {
  const TempDir folder;
  write_file_atomically(folder / "a.csv", bytes_of("old"));
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small = {4096, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const ErrorKind kind =
      kind_of([&] { write_file_atomically(folder / "a.csv", Bytes(10000, 1), {.force = true}); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, SIG_DFL);
  EXPECT_EQ(kind, ErrorKind::kReadWrite);
  EXPECT_EQ(content(folder / "a.csv"), bytes_of("old"));
  EXPECT_EQ(folder.count(), 1u);
}

TEST(Write, AKilledWriterLeavesTheOldResultOrTheNewOne) {
  const TempDir folder;
  const Bytes small(100, 1), large(3 << 20, 2);
  write_file_atomically(folder / "a.csv", small);
  for (int round = 0; round < 20; ++round) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (;;) {
        write_file_atomically(folder / "a.csv", large, {.force = true});
        write_file_atomically(folder / "a.csv", small, {.force = true});
      }
    }
    ::usleep(static_cast<useconds_t>(1000 + 1700 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const Bytes found = read_file(folder / "a.csv", 4 << 20).bytes;
    EXPECT_TRUE(found == small || found == large) << found.size();
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    EXPECT_TRUE(entry.path().filename() == "a.csv" ||
                entry.path().filename().native().starts_with(".smp-tmp-"));
}

TEST(Write, ReadOnlyFoldersAreRefusedBeforehand) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  const TempDir folder;
  ::chmod(folder.path().c_str(), 0500);
  EXPECT_EQ(kind_of([&] { check_output(folder / "a.png", {}); }), ErrorKind::kCannotCreate);
  EXPECT_EQ(kind_of([&] { write_file_atomically(folder / "a.png", bytes_of("x")); }),
            ErrorKind::kCannotCreate);
  ::chmod(folder.path().c_str(), 0700);
}

TEST(Write, PermissionsFollowTheUmaskAndNeverGrow) {
  const TempDir folder;
  const auto mode = [&](const char* name) {
    struct stat status = {};
    ::stat((folder / name).c_str(), &status);
    return status.st_mode & 0777;
  };
  const mode_t before = ::umask(0027);
  write_file_atomically(folder / "a", bytes_of("x"));
  EXPECT_EQ(mode("a"), 0640u);
  ::umask(0);
  ::chmod((folder / "a").c_str(), 0600);
  write_file_atomically(folder / "a", bytes_of("y"), {.force = true});
  EXPECT_EQ(mode("a"), 0600u);
  write_file_atomically(folder / "b", bytes_of("x"));
  EXPECT_EQ(mode("b"), 0666u);
  EXPECT_EQ(::umask(before), 0u) << "the umask itself must not change";
}

TEST(Write, RefusesWhatAFormatCannotHold) {
  const Photo wide = photo_of(Image<std::uint8_t>(16400, 1, 3, 9));
  EXPECT_THROW(encode_photo(wide, PhotoFormat::kWebp), Error);
  EXPECT_NO_THROW(encode_photo(wide, PhotoFormat::kJpeg));
  EXPECT_THROW(encode_photo(wide, PhotoFormat::kHeic), Error);
  EXPECT_THROW(encode_photo(Photo(), PhotoFormat::kPng), Error);
}

}  // namespace
}  // namespace smp::test
