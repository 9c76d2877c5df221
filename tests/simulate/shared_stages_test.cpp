// Stages left by any case change no result of the next; what they save is what the inputs allow.
#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <optional>
#include <vector>

#include "simulate/stage_jobs.h"
#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/photo/write.h"
#include "smp/simulate/case.h"
#include "smp/simulate/summary.h"
#include "smp/spec/read_spec.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

using Taken = SharedStages::Taken;
using testing::StageJob;

struct Result {
  std::string dots, summary;
  PixelBuffer pixels;
  friend bool operator==(const Result&, const Result&) = default;
};

// A refusal is a result too.
Result run(const StageJob& job, SharedStages* stages) {
  try {
    const Spec spec = read_spec(job.spec, job.overrides);
    Case treated(job.photo(), {}, spec, testing::files_of(job, spec), job.options(), stages);
    Drawn drawn = treated.draw_last(treated.moment(job.moment));
    Result result{.dots = {}, .summary = {}, .pixels = drawn.photo.pixels};
    Simulation record = treated.release();
    record.photo = std::move(drawn.photo);
    add_moments({drawn.result}, record);
    result.dots = impressions_csv(record.treatment);
    result.summary = summary_json(record, "photo.png");
    return result;
  } catch (const Error& error) {
    return {.dots = error.what(), .summary = {}, .pixels = {}};
  }
}

const std::vector<StageJob>& jobs() {
  static const std::vector<StageJob> list = testing::stage_jobs();
  return list;
}

// Of a job by itself, worked out once.
const Result& alone(std::size_t i) {
  static std::vector<std::optional<Result>> results(jobs().size());
  if (!results[i]) results[i] = run(jobs()[i], nullptr);
  return *results[i];
}

TEST(SharedStages, AreNeverSeenInAResultAfterTheBaseOfASpec) {
  SharedStages stages;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < jobs().size(); ++i) {
    const std::size_t base = jobs()[i].base;
    EXPECT_TRUE(run(jobs()[base], &stages) == alone(base)) << "base after " << i;
    EXPECT_TRUE(run(jobs()[i], &stages) == alone(i)) << jobs()[i].name;
    refused += alone(i).summary.empty();
  }
  EXPECT_LE(refused, 2u);  // those with fewer impressions allowed
}

TEST(SharedStages, AreNeverSeenInAResultInAnyOrder) {
  std::vector<std::size_t> order(jobs().size());
  std::iota(order.begin(), order.end(), 0);
  RandomStream random(1, RandomPurpose::kPhantom);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.bits() % i]);
  order.resize(order.size() / 3);
  SharedStages stages;
  for (const std::size_t i : order) EXPECT_TRUE(run(jobs()[i], &stages) == alone(i)) << jobs()[i].name;
}

// What the last of these takes over from the ones before.
Taken taken_by_last(const std::vector<StageJob>& list) {
  SharedStages stages;
  Taken before;
  for (const StageJob& job : list) {
    before = stages.taken();
    run(job, &stages);
  }
  const Taken after = stages.taken();
  return {after.photo - before.photo, after.reduced - before.reduced, after.ground - before.ground,
          after.dots - before.dots, after.survey - before.survey};
}

StageJob with(StageJob job, const std::string& override) {
  job.overrides.push_back(override);
  return job;
}

TEST(SharedStages, SaveAsMuchAsTheInputsAllow) {
  const StageJob plain = jobs().front();
  const Taken all{1, 1, 1, 1, 1}, but_dots{1, 1, 1, 0, 0}, none{};
  EXPECT_EQ(taken_by_last({plain}), none);
  EXPECT_EQ(taken_by_last({plain, plain}), all);
  EXPECT_EQ(taken_by_last({plain, with(plain, "/pigment/dilution=20")}), all);
  EXPECT_EQ(taken_by_last({plain, with(plain, "/pigment/name=\"brown-oxide\"")}), all);
  EXPECT_EQ(taken_by_last({plain, with(plain, "/timeline/sun=\"heavy\"")}), all);
  EXPECT_EQ(taken_by_last({plain, with(plain, "/prices/per_hour=100")}), all);
  EXPECT_EQ(taken_by_last({plain, with(plain, "/skin/tone/ita_deg=20")}), (Taken{1, 1, 1, 1, 0}));
  EXPECT_EQ(taken_by_last({plain, with(plain, "/regions/0/density_per_cm2=80")}), but_dots);
  EXPECT_EQ(taken_by_last({plain, with(plain, "/seed=8")}), (Taken{1, 1, 0, 0, 0}));
  EXPECT_EQ(taken_by_last({plain, with(plain, "/regions/0/outline/0/0=12")}), (Taken{1, 1, 0, 0, 0}));
}

TEST(SharedStages, TakeNothingFromAnotherPhoto) {
  StageJob other = jobs().front();
  other.photo = testing::other_patch;
  const Taken taken = taken_by_last({jobs().front(), other});
  EXPECT_EQ(taken, (Taken{0, 0, 1, 1, 0})) << "ground and dots depend on the photo's size alone";
}

TEST(SharedStages, LendThePhotoToOneCaseAtATime) {
  const StageJob& job = jobs().front();
  const Spec spec = read_spec(job.spec);
  SharedStages stages;
  run(job, &stages);
  const Case first(job.photo(), {}, spec, testing::files_of(job, spec), job.options(), &stages);
  EXPECT_TRUE(run(job, &stages) == alone(0));
  EXPECT_EQ(stages.taken().photo, 1);
}

TEST(SharedStages, KeepTheirPhotoWhenARecordIsReleasedWithIt) {
  const StageJob& job = jobs().front();
  const Spec spec = read_spec(job.spec);
  SharedStages stages;
  const Simulation released =
      Case(job.photo(), {}, spec, testing::files_of(job, spec), job.options(), &stages).release();
  EXPECT_TRUE(released.photo.pixels == decode_photo(job.photo()).pixels);
  EXPECT_TRUE(run(job, &stages) == alone(0));
  EXPECT_EQ(stages.taken().photo, 1);
}

TEST(SharedStages, OutliveAJobThatIsRefused) {
  SharedStages stages;
  const StageJob& job = jobs().front();
  run(job, &stages);
  for (const char* refused : {"/regions/0/outline=[[900, 900], [950, 900], [950, 950]]", "/seed=8"}) {
    StageJob bad = with(job, refused);
    bad.max_impressions = 10;
    EXPECT_TRUE(run(bad, &stages).summary.empty()) << refused;
  }
  StageJob damaged = job;
  damaged.photo = [] {
    FileBytes file = testing::patch_file();
    file.bytes.resize(file.bytes.size() / 2);
    return file;
  };
  EXPECT_TRUE(run(job, &stages) == alone(0));
  EXPECT_EQ(stages.taken().photo, 3);
  EXPECT_TRUE(run(damaged, &stages).summary.empty());
  EXPECT_TRUE(run(job, &stages) == alone(0));
}

}  // namespace
}  // namespace smp
