#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "smp/fields/json_parse.h"
#include "smp/phantom/phantom.h"
#include "smp/simulate/advisory_catalogue.h"
#include "smp/spec/read_spec.h"
#include "spec/sample_specs.h"
#include "support/json_faults.h"
#include "support/message_lint.h"
#include "support/run_process.h"

namespace smp {
namespace {

using testing::lint_stderr;
using testing::ProcessResult;

ProcessResult tool(std::vector<std::string> arguments, const testing::ProcessOptions& options = {}) {
  arguments.insert(arguments.begin(), SMP_SPEC_TOOL);
  return testing::run_process(arguments, options);
}

class SmpSpec : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "smp-spec-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& text, const std::string& name = "spec.json") const {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  void expect_refused(const ProcessResult& result, int status, const std::string& part) const {
    EXPECT_EQ(result.status, status) << result.err;
    EXPECT_EQ(lint_stderr(result.err), "") << result.err;
    EXPECT_NE(result.err.find(part), result.err.npos) << result.err << " lacks " << part;
    EXPECT_EQ(result.out, "");
  }

  std::filesystem::path folder_;
};

TEST_F(SmpSpec, ChecksGoodSpecs) {
  EXPECT_EQ(tool({"check", write(testing::kEllipsoidSpec)}).out, "ok: 2 regions\n");
  EXPECT_EQ(tool({"check", write(testing::kItaSpec)}).out, "ok: 1 region\n");
  EXPECT_EQ(tool({"check", write(testing::kDepthSpec)}).out, "ok: impressions from a file\n");
  const ProcessResult quiet = tool({"check", "--quiet", write(testing::kItaSpec)});
  EXPECT_EQ(quiet.status, 0);
  EXPECT_EQ(quiet.out + quiet.err, "");
}

TEST_F(SmpSpec, NamesFileAndPlaceOfFaults) {
  int i = 0;
  for (const auto& fault : testing::json_faults(parse_json(testing::kEllipsoidSpec))) {
    if (fault.what.starts_with("{}") || ++i % 8 != 0) continue;  // all of them are tried without a process
    expect_refused(tool({"check", write(fault.text)}), 65, "/spec.json: " + fault.place);
  }
  EXPECT_GT(i, 100);
  expect_refused(tool({"check", write("{\"smp\": 1,}")}), 65, "spec.json: line 1, column 11: a comma");
  expect_refused(tool({"check", write("")}), 65, "spec.json: the file is empty");
}

TEST_F(SmpSpec, AppliesOverrides) {
  const std::string path = write(testing::kItaSpec);
  EXPECT_EQ(tool({"check", path, "--set", "/seed=4", "--set", "/regions/-={\"mask\":\"b.png\"}"}).out,
            "ok: 2 regions\n");
  EXPECT_EQ(tool({"check", "--set", "/seed=4", path}).out, "ok: 1 region\n");
  expect_refused(tool({"check", path, "--set", "/seed=-4"}), 65, "/seed: ");
  expect_refused(tool({"check", path, "--set", "seed=4"}), 64, "--set: ");
  expect_refused(tool({"check", path, "--set"}), 64, "--set");
}

TEST_F(SmpSpec, RefusesWhatIsNoReadableFile) {
  expect_refused(tool({"check", (folder_ / "none.json").string()}), 66, "none.json: there is no such file");
  expect_refused(tool({"check", ""}), 66, "the file name is empty");
  expect_refused(tool({"check", folder_.string()}), 65, "is a folder");
  expect_refused(tool({"check", "/dev/zero"}), 65, "is not a regular file");
  const std::string fifo = (folder_ / "fifo").string();
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  expect_refused(tool({"check", fifo}), 65, "is not a regular file");
  const std::string large = write("{}");
  std::filesystem::resize_file(large, (std::size_t{16} << 20) + 1);
  expect_refused(tool({"check", large}), 65, "spec.json: the file is larger than 16777216 bytes");
  std::ofstream(large) << testing::kItaSpec << std::string(std::size_t{16} << 20, ' ');
  EXPECT_EQ(tool({"check", large, "--max-spec-mb", "17"}).status, 0);
}

TEST_F(SmpSpec, TakesAnyFileName) {
  for (const std::string name : {"a b.json", "q'\"u.json", "n\nl.json", "\xff\xfe.json", "\x1b[31m.json"}) {
    EXPECT_EQ(tool({"check", write(testing::kItaSpec, name)}).status, 0) << name;
    expect_refused(tool({"check", write("{", name)}), 65, ".json: line 1");
  }
  EXPECT_EQ(tool({"check", "--", write(testing::kItaSpec, std::string(250, 'x') + ".json")}).status, 0);
}

TEST_F(SmpSpec, SaysHowItIsUsed) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"chek"},
                                             {"check"},
                                             {"check", "a", "b"},
                                             {"--nonsense"},
                                             {"new", "--surface", "cube"},
                                             {"new", "--px-per-mm", "nan"},
                                             {"new", "--px-per-mm", "0"},
                                             {"new", "--px-per-mm", "1x"},
                                             {"schema", "x"},
                                             {"schema", "--of", "photo"},
                                             {"--threads", "-1", "schema"},
                                             {"\xff\n\x1b[0m"},
                                             {std::string(100000, 'x')}})
    expect_refused(tool(arguments), 64, "smp-spec --help");
  for (const char* flag : {"--help", "--version"}) {
    EXPECT_EQ(tool({flag}).status, 0);
    EXPECT_NE(tool({flag}).out, "");
    EXPECT_EQ(tool({flag}).err, "");
  }
  EXPECT_EQ(tool({"check", "--help"}).status, 0);
}

TEST_F(SmpSpec, DraftsWhatItAccepts) {
  for (const char* surface : {"plane", "ellipsoid", "depth"}) {
    const ProcessResult draft = tool({"new", "--surface", surface, "--px-per-mm", "7.5"});
    EXPECT_EQ(draft.status, 0);
    EXPECT_EQ(tool({"check", write(draft.out)}).out, "ok: 1 region\n");
  }
}

TEST_F(SmpSpec, PrintsSchemaAndReference) {
  EXPECT_EQ(tool({"schema"}).out, spec_schema());
  EXPECT_EQ(tool({"reference"}).out, spec_reference_markdown());
  EXPECT_EQ(tool({"schema", "--of", "spec"}).out, spec_schema());
  EXPECT_EQ(tool({"schema", "--of", "scene"}).out, scene_schema());
  EXPECT_EQ(tool({"advisories"}).out, advisory_reference_markdown());
  EXPECT_EQ(tool({"reference", "--of", "scene"}).out, scene_reference_markdown());
  EXPECT_EQ(tool({"schema"}, {.stdout_path = "/dev/full"}).status, 74);
}

}  // namespace
}  // namespace smp
