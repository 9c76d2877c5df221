#include "smp/simulate/case.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "smp/base/error.h"
#include "smp/optics/pigment.h"
#include "smp/render/pixels.h"
#include "smp/simulate/ground.h"
#include "smp/simulate/heed_photo.h"
#include "smp/simulate/later_hair.h"
#include "smp/simulate/measure.h"
#include "smp/simulate/measure_methods.h"
#include "smp/simulate/moment_marks.h"
#include "smp/simulate/plan_advisories.h"

namespace smp {
namespace {

using Clock = std::chrono::steady_clock;
double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

PixelRect bounds_of(const std::vector<PixelRect>& tiles) {
  if (tiles.empty()) return {};
  int x0 = tiles[0].x, y0 = tiles[0].y, x1 = 0, y1 = 0;
  for (const PixelRect& t : tiles) {
    x0 = std::min(x0, t.x), y0 = std::min(y0, t.y);
    x1 = std::max(x1, t.x + t.width), y1 = std::max(y1, t.y + t.height);
  }
  return {x0, y0, x1 - x0, y1 - y0};
}

void render_pixels(Photo& photo, const PhotoPainter& painter, const PhotoLayers& layers, int threads,
                   const WhileRendering& while_rendering) {
  RowProgress progress;
  std::future<void> reader;
  if (while_rendering)
    reader = std::async(threads == 1 ? std::launch::deferred : std::launch::async,
                        [&] { while_rendering(photo, progress); });
  try {
    std::visit([&](auto& pixels) { painter.paint(layers, pixels, threads, &progress); }, photo.pixels);
  } catch (...) {
    progress.finish();  // lets the reader end before the photo goes
    throw;
  }
  progress.finish();
  if (reader.valid()) reader.get();
}

// The shades, and the dots where they were left to what the photo shows. `methods` is asked once the shades
// are known, and with them all densities.
ShadePlan choose(const Photo& photo, Ground& ground, Surveyed seen, Survey& survey, Plan& plan,
                 const SimulateOptions& options,
                 const std::function<void(const Surveyed&, const ShadePlan&)>& methods) {
  if (ground.drawn) {
    survey = std::move(seen.survey);
    return {.source = "list"};
  }
  ShadePlan shades = choose_shades(ground.spec, seen.survey, ground.scalp);
  if (methods) methods(seen, shades);
  if (waits_for_photo(ground)) {
    heed_photo(photo, seen, options.threads, ground);
    for (std::size_t i = 0; i < shades.density_per_cm2.size(); ++i)
      ground.regions[i].options.density_per_cm2 = shades.density_per_cm2[i];
    plan = place_dots(ground, options.max_impressions, options.threads);
    // Again, where the dots now lie: so will their list be surveyed when it is drawn.
    seen = survey_ground(photo, ground, plan.treatment.impressions, options.threads);
  }
  survey = std::move(seen.survey);
  allow_for_sessions(shades, plan.treatment.timeline);
  mix_shades(plan, shades.mix, ground.spec.seed, options.threads);
  return shades;
}

}  // namespace

struct Case::Parts {
  SimulateOptions options;
  Ground ground;
  Simulation record;
  MomentMarks marks;
  std::optional<HairLayer> hair;  // of grafts
  // What moments of one photo share.
  std::optional<DotMaker> dot_maker;
  std::optional<PhotoPainter> painter;
  PerChannel red_factors{1, 1, 1};
  std::vector<MethodMeasure> methods;
  std::vector<std::uint8_t> dot_zones;

  // The photo is read on one thread while dots are placed on another. What is surveyed is where the dots
  // lie, not where regions were drawn, so that a list of impressions drawn again gives the same picture.
  template <class ReadPhoto>
  void prepare(const ReadPhoto& read, int width, int height, const Spec& spec, SpecFiles files) {
    StageTimes& times = record.times;
    std::function<void(const Surveyed&, const ShadePlan&)> measure;
    if (options.compare_methods)
      measure = [this, &spec, files](const Surveyed& seen, const ShadePlan& shades) {
        methods = measure_methods(record.photo, seen, shades, spec, files, options.threads);
      };
    auto decoding = std::async(options.threads == 1 ? std::launch::deferred : std::launch::async, [&] {
      const auto start = Clock::now();
      Photo photo = read();
      times.decode = ms_since(start);
      return photo;
    });
    std::exception_ptr spec_fault;
    Plan plan;
    try {
      const auto start = Clock::now();
      ground = lay_ground(spec, std::move(files), width, height, options.max_impressions, options.threads,
                          options.scale_factor);
      if (!waits_for_photo(ground)) plan = place_dots(ground, options.max_impressions, options.threads);
      times.plan = ms_since(start);
    } catch (...) {
      spec_fault = std::current_exception();
    }
    // A damaged photo is reported before a fault of the spec: both stages end, then the photo speaks first.
    record.photo = decoding.get();
    if (spec_fault) std::rethrow_exception(spec_fault);
    auto start = Clock::now();
    Surveyed seen = survey_ground(record.photo, ground, plan.treatment.impressions, options.threads);
    times.survey = ms_since(start);
    start = Clock::now();
    record.shades = choose(record.photo, ground, std::move(seen), record.survey, plan, options, measure);
    keep(std::move(plan));
    times.plan += ms_since(start);
  }

  void keep(Plan plan) {
    if (ground.head && !ground.spec.forecast.empty() && !plan.regions.empty())
      record.forecast = foresee_loss(ground.spec.forecast, *ground.head, plan.regions);
    record.advisories = advise(ground, record.survey, record.shades, plan, record.forecast);
    record.grafted_units = ground.grafts.units.size();
    record.grafted_hairs = ground.grafts.shafts.size();
    for (RegionReport& report : plan.regions) {
      RegionResult region{std::move(report), {}, {}};
      if (options.measure_colors) region.mean_lab_before = mean_lab(record.photo, region.plan.area);
      record.regions.push_back(std::move(region));
    }
    record.scale = ground.scalp.scale;
    if (ground.head && options.measure_colors)
      record.head = read_head(*ground.scalp.pose, *ground.head->lattice, ground.head->zones);
    record.treatment = std::move(plan.treatment);
    record.work = plan_work(record.treatment, ground.spec, work_input());
    if (!methods.empty()) record.methods = compare_methods(methods, ground.spec, record.treatment.timeline);
    for (Advisory& advisory : later_hair_advisories(record.treatment.timeline, ground, record.survey))
      record.advisories.push_back(std::move(advisory));
    marks = MomentMarks(record.treatment, ground.spec, *ground.scalp.surface, options.threads);
    plant_hair();
    prepare_painting();
  }

  void prepare_painting() {
    const Survey& survey = record.survey;
    dot_maker.emplace(survey.skin.ita_deg, survey.camera.blur_px);
    // Grain of one seed for all: a list of dots drawn again, without the seed that placed them, must give the
    // same picture.
    painter.emplace(record.photo.color, PhotoLight{.skin = &survey.map, .noise = survey.camera.noise},
                    record.photo.bits(), options.threads);
    if (!survey.grey_photo)
      red_factors =
          redness_factors(linear_from_lab(survey.skin.lab), record.treatment.timeline.healing.redness);
  }

  WorkInput work_input() {
    const bool told = options.measure_colors || options.compare_methods;
    WorkInput input{.grafts = record.grafted_units, .calendar = told};
    for (const RegionResult& region : record.regions) input.area_cm2 += region.plan.area_cm2;
    if (ground.head && told) {
      dot_zones = zones_of_dots(record.treatment, *ground.scalp.head, ground.head->zones, options.threads);
      input.zones = dot_zones;
    }
    return input;
  }

  // The hair of grafts; its roots show through the skin among the dots.
  void plant_hair() {
    if (ground.grafts.units.empty()) return;
    HairLook look;
    if (record.survey.hair.source != "none") look.color = linear_from_lab(record.survey.hair.lab);
    look.skin = linear_from_lab(record.survey.skin.lab);
    look.blur_px = record.survey.camera.blur_px;
    marks.add_roots(root_marks(ground.grafts.units, look.color));
    hair.emplace(ground.grafts.shafts, look, ground.scalp.width_px, ground.scalp.height_px);
  }

  // Copying a frame keeps one thread busy while the dots are prepared.
  Drawn draw_copy(const Moment& moment, const WhileRendering& while_rendering) const {
    auto copy = std::async(options.threads == 1 ? std::launch::deferred : std::launch::async,
                           [&] { return Photo(record.photo); });
    return draw(std::move(copy), moment, true, while_rendering);
  }
  Drawn draw_own(const Moment& moment, const WhileRendering& while_rendering) {
    auto own = std::async(std::launch::deferred, [&] { return std::move(record.photo); });
    return draw(std::move(own), moment, false, while_rendering);
  }

  Drawn draw(std::future<Photo> coming, const Moment& moment, bool more_to_come,
             const WhileRendering& while_rendering) const {
    const auto start = Clock::now();
    Drawn drawn;
    drawn.result.moment = moment;
    const MarksAtMoment now = marks.at(moment, options.threads);
    const int width = ground.scalp.width_px, height = ground.scalp.height_px;
    const TransmittanceField field(dot_maker->prepare(now.marks, options.threads), width, height,
                                   options.threads);
    std::optional<RednessMap> redness;
    if (!now.red.empty() && red_factors != PerChannel{1, 1, 1})
      redness.emplace(now.red, red_factors, width, height, options.threads);
    const std::optional<ThinnedHair> thinned =
        later_hair(record.treatment.timeline, moment, ground, record.survey, options.threads);
    const PhotoLayers layers = {.dots = field,
                                .hair = hair && !moment.untreated ? &*hair : nullptr,
                                .redness = redness ? &*redness : nullptr,
                                .thinned = thinned ? &*thinned : nullptr,
                                .more_to_come = more_to_come};
    Photo photo = coming.get();
    render_pixels(photo, *painter, layers, options.threads, while_rendering);
    drawn.result.impressions = now.impressions;
    if (options.measure_colors)
      for (const RegionResult& region : record.regions)
        drawn.result.region_lab.push_back(mean_lab(photo, region.plan.area));
    drawn.result.touched = bounds_of(changed_tiles(layers));
    drawn.photo = std::move(photo);
    drawn.result.render_ms = ms_since(start);
    return drawn;
  }
};

Case::Case(Photo photo, const Spec& spec, SpecFiles files, const SimulateOptions& options)
    : parts_(std::make_unique<Parts>(Parts{.options = options})) {
  const int width = photo.width(), height = photo.height();
  parts_->prepare([&] { return std::move(photo); }, width, height, spec, std::move(files));
}

Case::Case(const FileBytes& file, const PhotoLimits& limits, const Spec& spec, SpecFiles files,
           const SimulateOptions& options)
    : parts_(std::make_unique<Parts>(Parts{.options = options})) {
  const PhotoInfo info = inspect_photo(file, limits);
  parts_->prepare([&] { return decode_photo(file, limits); }, info.width, info.height, spec,
                  std::move(files));
}

Case::~Case() = default;
Case::Case(Case&&) noexcept = default;

const Simulation& Case::record() const { return parts_->record; }

Moment Case::moment(std::string_view name) const {
  return moment_named(name, parts_->record.treatment.timeline);
}

Drawn Case::draw(const Moment& moment, const WhileRendering& while_rendering) const {
  return parts_->draw_copy(moment, while_rendering);
}

Drawn Case::draw_last(const Moment& moment, const WhileRendering& while_rendering) {
  return parts_->draw_own(moment, while_rendering);
}

Simulation Case::release() { return std::move(parts_->record); }

}  // namespace smp
