// What smp-batch says and leaves behind.
#include <sstream>

#include <gmock/gmock.h>

#include "cli/batch_fixture.h"
#include "smp/fields/json_parse.h"

namespace smp::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::uint64_t number_in(const JsonValue& object, const char* key) {
  const JsonValue* value = object.find(key);
  const auto* number = value ? value->get_if<std::uint64_t>() : nullptr;
  return number ? *number : ~std::uint64_t{0};
}

TEST_F(BatchTest, RendersWhatSmpRenderRenders) {
  put("night.jsonl", jobs(3) + R"({"photo": "b.png", "spec": "spec.json", "output": "new/folder/x.png"})");
  const ProcessResult result = batch({"--jobs", "2"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out, StartsWith("done                4\n"));
  const std::string at = folder_.path().string() + "/";
  const auto alone = run_process({SMP_RENDER_TOOL, at + "b.png", at + "spec.json", "-o", at + "alone.png"});
  EXPECT_EQ(alone.status, 0) << alone.err;
  EXPECT_EQ(get("out/new/folder/x.png"), get("alone.png"));
  EXPECT_EQ(pictures().size(), 3u);
}

TEST_F(BatchTest, OneBadJobCostsItselfAlone) {
  put("cut.png", get("a.png").substr(0, 500));
  put("night.jsonl", jobs(2) + R"({"id": "bad", "photo": "cut.png", "spec": "spec.json", "output": "c.png"}
{"id": "absent", "photo": "none.png", "spec": "spec.json", "output": "d.png"})" +
                         "\n");
  const ProcessResult result = batch();
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(pictures().size(), 2u);
  const auto told = lines_of(result.err);
  ASSERT_EQ(told.size(), 2u) << result.err;
  for (const std::string& line : told) EXPECT_EQ(lint_message(line), "") << line;
  EXPECT_THAT(result.err, HasSubstr("smp: error: cut.png: job \"bad\": "));
  EXPECT_THAT(result.err, HasSubstr("smp: error: none.png: job \"absent\": "));
  EXPECT_THAT(result.out, HasSubstr("refused             2\n"));
  EXPECT_THAT(result.out, HasSubstr("(absent)"));

  // The picture was mended: it alone is done, and the other is still refused.
  put("cut.png", get("a.png"));
  const ProcessResult again = batch();
  EXPECT_EQ(again.status, 1);
  EXPECT_THAT(again.out, HasSubstr("done                1\nskipped             2"));
  EXPECT_EQ(pictures().size(), 3u);
}

TEST_F(BatchTest, RunningAgainTouchesNothingThatIsDone) {
  put("night.jsonl", jobs(4));
  ASSERT_EQ(batch().status, 0);
  const ino_t kept = inode("out/j0.png");
  const auto whole = pictures();
  put("out/j2.png", "damaged");
  std::filesystem::remove(folder_ / "out/j3.png");
  const ProcessResult result = batch();
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("done                2\nskipped             2"));
  EXPECT_EQ(inode("out/j0.png"), kept);
  EXPECT_EQ(pictures(), whole);
}

TEST_F(BatchTest, AFaultyManifestIsRefusedAsAWholeWithNothingWritten) {
  const std::string twice = R"({"id": "again", "photo": "a.png", "spec": "spec.json", "output": "./j1.png"})";
  const std::string outside = R"({"photo": "a.png", "spec": "spec.json", "output": "../a.png"})";
  for (const std::string& fault : {twice, outside, std::string("{\"photo\"")}) {
    put("night.jsonl", jobs(2) + fault + "\n");
    const ProcessResult result = batch();
    EXPECT_TRUE(result.status == 65 || result.status == 73) << result.status;
    EXPECT_EQ(lint_stderr(result.err), "") << result.err;
    EXPECT_THAT(result.err, StartsWith("smp: error: night.jsonl: line 3"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
  }
}

TEST_F(BatchTest, WrongUsageIsToldInOneLine) {
  put("night.jsonl", jobs(1));
  const std::vector<std::vector<std::string>> lines = {{},
                                                       {"night.jsonl"},
                                                       {"-o", "out"},
                                                       {"night.jsonl", "-o", "out", "--shard", "0/2"},
                                                       {"night.jsonl", "-o", "out", "--shard", "3/2"},
                                                       {"night.jsonl", "-o", "out", "--shard", "1/2x"},
                                                       {"night.jsonl", "-o", "out", "--shard", "+1/2"},
                                                       {"night.jsonl", "-o", "out", "--jobs", "-1"},
                                                       {"status"}};
  for (const auto& line : lines) {
    const ProcessResult result = run(line);
    EXPECT_EQ(result.status, 64) << ::testing::PrintToString(line);
    EXPECT_EQ(lint_stderr(result.err), "") << result.err;
  }
  EXPECT_EQ(run({"none.jsonl", "-o", "out"}).status, 66);
  EXPECT_EQ(run({"night.jsonl", "-o", "no/parent"}).status, 73);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
}

TEST_F(BatchTest, ADryRunTellsWhatWouldBeRunAndWritesNothing) {
  put("night.jsonl", jobs(2));
  const ProcessResult fresh = batch({"--dry-run"});
  EXPECT_EQ(fresh.status, 0) << fresh.err;
  EXPECT_THAT(fresh.out, StartsWith("run      j0: new\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
  ASSERT_EQ(batch().status, 0);
  std::filesystem::remove(folder_ / "out/j1.png");
  const ProcessResult later = batch({"--dry-run"});
  EXPECT_THAT(later.out, HasSubstr("skip     j0"));
  EXPECT_THAT(later.out, HasSubstr("run      j1: results missing or changed\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/j1.png"));
}

TEST_F(BatchTest, LogsOneObjectForEachJobThatEndedAndOneForAll) {
  put("night.jsonl", jobs(3) + R"({"id": "bad", "photo": "no.png", "spec": "spec.json", "output": "d.png"})");
  const ProcessResult result = batch({"--log-json", "--quiet"});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "");
  const auto lines = lines_of(result.err);
  ASSERT_EQ(lines.size(), 5u) << result.err;
  std::map<std::string, std::string> states;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const JsonValue line = parse_json(lines[i]);
    const std::string job = *line.find("job")->get_if<std::string>();
    states[job] = *line.find("state")->get_if<std::string>();
    if (job == "bad") {
      EXPECT_EQ(number_in(line, "code"), 66u);
      EXPECT_EQ(*line.find("file")->get_if<std::string>(), "no.png");
    }
  }
  EXPECT_EQ(states, (std::map<std::string, std::string>{
                        {"j0", "done"}, {"j1", "done"}, {"j2", "done"}, {"bad", "refused"}}));
  const JsonValue all = parse_json(lines.back());
  EXPECT_EQ(number_in(all, "done"), 3u);
  EXPECT_EQ(number_in(all, "refused"), 1u);
  EXPECT_EQ(number_in(all, "code"), 1u);
}

TEST_F(BatchTest, NobodyNeedsToListen) {
  put("night.jsonl", jobs(1));
  EXPECT_EQ(batch({}, {.closed = {0, 1, 2}}).status, 0);
  EXPECT_EQ(pictures().size(), 1u);
}

TEST_F(BatchTest, AJobPastItsTimeIsRefusedAndTheOthersAreDone) {
  // Fifty draws of a larger photo take far longer than one of the small ones.
  write_photo(folder_ / "large.png", skin_photo(1200, 900));
  put("night.jsonl", R"({"id": "slow", "photo": "large.png", "spec": "spec.json", "output": "s.png", )"
                     R"("ensemble": 50, "summary": "s.json"})"
                     "\n" +
                         jobs(1));
  const ProcessResult late = batch({"--job-timeout", "0.5", "--jobs", "1"});
  EXPECT_EQ(late.status, 1);
  EXPECT_EQ(lint_stderr(late.err), "") << late.err;
  EXPECT_THAT(late.err, HasSubstr("job \"slow\": took longer than 0.5 s"));
  EXPECT_EQ(temporary_files(), 0u);
  EXPECT_EQ(pictures().size(), 1u);
}

TEST_F(BatchTest, PartsTogetherAreTheWhole) {
  put("night.jsonl", jobs(8));
  EXPECT_EQ(batch({"--shard", "1/2"}).status, 0);
  const std::size_t first = pictures().size();
  EXPECT_EQ(batch({"--shard", "2/2"}).status, 0);
  EXPECT_GT(first, 0u);
  EXPECT_LT(first, 8u);
  EXPECT_EQ(pictures().size(), 8u);
  const ProcessResult merged = run({"merge", "night.jsonl", "-o", "out"});
  EXPECT_EQ(merged.status, 0) << merged.err;
  EXPECT_THAT(batch().out, HasSubstr("skipped             8"));
}

TEST_F(BatchTest, StatusTellsWhatBecameOfTheBatch) {
  put("night.jsonl", jobs(2) + R"({"id": "bad", "photo": "no.png", "spec": "spec.json", "output": "d.png"})");
  ASSERT_EQ(batch().status, 1);
  const ProcessResult table = run({"status", "out"});
  EXPECT_EQ(table.status, 1) << table.err;
  EXPECT_THAT(table.out, HasSubstr(" 2 done"));
  EXPECT_THAT(table.out, HasSubstr("bad: no.png: "));
  const JsonValue json = parse_json(run({"status", "out", "--json"}).out);
  EXPECT_EQ(number_in(json, "done"), 2u);
  ASSERT_TRUE(json.find("refused"));
  EXPECT_EQ(json.find("refused")->get_if<JsonValue::Array>()->size(), 1u);
  EXPECT_EQ(run({"status", "none"}).status, 66);
}

}  // namespace
}  // namespace smp::testing
