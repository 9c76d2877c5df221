#include "smp/batch/digest.h"
#include "smp/sweep/vary.h"

namespace smp {
namespace {

// Of all of a point's values: with the case before it, an id has at most 200 characters.
constexpr std::size_t kMaxName = 90;
constexpr std::size_t kHashDigits = 10;

// ':' and its likes are no letters of a file name everywhere, a leading '.' hides a file, and ',' and '='
// part the values of a point.
bool safe(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         c == '+' || c == '.';
}

std::string with_hash(const std::string& cut, const std::string& text) {
  return cut + "-" + sha256(text).substr(0, kHashDigits);
}

}  // namespace

std::string safe_name(const std::string& text, std::size_t most) {
  std::string name;
  for (const char c : text.substr(0, most)) name += safe(c) ? c : '_';
  if (!name.empty() && name[0] == '.') name[0] = '_';
  return name == text && !name.empty() ? name : with_hash(name, text);
}

std::string point_name(const std::vector<Axis>& axes, const SweepPoint& point) {
  std::string name;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    std::string label;
    for (const char c : axes[a].label) label += safe(c) ? c : '.';
    name += (a > 0 ? "," : "") + label + "=" + safe_name(value_text(point[a]));
  }
  if (name.empty()) return "as-is";
  return name.size() <= kMaxName ? name : with_hash(name.substr(0, kMaxName), name);
}

}  // namespace smp
