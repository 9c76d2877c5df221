#pragma once  // Internal to the module: hair long enough to lie on the skin.
#include <vector>

#include "smp/phantom/follicles.h"

namespace smp::phantom {

/// Hairs that lie along the flow, drawn together into locks, lit by the key light as fibres are.
std::vector<HairCurve> comb_hairs(const PhantomScene& scene, const View& view,
                                  const std::vector<FollicularUnit>& units);

}  // namespace smp::phantom
