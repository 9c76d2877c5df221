#pragma once  // The rise that everything soft here has.
#include <algorithm>

namespace smp {

/// 0 up to t = 0, 1 from t = 1 on, 3 t^2 - 2 t^3 between: its slope is continuous.
template <class Real>
Real smooth_step(Real t) {
  t = std::clamp(t, Real{0}, Real{1});
  return t * t * (3 - 2 * t);
}

}  // namespace smp
