#pragma once  // The pictures of one render: which moments, which part of the photo, in which files.
#include <optional>
#include <vector>

#include "smp/photo/output_files.h"
#include "smp/simulate/case.h"
#include "smp/simulate/ensemble.h"
#include "smp/simulate/render_job.h"
#include "smp/simulate/strip.h"

namespace smp {

/// Draws every moment asked for into the outputs and, without an ensemble, the strip.
class MomentPictures {
 public:
  /// @param request with its moments named.
  /// @throws Error kUsage for a moment that the treatment does not have, or a crop outside the photo.
  MomentPictures(const RenderRequest& request, Case& prepared, OutputFiles& outputs,
                 const WhenDrawn& when_drawn);
  std::vector<MomentResult> draw();
  /// The last picture drawn, where the photo of the case was given up for it.
  std::optional<Photo>& last_photo() { return last_photo_; }

 private:
  MomentResult draw_one(const Moment& moment, bool last, bool keep_photo);

  const RenderRequest& request_;
  Case& prepared_;
  OutputFiles& outputs_;
  const WhenDrawn& when_drawn_;
  std::vector<Moment> moments_;
  std::optional<PixelRect> area_;
  std::optional<Strip> strip_;
  std::optional<Photo> last_photo_;
};

/// The span of likely results, as numbers and as a strip from the faintest to the darkest.
/// @param files as read for the spec.
Ensemble draw_span(const RenderRequest& request, const Case& prepared, const Spec& spec,
                   const SpecFiles& files, const SimulateOptions& options, OutputFiles& outputs);

/// Whole numbers "x,y,width,height" in px; nothing where the text is anything else.
std::optional<PixelRect> rectangle_from(std::string_view text);

}  // namespace smp
