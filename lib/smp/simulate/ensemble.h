#pragma once  // The span of likely results: one treatment with uncertain numbers drawn at random.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "smp/simulate/case.h"
#include "smp/simulate/ensemble_draw.h"

namespace smp {

/// `count` sets of parameters, each evenly spread over its range (a Latin hypercube): early loss 5 to 20 %,
/// in scars 10 to 35 %, fading 8 to 25 % and growth 1 to 10 % a year (domain notes 0), the logarithm of the
/// scale over two of its standard errors either way. They depend on (seed, count) alone.
std::vector<EnsembleDraw> draw_parameters(int count, double scale_error, std::uint64_t seed);

/// Draws the moment `count` times: dots are placed anew for every scale, shades stay those of `base`.
/// @param base prepared with `measure_colors`. @param spec, files, options that it was prepared from.
/// @param show called for every draw in the order drawn, with the picture.
/// @throws Error as `Case` does.
Ensemble draw_ensemble(const Case& base, const Spec& spec, const SpecFiles& files,
                       const SimulateOptions& options, std::string_view moment, int count,
                       const std::function<void(const EnsembleDraw&, const Photo&)>& show = {});

}  // namespace smp
