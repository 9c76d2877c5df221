#pragma once  // What every message to a user must satisfy.
#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include "smp/base/text.h"

namespace smp::testing {

/// What is wrong with one message without its line end; empty where nothing is.
inline std::string lint_message(std::string_view message) {
  if (message.empty()) return "is empty";
  if (message.size() > 499) return "is longer than 500 bytes with its line end";
  if (!is_utf8(message)) return "is not UTF-8";
  for (const char c : message)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "holds a control character";
  std::string lower(message);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const char* word : {"what()", "terminate", "exception", "nlohmann", "json.", "assert", ".cpp",
                           ".h:", "std::", "cli::", "core dumped", "sanitizer", "runtime error"})
    if (lower.find(word) != lower.npos) return std::string("holds the word ") + word;
  return {};
}

/// The same for all of stderr after a refusal: exactly one line.
inline std::string lint_stderr(std::string_view text) {
  if (std::count(text.begin(), text.end(), '\n') != 1 || text.back() != '\n')
    return "is not exactly one line";
  return lint_message(text.substr(0, text.size() - 1));
}

}  // namespace smp::testing
