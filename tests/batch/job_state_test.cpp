// A job is done again where contents differ, and only there.
#include <chrono>
#include <functional>

#include "batch/job_fixture.h"
#include "smp/batch/digest.h"
#include "smp/batch/job_state.h"

namespace smp::testing {
namespace {

class JobStates : public JobTest {
 protected:
  JobState state(const Job& job, const JobOutcome& recorded) {
    InputDigests digests;
    return state_of(job, recorded, results(), digests);
  }
};

// SHA-256 of "abc": FIPS 180-4, example of appendix B.1.
TEST_F(JobStates, HashesAreSha256) {
  const char* const kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(sha256(std::string_view("abc")), kAbc);
  write_all(in("abc"), "abc");
  std::filesystem::create_symlink(in("abc"), in("link"));
  EXPECT_EQ(sha256_of_file(in("abc"), LinkAt::kRefused), kAbc);
  EXPECT_EQ(sha256_of_file(in("link"), LinkAt::kFollowed), kAbc);
  EXPECT_EQ(sha256_of_file(in("link"), LinkAt::kRefused), std::nullopt);
  EXPECT_EQ(sha256_of_file(folder_.path(), LinkAt::kFollowed), std::nullopt);
  EXPECT_EQ(sha256_of_file(in("none"), LinkAt::kFollowed), std::nullopt);
}

TEST_F(JobStates, TimesAndNamesDoNotMatter) {
  Job masked = job("out.png", "masked.json");
  const JobOutcome recorded = run(masked);
  ASSERT_TRUE(recorded.done()) << recorded.error.cause;
  EXPECT_EQ(state(masked, recorded), JobState::kCurrent);
  for (const char* name : {"photo.png", "masked.json", "mask.png", "results/out.png"})
    std::filesystem::last_write_time(in(name),
                                     std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_EQ(state(masked, recorded), JobState::kCurrent);
  std::filesystem::rename(in("photo.png"), in("moved.png"));
  masked.photo_path = in("moved.png"), masked.photo = "moved.png", masked.line = 99;
  EXPECT_EQ(state(masked, recorded), JobState::kCurrent);
}

TEST_F(JobStates, EveryInputCounts) {
  const Job masked = job("out.png", "masked.json");
  const JobOutcome recorded = run(masked);
  for (const char* name : {"photo.png", "masked.json", "mask.png"}) {
    const std::string before = read_all(in(name));
    write_all(in(name), before + " ");
    EXPECT_EQ(state(masked, recorded), JobState::kInputsChanged) << name;
    std::filesystem::remove(in(name));
    EXPECT_EQ(state(masked, recorded), JobState::kInputsChanged) << name;
    write_all(in(name), before);
    EXPECT_EQ(state(masked, recorded), JobState::kCurrent) << name;
  }
}

TEST_F(JobStates, EveryWishCounts) {
  const Job plain = job("out.png");
  const JobOutcome recorded = run(plain);
  const std::vector<std::function<void(Job&)>> changes = {
      [](Job& j) { j.overrides = {"/seed=8"}; },        [](Job& j) { j.request.output = "other.png"; },
      [](Job& j) { j.request.moments = {"fresh"}; },    [](Job& j) { j.request.impressions = "a.csv"; },
      [](Job& j) { j.request.summary = "a.json"; },     [](Job& j) { j.request.before_after = "a.png"; },
      [](Job& j) { j.request.strip = "a.png"; },        [](Job& j) { j.request.crop = "auto"; },
      [](Job& j) { j.request.jpeg_quality = 50; },      [](Job& j) { j.request.ensemble = 4; },
      [](Job& j) { j.request.moments = {"a", "b"}; },   [](Job& j) { j.request.moments = {"ab"}; },
      [](Job& j) { j.overrides = {"/seed=8", "/x=1"}; }};
  std::vector<std::string> keys = {recorded.key};
  for (const auto& change : changes) {
    Job changed = plain;
    change(changed);
    EXPECT_EQ(state(changed, recorded), JobState::kInputsChanged);
    keys.push_back(job_key(changed, recorded.inputs));
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

TEST_F(JobStates, EveryResultCounts) {
  Job two = job("out.png");
  two.request.summary = "sub/out.json";
  const JobOutcome recorded = run(two);
  ASSERT_TRUE(recorded.done()) << recorded.error.cause;
  for (const char* name : {"out.png", "sub/out.json"}) {
    const std::string before = read_all(results() / name);
    std::string damaged = before;
    damaged[damaged.size() / 2] ^= 1;
    write_all(results() / name, damaged);
    EXPECT_EQ(state(two, recorded), JobState::kResultsMissing) << name;
    std::filesystem::remove(results() / name);
    EXPECT_EQ(state(two, recorded), JobState::kResultsMissing) << name;
    write_all(in("same"), before);
    std::filesystem::create_symlink(in("same"), results() / name);
    EXPECT_EQ(state(two, recorded), JobState::kResultsMissing) << "a link is no result of ours";
    std::filesystem::remove(results() / name);
    write_all(results() / name, before);
    EXPECT_EQ(state(two, recorded), JobState::kCurrent) << name;
  }
}

// Refused, then the cause goes away: by writing `mended` into `name`.
TEST_F(JobStates, ARefusedJobIsKnownUntilItsCauseGoes) {
  const std::string photo = read_all(in("photo.png")), mask = read_all(in("mask.png"));
  write_all(in("nomask.json"), R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}},
                                   "regions": [{"mask": "mask.png"}, {"mask": "late.png"}]})");
  write_all(in("cut.png"), photo.substr(0, 300));
  write_all(in("empty.png"), "");
  struct {
    Job job;
    std::string name, mended;
  } cases[] = {{job("a.png", "spec.json", "late.png"), "late.png", photo},
               {job("b.png", "late.json"), "late.json", kSpec},
               {job("c.png", "nomask.json"), "late.png", mask},
               {job("d.png", "spec.json", "cut.png"), "cut.png", photo},
               {job("e.png", "spec.json", "empty.png"), "empty.png", photo}};
  for (auto& [one, name, mended] : cases) {
    SCOPED_TRACE(one.id);
    const JobOutcome recorded = run(one);
    ASSERT_TRUE(recorded.refused);
    EXPECT_EQ(state(one, recorded), JobState::kCurrent);
    const bool was_there = std::filesystem::exists(in(name));
    write_all(in(name), mended);
    EXPECT_EQ(state(one, recorded), JobState::kInputsChanged);
    EXPECT_TRUE(run(one).done());
    if (!was_there) std::filesystem::remove(in(name));
  }
}

TEST_F(JobStates, AnInputIsHashedOnceARun) {
  InputDigests digests;
  const auto first = digests.of(in("photo.png"));
  write_all(in("photo.png"), "another");
  EXPECT_EQ(digests.of(in("photo.png")), first);
  EXPECT_NE(InputDigests().of(in("photo.png")), first);
}

}  // namespace
}  // namespace smp::testing
