#pragma once  // Something a user should know about a result. Warns, never blocks.
#include <string>

namespace smp {

struct Advisory {
  std::string code, severity, message;  ///< severity: "note" or "warning"
  double value = 0, limit = 0;
};

}  // namespace smp
