// smp-plan: photo + spec -> the work it means: dots, hours, pigment, prices, touch-ups, other methods.
#include <filesystem>
#include <optional>
#include <string>

#include "common/inputs.h"
#include "common/tool.h"
#include "smp/photo/output_files.h"
#include "smp/simulate/case.h"
#include "smp/simulate/plan_report.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

constexpr const char* kStandardOutput = "-";

struct Arguments : smp::app::InputArguments {
  std::optional<std::string> json, csv;
  bool force = false;
};

// One of the outputs besides the table: a file, or standard output in the table's place.
void deliver(const std::optional<std::string>& name, const std::string& text, smp::OutputFiles& outputs,
             std::string& printed) {
  if (!name) return;
  if (*name == kStandardOutput)
    printed = text;
  else
    outputs.add_text(*name, text);
}

int plan(const Arguments& a, const CommonOptions& common) {
  const smp::PhotoLimits limits = a.limits();
  if (a.json == kStandardOutput && a.csv == kStandardOutput)
    throw smp::Error(smp::ErrorKind::kUsage, {"", "--csv", "only one report can go to standard output", ""});
  smp::app::ToldSpec told = smp::app::read_told_spec(a, /*required=*/true);
  const auto photo_bytes = smp::read_file(a.photo, limits.max_file_bytes);
  smp::WriteOptions write;
  write.force = a.force;
  write.inputs = told.files.identities;
  write.inputs.push_back(photo_bytes.identity);
  smp::OutputFiles outputs(write);
  if (a.json && *a.json != kStandardOutput) outputs.check_file(*a.json, {".json"});
  if (a.csv && *a.csv != kStandardOutput) outputs.check_file(*a.csv, {".csv"});

  const smp::SimulateOptions options{.threads = common.threads,
                                     .max_impressions = static_cast<std::size_t>(a.max_marks),
                                     .compare_methods = true};
  smp::Simulation result;
  try {
    result = smp::Case(photo_bytes, limits, *told.spec, std::move(told.files), options).release();
  } catch (const smp::Error& error) {
    throw error.in_file(a.spec);
  }
  const std::string name = std::filesystem::path(a.photo).filename().string();
  // Who asks for files and quiet wants no table.
  std::string printed = common.quiet && (a.json || a.csv) ? "" : smp::plan_table(result, name);
  deliver(a.json, smp::plan_json(result, name), outputs, printed);
  deliver(a.csv, smp::plan_csv(result, name), outputs, printed);
  outputs.write_all();
  smp::app::write_stdout(printed);
  return 0;
}

void configure(CommandLine& line, Arguments& a) {
  line.description(
      "Tells what work a spec means: dots, hours, pigment, prices, touch-ups, and other methods.");
  line.positional("PHOTO", a.photo, "Photo of the head: JPEG, PNG, TIFF, WebP or HEIC");
  line.positional("SPEC", a.spec, "What to plan (JSON; see docs/spec.md)");
  line.option("--json", a.json, "Write the plan as .json; - prints it instead of the table");
  line.option("--csv", a.csv, "Write it as .csv, one value a line; - prints it instead of the table");
  line.option("--set", a.overrides, "Change a value of the spec: /json/pointer=value (repeatable)");
  line.flag("--force", a.force, "Replace existing outputs (inputs are never replaced)");
  smp::app::add_input_limits(line, a);
  line.action([&](const CommonOptions& common) { return plan(a, common); });
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  return smp::app::run_tool("smp-plan", argc, argv, [&](CommandLine& line) { configure(line, arguments); });
}
