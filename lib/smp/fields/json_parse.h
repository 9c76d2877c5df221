#pragma once  // Strict JSON text -> document.
#include <cstddef>
#include <string_view>

#include "smp/fields/json_value.h"

namespace smp {

struct JsonLimits {
  std::size_t max_bytes = std::size_t{16} << 20;
  int max_depth = 64;                ///< lists and objects inside each other
  std::size_t max_characters = 256;  ///< of one text or key
};

/// Reads RFC 8259 JSON in UTF-8; a byte order mark at the start is skipped. Refused are comments,
/// trailing commas, NaN and Infinity, numbers outside the range of a double, duplicate keys, text
/// after the end, NUL bytes, control characters in texts (escaped ones too) and what exceeds `limits`.
/// @throws Error kBadInput; `where` is a JSON pointer, for faults of syntax "line L, column C".
JsonValue parse_json(std::string_view text, const JsonLimits& limits = {});

/// Refuses text longer than `max_characters`, malformed UTF-8 and control characters at `where`.
void check_text(std::string_view text, std::size_t max_characters, const std::string& where);

}  // namespace smp
