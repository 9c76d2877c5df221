#pragma once  // Internal to the module: what is known before anything is chosen or drawn.
#include <memory>
#include <optional>
#include <vector>

#include "smp/photo/photo.h"
#include "smp/scalp/scalp.h"
#include "smp/scalp/survey.h"
#include "smp/scalp/under_hair.h"
#include "smp/simulate/lay_regions.h"
#include "smp/simulate/spec_files.h"
#include "smp/spec/spec.h"
#include "smp/treatment/planner.h"

namespace smp {

/// What is known from the spec and the photo's size alone.
struct Ground {
  Spec spec;  ///< coordinates in px
  Scalp scalp;
  std::vector<PlannedRegion> regions;  ///< of the spec, then one per scar
  std::optional<HeadPlan> head;        ///< of a posed head
  Grafts grafts;
  double densest_grafts_per_cm2 = 0;    ///< ordered in any region
  std::optional<UnderHair> under_hair;  ///< where the hair is long; `heed_photo` fills it in
  std::optional<Treatment> drawn;       ///< impressions that are drawn as they stand
};

/// @param files its masks are moved into the regions. @param scale_factor of the photo, relative to what the
/// spec tells.
/// @throws Error where the spec or its files do not fit a photo of this size.
Ground lay_ground(const Spec& spec, SpecFiles& files, int width_px, int height_px,
                  std::size_t max_impressions, int threads, double scale_factor = 1);

/// Positions and needles of all dots; their shades come later.
Plan place_dots(const Ground& ground, std::size_t max_impressions, int threads);

/// The timeline of a plan whose dots were placed on this ground.
Timeline timeline_of(const Ground& ground, const Plan& plan);

/// A survey with the places where it looked.
struct Surveyed {
  std::shared_ptr<const ReducedPhoto> reduced;  ///< its cells are those of all others
  SurveyPlaces places;
  Survey survey;
};

/// Surveys the photo where the spec's regions, samples and dots lie.
Surveyed survey_ground(const Photo& photo, const Ground& ground, const std::vector<Impression>& dots,
                       int threads);
/// The same where the photo is reduced and the places are known.
Surveyed survey_ground(const Photo& photo, const Ground& ground, std::shared_ptr<const ReducedPhoto> reduced,
                       SurveyPlaces places, int threads);

}  // namespace smp
