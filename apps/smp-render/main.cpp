// smp-render: photo + spec -> the photo as it would look after treatment.
#include <cstdio>
#include <string>
#include <utility>

#include "common/inputs.h"
#include "common/tool.h"
#include "smp/base/stopwatch.h"
#include "smp/photo/output_files.h"
#include "smp/simulate/load_spec.h"
#include "smp/simulate/render_job.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

struct RenderArguments : smp::app::InputArguments {
  smp::RenderRequest request;
  bool force = false, timing = false;
};

// A word to people, not data: the files are written, so nobody listening is no failure.
void tell(const std::string& line) {
  try {
    smp::app::write_stdout(line);
  } catch (const smp::Error&) {
  }
}

int render(const RenderArguments& a, const CommonOptions& common) {
  smp::check_request(a.request);
  const smp::PhotoLimits limits = a.limits();
  smp::RenderInputs inputs{.limits = limits};
  inputs.spec = smp::load_spec(a.spec, a.spec, a.overrides, a.spec_limits(), limits);
  inputs.photo = smp::read_file(a.photo, limits.max_file_bytes);
  if (a.request.output.empty()) smp::check_output(a.request.output, {});  // an empty name is no wish for none
  smp::OutputFiles outputs(smp::write_options(a.request, inputs, a.force));

  const smp::SimulateOptions options{.threads = common.threads,
                                     .max_impressions = static_cast<std::size_t>(a.max_marks)};
  const smp::Simulation result = smp::render_job(std::move(inputs), a.request, options, outputs);
  const smp::Stopwatch writing;
  outputs.write_all();

  const smp::StageTimes& t = result.times;
  if (a.timing)
    std::fprintf(stderr,
                 "decode %.1f ms, plan %.1f ms, survey %.1f ms, render and encode %.1f ms, write %.1f ms\n",
                 t.decode, t.plan, t.survey, t.render, t.report + writing.ms());
  if (!common.quiet) tell(std::to_string(result.treatment.impressions.size()) + " impressions\n");
  return 0;
}

void configure(CommandLine& line, RenderArguments& a) {
  line.description("Simulates scalp micropigmentation on a photo.");
  line.positional("PHOTO", a.photo, "Photo of the head: JPEG, PNG, TIFF, WebP or HEIC");
  line.positional("SPEC", a.spec, "What to simulate (JSON; see docs/spec.md)");
  line.option("-o,--output", a.request.output, "Picture to write: .jpg, .png, .tif or .webp");
  line.require("-o");
  line.option("--at", a.request.moments,
              "Moment to draw: before, session-1-fresh, session-1, fresh, healed (the default), 90d, 5y, "
              "touch-up-1, laser-1 ... (repeatable; of several each is written to OUT.MOMENT.ext)");
  line.option("--strip", a.request.strip, "Write all moments side by side, with their names, as a picture");
  line.option("--ensemble", a.request.ensemble, smp::kFewestDraws, smp::kMostDraws,
              "Draw the moment this many times with fading, spread, retention and scale as uncertain as they "
              "are; for --strip and --summary");
  line.option("--set", a.overrides, "Change a value of the spec: /json/pointer=value (repeatable)");
  line.option("--impressions", a.request.impressions, "Write every dot as .csv, or draw them as .svg");
  line.option("--summary", a.request.summary, "Write areas, counts, colours and advisories as .json");
  line.option("--before-after", a.request.before_after, "Write both pictures side by side");
  line.option("--crop", a.request.crop,
              "Write only this part: auto (the treated area) or x,y,width,height in px");
  line.option("--jpeg-quality", a.request.jpeg_quality, 1, 100,
              "Quality of a JPEG; default: as the photo's own");
  line.flag("--force", a.force, "Replace existing outputs (inputs are never replaced)");
  line.flag("--timing", a.timing, "Print the stages' times on stderr");
  smp::app::add_input_limits(line, a);
  line.action([&](const CommonOptions& common) { return render(a, common); });
}

}  // namespace

int main(int argc, char** argv) {
  RenderArguments arguments;
  return smp::app::run_tool("smp-render", argc, argv, [&](CommandLine& line) { configure(line, arguments); });
}
