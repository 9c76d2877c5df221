#include "smp/sweep/vary.h"

namespace smp {

std::string value_text(const JsonValue& value) {
  if (const std::string* text = value.get_if<std::string>()) return *text;
  return to_line(value);
}

}  // namespace smp
