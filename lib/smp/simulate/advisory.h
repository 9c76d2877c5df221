#pragma once  // Something a user should know about a result. Warns, never blocks.
#include <optional>
#include <string>

#include "smp/base/trust.h"
#include "smp/simulate/advisory_catalogue.h"

namespace smp {

/// Only what the catalogue lists can be said: another code does not compile.
struct Advisory {
  /// @param value measured or asked for; 0 where there is nothing to count.
  /// @param own_limit where the catalogue's is not a fixed number.
  Advisory(AdvisoryCode of, std::string message, double value = 0, std::optional<double> own_limit = {});

  std::string code, severity, message;  ///< severity: "note" or "warning"
  double value = 0, limit = 0;
  std::string source;          ///< where the limit comes from
  Trust trust = Trust::kNone;  ///< of the limit
  std::string change;          ///< what to change
};

}  // namespace smp
