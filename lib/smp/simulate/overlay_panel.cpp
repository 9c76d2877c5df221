#include "smp/simulate/overlay_panel.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "smp/color/color_space.h"
#include "smp/color/skin_scale.h"

namespace smp {
namespace {

constexpr Ink kPaper{250, 250, 249}, kInk{34, 36, 40}, kGrey{104, 108, 114}, kWarning{178, 60, 20};
constexpr int kColumns = 5;
constexpr double kSwatchMm = 8;  // height of skin that a swatch of dots shows

// Lengths of the panel, all from its width.
struct Measures {
  explicit Measures(int width) : unit(width / 900.0) {}
  double unit;
  double margin() const { return 24 * unit; }
  double gap() const { return 14 * unit; }
  double title() const { return 13 * unit; }  // heights of capitals
  double body() const { return 9 * unit; }
  double small() const { return 8 * unit; }
  double line() const { return 17 * unit; }
  double column(int width) const { return (width - 2 * margin() - (kColumns - 1) * gap()) / kColumns; }
  double swatch() const { return 96 * unit; }
};

struct Card {
  std::string title;
  std::vector<std::string> lines;
  std::function<Image<std::uint8_t>(int, int)> swatch;  // of a size in px
  bool new_row = false;
};

Image<std::uint8_t> plain(const Lab& lab, int width, int height) {
  return Drawing(width, height, ink_of(linear_from_lab(lab))).pixels();
}

Image<std::uint8_t> encoded(const Image<float>& rgb) {
  static const Code8FromLinear code(ToneCurve::srgb());
  Image<std::uint8_t> out(rgb.width(), rgb.height(), 3);
  for (std::size_t i = 0; i < out.values().size(); ++i) out.values()[i] = code(rgb.values()[i]);
  return out;
}

std::string lab_text(const char* what, const Lab& lab) {
  const auto whole = [](double v) { return static_cast<int>(std::lround(v)); };  // no minus zero
  return fmt::format("{}{}, {}, {}", what, whole(lab.l), whole(lab.a), whole(lab.b));
}

Card skin_card(const SkinReading& skin) {
  std::string ita = fmt::format("ITA {} deg", std::lround(skin.ita_deg));
  if (skin.ita_error_deg > 0)
    ita = fmt::format("ITA {} +- {} deg", std::lround(skin.ita_deg), std::lround(skin.ita_error_deg));
  Card card{"Skin", {}, [lab = skin.lab](int w, int h) { return plain(lab, w, h); }};
  card.lines = {ita, fmt::format("{} skin", skin_class(skin.ita_deg)),
                fmt::format("about Fitzpatrick {}", about_fitzpatrick(skin.ita_deg)),
                lab_text("Lab ", skin.lab), skin.source};
  return card;
}

Card hair_card(const HairReading& hair) {
  Card card{"Native hair", {}, [lab = hair.lab](int w, int h) { return plain(lab, w, h); }};
  card.lines = {hair.kind, lab_text("Lab ", hair.lab)};
  if (hair.coverage > 0) card.lines.push_back(fmt::format("covers {:.0f} %", 100 * hair.coverage));
  if (hair.units_per_cm2)
    card.lines.push_back(
        fmt::format("{:.0f} +- {:.0f} units/cm2", *hair.units_per_cm2, hair.units_error_per_cm2));
  card.lines.push_back(hair.source);
  return card;
}

// The native field as it would be on the skin of the other swatches, which may stand in another light.
LinearRgb native_field_on(const LinearRgb& skin, const HairReading& hair) {
  const LinearRgb field = *hair.field_rgb, bare = *hair.field_skin_rgb;
  const auto moved = [](double s, double f, double b) { return b > 0 ? s * f / b : s; };
  return {moved(skin.r, field.r, bare.r), moved(skin.g, field.g, bare.g), moved(skin.b, field.b, bare.b)};
}

Card field_card(const HealedField& field, std::string title) {
  return {std::move(title), {}, [field](int w, int h) {
            return encoded(draw_healed_field(field, w, h, h / kSwatchMm));
          }};
}

// Names of mixtures part by part.
std::vector<std::string> pigment_lines(const std::string& name) {
  std::vector<std::string> lines(1);
  for (const char c : name) {
    if (c == '+') lines.emplace_back();
    lines.back() += c;
  }
  return lines;
}

Card shade_card(const Inspection& inspection, std::size_t k) {
  const HealedShade& shade = inspection.shades[k];
  HealedField alone = inspection.treatment;
  Shade one = alone.mix.shades[k];
  one.share = 1;
  alone.mix.shades = {one};
  Card card = field_card(alone, shade.dilution < 0.05
                                    ? std::string("Undiluted")
                                    : fmt::format("Shade 1 : {:g}", std::round(10 * shade.dilution) / 10));
  card.lines = {fmt::format("{:.0f} % of the dots", 100 * shade.share),
                fmt::format("one dot L* {:.0f}", shade.dot_lab.l),
                fmt::format("field alone L* {:.0f}", shade.field_lab.l)};
  for (std::string& line : pigment_lines(shade.pigment)) card.lines.push_back(std::move(line));
  return card;
}

std::vector<Card> cards_of(const Inspection& inspection) {
  const HairReading& hair = inspection.survey.hair;
  std::vector<Card> cards = {skin_card(inspection.survey.skin)};
  if (hair.source != "none") cards.push_back(hair_card(hair));
  const LinearRgb skin = inspection.treatment.skin;
  std::optional<Lab> native;
  if (hair.field_rgb && hair.field_skin_rgb) {
    native = lab_from_linear(native_field_on(skin, hair));
    cards.push_back({"Native field",
                     {lab_text("mean Lab ", *native), "skin and hair, seen", "from afar"},
                     [lab = *native](int w, int h) { return plain(lab, w, h); }});
  }
  Card treated = field_card(inspection.treatment, "Treated field");
  treated.lines = {
      lab_text("mean Lab ", inspection.treated_lab),
      fmt::format("{:.0f} dots/cm2", inspection.treatment.region.density_per_cm2.value_or(kUsualDensity))};
  if (native)
    treated.lines.push_back(
        fmt::format("dE2000 to native {:.1f}", delta_e_2000(*native, inspection.treated_lab)));
  treated.lines.push_back(inspection.shades_from == "match"   ? "shades matched to hair"
                          : inspection.shades_from == "table" ? "shades by skin and hair"
                                                              : "shades as given");
  cards.push_back(std::move(treated));
  for (std::size_t k = 0; k < inspection.shades.size(); ++k) {
    cards.push_back(shade_card(inspection, k));
    cards.back().new_row = k == 0;
  }
  return cards;
}

std::vector<std::string> wrapped(const std::string& text, double width_px, double capital_px) {
  std::vector<std::string> lines(1);
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    const std::string word = text.substr(start, end - start);
    const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (!lines.back().empty() && text_width(longer, capital_px) > width_px)
      lines.push_back(word);
    else
      lines.back() = longer;
    start = end + 1;
  }
  return lines;
}

struct Line {
  std::string text;
  Ink ink;
};

// What is told in words: the camera, then the advisories.
std::vector<Line> words_of(const Inspection& inspection, const Measures& m, int width) {
  const CameraReading& camera = inspection.survey.camera;
  std::vector<std::pair<std::string, Ink>> paragraphs = {
      {fmt::format("Camera: blur {:.2f} px ({}), noise {:.2f} % of full light in the dark and {:.2f} % at "
                   "full light ({}), grain {:.1f} px.",
                   camera.blur_px, camera.blur_source, 100 * camera.noise.read, 100 * camera.noise.shot,
                   camera.noise_source, camera.noise.grain_px),
       kGrey}};
  for (const Advisory& a : inspection.advisories)
    paragraphs.emplace_back((a.severity == "warning" ? "Warning: " : "Note: ") + a.message + ".",
                            a.severity == "warning" ? kWarning : kGrey);
  std::vector<Line> lines;
  for (const auto& [text, ink] : paragraphs)
    for (std::string& line : wrapped(text, width - 2 * m.margin(), m.body()))
      lines.push_back({std::move(line), ink});
  return lines;
}

std::string facts_of(const Inspection& inspection) {
  std::string scale = "scale not known";
  if (inspection.scale)
    scale = fmt::format("{:.1f} px/mm +- {:.0f} %", inspection.scale->px_per_mm,
                        100 * inspection.scale->relative_error);
  return fmt::format("{} x {} px, {}, {}", inspection.photo.width(), inspection.photo.height(),
                     inspection.photo.color.name, scale);
}

// Rows of legend entries that fit the width; every entry with its left end.
struct PlacedEntry {
  const LegendEntry* entry;
  double x;
  int row;
};
std::vector<PlacedEntry> place_legend(const std::vector<LegendEntry>& legend, const Measures& m, int width) {
  std::vector<PlacedEntry> placed;
  double x = m.margin();
  int row = 0;
  for (const LegendEntry& entry : legend) {
    const double wide = 34 * m.unit + text_width(entry.label, m.body());
    if (x > m.margin() && x + wide > width - m.margin()) x = m.margin(), ++row;
    placed.push_back({&entry, x, row});
    x += wide + 20 * m.unit;
  }
  return placed;
}

struct PlacedCard {
  const Card* card;
  int column;
  double top, row_end;  // below the first row's top
};
std::vector<PlacedCard> place_cards(const std::vector<Card>& cards, const Measures& m) {
  std::vector<PlacedCard> placed;
  double top = 0;
  for (std::size_t first = 0, end = 0; first < cards.size(); first = end) {
    std::size_t most_lines = 0;
    for (end = first; end < cards.size() && end < first + kColumns && (end == first || !cards[end].new_row);
         ++end)
      most_lines = std::max(most_lines, cards[end].lines.size());
    const double row_end = top + m.swatch() + (static_cast<double>(most_lines) + 2.6) * m.line();
    for (std::size_t k = first; k < end; ++k)
      placed.push_back({&cards[k], static_cast<int>(k - first), top, row_end});
    top = row_end;
  }
  return placed;
}

PixelRect rect_at(double x, double y, double width, double height) {
  return {static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y)),
          static_cast<int>(std::lround(width)), static_cast<int>(std::lround(height))};
}

void draw_entry(Drawing& drawing, const LegendEntry& entry, double x, double base, const Measures& m) {
  const double middle = base - m.body() / 2;
  if (entry.is_tint) {
    const PixelRect area = rect_at(x, base - 1.2 * m.body(), 26 * m.unit, 1.4 * m.body());
    drawing.fill(area, {196, 150, 126});
    drawing.fill(area, entry.ink, 0.6);
  } else {
    const Point2 ends[2] = {{x + 2 * m.unit, middle}, {x + 25 * m.unit, middle}};
    drawing.outline(ends, false, entry.ink, 2 * m.unit, entry.stroke);
  }
  drawing.text({x + 34 * m.unit, base}, entry.label, m.body(), kInk);
}

void draw_card(Drawing& drawing, const Card& card, double x, double y, const Measures& m) {
  const PixelRect area = rect_at(x, y, m.column(drawing.width()), m.swatch());
  const int rim = std::max(1, static_cast<int>(m.unit));
  drawing.fill({area.x - rim, area.y - rim, area.width + 2 * rim, area.height + 2 * rim}, {176, 178, 180});
  drawing.paste(card.swatch(area.width, area.height), area.x, area.y);
  double base = y + m.swatch() + 1.3 * m.line();
  drawing.text({x, base}, fitted(card.title, area.width, m.body(), Face::kBold), m.body(), kInk, Face::kBold);
  for (const std::string& line : card.lines) {
    base += m.line();
    drawing.text({x, base}, fitted(line, area.width, m.small()), m.small(), kGrey);
  }
}

}  // namespace

Ink ink_of(const LinearRgb& color) {
  static const Code8FromLinear code(ToneCurve::srgb());
  return {code(static_cast<float>(color.r)), code(static_cast<float>(color.g)),
          code(static_cast<float>(color.b))};
}

Drawing draw_panel(const Inspection& inspection, const std::vector<LegendEntry>& legend, int width) {
  const Measures m(width);
  const std::vector<Card> cards = cards_of(inspection);
  const std::vector<PlacedEntry> entries = place_legend(legend, m, width);
  const std::vector<Line> words = words_of(inspection, m, width);
  const std::vector<PlacedCard> placed = place_cards(cards, m);
  const int legend_rows = entries.empty() ? 0 : entries.back().row + 1;

  const double legend_top = m.margin();
  const double head_top = legend_top + legend_rows * 1.4 * m.line() + (legend_rows > 0 ? 0.6 * m.line() : 0);
  const double cards_top = head_top + m.title() + 1.2 * m.line();
  const double words_top = cards_top + placed.back().row_end + 0.5 * m.line();
  const double height = words_top + static_cast<double>(words.size()) * m.line() + m.margin();

  Drawing drawing(width, static_cast<int>(std::ceil(height)), kPaper);
  for (const PlacedEntry& e : entries)
    draw_entry(drawing, *e.entry, e.x, legend_top + m.body() + e.row * 1.4 * m.line(), m);
  const std::string facts = facts_of(inspection);
  const double title_base = head_top + m.title();
  drawing.text({m.margin(), title_base}, "What is seen", m.title(), kInk, Face::kBold);
  drawing.text({width - m.margin() - text_width(facts, m.body()), title_base}, facts, m.body(), kGrey);
  for (const PlacedCard& p : placed)
    draw_card(drawing, *p.card, m.margin() + p.column * (m.column(width) + m.gap()), cards_top + p.top, m);
  double base = words_top + m.body();
  for (const Line& line : words) {
    drawing.text({m.margin(), base}, line.text, m.body(), line.ink);
    base += m.line();
  }
  return drawing;
}

}  // namespace smp
