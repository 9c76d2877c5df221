// A job gives the bytes of one render, all of its files or none, and says what it was made from.
#include <limits>
#include <new>

#include <gmock/gmock.h>

#include "batch/job_fixture.h"
#include "smp/batch/digest.h"

namespace smp::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using RunJob = JobTest;

std::string hash_of(const std::filesystem::path& path) { return sha256(std::string_view(read_all(path))); }

Job with_all_files(Job job) {
  job.request.moments = {"fresh", "healed"};
  job.request.before_after = "sub/deep/both.png";
  job.request.strip = "strip.png";
  job.request.impressions = "sub/dots.csv";
  job.request.summary = "sub/summary.json";
  return job;
}

TEST_F(RunJob, GivesTheBytesOfOneRender) {
  const Job whole = with_all_files(job("sub/out.png"));
  const JobOutcome outcome = run(whole);
  ASSERT_TRUE(outcome.done()) << outcome.error.cause;

  const auto other = folder_ / "other";
  std::filesystem::create_directories(other / "sub/deep");
  std::filesystem::current_path(other);
  RenderInputs inputs;
  inputs.spec = load_spec(in("spec.json"), "spec.json", {}, {}, {});
  inputs.photo = read_file(in("photo.png"), PhotoLimits().max_file_bytes);
  OutputFiles outputs(write_options(whole.request, inputs, false));
  render_job(std::move(inputs), whole.request, {.threads = 2}, outputs);
  outputs.write_all();
  std::filesystem::current_path("/");

  const auto made = listing();
  EXPECT_EQ(made.size(), 7u + 2u);  // the folders
  for (const std::string& name : names_of(whole.request))
    EXPECT_TRUE(made.at(name) == read_all(other / name)) << name;
}

TEST_F(RunJob, TellsWhatItReadAndWrote) {
  const JobOutcome outcome = run(with_all_files(job("sub/out.png", "masked.json")));
  ASSERT_TRUE(outcome.done()) << outcome.error.cause;
  ASSERT_EQ(outcome.inputs.size(), 3u);
  for (std::size_t n = 0; n < 3; ++n) {
    EXPECT_EQ(outcome.inputs[n].name, (std::vector{"photo.png", "masked.json", "mask.png"})[n]);
    EXPECT_EQ(outcome.inputs[n].sha256, hash_of(in(outcome.inputs[n].name)));
  }
  std::vector<std::string> names;
  for (const JobFile& file : outcome.outputs) {
    names.push_back(file.name);
    EXPECT_EQ(file.sha256, hash_of(results() / file.name)) << file.name;
  }
  EXPECT_THAT(names,
              ::testing::UnorderedElementsAreArray(names_of(with_all_files(job("sub/out.png")).request)));
}

TEST_F(RunJob, SharedStagesAndEarlierJobsChangeNothing) {
  SharedStages stages;
  std::map<std::string, std::string> alone;
  std::vector<Job> jobs = {job("a.png"), job("b.jpg", "masked.json"), job("c.png")};
  jobs[2].overrides = {"/pigment/dilution=20"};
  for (const Job& one : jobs) {
    ASSERT_TRUE(run(one).done());
    alone[one.id] = read_all(results() / one.id);
  }
  for (const Job& one : jobs) {
    ASSERT_TRUE(run_job(one, options(), stages).done());
    EXPECT_TRUE(alone[one.id] == read_all(results() / one.id)) << one.id;
  }
  EXPECT_NE(alone["a.png"], alone["c.png"]);
}

struct Refusal {
  const char* what;
  ErrorKind kind;
  const char* file;
  const char* part;
  std::function<void(Job&, const std::filesystem::path&)> spoil;
};

TEST_F(RunJob, RefusesInWordsOfTheManifestAndLeavesNothing) {
  write_all(in("broken.json"), "{");
  write_all(in("broken.png"), read_all(in("photo.png")).substr(0, 500));
  write_all(in("nomask.json"),
            R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "regions": [{"mask": "not-there.png"}]})");
  const auto name = [](std::string Job::*part, std::filesystem::path Job::*path, const char* text) {
    return [=](Job& j, const std::filesystem::path& folder) { j.*part = text, j.*path = folder / text; };
  };
  const auto photo = [&](const char* text) { return name(&Job::photo, &Job::photo_path, text); };
  const auto spec = [&](const char* text) { return name(&Job::spec, &Job::spec_path, text); };
  const Refusal cases[] = {
      {"no photo", ErrorKind::kMissingInput, "no.png", "no such file", photo("no.png")},
      {"no spec", ErrorKind::kMissingInput, "no.json", "no such file", spec("no.json")},
      {"broken spec", ErrorKind::kBadInput, "broken.json", "cut short", spec("broken.json")},
      {"broken photo", ErrorKind::kBadInput, "broken.png", "", photo("broken.png")},
      {"no mask", ErrorKind::kMissingInput, "not-there.png", "no such file", spec("nomask.json")},
      {"change of no key", ErrorKind::kBadInput, "spec.json", "not a known key",
       [](Job& j, const auto&) { j.overrides = {"/pigments=1"}; }},
      {"no moment", ErrorKind::kBadInput, "", "moment",
       [](Job& j, const auto&) { j.request.moments = {"session-9"}; }},
      {"crop outside", ErrorKind::kBadInput, "", "outside the photo",
       [](Job& j, const auto&) { j.request.crop = "0,0,999,9"; }},
      {"a folder in the way", ErrorKind::kCannotCreate, "taken.png", "is a folder",
       [](Job& j, const auto& folder) {
         std::filesystem::create_directory(folder / "results/taken.png");
         j.request = {.output = "taken.png"};
       }},
      {"a link out of the folder", ErrorKind::kCannotCreate, "link/out.png", "outside",
       [](Job& j, const auto& folder) {
         std::filesystem::create_symlink(folder, folder / "results/link");
         j.request = {.output = "link/out.png"};
       }},
  };
  for (const Refusal& refusal : cases) {
    SCOPED_TRACE(refusal.what);
    Job bad = with_all_files(job("sub/out.png"));
    refusal.spoil(bad, folder_.path());
    const auto before = listing();
    const JobOutcome outcome = run(bad);
    ASSERT_TRUE(outcome.refused.has_value());
    EXPECT_EQ(static_cast<int>(*outcome.refused), static_cast<int>(refusal.kind));
    EXPECT_EQ(outcome.error.file, refusal.file);
    EXPECT_THAT(outcome.error.cause, HasSubstr(refusal.part));
    EXPECT_EQ(outcome.key.size(), 64u);
    EXPECT_TRUE(outcome.outputs.empty());
    EXPECT_TRUE(listing() == before) << "something was left behind";
  }
}

TEST_F(RunJob, WritesAllFilesOrNone) {
  Job both = job("a.png");
  both.request.summary = "sub/summary.json";
  // Between the check and the writing the folder's name is taken.
  SharedStages stages;
  const JobOutcome outcome = run_job(
      both, options(), stages,
      [&](const Simulation&, const Drawn&, OutputFiles&) { write_all(results() / "sub", "in the way"); });
  EXPECT_EQ(outcome.refused, ErrorKind::kCannotCreate);
  EXPECT_EQ(outcome.error.file, "sub/summary.json");
  EXPECT_EQ(listing(), (std::map<std::string, std::string>{{"sub", "in the way"}}));
}

TEST_F(RunJob, NeverReplacesAnInputOfTheBatch) {
  write_all(results() / "used.png", read_all(in("photo.png")));
  JobOptions careful = options();
  careful.inputs = {read_file(results() / "used.png", 1 << 20).identity};
  SharedStages stages;
  const JobOutcome outcome = run_job(job("used.png"), careful, stages);
  EXPECT_EQ(outcome.refused, ErrorKind::kCannotCreate);
  EXPECT_THAT(outcome.error.cause, HasSubstr("is an input"));
}

TEST_F(RunJob, WhateverIsThrownIsARefusal) {
  SharedStages stages;
  const auto thrown = [&](auto what) {
    return run_job(job("a.png"), options(), stages,
                   [&](const Simulation&, const Drawn&, OutputFiles&) { throw what; });
  };
  EXPECT_EQ(thrown(std::bad_alloc()).refused, ErrorKind::kBadInput);
  EXPECT_THAT(thrown(std::bad_alloc()).error.cause, HasSubstr("not enough memory"));
  EXPECT_EQ(thrown(42).refused, ErrorKind::kInternal);
  EXPECT_TRUE(listing().empty());
}

TEST_F(RunJob, ShowsEveryPictureWithThePhotoBefore) {
  Job two = job("");
  two.request.moments = {"before", "healed"};
  two.request.impressions = "dots.csv";
  SharedStages stages;
  std::vector<bool> same;
  const JobOutcome outcome =
      run_job(two, options(), stages, [&](const Simulation& record, const Drawn& drawn, OutputFiles&) {
        same.push_back(std::get<0>(record.photo.pixels) == std::get<0>(drawn.photo.pixels));
      });
  ASSERT_TRUE(outcome.done()) << outcome.error.cause;
  EXPECT_THAT(same, ElementsAre(true, false));
  ASSERT_EQ(outcome.outputs.size(), 1u);  // no picture was asked for
  EXPECT_EQ(outcome.outputs[0].name, "dots.csv");
}

TEST(OutcomeMessage, ComesBackAsItWent) {
  const JobOutcome done{.key = std::string(64, 'a'),
                        .inputs = {{"f\xc3\xbc"
                                    "r \"p17\".jpg",
                                    std::string(64, 'b')},
                                   {"spec.json", ""}},
                        .outputs = {{"p/17.jpg", std::string(64, 'c')}},
                        .data = R"({"placed":12,"name":"a\"b\\c"})",
                        .ms = 12.0};
  const JobOutcome refused{.refused = ErrorKind::kMissingInput,
                           .error = {"p.jpg", "/photo", "there is no such file", "look for it"},
                           .ms = 0.1};
  for (const JobOutcome& sent : {done, refused}) {
    const std::string message = outcome_to_message(sent);
    EXPECT_EQ(message.find('\n'), message.npos);
    const JobOutcome got = outcome_from_message(message);
    EXPECT_EQ(got.refused, sent.refused);
    EXPECT_EQ(got.error.file, sent.error.file);
    EXPECT_EQ(got.error.where, sent.error.where);
    EXPECT_EQ(got.error.cause, sent.error.cause);
    EXPECT_EQ(got.error.advice, sent.error.advice);
    EXPECT_EQ(got.key, sent.key);
    EXPECT_EQ(got.data, sent.data);
    EXPECT_EQ(got.ms, sent.ms);
    ASSERT_EQ(got.inputs.size(), sent.inputs.size());
    ASSERT_EQ(got.outputs.size(), sent.outputs.size());
    for (std::size_t i = 0; i < sent.inputs.size(); ++i) {
      EXPECT_EQ(got.inputs[i].name, sent.inputs[i].name);
      EXPECT_EQ(got.inputs[i].sha256, sent.inputs[i].sha256);
    }
  }
}

TEST(OutcomeMessage, EscapesWhatIsNoText) {
  const JobOutcome sent{.refused = ErrorKind::kBadInput, .error = {"a\xff\n.jpg", "", "bad", ""}};
  EXPECT_EQ(outcome_from_message(outcome_to_message(sent)).error.file, "a\\xff\\x0a.jpg");
}

TEST(OutcomeMessage, CutAnywhereIsRefused) {
  const std::string whole =
      outcome_to_message({.refused = ErrorKind::kBadInput, .error = {"a", "b", "c", "d"}});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(outcome_from_message(whole.substr(0, size)), Error) << size;
  EXPECT_THROW(outcome_from_message(R"({"key":1})"), Error);
}

}  // namespace
}  // namespace smp::testing
