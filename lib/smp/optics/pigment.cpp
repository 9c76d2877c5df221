#include "smp/optics/pigment.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/base/text.h"

namespace smp {
namespace {

constexpr std::size_t kMostParts = 8;

// The weaker of two: a mixture is no better known than its parts.
Basis basis_of_mix(const Basis& a, const Basis& b) {
  const Trust trust = static_cast<int>(a.trust) > static_cast<int>(b.trust) ? a.trust : b.trust;
  return {trust, a.source == b.source ? a.source : a.source + "; " + b.source};
}

constexpr double PigmentAgeing::*kAgeingRates[] = {
    &PigmentAgeing::growth_per_year, &PigmentAgeing::usual_growth, &PigmentAgeing::free_spread,
    &PigmentAgeing::drift_per_year, &PigmentAgeing::oxide_share};

void add_ageing(double weight, const PigmentAgeing& part, PigmentAgeing& sum) {
  for (const auto rate : kAgeingRates) sum.*rate += weight * part.*rate;
  sum.basis = basis_of_mix(sum.basis, part.basis);
}

Basis basis(Trust trust, const char* source) {
  Basis out;
  out.trust = trust;
  out.source = source;
  return out;
}

// mu_healed is tuned so that dilutions 6, 12, 18 and 24 give 16, 8.6, 5.9 and 4.5 per mm.
Pigment carbon_black() {
  Pigment p;
  p.name = "carbon-black";
  p.kappa_basis =
      basis(Trust::kMeasured, "the reference; falls as 1/wavelength (Bond & Bergstrom 2006, optics notes 2)");
  p.mu_basis = basis(Trust::kAssumption, "design notes 3.4");
  p.fade_basis = basis(Trust::kDerived, "half left after 5 years, the median touch-up (domain notes 7)");
  p.ageing.basis =
      basis(Trust::kPractitioners, "at the right depth neutral, only gets lighter (domain notes 5)");
  return p;
}

Pigment brown_oxide() {
  Pigment p;
  p.name = "brown-oxide";
  p.kappa = {0.433, 1.074, 1.633};
  p.fade_per_year = 0.20;
  p.kappa_basis = basis(Trust::kAssumption, "Monte Carlo with an assumed absorption curve (optics notes 7)");
  p.mu_basis = basis(Trust::kAssumption, "design notes 3.4");
  p.fade_basis =
      basis(Trust::kAssumption, "said to leave before carbon; trade sources disagree (optics notes 6)");
  p.ageing.oxide_share = 1;
  p.ageing.basis = basis(Trust::kPractitioners, "a laser darkens iron oxide at first (domain notes 8)");
  return p;
}

Pigment tattoo_black() {
  Pigment p;
  p.name = "tattoo-black";
  p.fade_per_year = 0.03;
  p.ageing.growth_per_year = 0.10;
  p.ageing.usual_growth = 0;
  p.ageing.free_spread = 1;
  p.ageing.drift_per_year = 0.30;
  p.kappa_basis = basis(Trust::kAssumption, "carbon black when new");
  p.mu_basis = basis(Trust::kAssumption, "as strong as carbon-black");
  p.fade_basis = basis(Trust::kAssumption, "tattoos last for decades; no number found");
  p.ageing.basis =
      basis(Trust::kAssumption,
            "upper end of 1 to 10 % growth; blue-green after months to years (domain notes 5, 7)");
  return p;
}

std::vector<Pigment> make_catalogue() {
  const Pigment carbon = carbon_black(), oxide = brown_oxide();
  std::vector<Pigment> catalogue = {carbon, oxide, tattoo_black()};
  for (const int percent : {15, 30, 45, 60}) {
    // Equal strengths: the share of the volume is the share of the absorption at 550 nm.
    const std::array<PigmentPart, 2> parts = {{{carbon, 100.0 - percent}, {oxide, double(percent)}}};
    Pigment mix = mix_pigments("black-brown-" + std::to_string(percent), parts);
    mix.kappa_basis.trust = mix.fade_basis.trust = mix.ageing.basis.trust = Trust::kAssumption;
    mix.kappa_basis.source = fmt::format("mix of the house, {} % brown; absorption adds", percent);
    mix.fade_basis.source = mix.ageing.basis.source = "of its parts, by absorption";
    catalogue.push_back(mix);
  }
  return catalogue;
}

[[noreturn]] void refuse(const std::string& where, std::string cause, std::string advice = {}) {
  throw Error(ErrorKind::kBadInput, {"", where, std::move(cause), std::move(advice)});
}

const Pigment& find_or_refuse(std::string_view name, std::span<const Pigment> own, const std::string& where) {
  for (const Pigment& pigment : own)
    if (pigment.name == name) return pigment;
  if (const Pigment* pigment = find_pigment(name)) return *pigment;
  std::vector<std::string> known = known_pigment_names();
  for (const Pigment& pigment : own) known.push_back(pigment.name);
  const std::string near = nearest_word(name, known);
  refuse(where, "unknown pigment " + quoted(std::string(name)),
         near.empty() ? "" : "did you mean " + quoted(near) + "?");
}

// "name:share"
PigmentPart read_part(std::string_view text, std::span<const Pigment> own, const std::string& where) {
  const std::size_t colon = text.find(':');
  const std::string_view number = text.substr(colon == std::string_view::npos ? text.size() : colon + 1);
  double share = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), share);
  if (error != std::errc() || end != number.data() + number.size() || !(share > 0) || !(share <= 1000))
    refuse(where, "mixture part " + quoted(std::string(text)) + " needs a share above 0",
           "write it like \"carbon-black:0.7+brown-oxide:0.3\"");
  return {find_or_refuse(text.substr(0, colon), own, where), share};
}

std::string ageing_told(const PigmentAgeing& ageing) {
  std::string text = ageing.usual_growth > 0
                         ? "spreads as the timeline says"
                         : fmt::format("spreads {:.3g} % a year", 100 * ageing.growth_per_year);
  if (ageing.free_spread > 0) text += ", darkening the field";
  if (ageing.drift_per_year > 0)
    text += fmt::format(", loses {:.3g} % of its blue a year", -100 * std::expm1(-ageing.drift_per_year));
  if (ageing.oxide_share > 0) text += fmt::format(", {:.3g} % iron oxide", 100 * ageing.oxide_share);
  return text;
}

}  // namespace

const std::vector<Pigment>& pigment_catalogue() {
  static const std::vector<Pigment> catalogue = make_catalogue();
  return catalogue;
}

const Pigment* find_pigment(std::string_view name) {
  for (const Pigment& pigment : pigment_catalogue())
    if (pigment.name == name) return &pigment;
  return nullptr;
}

std::vector<std::string> known_pigment_names() {
  std::vector<std::string> names;
  for (const Pigment& pigment : pigment_catalogue()) names.push_back(pigment.name);
  return names;
}

double oxide_share_of(const PerChannel& kappa) {
  if (!(kappa[2] > kappa[0])) return 0;
  const PerChannel& oxide = find_pigment("brown-oxide")->kappa;
  return std::min(1.0, std::log(kappa[2] / kappa[0]) / std::log(oxide[2] / oxide[0]));
}

Pigment mix_pigments(const std::string& name, std::span<const PigmentPart> parts) {
  if (parts.empty()) throw InvalidArgument("a mixture needs at least one pigment");
  double sum = 0;
  for (const PigmentPart& part : parts) {
    if (!(part.share > 0)) throw InvalidArgument("shares of a mixture must be above 0");
    sum += part.share;
  }
  Pigment mix = parts.front().pigment;
  mix.name = name;
  mix.mu_healed_per_mm = 0;
  mix.fade_per_year = 0;
  mix.kappa = {};
  const Basis first = mix.ageing.basis;
  mix.ageing = {.usual_growth = 0, .basis = first};
  for (const PigmentPart& part : parts) {
    const double mu = part.share / sum * part.pigment.mu_healed_per_mm;
    mix.mu_healed_per_mm += mu;
    mix.fade_per_year += mu * part.pigment.fade_per_year;
    for (std::size_t c = 0; c < 3; ++c) mix.kappa[c] += mu * part.pigment.kappa[c];
    mix.kappa_basis = basis_of_mix(mix.kappa_basis, part.pigment.kappa_basis);
    mix.mu_basis = basis_of_mix(mix.mu_basis, part.pigment.mu_basis);
    mix.fade_basis = basis_of_mix(mix.fade_basis, part.pigment.fade_basis);
    add_ageing(mu, part.pigment.ageing, mix.ageing);
  }
  mix.fade_per_year /= mix.mu_healed_per_mm;
  for (double& kappa : mix.kappa) kappa /= mix.mu_healed_per_mm;
  for (const auto rate : kAgeingRates) mix.ageing.*rate /= mix.mu_healed_per_mm;
  return mix;
}

std::string mix_name(std::span<const PigmentPart> parts) {
  double sum = 0;
  for (const PigmentPart& part : parts) sum += part.share;
  std::string text, alone;
  std::size_t count = 0;
  for (const PigmentPart& part : parts) {
    const double share = std::round(100 * part.share / sum) / 100;
    if (!(share > 0)) continue;
    text += (count++ ? "+" : "") + part.pigment.name + ":" + fmt::format("{:.2f}", share);
    alone = part.pigment.name;
  }
  return count == 1 ? alone : text;
}

std::vector<PigmentPart> parts_of_pigment(std::string_view name, std::span<const Pigment> own,
                                          const std::string& where) {
  if (name.find_first_of(":+") == std::string_view::npos) return {{find_or_refuse(name, own, where), 1}};
  std::vector<PigmentPart> parts;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('+', at), name.size());
    if (parts.size() == kMostParts) refuse(where, "mixture has more than 8 pigments");
    parts.push_back(read_part(name.substr(at, end - at), own, where));
    at = end + 1;
  }
  return parts;
}

Pigment resolve_pigment(std::string_view name, std::span<const Pigment> own, const std::string& where) {
  const std::vector<PigmentPart> parts = parts_of_pigment(name, own, where);
  return parts.size() == 1 && parts[0].pigment.name == name ? parts[0].pigment
                                                            : mix_pigments(std::string(name), parts);
}

std::string pigment_reference_markdown() {
  std::string text =
      "| pigment | absorption R, G, B (carbon = 1) | basis | undiluted, healed, at 550 nm, per mm | basis | "
      "fades a year | basis | ageing | basis |\n|---|---|---|---|---|---|---|---|---|\n";
  const auto told = [](const Basis& b) { return std::string(trust_name(b.trust)) + ": " + b.source; };
  for (const Pigment& p : pigment_catalogue())
    text += fmt::format("| `{}` | {:.3g}, {:.3g}, {:.3g} | {} | {:.3g} | {} | {:.3g} % | {} | {} | {} |\n",
                        p.name, p.kappa[0], p.kappa[1], p.kappa[2], told(p.kappa_basis), p.mu_healed_per_mm,
                        told(p.mu_basis), 100 * p.fade_per_year, told(p.fade_basis), ageing_told(p.ageing),
                        told(p.ageing.basis));
  return text;
}

}  // namespace smp
