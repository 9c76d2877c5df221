#include "smp/treatment/impression.h"

#include <cmath>

#include <fmt/format.h>

namespace smp {
namespace {

double rounded(double value, double per_unit) {
  const double r = std::round(value * per_unit) / per_unit;
  return r == 0 ? 0 : r;  // no minus zero
}

// RFC 4180: quoted where the text holds a separator, a quote or a line break.
std::string csv_text(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::vector<std::string> csv_texts(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) out.push_back(csv_text(text));
  return out;
}

}  // namespace

void round_to_record(Impression& i) {
  i.position_px = {rounded(i.position_px.x, 1e3), rounded(i.position_px.y, 1e3)};
  i.position_mm = {rounded(i.position_mm.x, 1e3), rounded(i.position_mm.y, 1e3),
                   rounded(i.position_mm.z, 1e3)};
  i.diameter_mm = rounded(i.diameter_mm, 1e4);
  i.depth_mm = rounded(i.depth_mm, 1e4);
  i.tilt_deg = rounded(i.tilt_deg, 1e2);
  i.azimuth_deg = rounded(i.azimuth_deg, 1e2);
  i.dilution = rounded(i.dilution, 1e4);
  i.mu_per_mm = rounded(i.mu_per_mm, 1e4);
}

std::string impressions_csv(const Treatment& treatment) {
  const auto regions = csv_texts(treatment.regions), needles = csv_texts(treatment.needles),
             pigments = csv_texts(treatment.pigments);
  fmt::memory_buffer out;
  const auto to = std::back_inserter(out);
  fmt::format_to(to,
                 "id,region,session,x_px,y_px,x_mm,y_mm,z_mm,needle,diameter_mm,depth_mm,tilt_deg,azimuth_"
                 "deg,pigment,dilution,mu_per_mm,scarred\n");
  for (const Impression& i : treatment.impressions)
    fmt::format_to(
        to,
        "{},{},{},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{},{:.4f},{:.4f},{:.2f},{:.2f},{},{:.4f},{:.4f},{}\n",
        i.id, regions[i.region], i.session, i.position_px.x, i.position_px.y, i.position_mm.x,
        i.position_mm.y, i.position_mm.z, needles[i.needle], i.diameter_mm, i.depth_mm, i.tilt_deg,
        i.azimuth_deg, pigments[i.pigment], i.dilution, i.mu_per_mm, i.scarred ? 1 : 0);
  return fmt::to_string(out);
}

std::string impressions_svg(const Treatment& treatment, int width_px, int height_px, double px_per_mm) {
  fmt::memory_buffer out;
  const auto to = std::back_inserter(out);
  fmt::format_to(
      to,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\">\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"none\" stroke=\"#888\"/>\n<g fill=\"#222\">\n",
      width_px, height_px);
  for (const Impression& i : treatment.impressions) {
    const double minor = 0.5 * i.diameter_mm * px_per_mm;
    const double major = minor / std::cos(radians(std::min(80.0, i.tilt_deg)));
    if (i.tilt_deg == 0)
      fmt::format_to(to, "<circle cx=\"{:.3f}\" cy=\"{:.3f}\" r=\"{:.3f}\"/>\n", i.position_px.x,
                     i.position_px.y, minor);
    else
      fmt::format_to(to,
                     "<ellipse cx=\"{0:.3f}\" cy=\"{1:.3f}\" rx=\"{2:.3f}\" ry=\"{3:.3f}\" "
                     "transform=\"rotate({4:.2f} {0:.3f} {1:.3f})\"/>\n",
                     i.position_px.x, i.position_px.y, major, minor, i.azimuth_deg);
  }
  fmt::format_to(to, "</g>\n</svg>\n");
  return fmt::to_string(out);
}

}  // namespace smp
