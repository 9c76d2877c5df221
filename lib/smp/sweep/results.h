#pragma once  // The table of a sweep: what was varied and what came of it.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smp/simulate/field_measures.h"
#include "smp/sweep/vary.h"

namespace smp {

struct SweepRow {
  std::string id;     ///< of its job
  std::string photo;  ///< base name
  std::string spec;   ///< base name
  SweepPoint point;
  std::string moment;
  std::optional<FieldMeasures> measures;  ///< absent where the job was refused
  std::string refusal;                    ///< then, why
  std::string panel;                      ///< file of its small picture, relative to the sweep's folder
  std::string frame;                      ///< file of its picture; empty where none was asked for
};

struct SweepTable {
  std::vector<Axis> axes;
  std::vector<SweepRow> rows;  ///< photos in the order given, then points, then moments
};

/// results.csv (RFC 4180, lines end in LF): id, photo, spec, one column per axis (its pointer), moment, all
/// measures, refusal. Measures have 7 digits; what was not measured is empty.
std::string results_csv(const SweepTable& table);

/// For the journal, and back without loss.
std::string measures_to_json(const FieldMeasures& measures);
/// @throws Error kBadInput for what `measures_to_json` did not write.
FieldMeasures measures_from_json(std::string_view text);

}  // namespace smp
