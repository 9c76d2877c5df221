#pragma once  // Pointers of --vary: RFC 6901, with a step `*` for all entries of a list.
#include <cstddef>
#include <string>
#include <vector>

#include "smp/fields/json_value.h"

namespace smp {

/// As `--set` allows them.
constexpr std::size_t kMaxPointerSteps = 64;

/// @throws Error kUsage naming --vary where it is no pointer to a value inside a document.
void check_pointer(const std::string& pointer);

/// The steps of a checked pointer, unescaped.
std::vector<std::string> pointer_steps(const std::string& pointer);

/// True of "0", "12", "-" and "*": steps that name no member.
bool is_index_step(const std::string& step);

/// The pointers that one with `*` stands for, in the order of the document's lists; itself where it has none.
/// @throws Error kBadInput naming --vary where there is no list at a `*`, or an empty one.
std::vector<std::string> expanded_pointer(const std::string& pointer, const JsonValue& document);

}  // namespace smp
