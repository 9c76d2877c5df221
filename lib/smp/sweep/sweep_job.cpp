#include "smp/sweep/sweep_job.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "smp/base/error.h"
#include "smp/fields/json_parse.h"
#include "smp/fields/json_value.h"
#include "smp/simulate/treated_area.h"
#include "smp/sweep/contact_sheet.h"
#include "smp/sweep/results.h"
#include "smp/sweep/sweep_plan.h"

namespace smp {
namespace {

struct Box {
  int x0, y0, x1, y1;
};

// Its place and size follow the region's shape; the cells that it is laid out in, which depend on the
// density, move its far sides by less than half of one.
Box box_of(const RegionArea& area) {
  const auto far = [&](double origin, int cells) {
    return static_cast<int>(std::lround(origin + cells * area.px_per_cell));
  };
  return {static_cast<int>(area.origin_px.x), static_cast<int>(area.origin_px.y),
          far(area.origin_px.x, area.placement.allowed.width()),
          far(area.origin_px.y, area.placement.allowed.height())};
}

}  // namespace

PixelRect panel_area(const Simulation& record) {
  std::optional<Box> all;
  for (const RegionResult& region : record.regions) {
    const Box box = box_of(region.plan.area);
    if (box.x1 <= box.x0 || box.y1 <= box.y0) continue;
    if (!all) all = box;
    all = Box{std::min(all->x0, box.x0), std::min(all->y0, box.y0), std::max(all->x1, box.x1),
              std::max(all->y1, box.y1)};
  }
  if (!all) return treated_area(record);
  const int width = record.photo.width(), height = record.photo.height();
  const int margin = (all->x1 - all->x0 + all->y1 - all->y0) / 40 + 8;
  const int x0 = std::clamp(all->x0 - margin, 0, width - 1), x1 = std::clamp(all->x1 + margin, x0 + 1, width);
  const int y0 = std::clamp(all->y0 - margin, 0, height - 1),
            y1 = std::clamp(all->y1 + margin, y0 + 1, height);
  return {x0, y0, x1 - x0, y1 - y0};
}

JobOutcome run_sweep_job(const Job& job, const JobOptions& options, SharedStages& stages) {
  const std::string folder = (options.folder / "").native();
  std::optional<FieldBefore> before;
  JsonValue told = JsonValue::Object{};
  const auto see = [&](const Simulation& record, const Drawn& drawn, OutputFiles& outputs) {
    if (!before) before = field_before(record);
    const std::string& moment = drawn.result.moment.name;
    told.set(moment, parse_json(measures_to_json(measure_field(record, drawn, *before, options.threads))));
    outputs.add_photo(folder + panel_name(job, moment),
                      sweep_panel(drawn.photo, panel_area(record), amid_dots(record)));
  };
  JobOutcome outcome = run_job(job, options, stages, see);
  if (outcome.done()) outcome.data = to_line(told);
  return outcome;
}

std::map<std::string, FieldMeasures> measures_of(std::string_view data) {
  std::map<std::string, FieldMeasures> measures;
  const JsonValue told = parse_json(data);
  const auto* moments = told.get_if<JsonValue::Object>();
  if (!moments) throw Error(ErrorKind::kBadInput, {"", "", "tells no measures", ""});
  for (const JsonMember& moment : *moments) measures[moment.key] = measures_from_json(to_line(moment.value));
  return measures;
}

}  // namespace smp
