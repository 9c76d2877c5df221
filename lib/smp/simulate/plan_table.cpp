#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "smp/base/text.h"
#include "smp/simulate/plan_report.h"

namespace smp {
namespace {

constexpr std::size_t kColumns = 100;

// Words of a text in lines of at most `kColumns`, the first after `lead`, the others below its end.
std::string wrapped(const std::string& lead, std::string_view text) {
  std::string out, line = lead;
  const std::string indent(std::min(lead.size(), kColumns / 2), ' ');
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!first && line.size() + 1 + word.size() > kColumns) out += line + "\n", line = indent, first = true;
    line += (first ? "" : " ") + std::string(word);
    first = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + line + "\n";
}

std::string with_spaces(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string money(double amount, const std::string& currency) {
  return fmt::format("{:.2f} {}", amount, escaped(currency, 8));
}

std::string heading(const Simulation& simulation, const std::string& photo_name) {
  std::string out = fmt::format("Plan for {}\n", escaped(photo_name, 80));
  if (simulation.scale.px_per_mm > 0)
    out += fmt::format("{:.3g} px per mm, within {:.1f} %\n", simulation.scale.px_per_mm,
                       100 * simulation.scale.relative_error);
  if (simulation.work.method != "as-given")
    out += fmt::format("Method: {}\n", simulation.work.method == "both" ? "dots and grafts"
                                                                        : simulation.work.method + " only");
  return out;
}

std::string regions_table(const Simulation& simulation) {
  if (simulation.regions.empty()) return {};
  std::string out = fmt::format("\n{:<28}{:>10}{:>12}{:>12}{:>12}{:>12}{:>12}\n", "Region", "cm2",
                                "target/cm2", "native/cm2", "grafts/cm2", "dots/cm2", "dots");
  for (const RegionResult& region : simulation.regions) {
    const RegionReport& r = region.plan;
    out += fmt::format("{:<28}{:>10.1f}{:>12.1f}{:>12.1f}{:>12.1f}{:>12.1f}{:>12}\n", escaped(r.name, 24),
                       r.area_cm2, r.target_per_cm2, r.native_per_cm2, r.grafted_per_cm2,
                       r.area_cm2 > 0 ? static_cast<double>(r.placed) / r.area_cm2 : 0.0, r.placed);
  }
  return out;
}

std::string counts_table(const char* title, const std::vector<DotCount>& counts, std::size_t all) {
  std::string out;
  for (const DotCount& count : counts)
    if (count.impressions > 0)
      out += fmt::format("{:<28}{:>10}{:>11.1f} %\n", escaped(count.name, 24), count.impressions,
                         100.0 * static_cast<double>(count.impressions) / static_cast<double>(all));
  return out.empty() ? out : fmt::format("\n{:<28}{:>10}{:>13}\n", title, "dots", "share") + out;
}

std::string visits_table(const WorkPlan& plan) {
  const bool priced = plan.price && std::any_of(plan.visits.begin(), plan.visits.end(),
                                                [](const VisitWork& work) { return work.price.has_value(); });
  std::string out = fmt::format("\n{:<28}{:>10}{:>12}{:>12}{:>14}{:>22}\n", "Visit", "day", "dots", "hours",
                                "more water", priced ? "price" : "");
  std::uint64_t dots = 0;
  double price = 0;
  for (const VisitWork& work : plan.visits) {
    const char* kind = work.visit.kind == Visit::Kind::kSession ? "session" : "touch-up";
    out += fmt::format("{:<28}{:>10.0f}{:>12}{:>12.1f}{:>12.0f} %{:>22}\n",
                       fmt::format("{} {}", kind, work.visit.number), work.visit.day, work.impressions,
                       work.hours, 100 * work.visit.dilution_offset,
                       work.price ? money(*work.price, plan.currency) : std::string());
    dots += work.impressions, price += work.price.value_or(0);
  }
  return out + fmt::format("{:<28}{:>10}{:>12}{:>12.1f}{:>14}{:>22}\n", "all", "", dots, plan.hours, "",
                           priced ? money(price, plan.currency) : std::string());
}

// "s1 s2 t1": sessions and touch-ups, as many as fit.
std::string short_names(const std::vector<std::size_t>& visits, const WorkPlan& plan) {
  constexpr std::size_t kLongest = 9;
  std::string out;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const Visit& visit = plan.visits[visits[i] - 1].visit;
    if (out.size() > kLongest) return out + fmt::format(" +{}", visits.size() - i);
    out += fmt::format("{}{}{}", out.empty() ? "" : " ", visit.kind == Visit::Kind::kSession ? 's' : 't',
                       visit.number);
  }
  return out;
}

std::string shades_table(const WorkPlan& plan) {
  if (plan.shades.empty()) return {};
  std::string out = fmt::format("\n{:<36}{:>14}{:>12}{:>12}{:>13}{:>13}\n", "Shade, with what visits add",
                                "visits", "water : 1", "dots", "mixed ml", "pigment ml");
  for (const ShadeWork& shade : plan.shades)
    out += fmt::format("{:<36}{:>14}{:>12.2f}{:>12}{:>13.3f}{:>13.3f}\n", escaped(shade.pigment, 34),
                       short_names(shade.visits, plan), shade.dilution, shade.impressions, shade.mixed_ml,
                       shade.pigment_ml);
  return out + fmt::format("{:<36}{:>14}{:>12}{:>12}{:>13.3f}{:>13.3f}\n", "all", "", "", "", plan.mixed_ml,
                           plan.pigment_ml);
}

std::string price_table(const WorkPlan& plan) {
  if (!plan.price) return {};
  std::string out = fmt::format("\n{:<28}{:>10}{:>22}{:>22}\n", "Price", "number", "each", "amount");
  for (const PricePart& part : plan.price->parts)
    out += fmt::format("{:<28}{:>10.{}f}{:>22}{:>22}\n", "per " + part.per, part.quantity,
                       part.quantity == std::floor(part.quantity) ? 0 : 1,
                       money(part.unit_price, plan.currency), money(part.amount, plan.currency));
  return out +
         fmt::format("{:<28}{:>10}{:>22}{:>22}\n", "all", "", "", money(plan.price->total, plan.currency));
}

std::string touch_ups_table(const WorkPlan& plan) {
  if (plan.touch_ups.empty()) return {};
  std::string out = fmt::format("\n{:<28}{:>10}{:>16}{:>20}\n", "Touch-ups", "years", "range", "of the dots");
  for (auto entry = plan.touch_ups.begin(); entry != plan.touch_ups.end(); ++entry) {
    const TouchUpDue& due = *entry;
    std::string range;
    if (!due.asked) {
      const auto next =
          std::find_if(entry, plan.touch_ups.end(), [](const TouchUpDue& later) { return later.asked; });
      const double last = next == plan.touch_ups.end() ? kCalendarYears : next->years;
      range = fmt::format(
          "{} to {}", due.earliest_years ? fmt::format("{:.1f}", *due.earliest_years) : "?",
          due.latest_years ? fmt::format("{:.1f}", *due.latest_years) : fmt::format(">{:.3g}", last));
    }
    out += fmt::format("{:<28}{:>10.1f}{:>16}{:>18.0f} %\n", due.asked ? "asked for" : "due", due.years,
                       range, 100 * due.share);
  }
  return out;
}

using Cell = std::string (*)(const MethodOutcome&, const std::string& currency);
struct Row {
  const char* title;
  Cell cell;
};
constexpr std::array kRows = {
    Row{"dots", [](const MethodOutcome& o, const std::string&) { return fmt::format("{}", o.dots); }},
    Row{"grafts", [](const MethodOutcome& o, const std::string&) { return fmt::format("{}", o.grafts); }},
    Row{"sessions with needles",
        [](const MethodOutcome& o, const std::string&) { return fmt::format("{}", o.sessions); }},
    Row{"surgical sessions",
        [](const MethodOutcome& o, const std::string&) { return fmt::format("{}", o.surgeries); }},
    Row{"hours with needles",
        [](const MethodOutcome& o, const std::string&) { return fmt::format("{:.1f}", o.hours); }},
    Row{"months to the final look",
        [](const MethodOutcome& o, const std::string&) { return fmt::format("{:.1f}", o.months); }},
    Row{"reached per cm2",
        [](const MethodOutcome& o, const std::string&) { return fmt::format("{:.1f}", o.reached_per_cm2); }},
    Row{"missing units",
        [](const MethodOutcome& o, const std::string&) { return fmt::format("{:.0f}", o.missing_units); }},
    Row{"reads", [](const MethodOutcome& o, const std::string&) { return o.look; }},
    Row{"price",
        [](const MethodOutcome& o, const std::string& currency) {
          return o.price ? money(*o.price, currency) : std::string("-");
        }},
};

std::string methods_table(const Simulation& simulation) {
  if (!simulation.methods) return {};
  const MethodComparison& all = *simulation.methods;
  std::string out = fmt::format("\n{:<28}", fmt::format("Goal of {:.1f} per cm2 by", all.goal_per_cm2));
  for (const MethodOutcome& outcome : all.outcomes) out += fmt::format("{:>22}", outcome.method);
  out += "\n";
  for (const Row& row : kRows) {
    out += fmt::format("{:<28}", row.title);
    for (const MethodOutcome& outcome : all.outcomes)
      out += fmt::format("{:>22}", row.cell(outcome, simulation.work.currency));
    out += "\n";
  }
  for (const MethodOutcome& outcome : all.outcomes)
    for (const MethodLimit& limit : outcome.limits)
      out += wrapped(fmt::format("  {:<8}", outcome.method + ":"), limit.message);
  return out;
}

std::string rules_list(const Simulation& simulation) {
  std::vector<PlanRule> rules = simulation.work.rules;
  if (simulation.methods)
    rules.insert(rules.end(), simulation.methods->rules.begin(), simulation.methods->rules.end());
  std::string out = "\nReckoned with\n";
  for (const PlanRule& rule : rules) {
    const std::string trust = trust_name(rule.trust);
    const std::string basis = trust.empty()         ? rule.source
                              : rule.source.empty() ? trust
                                                    : trust + ", " + rule.source;
    out += wrapped(fmt::format("  {:<20} {:>8.4g} {:<9} ", with_spaces(rule.name), rule.value, rule.unit),
                   fmt::format("{} [{}]", rule.meaning, escaped(basis, 160)));
  }
  return out;
}

std::string advisories_list(const std::vector<Advisory>& advisories) {
  if (advisories.empty()) return {};
  std::string out = "\nAdvisories\n";
  for (const Advisory& a : advisories)
    out += wrapped(fmt::format("  {:<8} {:<24} ", a.severity, a.code), escaped(a.message, 400));
  return out;
}

// No line ends in spaces that a short last column leaves.
std::string trimmed_lines(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out.erase(out.find_last_not_of(' ') + 1);
    out += c;
  }
  return out;
}

}  // namespace

std::string plan_table(const Simulation& simulation, const std::string& photo_name) {
  const WorkPlan& work = simulation.work;
  const std::size_t dots = simulation.treatment.impressions.size();
  return trimmed_lines(heading(simulation, photo_name) + regions_table(simulation) +
                       counts_table("Zone", work.zones, dots) + counts_table("Needle", work.needles, dots) +
                       visits_table(work) + shades_table(work) + price_table(work) + touch_ups_table(work) +
                       methods_table(simulation) + rules_list(simulation) +
                       advisories_list(simulation.advisories));
}

}  // namespace smp
