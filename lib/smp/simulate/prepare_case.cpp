#include "smp/simulate/prepare_case.h"

#include <future>
#include <utility>

#include "smp/base/stopwatch.h"
#include "smp/simulate/heed_photo.h"

namespace smp {
namespace {

class Preparation {
 public:
  Preparation(const SimulateOptions& options, StageStore& stages, PreparedCase& out)
      : options_(options), stages_(stages), out_(out) {}

  void run(PhotoSource source, const Spec& spec, SpecFiles files) {
    SpecFiles for_methods;
    if (options_.compare_methods) for_methods = files;
    read_and_place(std::move(source), spec, std::move(files));
    Stopwatch watch;
    survey();
    out_.times.survey = watch.ms();
    watch = {};
    choose(spec, for_methods);
    out_.times.plan += watch.ms();
  }

 private:
  void read_and_place(PhotoSource source, const Spec& spec, SpecFiles files) {
    auto decoding = std::async(options_.threads == 1 ? std::launch::deferred : std::launch::async, [&] {
      if (source.photo) return std::move(*source.photo);
      const Stopwatch watch;
      Photo photo = source.decode();
      out_.times.decode = watch.ms();
      return Numbered<Photo>{source.number, std::move(photo)};
    });
    std::exception_ptr spec_fault;
    try {
      const Stopwatch watch;
      out_.ground = stages_.borrow_ground(spec, std::move(files),
                                          {.width_px = source.width,
                                           .height_px = source.height,
                                           .max_impressions = options_.max_impressions,
                                           .scale_factor = options_.scale_factor},
                                          options_.threads);
      if (!waits_for_photo(out_.ground.outcome)) place(/*heeded=*/0);
      out_.times.plan = watch.ms();
    } catch (...) {
      spec_fault = std::current_exception();
    }
    // A damaged photo is reported before a fault of the spec: both stages end, then the photo speaks first.
    out_.photo = decoding.get();
    if (spec_fault) std::rethrow_exception(spec_fault);
  }

  void place(std::uint64_t heeded) {
    out_.plan = stages_.dots(out_.ground, heeded, options_.max_impressions, options_.threads);
  }

  void survey() {
    out_.seen =
        stages_.survey({out_.photo.number, &out_.photo.outcome}, out_.ground, out_.plan, options_.threads);
  }

  // The shades, and the dots where they were left to what the photo shows. Methods are measured once the
  // shades are known, and with them all densities.
  void choose(const Spec& spec, const SpecFiles& for_methods) {
    Ground& ground = out_.ground.outcome;
    ShadePlan& shades = out_.shades;
    if (ground.drawn) {
      shades = {.source = "list"};
      return;
    }
    const Surveyed& seen = *out_.seen.outcome;
    shades = choose_shades(ground.spec, seen.survey, ground.scalp);
    if (options_.compare_methods)
      out_.methods = measure_methods(out_.photo.outcome, seen, shades, spec, for_methods, options_.threads);
    if (waits_for_photo(ground)) {
      for (const PlannedRegion& region : ground.regions) out_.designs_as_laid.push_back(region.design);
      heed_photo(out_.photo.outcome, seen, options_.threads, ground);
      for (std::size_t i = 0; i < shades.density_per_cm2.size(); ++i)
        ground.regions[i].options.density_per_cm2 = shades.density_per_cm2[i];
      place(/*heeded=*/out_.seen.number);
      // Again, where the dots now lie: so will their list be surveyed when it is drawn.
      survey();
    }
    allow_for_sessions(shades, out_.plan.outcome.treatment.timeline);
    mix_shades(out_.plan.outcome, shades.mix, ground.spec.seed, options_.threads);
  }

  const SimulateOptions& options_;
  StageStore& stages_;
  PreparedCase& out_;
};

}  // namespace

void prepare_case(PhotoSource source, const Spec& spec, SpecFiles files, const SimulateOptions& options,
                  StageStore& stages, PreparedCase& out) {
  Preparation(options, stages, out).run(std::move(source), spec, std::move(files));
}

void return_stages(PreparedCase& prepared, StageStore& stages) {
  Ground& ground = prepared.ground.outcome;
  for (std::size_t i = 0; i < prepared.designs_as_laid.size(); ++i)
    ground.regions[i].design = std::move(prepared.designs_as_laid[i]);
  ground.under_hair.reset();
  stages.give_back(std::move(prepared.ground));
  stages.give_back(std::move(prepared.photo));
}

}  // namespace smp
