#include "smp/simulate/stages.h"

#include <algorithm>
#include <utility>

#include "smp/simulate/coordinates.h"
#include "smp/simulate/stage_keys.h"
#include "smp/simulate/survey_places.h"

namespace smp {
namespace {

// Whether masks that were read again are those that a ground was laid with; regions on a head have their own.
bool has_masks(const Ground& ground, const SpecFiles& files) {
  for (std::size_t i = 0; i < std::min(files.masks.size(), ground.regions.size()); ++i) {
    const PlannedRegion& region = ground.regions[i];
    const bool own = !region.options.pattern.empty() || !region.options.zones.empty();
    if (!own && !(region.shape.mask == files.masks[i])) return false;
  }
  return true;
}

// What a ground takes from a spec without looking at it.
void fill_in(const Spec& spec, Ground& ground) {
  for (std::size_t i = 0; i < spec.regions.size(); ++i) ground.regions[i].options = spec.regions[i];
  ground.spec = spec;
}

std::vector<std::optional<double>> densities_of(const Ground& ground) {
  std::vector<std::optional<double>> list;
  for (const PlannedRegion& region : ground.regions) list.push_back(region.options.density_per_cm2);
  return list;
}

}  // namespace

std::optional<Numbered<Photo>> StageStore::borrow_photo(const FileBytes& file, const PhotoLimits& limits) {
  if (!photo_ || !photo_->photo || !(photo_->limits == limits) || photo_->bytes != file.bytes)
    return std::nullopt;
  ++taken_.photo;
  return Numbered<Photo>{photo_->number, *std::exchange(photo_->photo, std::nullopt)};
}

std::uint64_t StageStore::expect_photo() { return ++last_number_; }

std::uint64_t StageStore::expect_photo(const FileBytes& file, const PhotoLimits& limits) {
  photo_.reset();
  for (auto& survey : surveys_) survey.reset();
  if (keep_) photo_ = {.bytes = file.bytes, .limits = limits, .number = last_number_ + 1};
  return expect_photo();
}

void StageStore::give_back(Numbered<Photo> photo) {
  if (photo_ && photo_->number == photo.number) photo_->photo = std::move(photo.outcome);
}

bool StageStore::holds_ground(const Spec& spec, const SpecFiles& files, const GroundFrame& frame) const {
  return ground_ && ground_->ground && ground_->frame == frame && ground_->part == ground_part(spec) &&
         ground_->files.depth_codes == files.depth_codes && ground_->files.impressions == files.impressions &&
         has_masks(*ground_->ground, files);
}

Numbered<Ground> StageStore::borrow_ground(const Spec& asked, SpecFiles files, const GroundFrame& frame,
                                           int threads) {
  const Spec spec = in_pixels(asked, frame.width_px, frame.height_px);
  if (holds_ground(spec, files, frame)) {
    ++taken_.ground;
    Numbered<Ground> lent{ground_->number, *std::exchange(ground_->ground, std::nullopt)};
    fill_in(spec, lent.outcome);
    return lent;
  }
  ground_.reset();
  Numbered<Ground> laid{++last_number_, lay_ground(spec, files, frame.width_px, frame.height_px,
                                                   frame.max_impressions, threads, frame.scale_factor)};
  if (keep_)
    ground_ = {.part = ground_part(spec), .frame = frame, .files = std::move(files), .number = laid.number};
  return laid;
}

void StageStore::give_back(Numbered<Ground> ground) {
  if (ground_ && ground_->number == ground.number) ground_->ground = std::move(ground.outcome);
}

Numbered<Plan> StageStore::dots(const Numbered<Ground>& on, std::uint64_t heeded, std::size_t max_impressions,
                                int threads) {
  const Ground& ground = on.outcome;
  KeptDots now{.part = dots_part(ground.spec),
               .ground = on.number,
               .heeded = heeded,
               .density_per_cm2 = densities_of(ground),
               .max_impressions = max_impressions};
  if (dots_ && dots_->ground == now.ground && dots_->heeded == now.heeded &&
      dots_->max_impressions == now.max_impressions && dots_->density_per_cm2 == now.density_per_cm2 &&
      dots_->part == now.part) {
    Numbered<Plan> plan = dots_->plan;
    plan.outcome.treatment.timeline = timeline_of(ground, plan.outcome);
    ++taken_.dots;
    return plan;
  }
  dots_.reset();
  Numbered<Plan> plan{++last_number_, place_dots(ground, max_impressions, threads)};
  if (keep_) {
    now.plan = plan;
    dots_ = std::move(now);
  }
  return plan;
}

std::shared_ptr<const ReducedPhoto> StageStore::reduced(const Numbered<const Photo*>& photo, int threads) {
  const bool kept = photo_ && photo_->number == photo.number;
  if (kept && photo_->reduced) {
    ++taken_.reduced;
    return photo_->reduced;
  }
  auto reduced = std::make_shared<const ReducedPhoto>(reduce_photo(*photo.outcome, threads));
  if (kept) photo_->reduced = reduced;
  return reduced;
}

bool StageStore::same_inputs(const KeptSurvey& kept, const KeptSurvey& now) {
  return kept.photo == now.photo && kept.ground == now.ground && kept.part == now.part;
}

Numbered<std::shared_ptr<Surveyed>> StageStore::survey(const Numbered<const Photo*>& photo,
                                                       const Numbered<Ground>& on, const Numbered<Plan>& dots,
                                                       int threads) {
  const Ground& ground = on.outcome;
  const std::vector<Impression>& impressions = dots.outcome.treatment.impressions;
  std::optional<KeptSurvey>& kept = surveys_[impressions.empty() ? 0 : 1];
  KeptSurvey now{.part = survey_part(ground.spec),
                 .photo = photo.number,
                 .ground = on.number,
                 .dots = dots.number,
                 .seen = {}};
  const bool same = kept && same_inputs(*kept, now);
  auto cells = reduced(photo, threads);
  const auto take_over = [&] {
    ++taken_.survey;
    return kept->seen;
  };
  if (same && kept->dots == now.dots) return take_over();
  SurveyPlaces places =
      survey_places(ground.spec, ground.regions, *cells, ground.scalp.surface.get(), impressions);
  if (same && kept->seen.outcome->places.treated == places.treated) return take_over();
  kept.reset();
  now.seen = {++last_number_, std::make_shared<Surveyed>(survey_ground(
                                  *photo.outcome, ground, std::move(cells), std::move(places), threads))};
  const auto seen = now.seen;
  if (keep_) kept = std::move(now);
  return seen;
}

std::shared_ptr<const DotMaker> StageStore::dot_maker(const Survey& survey) {
  const double ita_deg = survey.skin.ita_deg, blur_px = survey.camera.blur_px;
  if (dot_maker_.maker && dot_maker_.ita_deg == ita_deg && dot_maker_.blur_px == blur_px)
    return dot_maker_.maker;
  auto maker = std::make_shared<const DotMaker>(ita_deg, blur_px);
  if (keep_) dot_maker_ = {ita_deg, blur_px, maker};
  return maker;
}

std::shared_ptr<const SharedPainter> StageStore::painter(const Photo& photo,
                                                         const Numbered<std::shared_ptr<Surveyed>>& seen,
                                                         int threads) {
  if (painter_.outcome && painter_.number == seen.number) {
    painter_.outcome->again = true;
    return painter_.outcome;
  }
  painter_ = {};
  const Survey& survey = seen.outcome->survey;
  // Grain of one seed for all: a list of dots drawn again, without the seed that placed them, must give the
  // same picture.
  auto made = std::make_shared<SharedPainter>(SharedPainter{
      seen.outcome,
      PhotoPainter(photo.color, {.skin = &survey.map, .noise = survey.camera.noise}, photo.bits(), threads)});
  if (keep_) painter_ = {seen.number, made};
  return made;
}

SharedStages::SharedStages() : store_(std::make_unique<StageStore>(/*keep=*/true)) {}
SharedStages::~SharedStages() = default;
SharedStages::SharedStages(SharedStages&&) noexcept = default;
SharedStages& SharedStages::operator=(SharedStages&&) noexcept = default;
const SharedStages::Taken& SharedStages::taken() const { return store_->taken(); }

}  // namespace smp
