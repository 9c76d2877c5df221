#pragma once  // A photo with the treatment planned for it, of which any moment can be drawn.
#include <functional>
#include <memory>
#include <string_view>

#include "smp/base/row_progress.h"
#include "smp/simulate/shared_stages.h"
#include "smp/simulate/simulate.h"

namespace smp {

/// Called once per picture while it is being made, on a thread of its own where there are several: may read
/// rows that the progress says are final. An encoder follows the renderer this way.
using WhileRendering = std::function<void(const Photo&, const RowProgress&)>;

/// One moment, drawn.
struct Drawn {
  Photo photo;
  MomentResult result;
};

/// The photo is read, surveyed and planned once; each further moment costs only its rendering.
class Case {
 public:
  /// @throws Error for anything in photo, spec or files that cannot be done.
  Case(Photo photo, const Spec& spec, SpecFiles files, const SimulateOptions& options = {});
  /// The same from an encoded photo; decoding and planning run side by side, since a plan needs only the
  /// photo's size.
  /// @param stages of the case before, and for the next one; may be null. They lend this case the photo until
  /// it ends: a case that begins before that decodes its own.
  Case(const FileBytes& photo, const PhotoLimits& limits, const Spec& spec, SpecFiles files,
       const SimulateOptions& options = {}, SharedStages* stages = nullptr);
  ~Case();
  Case(Case&&) noexcept;

  /// Everything that does not depend on the moment; its photo is the untreated one.
  const Simulation& record() const;
  /// @throws Error (kBadInput) for a name that is no moment of this treatment.
  Moment moment(std::string_view name) const;
  /// @param more_to_come false: what further pictures could use is kept only where cases before this one
  /// used it already.
  Drawn draw(const Moment& moment, const WhileRendering& while_rendering = {},
             bool more_to_come = true) const;
  /// The last moment to be drawn: saves a copy of the photo, and leaves the record without it.
  Drawn draw_last(const Moment& moment, const WhileRendering& while_rendering = {});
  /// Gives up the record.
  Simulation release();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace smp
