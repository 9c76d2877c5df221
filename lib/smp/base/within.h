#pragma once  // Errors of a part, told by its place in the whole.
#include <string>

#include "smp/base/error.h"

namespace smp {

/// Runs `act`. An InvalidArgument that it throws names a place in a part; it goes on as one at `where` and
/// below: ("kind", "/scars/2") becomes "/scars/2/kind".
template <class Act>
auto within(const std::string& where, Act&& act) {
  try {
    return act();
  } catch (const InvalidArgument& error) {
    const std::string& below = error.text().where;
    throw InvalidArgument(error.text().cause, below.empty() ? where : where + "/" + below);
  }
}

}  // namespace smp
