#pragma once  // One render with all its files: what smp-render does once and smp-batch many times.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "smp/photo/output_files.h"
#include "smp/simulate/case.h"
#include "smp/simulate/load_spec.h"
#include "smp/simulate/shared_stages.h"

namespace smp {

/// Draws of an ensemble: one alone has no span, and each takes as long as a picture.
inline constexpr int kFewestDraws = 2, kMostDraws = 50;

/// What is asked for. Names are of files; what is not named is not made.
struct RenderRequest {
  std::string output;  ///< picture, none where empty; of several moments each is written to OUT.MOMENT.ext
  std::vector<std::string> moments;  ///< empty: healed
  std::optional<std::string> impressions, summary, before_after, strip;
  std::optional<std::string> crop;   ///< "auto" or "x,y,width,height" in px
  int jpeg_quality = 0;              ///< 1 to 100; 0: as the photo's own
  int ensemble = 0;                  ///< draws of an uncertain moment, kFewestDraws to kMostDraws; 0: none
  std::vector<std::string> further;  ///< files that whoever sees the pictures adds to the outputs
};

/// Everything about a request that can be known without photo and spec.
/// @throws Error kUsage naming the option ("--at", "--crop", "--ensemble").
void check_request(const RenderRequest& request);

/// The files that a request makes, pictures first, in a fixed order.
std::vector<std::string> names_of(const RenderRequest& request);
/// One moment goes to the file named; of several each has its name before the extension.
std::string path_at(const std::string& path, const std::string& moment, std::size_t moments);

struct RenderInputs {
  FileBytes photo;
  PhotoLimits limits;
  LoadedSpec spec;
};

/// How the files of a request are written: `force` as told, inputs never replaced.
WriteOptions write_options(const RenderRequest& request, const RenderInputs& inputs, bool force);

/// Called with every picture drawn, before it is given up, and the record of its case with the untreated
/// photo. May add the files that the request names as further ones.
using WhenDrawn = std::function<void(const Simulation& record, const Drawn& drawn, OutputFiles& outputs)>;

/// Checks the names of the files, then renders what is asked for into `outputs`, in memory:
/// `outputs.write_all()` puts it on disk.
/// @param request that `check_request` lets pass. @param options `measure_colors` is set where a result tells
/// colours. @param stages may be null.
/// @return the record; of its photo only the size means anything.
/// @throws Error kCannotCreate for a name that cannot be written; kUsage for a moment that the treatment does
/// not have or a crop outside the photo; others name the file at fault.
Simulation render_job(RenderInputs inputs, const RenderRequest& request, const SimulateOptions& options,
                      OutputFiles& outputs, SharedStages* stages = nullptr, const WhenDrawn& when_drawn = {});

}  // namespace smp
