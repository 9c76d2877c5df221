#include "smp/simulate/case.h"

#include <algorithm>
#include <future>
#include <utility>

#include "smp/base/error.h"
#include "smp/base/stopwatch.h"
#include "smp/optics/pigment.h"
#include "smp/render/pixels.h"
#include "smp/simulate/later_hair.h"
#include "smp/simulate/measure.h"
#include "smp/simulate/moment_marks.h"
#include "smp/simulate/plan_advisories.h"
#include "smp/simulate/prepare_case.h"

namespace smp {
namespace {

PixelRect bounds_of(const std::vector<PixelRect>& tiles) {
  if (tiles.empty()) return {};
  int x0 = tiles[0].x, y0 = tiles[0].y, x1 = 0, y1 = 0;
  for (const PixelRect& t : tiles) {
    x0 = std::min(x0, t.x), y0 = std::min(y0, t.y);
    x1 = std::max(x1, t.x + t.width), y1 = std::max(y1, t.y + t.height);
  }
  return {x0, y0, x1 - x0, y1 - y0};
}

// Not so of one that was moved away.
bool has_pixels(const Photo& photo) {
  return std::visit([](const auto& pixels) { return !pixels.empty(); }, photo.pixels);
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

}  // namespace

struct Case::Parts {
  SimulateOptions options;
  StageStore alone{/*keep=*/false};
  StageStore& stages;
  PreparedCase prepared;  // photo and plan are moved to the record
  Simulation record;
  MomentMarks marks;
  std::optional<HairLayer> hair;  // of grafts
  // What moments of one photo share.
  std::shared_ptr<const DotMaker> dot_maker;
  std::shared_ptr<const SharedPainter> painter;
  PerChannel red_factors{1, 1, 1};
  std::vector<std::uint8_t> dot_zones;

  Parts(const SimulateOptions& told, SharedStages* shared)
      : options(told), stages(shared ? shared->store() : alone) {}
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  ~Parts() {
    give_back_photo();
    return_stages(prepared, stages);
  }

  const Ground& ground() const { return prepared.ground.outcome; }

  void prepare(PhotoSource source, const Spec& spec, SpecFiles files) {
    prepare_case(std::move(source), spec, std::move(files), options, stages, prepared);
    record.times = prepared.times;
    const Stopwatch watch;
    record.photo = std::move(prepared.photo.outcome);
    record.survey = prepared.seen.outcome->survey;
    record.shades = std::move(prepared.shades);
    keep(std::move(prepared.plan.outcome));
    record.times.plan += watch.ms();
  }

  // To the stages, where the record still has it.
  void give_back_photo() {
    if (has_pixels(record.photo)) prepared.photo.outcome = std::move(record.photo);
  }

  void keep(Plan plan) {
    if (ground().head && !ground().spec.forecast.empty() && !plan.regions.empty())
      record.forecast = foresee_loss(ground().spec.forecast, *ground().head, plan.regions);
    record.advisories = advise(ground(), record.survey, record.shades, plan, record.forecast);
    record.grafted_units = ground().grafts.units.size();
    record.grafted_hairs = ground().grafts.shafts.size();
    for (RegionReport& report : plan.regions) {
      RegionResult region{std::move(report), {}, {}};
      if (options.measure_colors) region.mean_lab_before = mean_lab(record.photo, region.plan.area);
      record.regions.push_back(std::move(region));
    }
    record.scale = ground().scalp.scale;
    if (ground().head && options.measure_colors)
      record.head = read_head(*ground().scalp.pose, *ground().head->lattice, ground().head->zones);
    record.treatment = std::move(plan.treatment);
    record.work = plan_work(record.treatment, ground().spec, work_input());
    if (!prepared.methods.empty())
      record.methods = compare_methods(prepared.methods, ground().spec, record.treatment.timeline);
    for (Advisory& advisory : later_hair_advisories(record.treatment.timeline, ground(), record.survey))
      record.advisories.push_back(std::move(advisory));
    marks = MomentMarks(record.treatment, ground().spec, *ground().scalp.surface, options.threads);
    record.pigments = marks.pigments();
    plant_hair();
    prepare_painting();
  }

  void prepare_painting() {
    const Survey& survey = record.survey;
    dot_maker = stages.dot_maker(survey);
    painter = stages.painter(record.photo, prepared.seen, options.threads);
    if (!survey.grey_photo)
      red_factors =
          redness_factors(linear_from_lab(survey.skin.lab), record.treatment.timeline.healing.redness);
  }

  WorkInput work_input() {
    const bool told = options.measure_colors || options.compare_methods;
    WorkInput input{.grafts = record.grafted_units, .calendar = told};
    for (const RegionResult& region : record.regions) input.area_cm2 += region.plan.area_cm2;
    if (ground().head && told) {
      dot_zones =
          zones_of_dots(record.treatment, *ground().scalp.head, ground().head->zones, options.threads);
      input.zones = dot_zones;
    }
    return input;
  }

  // The hair of grafts; its roots show through the skin among the dots.
  void plant_hair() {
    if (ground().grafts.units.empty()) return;
    HairLook look;
    if (record.survey.hair.source != "none") look.color = linear_from_lab(record.survey.hair.lab);
    look.skin = linear_from_lab(record.survey.skin.lab);
    look.blur_px = record.survey.camera.blur_px;
    marks.add_roots(root_marks(ground().grafts.units, look.color));
    hair.emplace(ground().grafts.shafts, look, ground().scalp.width_px, ground().scalp.height_px);
  }

  // Copying a frame keeps one thread busy while the dots are prepared. One thread alone copies it first: the
  // frame given up last is then still at hand (`allocate_large`).
  Drawn draw_copy(const Moment& moment, const WhileRendering& while_rendering,
                  bool more_to_come = true) const {
    auto copy = std::async(options.threads == 1 ? std::launch::deferred : std::launch::async,
                           [&] { return Photo(record.photo); });
    if (options.threads == 1) copy.wait();
    return draw(std::move(copy), moment, more_to_come, while_rendering);
  }
  Drawn draw_own(const Moment& moment, const WhileRendering& while_rendering) {
    if (stages.keeps()) {  // the photo is theirs
      Drawn drawn = draw_copy(moment, while_rendering, /*more_to_come=*/painter->again);
      give_back_photo();
      return drawn;
    }
    auto own = std::async(std::launch::deferred, [&] { return std::move(record.photo); });
    return draw(std::move(own), moment, false, while_rendering);
  }

  Drawn draw(std::future<Photo> coming, const Moment& moment, bool more_to_come,
             const WhileRendering& while_rendering) const {
    const Stopwatch watch;
    Drawn drawn;
    drawn.result.moment = moment;
    const MarksAtMoment now = marks.at(moment, options.threads);
    const int width = ground().scalp.width_px, height = ground().scalp.height_px;
    const TransmittanceField field(dot_maker->prepare(now.marks, options.threads), width, height,
                                   options.threads);
    std::optional<RednessMap> redness;
    if (!now.red.empty() && red_factors != PerChannel{1, 1, 1})
      redness.emplace(now.red, red_factors, width, height, options.threads);
    const std::optional<ThinnedHair> thinned =
        later_hair(record.treatment.timeline, moment, ground(), record.survey, options.threads);
    const PhotoLayers layers = {.dots = field,
                                .hair = hair && !moment.untreated ? &*hair : nullptr,
                                .redness = redness ? &*redness : nullptr,
                                .thinned = thinned ? &*thinned : nullptr,
                                .more_to_come = more_to_come};
    Photo photo = coming.get();
    render_pixels(photo, painter->painter, layers, options.threads, while_rendering);
    drawn.result.impressions = now.impressions;
    if (options.measure_colors)
      for (const RegionResult& region : record.regions)
        drawn.result.region_lab.push_back(mean_lab(photo, region.plan.area));
    drawn.result.touched = bounds_of(changed_tiles(layers));
    drawn.photo = std::move(photo);
    drawn.result.render_ms = watch.ms();
    return drawn;
  }

  Simulation release() {
    if (stages.keeps() && has_pixels(record.photo)) prepared.photo.outcome = Photo(record.photo);
    return std::move(record);
  }
};

Case::Case(Photo photo, const Spec& spec, SpecFiles files, const SimulateOptions& options)
    : parts_(std::make_unique<Parts>(options, nullptr)) {
  const int width = photo.width(), height = photo.height();
  parts_->prepare({.photo = Numbered<Photo>{parts_->stages.expect_photo(), std::move(photo)},
                   .width = width,
                   .height = height},
                  spec, std::move(files));
}

Case::Case(const FileBytes& file, const PhotoLimits& limits, const Spec& spec, SpecFiles files,
           const SimulateOptions& options, SharedStages* shared)
    : parts_(std::make_unique<Parts>(options, shared)) {
  const PhotoInfo info = inspect_photo(file, limits);
  PhotoSource source{
      .photo = parts_->stages.borrow_photo(file, limits), .width = info.width, .height = info.height};
  if (!source.photo) {
    source.number = parts_->stages.expect_photo(file, limits);
    source.decode = [&] { return decode_photo(file, limits); };
  }
  parts_->prepare(std::move(source), spec, std::move(files));
}

Case::~Case() = default;
Case::Case(Case&&) noexcept = default;

const Simulation& Case::record() const { return parts_->record; }

Moment Case::moment(std::string_view name) const {
  return moment_named(name, parts_->record.treatment.timeline);
}

Drawn Case::draw(const Moment& moment, const WhileRendering& while_rendering, bool more_to_come) const {
  return parts_->draw_copy(moment, while_rendering, more_to_come || parts_->painter->again);
}

Drawn Case::draw_last(const Moment& moment, const WhileRendering& while_rendering) {
  return parts_->draw_own(moment, while_rendering);
}

Simulation Case::release() { return parts_->release(); }

}  // namespace smp
