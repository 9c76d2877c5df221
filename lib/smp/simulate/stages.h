#pragma once  // Internal to the module: the stages of a case, each taken over where its inputs are equal.
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "smp/render/dot_tables.h"
#include "smp/render/pixels.h"
#include "smp/simulate/ground.h"
#include "smp/simulate/shared_stages.h"

namespace smp {

/// What a stage gave, with a number that no other outcome has: equal numbers, equal outcomes.
template <class T>
struct Numbered {
  std::uint64_t number = 0;
  T outcome{};
};

/// What `lay_ground` is asked besides the spec.
struct GroundFrame {
  int width_px = 0, height_px = 0;
  std::size_t max_impressions = 0;
  double scale_factor = 1;
  friend bool operator==(const GroundFrame&, const GroundFrame&) = default;
};

/// A painter with the survey whose map it reads.
struct SharedPainter {
  std::shared_ptr<const Surveyed> seen;
  PhotoPainter painter;
  bool again = false;  ///< taken over before: worth keeping what pixels are made of
};

/// Keeps the outcome of every stage with its inputs, and gives it again where they are equal. Photo and
/// ground are lent, since they are as large as the photo; the rest is copied.
class StageStore {
 public:
  /// @param keep false: for one case alone; nothing is kept.
  explicit StageStore(bool keep) : keep_(keep) {}
  bool keeps() const { return keep_; }
  const SharedStages::Taken& taken() const { return taken_; }

  /// The photo decoded from equal bytes within equal limits, where it is here.
  std::optional<Numbered<Photo>> borrow_photo(const FileBytes& file, const PhotoLimits& limits);
  /// The number of a photo about to be decoded; forgets what belongs to the one before.
  std::uint64_t expect_photo(const FileBytes& file, const PhotoLimits& limits);
  std::uint64_t expect_photo();  ///< that can only be given back in vain
  void give_back(Numbered<Photo> photo);

  /// `lay_ground`, of the spec's coordinates in px.
  Numbered<Ground> borrow_ground(const Spec& spec, SpecFiles files, const GroundFrame& frame, int threads);
  /// @param ground as it was laid.
  void give_back(Numbered<Ground> ground);

  /// `place_dots`. @param heeded number of the survey that the ground has heeded; 0: none.
  Numbered<Plan> dots(const Numbered<Ground>& ground, std::uint64_t heeded, std::size_t max_impressions,
                      int threads);

  /// `survey_ground`. @param dots of the plan; none before they are placed, with the number 0.
  Numbered<std::shared_ptr<Surveyed>> survey(const Numbered<const Photo*>& photo,
                                             const Numbered<Ground>& ground, const Numbered<Plan>& dots,
                                             int threads);

  // Tools of drawing, which keep what they have worked out.
  std::shared_ptr<const DotMaker> dot_maker(const Survey& survey);
  /// What paints into copies of a photo; it holds on to its survey.
  std::shared_ptr<const SharedPainter> painter(const Photo& photo,
                                               const Numbered<std::shared_ptr<Surveyed>>& seen, int threads);

 private:
  struct KeptPhoto {
    std::vector<std::uint8_t> bytes;
    PhotoLimits limits;
    std::uint64_t number = 0;
    std::optional<Photo> photo;  // absent while it is lent
    std::shared_ptr<const ReducedPhoto> reduced;
  };
  struct KeptGround {
    Spec part;
    GroundFrame frame;
    SpecFiles files;  // its masks are in the ground
    std::uint64_t number = 0;
    std::optional<Ground> ground;  // absent while it is lent
  };
  struct KeptDots {
    Spec part;
    std::uint64_t ground = 0, heeded = 0;
    std::vector<std::optional<double>> density_per_cm2;
    std::size_t max_impressions = 0;
    Numbered<Plan> plan;
  };
  struct KeptSurvey {
    Spec part;
    std::uint64_t photo = 0, ground = 0, dots = 0;
    Numbered<std::shared_ptr<Surveyed>> seen;
  };

  bool holds_ground(const Spec& spec, const SpecFiles& files, const GroundFrame& frame) const;
  static bool same_inputs(const KeptSurvey& kept, const KeptSurvey& now);
  std::shared_ptr<const ReducedPhoto> reduced(const Numbered<const Photo*>& photo, int threads);

  bool keep_;
  SharedStages::Taken taken_;
  std::uint64_t last_number_ = 0;
  std::optional<KeptPhoto> photo_;
  std::optional<KeptGround> ground_;
  std::optional<KeptDots> dots_;
  std::array<std::optional<KeptSurvey>, 2> surveys_;  // before dots are placed, and where they lie
  struct {
    double ita_deg = 0, blur_px = 0;
    std::shared_ptr<const DotMaker> maker;
  } dot_maker_;
  Numbered<std::shared_ptr<SharedPainter>> painter_;  // by the number of its survey
};

}  // namespace smp
