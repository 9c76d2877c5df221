#pragma once  // What a worker does with a point of a sweep.
#include <map>
#include <string>
#include <string_view>

#include "smp/batch/run_job.h"
#include "smp/simulate/field_measures.h"

namespace smp {

/// `run_job`, which also measures every moment (`JobOutcome::data`) and makes the small pictures that
/// `panel_name` tells.
JobOutcome run_sweep_job(const Job& job, const JobOptions& options, SharedStages& stages);

/// The measures of each moment that a job has told.
/// @throws Error kBadInput for data that `run_sweep_job` did not write.
std::map<std::string, FieldMeasures> measures_of(std::string_view data);

/// The part of the photo that small pictures show: the boxes of all regions, grown on every side by 8 px and
/// a twentieth of their mean side; where there is no region, the dots. The same whatever the density, spacing
/// and shade, so that points can be compared.
PixelRect panel_area(const Simulation& record);

}  // namespace smp
