#include "smp/sweep/sweep_plan.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/fields/json_override.h"
#include "smp/fields/json_parse.h"
#include "smp/photo/write.h"
#include "smp/simulate/load_spec.h"
#include "smp/sweep/case_names.h"
#include "smp/sweep/pointer.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

std::string extension_of(PhotoFormat format) {
  switch (format) {
    case PhotoFormat::kPng:
      return ".png";
    case PhotoFormat::kTiff:
      return ".tif";
    case PhotoFormat::kWebp:
      return ".webp";
    default:
      return ".jpg";  // HEIC is not written
  }
}

// Of a photo whose header cannot be read, which its jobs tell, any will do.
std::string frame_extension(const FileBytes& photo, const PhotoLimits& limits) {
  try {
    return extension_of(inspect_photo(photo, limits).format);
  } catch (const Error&) {
    return ".jpg";
  }
}

std::string text_of(const FileBytes& file) { return {file.bytes.begin(), file.bytes.end()}; }

JsonValue document_of(const PlannedCase& planned, const SweepRequest& request, const SweepLimits& limits) {
  try {
    JsonLimits json;
    json.max_bytes = limits.spec.max_bytes;
    JsonValue document = parse_json(planned.spec_text, json);
    for (const std::string& change : request.overrides) apply_override(document, change);
    return document;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kUsage) throw;
    throw error.in_file(planned.files.spec);
  }
}

std::vector<std::string> all_overrides(const PlannedCase& planned, const SweepRequest& request,
                                       const SweepPoint& point) {
  std::vector<std::string> all = request.overrides;
  for (std::string& change : overrides_of(request.axes, point, planned.document))
    all.push_back(std::move(change));
  return all;
}

bool leads_to(const std::string& pointer, std::string_view place) {
  return place.starts_with(pointer) && (place.size() == pointer.size() || place[pointer.size()] == '/');
}

// The axes at fault: that whose place is named, else all of them.
std::string blamed(const std::string& where, const PlannedCase& planned, const std::vector<Axis>& axes,
                   const SweepPoint& point) {
  std::string all;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const std::string change = axes[a].pointer + "=" + value_text(point[a]);
    for (const std::string& pointer : expanded_pointer(axes[a].pointer, planned.document))
      if (leads_to(pointer, where) || (!where.empty() && leads_to(where, pointer))) return change;
    all += (all.empty() ? "" : ", ") + change;
  }
  return all;
}

// Whether the spec says the same without any axis: then it is its own fault.
bool own_fault(const PlannedCase& planned, const SweepRequest& request, const SweepLimits& limits,
               const Error& error) {
  try {
    read_spec(planned.spec_text, request.overrides, limits.spec);
    return false;
  } catch (const Error& own) {
    return own.text().where == error.text().where && own.text().cause == error.text().cause;
  }
}

// "60:180", as a search takes it.
bool is_half_a_range(const std::string& value) {
  return value.find(':') != value.npos && value.find_first_not_of("0123456789.-+:") == value.npos;
}

void check_point(const PlannedCase& planned, const SweepRequest& request, const SweepPoint& point,
                 const SweepLimits& limits) {
  try {
    read_spec(planned.spec_text, all_overrides(planned, request, point), limits.spec);
  } catch (const Error& error) {
    if (error.text().where == "--vary" || request.axes.empty() || own_fault(planned, request, limits, error))
      throw error.in_file(planned.files.spec);
    ErrorText text = error.text();
    const std::string change = blamed(text.where, planned, request.axes, point);
    // The place is told once, by the change, where that is the place.
    if (!leads_to(text.where, change.substr(0, change.find('='))) && !text.where.empty())
      text.cause = text.where + " " + text.cause;
    text.file = planned.files.spec;
    text.where = "--vary " + change;
    if (is_half_a_range(change.substr(change.find('=') + 1))) text.advice = "a range is from:to:step";
    throw Error(error.kind(), text);
  }
}

// Of a parameter that no dot's place depends on.
bool shade_alone(const std::string& pointer) {
  constexpr std::array<std::string_view, 3> kShades = {"/pigment", "/skin", "/camera"};
  return std::any_of(kShades.begin(), kShades.end(),
                     [&](std::string_view shade) { return leads_to(std::string(shade), pointer); });
}

}  // namespace

std::vector<PlannedCase> plan_cases(const SweepRequest& request, const SweepLimits& limits) {
  std::vector<PlannedCase> planned;
  const std::vector<std::string> names = case_names(request.cases);
  for (std::size_t c = 0; c < request.cases.size(); ++c) {
    const FileBytes photo = read_file(request.cases[c].photo, limits.photo.max_file_bytes);
    const FileBytes spec = read_file(request.cases[c].spec, limits.spec.max_bytes);
    PlannedCase one{request.cases[c], names[c], frame_extension(photo, limits.photo),
                    text_of(spec),    {},       {photo.identity, spec.identity}};
    one.document = document_of(one, request, limits);
    planned.push_back(std::move(one));
  }
  return planned;
}

void check_points(const std::vector<PlannedCase>& cases, const SweepRequest& request,
                  const std::vector<SweepPoint>& points, const SweepLimits& limits) {
  for (const PlannedCase& planned : cases) {
    for (const SweepPoint& point : points) check_point(planned, request, point, limits);
    // The files that the spec names can be read, by its first point.
    load_spec(planned.files.spec, planned.files.spec, all_overrides(planned, request, points.at(0)),
              limits.spec, limits.photo);
  }
}

std::vector<std::string> moments_of(const SweepRequest& request) {
  return request.moments.empty() ? std::vector<std::string>{"healed"} : request.moments;
}

Job job_of(const PlannedCase& planned, const SweepRequest& request, const SweepPoint& point) {
  Job job;
  job.id = planned.name + "/" + point_name(request.axes, point);
  // Base names alone: they are recorded.
  job.photo = fs::path(planned.files.photo).filename().string();
  job.spec = fs::path(planned.files.spec).filename().string();
  job.photo_path = planned.files.photo;
  job.spec_path = planned.files.spec;
  job.overrides = all_overrides(planned, request, point);
  job.request.moments = moments_of(request);
  if (request.frames) job.request.output = "frames/" + job.id + planned.extension;
  for (const std::string& moment : job.request.moments)
    job.request.further.push_back(panel_name(job, moment));
  return job;
}

std::string panel_name(const Job& job, const std::string& moment) {
  return path_at("panels/" + job.id + ".png", moment, job.request.moments.size());
}

std::vector<std::size_t> running_order(const std::vector<Axis>& axes, const std::vector<SweepPoint>& points) {
  // Of every point, its values on the axes that move dots.
  std::map<std::string, std::size_t> groups;
  std::vector<std::size_t> group(points.size()), order(points.size());
  for (std::size_t k = 0; k < points.size(); ++k) {
    std::string key;
    for (std::size_t a = 0; a < axes.size(); ++a)
      if (!shade_alone(axes[a].pointer)) key += to_line(points[k][a]) + "\n";
    group[k] = groups.emplace(key, groups.size()).first->second;
  }
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return group[a] < group[b]; });
  return order;
}

}  // namespace smp
