#pragma once  // Internal to the module: how the rows of a sweep's table lie on its axes.
#include <cstddef>
#include <vector>

#include "smp/sweep/results.h"

namespace smp {

/// Index of a row's value on every axis.
std::vector<std::size_t> place_on_axes(const SweepTable& table, const SweepRow& row);

/// Whether the points of the table are all combinations of its axes, rather than some of them (zipped).
bool is_full_grid(const SweepTable& table);

/// Rows that share photo, spec and moment, in the order of the table.
struct SweepGroup {
  std::vector<const SweepRow*> rows;
};
std::vector<SweepGroup> groups_of(const SweepTable& table);

}  // namespace smp
