// smp-sweep: photos, their specs and values to vary -> pictures, a table of measures, a contact sheet and
// plots.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "common/batch_options.h"
#include "common/outcome.h"
#include "common/progress.h"
#include "common/tool.h"
#include "smp/base/stopwatch.h"
#include "smp/batch/stop_signals.h"
#include "smp/fields/json_value.h"
#include "smp/sweep/run_sweep.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

struct SweepArguments : smp::app::BatchArguments {
  std::vector<std::string> files, vary, moments;
  std::optional<std::string> metric, target;
  bool zip = false, no_frames = false, json = false;
};

[[noreturn]] void refuse_usage(const std::string& where, const std::string& cause) {
  throw smp::Error(smp::ErrorKind::kUsage, {"", where, cause, "see smp-sweep --help"});
}

bool is_spec(const std::string& file) {
  std::string extension = std::filesystem::path(file).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension == ".json";
}

// Photos, then the spec of those before it, and so on.
std::vector<smp::SweepCase> cases_of(const std::vector<std::string>& files) {
  std::vector<smp::SweepCase> cases;
  std::vector<std::string> photos;
  for (const std::string& file : files) {
    if (!is_spec(file)) {
      photos.push_back(file);
      continue;
    }
    if (photos.empty()) refuse_usage("PHOTO", "no photo stands before the spec " + smp::quoted(file));
    for (const std::string& photo : photos) cases.push_back({photo, file});
    photos.clear();
  }
  if (!photos.empty()) refuse_usage("SPEC", "no spec (.json) follows the photo " + smp::quoted(photos[0]));
  return cases;
}

smp::SweepRequest request_of(const SweepArguments& a) {
  smp::SweepRequest request;
  request.cases = cases_of(a.files);
  request.zip = a.zip;
  request.moments = a.moments;
  request.overrides = a.overrides;
  request.frames = !a.no_frames;
  if (!a.metric) request.axes = smp::parse_axes(a.vary);
  return request;
}

std::optional<smp::SearchRequest> search_of(const SweepArguments& a) {
  if (!a.metric && !a.target) return std::nullopt;
  if (!a.metric) refuse_usage("--target", "needs --metric, the measure that it is about");
  if (!a.target) refuse_usage("--metric", "needs --target min, max or a number");
  if (a.vary.size() != 1) refuse_usage("--metric", "takes exactly one --vary /json/pointer=low:high");
  if (a.zip) refuse_usage("--zip", "has no meaning with --metric");
  return smp::SearchRequest{smp::parse_search_range(a.vary[0]), *a.metric, smp::parse_target(*a.target)};
}

smp::SweepOptions options_of(const SweepArguments& a, const CommonOptions& common) {
  return {.batch = a.batch_options(common),
          .limits = {a.limits(), a.spec_limits(), static_cast<std::size_t>(a.max_marks)}};
}

std::string points_text(const smp::SweepReport& plan) {
  const std::size_t points = plan.batch.jobs.size();
  std::string text =
      fmt::format("{} points, {} of them done\n", points, plan.batch.count(smp::JobFate::kSkipped));
  std::string last;
  for (const smp::SweepRow& row : plan.table.rows) {
    if (row.id == last) continue;  // one line for all moments
    last = row.id;
    text += smp::quoted(row.photo);
    for (std::size_t a = 0; a < plan.table.axes.size(); ++a)
      text += "  " + plan.table.axes[a].label + " " + smp::value_text(row.point[a]);
    text += '\n';
  }
  return text;
}

// Further out it may be better still.
bool at_end(const smp::SearchRange& range, const smp::BestValue& best) {
  return best.value <= range.low || best.value >= range.high;
}

std::string best_json(const SweepArguments& a, const smp::SearchRange& range, const smp::BestValue& best) {
  smp::JsonValue line = smp::JsonValue::Object{};
  line.set("pointer", range.pointer);
  line.set("value", best.value);
  line.set("metric", *a.metric);
  line.set("measure", best.measure);
  line.set("reached", best.reached);
  line.set("at_end", at_end(range, best));
  line.set("tried", std::uint64_t{best.tried.size()});
  return smp::to_line(line) + "\n";
}

std::string best_text(const SweepArguments& a, const smp::SearchRange& range, const smp::BestValue& best) {
  return fmt::format("{} = {} gives {} {:.4g}{}{} ({} values tried)\n", range.pointer,
                     smp::number_text(best.value), *a.metric, best.measure,
                     best.reached ? "" : ", the nearest to " + *a.target + " in this range",
                     at_end(range, best) ? ", at the end of the range" : "", best.tried.size());
}

void report_ends(const SweepArguments& a, const CommonOptions& common, const smp::SweepReport& report,
                 double seconds, const std::optional<smp::SearchRequest>& search) {
  smp::app::report_outcome(common, report.batch, seconds, /*table=*/!a.json);
  if (!common.quiet && !a.json) {
    std::string text;
    if (report.left_over > 0)
      text +=
          fmt::format("{} points that are no longer asked for are left in the folder\n", report.left_over);
    for (const std::string& name : report.written) text += "wrote " + name + "\n";
    smp::app::tell(text);
  }
  if (!report.best) return;
  smp::app::write_stdout(a.json ? best_json(a, search->range, *report.best)
                                : best_text(a, search->range, *report.best));
}

int run(const SweepArguments& a, const CommonOptions& common) {
  if (a.vary.empty()) refuse_usage("--vary", "is required: what is to be swept?");
  if (a.json && !a.metric) refuse_usage("--json", "needs --metric; the table of a sweep is results.csv");
  const auto search = search_of(a);
  const smp::StopSignals stop;
  const smp::SweepRequest request = request_of(a);
  smp::SweepOptions options = options_of(a, common);
  options.batch.wake_fd = stop.fd();
  if (a.dry_run) {
    if (search)
      refuse_usage("--dry-run", "has nothing to tell with --metric: each round depends on the last");
    smp::app::write_stdout(points_text(smp::plan_sweep(request, options)));
    return 0;
  }
  const smp::Stopwatch running;
  smp::app::Progress progress(common, "");
  const smp::SweepReport report = search ? smp::search_best(request, *search, options, progress)
                                         : smp::run_sweep(request, options, progress);
  progress.clear();
  report_ends(a, common, report, running.ms() / 1e3, search);
  return smp::app::exit_status(report.batch);
}

void configure(CommandLine& line, SweepArguments& a) {
  line.description(
      "Renders a photo for every combination of values and measures what comes of it; see docs/sweep.md.\n"
      "Running it again continues: points that are done and unchanged are not done again.");
  line.positional("FILES", a.files,
                  "Photos and the spec (.json) for them; more photos and their spec may follow");
  line.option("-o,--output", a.folder, "Folder of the results; made where it is missing");
  line.require("-o");
  line.option(
      "--vary", a.vary,
      "What to vary: /json/pointer=from:to:step or /json/pointer=a,b,c (repeatable: all combinations; "
      "a step * of the pointer stands for all entries of a list)");
  line.flag("--zip", a.zip, "Take the first values of all --vary together, then the second ...");
  line.option("--at", a.moments, "Moment to draw: healed (the default), fresh, 5y ... (repeatable)");
  line.option("--set", a.overrides, "Change a value of every spec: /json/pointer=value (repeatable)");
  line.flag("--no-frames", a.no_frames, "Keep no full pictures: only small ones, measures and plots");
  line.option(
      "--metric", a.metric,
      "Look for the best value of one parameter, --vary /json/pointer=low:high[:tolerance], by this column "
      "of results.csv");
  line.option("--target", a.target, "What the measure shall be: min, max or a number");
  line.flag("--json", a.json, "Print the best value as JSON, and nothing else");
  line.flag("--dry-run", a.dry_run, "Print the points; write nothing");
  smp::app::add_batch_options(line, a, "point");
  line.action([&](const CommonOptions& common) { return run(a, common); });
}

}  // namespace

int main(int argc, char** argv) {
  SweepArguments arguments;
  return smp::app::run_tool("smp-sweep", argc, argv, [&](CommandLine& line) { configure(line, arguments); });
}
