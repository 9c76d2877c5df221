// A manifest is read and checked as a whole; every fault is one line that names its place.

#include <gmock/gmock.h>

#include "batch/job_fixture.h"
#include "smp/batch/manifest.h"
#include "smp/batch/spec_names.h"
#include "support/message_lint.h"

namespace smp::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Manifest : public JobTest {
 protected:
  std::vector<Job> read(const std::string& text, const ManifestLimits& limits = {}) {
    return read_manifest(text, "night.jsonl", folder_.path(), limits);
  }
  void check(const std::vector<Job>& jobs, const std::vector<FileIdentity>& inputs = {}) {
    check_manifest(jobs, "night.jsonl", results(), inputs);
  }
  /// @param where "" for a fault of the whole. @return the words.
  template <class Act>
  void expect_refused(const Act& act, ErrorKind kind, const std::string& where, const std::string& part) {
    try {
      act();
      ADD_FAILURE() << "accepted; should say: " << part;
    } catch (const Error& error) {
      EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(kind)) << error.what();
      EXPECT_EQ(error.text().file, "night.jsonl");
      EXPECT_EQ(error.text().where, where) << error.what();
      EXPECT_THAT(error.what(), HasSubstr(part));
      EXPECT_EQ(lint_message(error.what()), "") << error.what();
      EXPECT_EQ(std::string(error.what()).find(folder_.path().string()), std::string::npos) << error.what();
    }
  }
  void expect_unread(const std::string& text, const std::string& where, const std::string& part) {
    SCOPED_TRACE(text.substr(0, 200));
    expect_refused([&] { read(text); }, ErrorKind::kBadInput, where, part);
  }
  void expect_faulty(const std::string& text, ErrorKind kind, const std::string& where,
                     const std::string& part) {
    SCOPED_TRACE(text.substr(0, 300));
    const std::vector<Job> jobs = read(text);
    const auto before = listing();
    expect_refused([&] { check(jobs); }, kind, where, part);
    EXPECT_TRUE(listing() == before);
  }
};

constexpr const char* kFirst = R"({"photo": "photo.png", "spec": "spec.json", "output": "a.png"})"
                               "\n";

constexpr const char* kFull =
    R"({"id": "p17", "photo": "p/17.jpg", "spec": "masked.json", "output": "p17/front.jpg", )"
    R"("at": ["healed", "5y"], "set": {"/pigment/dilution": 12, "/regions/0/name": "x=y", "/seed": 7}, )"
    R"("summary": "p17/front.json", "before_after": "p17/both.jpg", "strip": "p17/strip.png", )"
    R"("impressions": "p17/dots.csv", "crop": "auto", "jpeg_quality": 90})";

/// A line with `members` besides those needed, or in their place.
std::string line(const std::string& members, const std::string& output = "b.png") {
  return R"({"photo": "photo.png", "spec": "spec.json", "output": ")" + output + '"' +
         (members.empty() ? "" : ", " + members) + "}\n";
}

TEST_F(Manifest, EveryKeyArrives) {
  const auto jobs = read(std::string("\xef\xbb\xbf") + kFirst + "\n  \r\n" + kFull);
  ASSERT_EQ(jobs.size(), 2u);
  EXPECT_EQ(jobs[0].id, "a.png");
  EXPECT_EQ(jobs[0].line, 1);
  EXPECT_EQ(jobs[0].request.moments, std::vector<std::string>());
  const Job& job = jobs[1];
  EXPECT_EQ(job.id, "p17");
  EXPECT_EQ(job.line, 4);
  EXPECT_EQ(job.photo, "p/17.jpg");
  EXPECT_EQ(job.photo_path, in("p/17.jpg"));
  EXPECT_EQ(job.spec_path, in("masked.json"));
  EXPECT_THAT(job.overrides, ElementsAre("/pigment/dilution=12", "/regions/0/name=\"x=y\"", "/seed=7"));
  EXPECT_EQ(job.request.output, "p17/front.jpg");
  EXPECT_THAT(job.request.moments, ElementsAre("healed", "5y"));
  EXPECT_EQ(job.request.summary, "p17/front.json");
  EXPECT_EQ(job.request.before_after, "p17/both.jpg");
  EXPECT_EQ(job.request.strip, "p17/strip.png");
  EXPECT_EQ(job.request.impressions, "p17/dots.csv");
  EXPECT_EQ(job.request.crop, "auto");
  EXPECT_EQ(job.request.jpeg_quality, 90);
  EXPECT_THAT(names_of(job.request),
              ElementsAre("p17/front.healed.jpg", "p17/front.5y.jpg", "p17/both.healed.jpg",
                          "p17/both.5y.jpg", "p17/strip.png", "p17/dots.csv", "p17/front.json"));
  check(jobs);
  EXPECT_EQ(read(line(R"("at": "5y", "ensemble": 12, "summary": "s.json")"))[0].request.ensemble, 12);
}

TEST_F(Manifest, FaultsOfALineAreNamedByLineAndKey) {
  const struct {
    std::string line, where, part;
  } cases[] = {
      {"{\"photo\": \"p.png\",}", "line 2, column 19", "comma"},
      {"{\"photo\": \"p.png\"", "line 2, column 18", "cut short"},
      {"[1]", "line 2", "must be an object"},
      {"{} {}", "line 2, column 4", ""},
      {line(R"("id": "x", "id": "y")"), "line 2: /id", "given twice"},
      {line(R"("phto": "x")"), "line 2: /phto", "did you mean \"photo\"?"},
      {line(R"("beforeafter": "x")"), "line 2: /beforeafter", "before_after"},
      {R"({"spec": "s.json", "output": "b.png"})", "line 2: /photo", "is missing"},
      {R"({"photo": "p.png", "output": "b.png"})", "line 2: /spec", "is missing"},
      {R"({"photo": "p.png", "spec": "s.json"})", "line 2: /output", "is missing"},
      {R"({"photo": 5, "spec": "s.json", "output": "b.png"})", "line 2: /photo", "a text"},
      {R"({"photo": "", "spec": "s.json", "output": "b.png"})", "line 2: /photo", "not be empty"},
      {R"({"photo": "p.png", "spec": null, "output": "b.png"})", "line 2: /spec", "a text"},
      {line(R"("id": 7)"), "line 2: /id", "a text"},
      {line(R"("id": "a\u0000b")"), "line 2: /id", "control characters"},
      {line(R"("id": "\udead")"), "", ""},
      {line(R"("id": ")" + std::string(201, 'i') + '"'), "line 2: /id", "longer than 200"},
      {line("", std::string(210, 'o') + ".png"), "line 2: /output", "give the job a shorter \"id\""},
      {line(R"("at": 5)"), "line 2: /at", "a text or a list"},
      {line(R"("at": [])"), "line 2: /at", "1 to 1000"},
      {line(R"("at": ["5y", 5])"), "line 2: /at/1", "a text"},
      {line(R"("at": ["5y", "5y"])"), "line 2: /at", "given twice"},
      {line(R"("at": "Five Years")"), "line 2: /at", "no moment"},
      {line(R"("set": ["/seed=1"])"), "line 2: /set", "must be an object"},
      {line(R"("set": {"seed": 1})"), "line 2: /set", "no JSON pointer"},
      {line(R"("set": {"/a=b": 1})"), "line 2: /set", "no JSON pointer"},
      {line(R"("set": {"/a~b": 1})"), "line 2: /set", "~0"},
      {line(R"("crop": "left half")"), "line 2: /crop", "x,y,width,height"},
      {line(R"("crop": [1, 2, 3, 4])"), "line 2: /crop", "a text"},
      {line(R"("jpeg_quality": 0)"), "line 2: /jpeg_quality", "1 to 100"},
      {line(R"("jpeg_quality": 101)"), "line 2: /jpeg_quality", "1 to 100"},
      {line(R"("jpeg_quality": 90.0)"), "line 2: /jpeg_quality", "whole number"},
      {line(R"("jpeg_quality": "90")"), "line 2: /jpeg_quality", "whole number"},
      {line(R"("ensemble": 1)"), "line 2: /ensemble", "2 to 50"},
      {line(R"("ensemble": 8)"), "line 2: /ensemble", "strip or summary"},
      {line(R"("summary": true)"), "line 2: /summary", "a text"},
  };
  for (const auto& fault : cases) {
    if (fault.where.empty())
      EXPECT_THROW(read(kFirst + fault.line), Error) << fault.line;
    else
      expect_unread(kFirst + fault.line, fault.where, fault.part);
  }
}

TEST_F(Manifest, LimitsHold) {
  expect_unread("", "", "holds no job");
  expect_unread("\n \n", "", "holds no job");
  const std::string two = std::string(kFirst) + line("");
  EXPECT_EQ(read(two, {.max_bytes = two.size(), .max_jobs = 2}).size(), 2u);
  expect_refused([&] { read(two, {.max_jobs = 1}); }, ErrorKind::kBadInput, "line 2", "more jobs than the 1");
  expect_refused([&] { read(two, {.max_bytes = two.size() - 1}); }, ErrorKind::kBadInput, "", "bytes");
}

TEST_F(Manifest, InputsStayInItsFolder) {
  std::filesystem::create_symlink("/usr", in("away"));
  std::filesystem::create_symlink("/etc/hostname", in("away.png"));
  std::filesystem::create_symlink(in("photo.png"), in("here.png"));
  for (const char* name : {"/etc/hostname", "../other.png", "x/../../other.png", "http://clinic/p.png",
                           "away/p.png", "away.png", "away/none/p.png"}) {
    const std::string text =
        std::string(R"({"photo": ")") + name + R"(", "spec": "spec.json", "output": "b.png"})";
    expect_unread(text, "line 1: /photo", "");
    EXPECT_EQ(read(text, {.allow_outside = true})[0].photo, name);
    expect_unread(std::string(R"({"photo": "photo.png", "spec": ")") + name + R"(", "output": "b.png"})",
                  "line 1: /spec", "");
  }
  for (const char* name : {"here.png", "x/../photo.png", "not-there/p.png", "./photo.png"})
    EXPECT_EQ(read(std::string(R"({"photo": ")") + name + R"(", "spec": "spec.json", "output": "b.png"})")[0]
                  .photo_path,
              in(name));
}

TEST_F(Manifest, IdsAndResultsAreUnique) {
  const auto bad = ErrorKind::kBadInput;
  expect_faulty(std::string(kFirst) + line("", "x/a.png") + kFirst, bad, "line 3: /id", "line 1");
  expect_faulty(std::string(kFirst) + line(R"("id": "a.png")"), bad, "line 2: /id", "id of line 1");
  expect_faulty(std::string(kFirst) + line(R"("id": "other")", "x/.././a.png"), bad, "line 2: /output",
                "result of line 1");
  expect_faulty(line(R"("before_after": "b.png")"), bad, "line 1: /before_after", "two outputs");
  expect_faulty(std::string(kFirst) + line(R"("summary": "s.json")") +
                    line(R"("id": "3", "impressions": "c.csv", "summary": "s.json")", "c.png"),
                bad, "line 3: /summary", "result of line 2");
  // Of several moments each has a file; so has a job that happens to be called like one.
  expect_faulty(line("", "b.5y.png") + line(R"("at": ["healed", "5y"])"), bad, "line 2: /output", "line 1");
  check(read(line("", "b.5y.png") + line(R"("at": ["healed"])") + line("", "c.png")));
  std::filesystem::create_directory(results() / "x");
  std::filesystem::create_directory_symlink(results() / "x", results() / "same");
  expect_faulty(line("", "x/a.png") + line("", "same/a.png"), bad, "line 2: /output", "line 1");
}

TEST_F(Manifest, ResultsStayInTheirFolderAndHaveNamesOfTheirOwn) {
  std::filesystem::create_directory_symlink(folder_.path(), results() / "up");
  std::filesystem::create_directory(results() / "folder.png");
  write_all(results() / "there.png", "an older result");
  std::filesystem::create_symlink(results() / "there.png", results() / "link.png");
  const struct {
    const char *output, *part;
  } cases[] = {{"/tmp/a.png", "relative"},
               {"../a.png", "lead out"},
               {"x/../../a.png", "lead out"},
               {"up/a.png", "leads out"},
               {"up/results/../a.png", "leads out"},
               {"folder.png", "is a folder"},
               {"link.png", "is a link"},
               {"a.gif", ".png"},
               {"a", ".png"},
               {"x/", "not the name of a file"},
               {"smp-journal.sqlite", "own"},
               {"x/.smp-tmp-1.png", "own"},
               {".smp-lock", "own"},
               {"smp-journal-2-of-4.png", "own"}};
  for (const auto& [output, part] : cases)
    expect_faulty(line(R"("id": "b")", output), ErrorKind::kCannotCreate, "line 1: /output", part);
  expect_faulty(line(R"("summary": "s.txt")"), ErrorKind::kCannotCreate, "line 1: /summary", ".json");
  expect_faulty(line(R"("impressions": "d.png")"), ErrorKind::kCannotCreate, "line 1: /impressions", ".csv");
  expect_faulty(line(R"("strip": "../s.png")"), ErrorKind::kCannotCreate, "line 1: /strip", "lead out");
  expect_faulty(line("", "x.png") + line("", "x.png/y/z.png"), ErrorKind::kCannotCreate, "line 2: /output",
                "result of line 1");
  expect_faulty(line("", "x.png") + line(R"("summary": "x.png/s.json")", "y.png"), ErrorKind::kCannotCreate,
                "line 2: /summary", "result of line 1");
  check(read(line("", "there.png") + line("", "new/deep/a.webp") + line("", "up/results/b.png")));
}

TEST_F(Manifest, ResultsNeverReplaceInputs) {
  // Results beside the inputs.
  const auto expect = [&](const std::string& text, const std::string& where) {
    SCOPED_TRACE(text);
    const auto jobs = read(text);
    expect_refused([&] { check_manifest(jobs, "night.jsonl", folder_.path(), {}); }, ErrorKind::kCannotCreate,
                   where, "is an input");
  };
  write_all(in("depth.json"),
            R"({"surface": {"kind": "depth", "file": "map.png"}, "\u0069mpressions": "dots.csv"})");
  std::filesystem::create_hard_link(in("photo.png"), in("hard.png"));
  std::filesystem::create_directory_symlink(folder_.path(), in("results/back"));
  const std::string masked = R"({"photo": "late.png", "spec": "masked.json", "output": "m.png"})"
                             "\n";
  const std::string depth = R"({"photo": "photo.png", "spec": "depth.json", "output": "d.png"})"
                            "\n";
  expect(line("", "photo.png"), "line 1: /output");
  expect(line("", "results/back/photo.png"), "line 1: /output");
  expect(line("", "hard.png"), "line 1: /output");
  expect(line("", "late.png") + masked, "line 1: /output");  // not there yet
  expect(masked + line("", "mask.png"), "line 2: /output");
  expect(depth + line("", "map.png"), "line 2: /output");
  expect(depth + line(R"("impressions": "dots.csv")"), "line 2: /impressions");
  expect(line(R"("summary": "spec.json")"), "line 1: /summary");
  expect(line(R"("set": {"/regions/0/mask": "drawn.png"}, "before_after": "drawn.png")"),
         "line 1: /before_after");
  write_all(in("night.png"), "the manifest itself, by an odd name");
  const auto manifest = read_file(in("night.png"), 1 << 20).identity;
  expect_refused(
      [&] { check_manifest(read(line("", "night.png")), "night.jsonl", folder_.path(), {manifest}); },
      ErrorKind::kCannotCreate, "line 1: /output", "is an input");
}

// What only one job needs is no fault of the batch.
TEST_F(Manifest, MissingAndBrokenInputsAreEachJobsOwn) {
  write_all(in("broken.json"), "{");
  check(read(R"({"photo": "none.png", "spec": "broken.json", "output": "a.png"})"
             "\n"
             R"({"photo": "photo.png", "spec": "none.json", "output": "b.png"})"));
}

TEST_F(Manifest, ResultsFolderNeedNotBeThere) {
  check_manifest(read(kFirst), "night.jsonl", folder_ / "not/yet", {});
  EXPECT_FALSE(std::filesystem::exists(folder_ / "not"));
}

TEST(FilesNamedIn, AreFoundWhereverTheyStand) {
  const std::vector<std::string> changes = {"/regions/3/mask=m3.png", "/surface={\"file\": \"deep.png\"}",
                                            "/seed=7", "/impressions=\"list.csv\"", "mask"};
  EXPECT_THAT(
      files_named_in(R"({"regions": [{"mask": "m.png"}, {"name": "mask"}, {"mask": "m.png"}]})", changes),
      ElementsAre("m.png", "m3.png", "deep.png", "list.csv"));
  EXPECT_TRUE(files_named_in("{\"mask\": ", {}).empty());
}

}  // namespace
}  // namespace smp::testing
