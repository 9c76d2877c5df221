#pragma once  // `--set /json/pointer=value`: changes to a document before it is read.
#include <string_view>

#include "smp/fields/json_value.h"

namespace smp {

/// Applies `/pointer=value`. The value is read as JSON; what is not JSON is taken as a text.
/// Missing members are created as objects on the way; a list takes the index of an entry it has, or
/// "-" to append. The pointer is RFC 6901: `~1` stands for "/", `~0` for "~".
/// @throws Error kUsage where `assignment` has no pointer or no "=", kBadInput naming the pointer
/// where it leads through a value that is neither list nor object, or past the end of a list.
void apply_override(JsonValue& document, std::string_view assignment);

}  // namespace smp
