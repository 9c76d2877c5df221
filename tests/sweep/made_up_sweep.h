#pragma once  // Tables of sweeps with made-up measures.
#include <functional>
#include <string>
#include <vector>

#include "smp/sweep/results.h"

namespace smp::testing {

inline Axis axis_of(std::string label, std::vector<JsonValue> values) {
  return {"/" + label, std::move(values), std::move(label)};
}

/// Rows of all points, or of zipped ones. @param measure of a row that is not refused.
inline SweepTable made_up_sweep(std::vector<Axis> axes,
                                const std::function<FieldMeasures(const SweepRow&)>& measure,
                                bool zip = false, const std::vector<std::string>& photos = {"head.jpg"},
                                const std::vector<std::string>& moments = {"healed"}) {
  SweepTable table{.axes = std::move(axes), .rows = {}};
  for (const std::string& photo : photos)
    for (const SweepPoint& point : sweep_points(table.axes, zip))
      for (const std::string& moment : moments) {
        SweepRow row{.id = std::to_string(table.rows.size()),
                     .photo = photo,
                     .spec = "head.json",
                     .point = point,
                     .moment = moment,
                     .measures = {},
                     .refusal = {},
                     .panel = {},
                     .frame = {}};
        row.measures = measure(row);
        table.rows.push_back(std::move(row));
      }
  return table;
}

inline void refuse(SweepRow& row, const std::string& cause) {
  row.measures.reset();
  row.refusal = cause;
}

}  // namespace smp::testing
