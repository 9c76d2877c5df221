// Scenes as strict JSON. One row per field: name, member, range, unit, meaning.
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "smp/base/error.h"
#include "smp/base/text.h"
#include "smp/phantom/phantom.h"

namespace smp {
namespace {

using nlohmann::json;

struct Range {
  double low, high;
};

[[noreturn]] void refuse(const std::string& where, const std::string& cause, const std::string& advice = {}) {
  throw Error(ErrorKind::kBadInput, {.where = where.empty() ? "/" : where, .cause = cause, .advice = advice});
}

std::string shown(double value) { return json(value).dump(); }

template <class Value>
struct Choice {
  const char* name;
  Value value;
};

// Walks the rows of one JSON object. Every row reads its key where present; `finish` refuses the rest.
class Reader {
 public:
  Reader(const json& object, std::string pointer) : object_(object), pointer_(std::move(pointer)) {
    if (!object.is_object()) refuse(pointer_, "must be an object {...}");
  }

  void field(const char* name, double& out, Range range, const char* unit, const char* /*doc*/) {
    if (const json* value = find(name)) out = number(*value, at(name), range, unit);
  }
  void field(const char* name, int& out, Range range, const char* unit, const char* /*doc*/) {
    const json* value = find(name);
    if (!value) return;
    const double v = number(*value, at(name), range, unit);
    if (v != std::floor(v)) refuse(at(name), "must be a whole number (got " + shown(v) + ")");
    out = static_cast<int>(v);
  }
  void field(const char* name, std::uint64_t& out, const char* /*doc*/) {
    const json* value = find(name);
    if (!value) return;
    if (!value->is_number_unsigned()) refuse(at(name), "must be a whole number >= 0");
    out = value->get<std::uint64_t>();
  }
  void field(const char* name, bool& out, const char* /*doc*/) {
    const json* value = find(name);
    if (!value) return;
    if (!value->is_boolean()) refuse(at(name), "must be true or false");
    out = value->get<bool>();
  }
  void field(const char* name, std::optional<double>& out, Range range, const char* unit,
             const char* /*doc*/) {
    if (const json* value = find(name)) out = number(*value, at(name), range, unit);
  }
  template <std::size_t N>
  void numbers(const char* name, const std::array<double*, N>& out, Range range, const char* unit,
               const char* /*doc*/) {
    const json* value = find(name);
    if (!value) return;
    if (!value->is_array() || value->size() != N)
      refuse(at(name), "must be a list of " + std::to_string(N) + " numbers");
    for (std::size_t i = 0; i < N; ++i)
      *out[i] = number((*value)[i], at(name) + "/" + std::to_string(i), range, unit);
  }
  template <class Value, std::size_t N>
  void choice(const char* name, Value& out, const Choice<Value> (&choices)[N], const char* /*doc*/) {
    const json* value = find(name);
    if (!value) return;
    std::vector<std::string> names;
    for (const Choice<Value>& c : choices) {
      if (value->is_string() && value->get_ref<const std::string&>() == c.name) {
        out = c.value;
        return;
      }
      names.push_back(c.name);
    }
    std::string list;
    for (const std::string& n : names) list += (list.empty() ? "\"" : ", \"") + n + "\"";
    const std::string hint = value->is_string() ? nearest_word(value->get<std::string>(), names) : "";
    refuse(at(name), "must be one of " + list, hint.empty() ? "" : "did you mean \"" + hint + "\"?");
  }
  /// A group of rows under a key of its own.
  template <class Rows>
  void group(const char* name, Rows rows) {
    const json* value = find(name);
    if (!value) return;
    Reader inner(*value, at(name));
    rows(inner);
    inner.finish();
  }
  void finish() const {
    for (const auto& [key, value] : object_.items()) {
      bool known = false;
      for (const std::string& name : names_) known |= name == key;
      if (known) continue;
      const std::string hint = nearest_word(key, names_);
      refuse(pointer_ + "/" + escaped(key, 60), "unknown key",
             hint.empty() ? "" : "did you mean \"" + hint + "\"?");
    }
  }
  bool has(const char* name) const { return object_.contains(name); }
  std::string at(const char* name) const { return pointer_ + "/" + name; }

 private:
  const json* find(const char* name) {
    names_.push_back(name);
    const auto it = object_.find(name);
    return it == object_.end() ? nullptr : &*it;
  }
  static double number(const json& value, const std::string& where, Range range, const char* unit) {
    if (!value.is_number()) refuse(where, "must be a number");
    const double v = value.get<double>();
    if (!(v >= range.low && v <= range.high))
      refuse(where, "must be from " + shown(range.low) + " to " + shown(range.high) +
                        (*unit ? std::string(" ") + unit : "") + " (got " + shown(v) + ")");
    return v;
  }

  const json& object_;
  std::string pointer_;
  std::vector<std::string> names_;
};

void rows(Reader& r, Lab& lab, const char* name, const char* doc) {
  r.numbers<3>(name, {&lab.l, &lab.a, &lab.b}, {-128, 128}, "", doc);
  if (!(lab.l >= 0 && lab.l <= 100)) refuse(r.at(name) + "/0", "must be from 0 to 100");
}

void rows(Reader& r, LinearRgb& rgb, const char* name, Range range, const char* doc) {
  r.numbers<3>(name, {&rgb.r, &rgb.g, &rgb.b}, range, "", doc);
}

void rows(Reader& r, PhantomSkin& s) {
  if (r.has("tone") && r.has("lab")) refuse(r.at("tone"), "stands beside \"lab\"", "give one of the two");
  r.field("tone", s.tone, {1, 6}, "", "type of the optical model, I to VI as 1 to 6");
  Lab lab = s.lab.value_or(Lab{64, 9, 13});
  rows(r, lab, "lab", "the tone as CIELAB instead");
  if (r.has("lab")) s.lab = lab;
  r.field("melanin", s.melanin, {0, 0.5}, "", "mottling by melanin, standard deviation of density in blue");
  r.field("blood", s.blood, {0, 0.5}, "", "mottling by blood, standard deviation of density in green");
  r.field("redness", s.redness, {0, 0.5}, "", "extra blood on the forehead, density in green");
  r.field("relief", s.relief, {0, 3}, "", "fine furrows and pores, 1 = middle-aged skin");
  r.field("pores_per_cm2", s.pores_per_cm2, {0, 600}, "per cm^2", "pores");
  r.field("freckles_per_cm2", s.freckles_per_cm2, {0, 20}, "per cm^2", "freckles");
  r.field("creases", s.creases, {0, 2}, "", "furrows across the forehead");
  r.field("lumps", s.lumps, {0, 3}, "", "how far the shading departs from the ellipsoid");
}

void rows(Reader& r, PhantomLight& l) {
  r.numbers<3>("direction", {&l.direction.x, &l.direction.y, &l.direction.z}, {-1e3, 1e3}, "",
               "towards the key light: right, down, away from the camera");
  if (!(length(l.direction) > 1e-6)) refuse(r.at("direction"), "must not be zero");
  r.field("ambient", l.ambient, {0, 1}, "", "share of the light from all around");
  rows(r, l.tint, "tint", {0.2, 2}, "colour of the light, linear RGB");
  r.field("exposure", l.exposure, {0.1, 4}, "",
          "photographed light over reflectance, for skin facing the camera");
}

void rows(Reader& r, PhantomGloss& g) {
  r.field("strength", g.strength, {0, 1}, "", "linear light at the middle of the highlight");
  r.field("width_deg", g.width_deg, {3, 45}, "degrees", "how far skin may turn from the mirror direction");
  r.field("sparkle", g.sparkle, {0, 1}, "", "share broken up by the fine relief");
}

void rows(Reader& r, PhantomHair& h) {
  static constexpr Choice<HairPattern> kPatterns[] = {{"none", HairPattern::kNone},
                                                      {"sides", HairPattern::kSides},
                                                      {"receding", HairPattern::kReceding},
                                                      {"everywhere", HairPattern::kEverywhere}};
  r.choice("where", h.where, kPatterns, "where hair grows");
  r.field("fu_per_cm2", h.fu_per_cm2, {1, 150}, "per cm^2", "follicular units where hair is full");
  r.field("length_mm", h.length_mm, {0, 12}, "mm", "of the shaft above the skin");
  r.field("diameter_mm", h.diameter_mm, {0.02, 0.15}, "mm", "of the shaft at the skin");
  rows(r, h.color, "lab", "colour in diffuse light");
  r.field("fade_mm", h.fade_mm, {1, 60}, "mm", "from full density to none");
  r.field("thin_top", h.thin_top, {0, 1}, "", "share of the units kept on top of the head");
  r.field("root_shadow", h.root_shadow, {0, 3}, "", "grey spot of the hair still under the skin");
}

void rows(Reader& r, PhantomBackground& b) {
  rows(r, b.color, "lab", "colour where it is brightest");
  r.field("falloff", b.falloff, {0, 1}, "", "how much darker the corners are");
}

void rows(Reader& r, PhantomCamera& c) {
  r.field("blur_px", c.blur_px, {0, 10}, "px", "blur, standard deviation");
  r.field("read_noise", c.read_noise, {0, 0.1}, "", "noise where it is dark, linear standard deviation");
  r.field("shot_noise", c.shot_noise, {0, 0.1}, "", "noise at linear 1, growing with the root of the light");
  r.field("vignette", c.vignette, {0, 0.8}, "", "light lost in the corners");
}

void rows_surface(Reader& r, PhantomScene& s) {
  static constexpr Choice<PhantomKind> kKinds[] = {{"plane", PhantomKind::kPatch},
                                                   {"ellipsoid", PhantomKind::kHead}};
  r.choice("kind", s.kind, kKinds, "a flat patch of skin, or a head");
  EllipsoidShape& e = s.shape;
  r.numbers<2>("center_px", {&e.center_px.x, &e.center_px.y}, {-1e5, 1e5}, "px", "middle of the head");
  r.numbers<3>("radii_mm", {&e.radii_mm.x, &e.radii_mm.y, &e.radii_mm.z}, {20, 400}, "mm",
               "side to side, crown to chin, back to front");
  r.field("pitch_deg", e.angles.pitch_deg, {-180, 180}, "degrees", "> 0 shows more of the top");
  r.field("yaw_deg", e.angles.yaw_deg, {-180, 180}, "degrees",
          "> 0 turns the face to the right of the photo");
  r.field("roll_deg", e.angles.roll_deg, {-180, 180}, "degrees", "> 0 turns clockwise");
  r.field("distance_mm", s.distance_mm, {200, 1e5}, "mm",
          "camera to the middle of the head; none: parallel rays");
}

void rows(Reader& r, PhantomScene& s) {
  static constexpr Choice<bool> kSpaces[] = {{"srgb", false}, {"display-p3", true}};
  r.field("seed", s.seed, "seed of everything random");
  r.field("width_px", s.width, {8, 12000}, "px", "width of the picture");
  r.field("height_px", s.height, {8, 12000}, "px", "height of the picture");
  r.field("px_per_mm", s.px_per_mm, {0.5, 100}, "px/mm", "scale at the patch or the middle of the head");
  r.group("surface", [&](Reader& inner) { rows_surface(inner, s); });
  r.field("ears", s.ears, "simple ears; not part of the truth");
  r.group("skin", [&](Reader& inner) { rows(inner, s.skin); });
  r.group("light", [&](Reader& inner) { rows(inner, s.light); });
  r.group("gloss", [&](Reader& inner) { rows(inner, s.gloss); });
  r.group("hair", [&](Reader& inner) { rows(inner, s.hair); });
  r.group("background", [&](Reader& inner) { rows(inner, s.background); });
  r.group("camera", [&](Reader& inner) { rows(inner, s.camera); });
  r.field("bits", s.bits, {8, 16}, "", "of a channel, 8 or 16");
  r.choice("color_space", s.display_p3, kSpaces, "in which the picture is encoded");
}

void check_together(const PhantomScene& s) {
  if (s.bits != 8 && s.bits != 16) refuse("/bits", "must be 8 or 16");
  if (s.kind != PhantomKind::kHead || !s.distance_mm) return;
  const double reach = std::max({s.shape.radii_mm.x, s.shape.radii_mm.y, s.shape.radii_mm.z});
  if (!(*s.distance_mm > 1.2 * reach))
    refuse("/surface/distance_mm", "must be more than 1.2 times the largest radius");
}

}  // namespace

PhantomScene read_scene(std::string_view json_text) {
  json document;
  try {
    document = json::parse(json_text);
  } catch (const json::parse_error& error) {
    refuse("byte " + std::to_string(error.byte), "is not valid JSON");
  }
  PhantomScene scene;
  Reader reader(document, "");
  rows(reader, scene);
  reader.finish();
  check_together(scene);
  return scene;
}

}  // namespace smp
