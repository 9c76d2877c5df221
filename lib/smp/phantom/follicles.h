#pragma once  // Internal to the module: where hair grows, and which way.
#include <vector>

#include "smp/geometry/strand_canvas.h"
#include "smp/phantom/scars.h"
#include "smp/phantom/view.h"

namespace smp::phantom {

/// A shaft ready to draw, and its truth.
struct HairCurve {
  PhantomHairShaft shaft;
  std::vector<StrandNode> nodes;  ///< tone: brightness relative to the hair colour
};

/// A follicular unit whose root is seen.
struct FollicularUnit {
  SkinPlace place;
  Point3 flow;  ///< unit tangent, the way the hairs lean
  int hairs = 1;
  double density = 1;  ///< share of the full density here
};

/// Places uniform over the view's area at `per_cm2`, any two at least a fraction of their mean
/// spacing apart. That fraction varies from place to place around `regularity` (a share of the
/// densest packing), which gives the uneven gaps of skin: 0.55 makes the coefficient of variation
/// of the nearest-neighbour distance about 0.23.
std::vector<SkinPlace> scatter(const View& view, double per_cm2, double regularity, RandomStream random);

/// Share of the full density at a place of the head, 0..1.
double hair_density(const PhantomHair& hair, const View& view, const SkinPlace& place);

/// Unit tangent along which hair lies, or 0 at the very whorl.
Point3 hair_flow(const View& view, const SkinPlace& place);

std::vector<FollicularUnit> grow_units(const PhantomScene& scene, const View& view, const Scars& scars);
std::vector<HairCurve> grow_hairs(const PhantomScene& scene, const View& view,
                                  const std::vector<FollicularUnit>& units);

}  // namespace smp::phantom
