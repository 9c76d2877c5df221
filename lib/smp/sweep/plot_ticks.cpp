#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "smp/sweep/plot_page.h"

namespace smp {

Ticks nice_ticks(double low, double high, int most) {
  const double span = high - low, finest = std::pow(10, std::floor(std::log10(span)) - 2);
  Ticks ticks;
  for (double decade = finest; decade < 100 * span; decade *= 10)
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double step = factor * decade, from = std::ceil(low / step - 1e-9),
                   to = std::floor(high / step + 1e-9);
      ticks = {from * step, step, std::max(0, static_cast<int>(to - from) + 1)};
      if (ticks.count <= most) return ticks;
    }
  return ticks;
}

std::string Ticks::text(int k) const {
  const double value = std::abs(at(k)) < step / 2 ? 0 : at(k);
  const double largest = std::max(std::abs(first), std::abs(at(count - 1)));
  if (largest >= 1e6 || largest < 1e-4) return fmt::format("{:.4g}", value);
  return fmt::format("{:.{}f}", value, std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9))));
}

}  // namespace smp
