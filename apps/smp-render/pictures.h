#pragma once  // The pictures of one run: which moments, which part of the photo, in which files.
#include <optional>
#include <string>
#include <vector>

#include "common/inputs.h"
#include "common/outputs.h"
#include "smp/simulate/case.h"
#include "smp/simulate/ensemble.h"
#include "smp/simulate/strip.h"

namespace smp::app {

struct RenderArguments : InputArguments {
  std::string output;
  std::vector<std::string> moments;
  std::optional<std::string> impressions, summary, before_after, strip, crop;
  int jpeg_quality = 0, ensemble = 0;
  bool force = false, timing = false;
};

/// @throws Error kUsage for names that cannot be moments or are given twice, and for an ensemble of several
/// or whose outcome goes nowhere.
void check_moments(const RenderArguments& a);

/// @throws Error kUsage for a text that is neither "auto" nor a rectangle; whether it fits the photo is known
/// later.
void check_crop(const std::string& text);

/// One moment goes to the file named; of several each has its name before the extension.
std::string path_at(const std::string& path, const std::string& moment, std::size_t moments);

/// Draws every moment asked for into the outputs and, without an ensemble, the strip.
class MomentPictures {
 public:
  /// @throws Error kUsage for a moment that the treatment does not have, or a crop outside the photo.
  MomentPictures(const RenderArguments& a, Case& prepared, Outputs& outputs);
  std::vector<MomentResult> draw();
  /// The last picture drawn, where the photo of the case was given up for it.
  std::optional<Photo>& last_photo() { return last_photo_; }

 private:
  MomentResult draw_one(const Moment& moment, bool last);

  const RenderArguments& a_;
  Case& prepared_;
  Outputs& outputs_;
  std::vector<Moment> moments_;
  std::optional<PixelRect> area_;
  std::optional<Strip> strip_;
  std::optional<Photo> last_photo_;
};

/// The span of likely results, as numbers and as a strip from the faintest to the darkest.
/// @param files as read for the spec.
Ensemble draw_span(const RenderArguments& a, const Case& prepared, const Spec& spec, const SpecFiles& files,
                   const SimulateOptions& options, Outputs& outputs);

}  // namespace smp::app
