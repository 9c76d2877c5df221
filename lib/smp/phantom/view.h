#pragma once  // Internal to the module: the scene's geometry in both directions.
#include <cstdint>
#include <memory>
#include <optional>

#include "smp/base/random.h"
#include "smp/geometry/posed_head.h"
#include "smp/phantom/phantom.h"

namespace smp::phantom {

/// Stages of the drawing that need random numbers of their own.
enum class Stage : std::uint64_t {
  kNoiseSeeds = 1,
  kDarts,
  kUnits,
  kPores,
  kFreckles,
  kSensor,
  kScars,
  kStrands,
};

inline RandomStream stream(const PhantomScene& scene, Stage stage, std::uint64_t index = 0) {
  return {scene.seed, RandomPurpose::kPhantom, (static_cast<std::uint64_t>(stage) << 48) + index};
}

/// Whether hair is long enough to lie on the skin.
inline bool combed(const PhantomHair& hair) { return hair.length_mm > 5; }

/// A place on the skin, found from the skin's side.
struct SkinPlace {
  Point3 position_mm;  ///< the surface's frame
  Point3 normal;       ///< outward
  Point3 head_mm;  ///< the head's own frame: x to its left side in the picture's right, y to the chin, z to
                   ///< the back
  Point2 px;
};

/// The template head as the scene poses it. Precondition: the scene has a skull and a distance.
PosedHead posed_skull(const PhantomScene& scene);

class View {
 public:
  explicit View(const PhantomScene& scene);

  const Surface& surface() const { return *surface_; }
  bool is_head() const { return scene_.kind == PhantomKind::kHead; }

  /// Where a position of the surface's frame is seen.
  Point2 project(Point3 position_mm) const;
  double depth(Point3 position_mm) const;
  /// Inverse of project and depth together.
  Point3 position(Point2 px, double depth_mm) const;
  Point3 head_from_photo(Point3 v) const;
  Point3 photo_from_head(Point3 v) const;
  /// Head position on the unit sphere; used to say where on the head a place is.
  Point3 on_sphere(Point3 head_mm) const;

  Point3 patch_middle_mm() const {
    return {0.5 * scene_.width * mm_per_px_, 0.5 * scene_.height * mm_per_px_, 0};
  }

  /// Area in mm^2 from which `random_place` draws: the whole ellipsoid, or the patch and a margin.
  double area_mm2() const { return area_mm2_; }
  /// A place uniform over that area.
  SkinPlace random_place(RandomStream& random) const;
  /// The skin below or above a position near it; parallel to the normal to first order.
  SkinPlace place_near(Point3 position_mm) const;
  /// True where the place faces the camera and is in the picture or within `margin_px` of it.
  bool visible(const SkinPlace& place, double margin_px) const;

 private:
  SkinPlace random_on_ellipsoid(RandomStream& random) const;
  SkinPlace random_on_skull(RandomStream& random) const;

  const PhantomScene& scene_;
  std::optional<HeadShape> skull_;
  std::unique_ptr<Surface> surface_;
  Point3 rows_[3];  // photo_from_head
  double mm_per_px_, area_mm2_ = 0, max_stretch_ = 1;
  Point2 principal_px_;
  double margin_mm_ = 4;  // around a patch
};

}  // namespace smp::phantom
