#include "smp/simulate/render_job.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "smp/base/error.h"
#include "smp/base/stopwatch.h"
#include "smp/simulate/ensemble.h"
#include "smp/simulate/moment_pictures.h"
#include "smp/simulate/summary.h"

namespace smp {
namespace {

[[noreturn]] void refuse(const char* option, std::string cause) {
  throw Error(ErrorKind::kUsage, {"", option, std::move(cause), ""});
}

void check_moments(const RenderRequest& request) {
  const std::vector<std::string>& moments = request.moments;
  for (auto name = moments.begin(); name != moments.end(); ++name) {
    if (name->empty() || name->size() > 40 ||
        name->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != std::string::npos)
      refuse("--at", quoted(*name) + " is no moment, such as healed, session-1-fresh or 5y");
    if (std::find(moments.begin(), name, *name) != name) refuse("--at", quoted(*name) + " is given twice");
  }
}

std::vector<std::string> moments_of(const RenderRequest& request) {
  return request.moments.empty() ? std::vector<std::string>{"healed"} : request.moments;
}

void check_names(const RenderRequest& request, const OutputFiles& outputs) {
  for (const std::string& moment : request.moments) {
    if (!request.output.empty()) outputs.check_photo(path_at(request.output, moment, request.moments.size()));
    if (request.before_after)
      outputs.check_photo(path_at(*request.before_after, moment, request.moments.size()));
  }
  if (request.strip) outputs.check_photo(*request.strip);
  if (request.impressions) outputs.check_file(*request.impressions, {".csv", ".svg"});
  if (request.summary) outputs.check_file(*request.summary, {".json"});
  for (const std::string& file : request.further)
    outputs.check_file(file, {std::filesystem::path(file).extension().string()});
}

// Of a scale that is not told.
constexpr double kDrawnPxPerMm = 10;

std::string impressions_text(const std::string& path, const Simulation& record) {
  if (!path.ends_with(".svg")) return impressions_csv(record.treatment);
  const double px_per_mm = record.scale.px_per_mm > 0 ? record.scale.px_per_mm : kDrawnPxPerMm;
  return impressions_svg(record.treatment, record.photo.width(), record.photo.height(), px_per_mm);
}

void add_reports(const RenderRequest& request, const std::string& photo, Simulation& record,
                 OutputFiles& outputs) {
  const Stopwatch watch;
  if (request.impressions)
    outputs.add_text(*request.impressions, impressions_text(*request.impressions, record));
  if (request.summary)
    outputs.add_text(*request.summary,
                     summary_json(record, std::filesystem::path(photo).filename().string()));
  record.times.report = watch.ms();
}

Simulation draw_case(RenderInputs inputs, const RenderRequest& request, const SimulateOptions& options,
                     OutputFiles& outputs, SharedStages* stages, const WhenDrawn& when_drawn) {
  const Spec& spec = inputs.spec.spec;
  const SpecFiles files = request.ensemble > 0 ? inputs.spec.files : SpecFiles{};
  Case prepared(inputs.photo, inputs.limits, spec, std::move(inputs.spec.files), options, stages);
  MomentPictures pictures(request, prepared, outputs, when_drawn);
  std::vector<MomentResult> moments = pictures.draw();
  std::optional<Ensemble> span;
  if (request.ensemble > 0) span = draw_span(request, prepared, spec, files, options, outputs);
  Simulation record = prepared.release();
  if (pictures.last_photo()) record.photo = std::move(*pictures.last_photo());
  record.ensemble = std::move(span);
  add_moments(std::move(moments), record);
  return record;
}

}  // namespace

void check_request(const RenderRequest& request) {
  if (request.crop && *request.crop != "auto" && !rectangle_from(*request.crop))
    refuse("--crop", "must be \"auto\" or x,y,width,height in px");
  check_moments(request);
  if (request.ensemble > 0 && request.moments.size() > 1) refuse("--at", "--ensemble takes one moment");
  if (request.ensemble > 0 && !request.strip && !request.summary)
    refuse("--ensemble", "needs --strip or --summary, where its outcome goes");
}

std::vector<std::string> names_of(const RenderRequest& request) {
  const std::vector<std::string> moments = moments_of(request);
  std::vector<std::string> names;
  for (const auto& picture : {std::optional(request.output), request.before_after})
    for (const std::string& moment : moments)
      if (picture && !picture->empty()) names.push_back(path_at(*picture, moment, moments.size()));
  for (const auto& file : {request.strip, request.impressions, request.summary})
    if (file) names.push_back(*file);
  names.insert(names.end(), request.further.begin(), request.further.end());
  return names;
}

std::string path_at(const std::string& path, const std::string& moment, std::size_t moments) {
  if (moments <= 1) return path;
  const std::filesystem::path whole(path);
  std::filesystem::path named = whole;
  named.replace_filename(whole.stem().string() + "." + moment + whole.extension().string());
  return named.string();
}

WriteOptions write_options(const RenderRequest& request, const RenderInputs& inputs, bool force) {
  WriteOptions write;
  write.force = force;
  if (request.jpeg_quality > 0) write.jpeg_quality = request.jpeg_quality;
  write.inputs = inputs.spec.files.identities;
  write.inputs.push_back(inputs.photo.identity);
  return write;
}

Simulation render_job(RenderInputs inputs, const RenderRequest& request, const SimulateOptions& options,
                      OutputFiles& outputs, SharedStages* stages, const WhenDrawn& when_drawn) {
  RenderRequest named = request;
  named.moments = moments_of(request);
  check_names(named, outputs);
  SimulateOptions told = options;
  told.measure_colors = options.measure_colors || request.summary || request.strip || request.ensemble > 0;
  const std::string photo = inputs.photo.name, spec = inputs.spec.name;
  Simulation record;
  try {
    record = draw_case(std::move(inputs), named, told, outputs, stages, when_drawn);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kUsage) throw;  // the request's fault, not the spec's
    throw error.in_file(spec);
  }
  add_reports(named, photo, record, outputs);
  return record;
}

}  // namespace smp
