#include "smp/scalp/hair_color.h"

#include <algorithm>
#include <charconv>

#include "smp/base/error.h"
#include "smp/base/text.h"
#include "smp/color/color_space.h"

namespace smp {
namespace {

std::optional<Lab> from_hex(const std::string& hex) {
  unsigned code = 0;
  const char *first = hex.data() + 1, *last = hex.data() + hex.size();
  if (hex.size() != 7) return {};
  const auto [end, fault] = std::from_chars(first, last, code, 16);
  if (fault != std::errc{} || end != last) return {};
  const ToneCurve curve = ToneCurve::srgb();
  const auto channel = [&](unsigned shift) { return curve.linear((code >> shift & 255u) / 255.0); };
  return lab_from_linear({channel(16), channel(8), channel(0)});
}

}  // namespace

const std::vector<HairColorName>& hair_color_names() {
  static const std::vector<HairColorName> names = {
      {"black", {18.4, -0.1, -0.8}}, {"dark-brown", {23, 3.9, 4.7}}, {"brown", {32, 6, 9}},
      {"red", {36, 18, 22}},         {"light-brown", {42, 7, 14}},   {"grey", {55, 0, 2}},
      {"blond", {60, 5, 20}},        {"white", {78, 0, 4}}};
  return names;
}

std::optional<Lab> hair_color(const HairOptions& options) {
  if (options.hex) {
    if (const std::optional<Lab> lab = from_hex(*options.hex)) return lab;
    throw InvalidArgument("must be \"#\" and six hexadecimal digits (got " + quoted(*options.hex) + ")",
                          "/hair/color");
  }
  if (!options.name) return {};
  std::vector<std::string> known;
  for (const HairColorName& named : hair_color_names()) {
    if (*options.name == named.name) return named.lab;
    known.emplace_back(named.name);
  }
  const std::string near = nearest_word(*options.name, known);
  throw InvalidArgument("unknown hair colour " + quoted(*options.name) +
                            (near.empty() ? std::string() : "; did you mean " + quoted(near) + "?"),
                        "/hair/color");
}

namespace scalp {

LinearRgb plausible_hair(const LinearRgb& color) {
  Lab lab = lab_from_linear({std::max(0.0, color.r), std::max(0.0, color.g), std::max(0.0, color.b)});
  lab.l = std::max(15.0, lab.l);
  const double light = std::clamp((lab.l - 28) / 8, 0.0, 1.0);  // beyond dark brown
  lab.a = std::clamp(lab.a, -1.0, (0.25 + 0.25 * light) * lab.l);
  lab.b = std::clamp(lab.b, -1.0, (0.35 + 0.26 * light) * lab.l);
  return linear_from_lab(lab);
}

}  // namespace scalp
}  // namespace smp
