// What every tool does with faults, whatever the tool.
#include "common/tool.h"

#include <gtest/gtest.h>

#include "smp/fields/json_parse.h"
#include "support/message_lint.h"
#include "support/run_process.h"

namespace smp {
namespace {

using testing::lint_stderr;
using testing::ProcessResult;
using testing::run_process;

ProcessResult throwing(const std::string& what) { return run_process({SMP_THROWING_TOOL, what}); }

TEST(RunTool, TurnsAnythingThrownIntoOneLineAndAStatus) {
  const std::vector<std::pair<std::string, int>> cases = {{"int", 70},    {"runtime", 70}, {"memory", 65},
                                                          {"thread", 70}, {"long", 74},    {"umlauts", 73},
                                                          {"other", 75}};
  for (const auto& [what, status] : cases) {
    const ProcessResult result = throwing(what);
    EXPECT_EQ(result.status, status) << what;
    EXPECT_EQ(lint_stderr(result.err), "") << result.err;
    EXPECT_TRUE(result.err.starts_with("smp: error: ")) << result.err;
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(throwing("other").err, "smp: error: photo.png: was stopped; run it again\n");
}

TEST(RunTool, WritesErrorsAsJsonWhereAsked) {
  for (const char* what : {"int", "long", "umlauts", "other"}) {
    const ProcessResult result = run_process({SMP_THROWING_TOOL, "--log-json", what});
    EXPECT_EQ(lint_stderr(result.err), "") << result.err;
    const JsonValue line = parse_json(result.err);
    for (const char* key : {"code", "file", "where", "cause", "job"}) EXPECT_TRUE(line.find(key)) << key;
    EXPECT_EQ(*line.find("code")->get_if<std::uint64_t>(), static_cast<std::uint64_t>(result.status));
  }
  EXPECT_EQ(run_process({SMP_THROWING_TOOL, "--log-json", "other"}).err,
            "{\"code\":75,\"file\":\"photo.png\",\"where\":null,\"cause\":\"was stopped; run it "
            "again\",\"job\":null}\n");
  EXPECT_EQ(run_process({SMP_THROWING_TOOL, "--log-json", "--nonsense"}).status, 64);
  EXPECT_EQ(run_process({SMP_THROWING_TOOL, "--log-json", "--nonsense"}).err[0], '{');
}

TEST(RunTool, SurvivesClosedDescriptors) {
  for (const std::vector<int>& closed :
       std::vector<std::vector<int>>{{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}) {
    EXPECT_EQ(run_process({SMP_THROWING_TOOL, "int"}, {.closed = closed}).status, 70);
    const bool has_stdout = std::find(closed.begin(), closed.end(), 1) == closed.end();
    EXPECT_EQ(run_process({SMP_THROWING_TOOL, "--version"}, {.closed = closed}).status, has_stdout ? 0 : 74);
  }
}

TEST(RunTool, ReportsAStandardOutputThatCannotBeWritten) {
  for (const testing::ProcessOptions& options :
       {testing::ProcessOptions{.stdout_path = "/dev/full"}, {.close_reader = true}, {.closed = {1}}}) {
    const ProcessResult result = run_process({SMP_THROWING_TOOL, "--help"}, options);
    EXPECT_EQ(result.status, 74);
    EXPECT_EQ(lint_stderr(result.err), "") << result.err;
  }
}

}  // namespace
}  // namespace smp
