#pragma once  // Text for people: escaping and nearest-word hints.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace smp {

/// `text` with control characters and bytes that are not valid UTF-8 written as \xNN, cut after
/// `max_characters` characters with "..." where it was longer. Safe for a terminal and for JSON.
std::string escaped(std::string_view text, std::size_t max_characters);

/// The candidate closest to `word` in edit distance, or an empty string where none is near enough
/// to be a likely misspelling (more than a third of the letters differ, at least two).
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

/// True where `text` is well-formed UTF-8.
bool is_utf8(std::string_view text);

}  // namespace smp
