// The lines are those of the JSON, so that no value is told in one of them alone.
#include <array>
#include <string_view>

#include <nlohmann/json.hpp>

#include "smp/simulate/plan_report.h"

namespace smp {
namespace {

using Json = nlohmann::ordered_json;

// Units by the end of a key; the first that fits.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kUnits = {
    {{"px_per_mm", "px per mm"},
     {"mu_per_mm", "per mm"},
     {"_per_cm2", "per cm2"},
     {"_cm2", "cm2"},
     {"_mm", "mm"},
     {"_ml", "ml"},
     {"_px", "px"},
     {"hours", "hours"},
     {"months", "months"},
     {"years", "years"},
     {"day", "days"},
     {"dilution", "parts of water"}}};

bool is_money(std::string_view key) {
  return key == "price" || key == "unit_price" || key == "amount" || key == "total";
}

std::string quoted_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string text_of(const Json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// What tells an entry of a list from the others.
std::string label_of(const Json& entry, std::size_t index) {
  if (entry.contains("number") && entry.contains("kind"))
    return text_of(entry["kind"]) + "-" + text_of(entry["number"]);
  for (const char* key : {"name", "code", "per"})
    if (entry.contains(key) && !text_of(entry[key]).empty()) return text_of(entry[key]);
  return std::to_string(index + 1);
}

class Lines {
 public:
  explicit Lines(std::string currency) : currency_(std::move(currency)) {}

  void add(const std::string& section, const std::string& name, const Json& object) {
    for (const auto& [key, value] : object.items()) {
      if (value.is_object())
        add(joined(section, key), name, value);
      else if (value.is_array())
        add_list(joined(section, key), name, value);
      else if (key != "unit")
        line(section, name, key, text_of(value), unit_of(key, object));
    }
  }
  std::string text() && { return std::move(text_); }

 private:
  static std::string joined(const std::string& a, const std::string& b) {
    return a.empty() ? b : a + "." + b;
  }

  void add_list(const std::string& section, const std::string& owner, const Json& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string label = list[i].is_object() ? label_of(list[i], i) : std::to_string(i + 1);
      if (list[i].is_object())
        add(section, joined(owner, label), list[i]);
      else
        line(section, joined(owner, label), list[i].is_string() ? "text" : "value", text_of(list[i]), "");
    }
  }
  std::string unit_of(std::string_view key, const Json& object) const {
    if (key == "value" && object.contains("unit")) return text_of(object["unit"]);
    if (is_money(key)) return currency_;
    for (const auto& [end, unit] : kUnits)
      if (key.ends_with(end)) return std::string(unit);
    return {};
  }
  void line(const std::string& section, const std::string& name, const std::string& key,
            const std::string& value, const std::string& unit) {
    text_ += quoted_field(section.empty() ? "plan" : section) + "," + quoted_field(name) + "," +
             quoted_field(key) + "," + quoted_field(value) + "," + quoted_field(unit) + "\r\n";
  }

  std::string currency_, text_ = "section,name,key,value,unit\r\n";
};

}  // namespace

std::string plan_csv(const Simulation& simulation, const std::string& photo_name) {
  Lines lines(simulation.work.currency);
  lines.add("", "", Json::parse(plan_json(simulation, photo_name)));
  return std::move(lines).text();
}

}  // namespace smp
