// A dot and a field of dots through healing, ten years and three visits of a laser, as an SVG plot.
#include <cstdio>
#include <functional>

#include "plot.h"
#include "smp/color/lab.h"
#include "smp/optics/dot_profile.h"
#include "smp/optics/field_mean.h"
#include "smp/treatment/appearance.h"

namespace {

constexpr smp::Lab kSkin{60, 12, 16};  // tone III of the optical model
constexpr double kPerCm2 = 110;

// One line of the plots over years.
struct Course {
  std::string label, pigment = "carbon-black", sun = "normal";
  double depth_mm = 0.30;
  bool dashed = false;
};

smp::Timeline timeline_of(const std::string& sun, const std::vector<smp::LaserOptions>& laser = {}) {
  smp::TimelineOptions options;
  options.sessions = std::vector<smp::SessionOptions>{{}};
  options.sun = sun;
  options.laser = laser;
  return smp::lay_timeline(options, {});
}

smp::Appearance look(const smp::Impression& dot, const std::string& pigment, const smp::Timeline& timeline,
                     double day) {
  return smp::appearance(dot, *smp::find_pigment(pigment), timeline, {"", day, true});
}

double mass(const smp::Appearance& dot) { return dot.mu_per_mm * dot.diameter_mm * dot.diameter_mm; }
double mass(const smp::Impression& dot) { return dot.mu_per_mm * dot.diameter_mm * dot.diameter_mm; }

smp::Deposit deposit(const smp::Appearance& dot) {
  smp::Deposit out{dot.depth_mm, dot.diameter_mm, dot.kappa};
  for (double& mu : out.mu_per_mm) mu *= dot.mu_per_mm;
  return out;
}

smp::Lab seen_through(const smp::PerChannel& light) {
  const smp::LinearRgb skin = smp::linear_from_lab(kSkin);
  return smp::lab_from_linear({skin.r * light[0], skin.g * light[1], skin.b * light[2]});
}

double field_contrast(const smp::Appearance& dot) {
  const smp::FieldMean field({.diameters = {{dot.diameter_mm, 1}}, .depth_mm = dot.depth_mm},
                             smp::ita_deg(kSkin));
  const std::vector<smp::FieldShade> shades = {{deposit(dot).mu_per_mm, 1}};
  return smp::delta_e_2000(kSkin, seen_through(field.mean(kPerCm2, shades)));
}

// Light of the middle of a dot, with what is in the epidermis.
smp::PerChannel middle(const smp::DotOptics& optics, const smp::Appearance& dot) {
  smp::PerChannel light = optics.drop(deposit(dot))[0], above{};
  const double mu = dot.surface_mu_per_mm;
  if (mu > 0) above = optics.drop({smp::kEpidermisDepthMm, dot.surface_diameter_mm, {mu, mu, mu}})[0];
  for (std::size_t c = 0; c < 3; ++c) light[c] = (1 - light[c]) * (1 - above[c]);
  return light;
}

double density(const smp::PerChannel& light) {
  return -std::log10(0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]);
}

std::vector<plot::Series> healing(const smp::DotOptics& optics) {
  const smp::Timeline timeline = timeline_of("normal");
  const smp::Impression dot;
  const double healed = density(middle(optics, look(dot, "carbon-black", timeline, smp::kHealingDays)));
  std::vector<plot::Series> out = {{"diameter", plot::colors()[0], {}},
                                   {"pigment in the dermis", plot::colors()[1], {}},
                                   {"density of the middle", plot::colors()[2], {}},
                                   {"redness, 1 at first", plot::colors()[3], {}, true}};
  for (double day = 0; day <= smp::kHealingDays; day += 0.5) {
    const smp::Appearance now = look(dot, "carbon-black", timeline, day);
    out[0].points.push_back({day, now.diameter_mm / dot.diameter_mm});
    out[1].points.push_back({day, mass(now) / mass(dot)});
    out[2].points.push_back({day, density(middle(optics, now)) / healed});
    out[3].points.push_back({day, now.redness});
  }
  return out;
}

// Mean over dots: each has its own luck.
std::vector<plot::Series> laser() {
  struct Kind {
    const char *label, *kind, *pigment;
    double depth_mm;
  };
  std::vector<plot::Series> out;
  for (const Kind& k : {Kind{"carbon, picosecond", "picosecond", "carbon-black", 0.3},
                        {"carbon, Q-switched", "q-switched", "carbon-black", 0.3},
                        {"carbon 0.7 mm deep, picosecond", "picosecond", "carbon-black", 0.7},
                        {"brown oxide, picosecond", "picosecond", "brown-oxide", 0.3}}) {
    const smp::Timeline timeline = timeline_of("normal", {{.kind = k.kind, .visits = 3, .gap_days = 60}});
    out.push_back({k.label, plot::colors()[out.size()], {}});
    for (double day = 0; day <= 210; day += 2) {
      double share = 0;
      for (std::uint32_t id = 0; id < 400; ++id) {
        const smp::Impression dot{.id = id, .depth_mm = k.depth_mm};
        share += mass(look(dot, k.pigment, timeline, timeline.laser[0].day + day)) /
                 mass(look(dot, k.pigment, timeline, timeline.laser[0].day)) / 400;
      }
      out.back().points.push_back({day, share});
    }
  }
  return out;
}

// A value over ten years, healed dots of 1 : 9, one line a course.
std::vector<plot::Series> over_years(const std::vector<Course>& courses,
                                     const std::function<double(const smp::Appearance&)>& value) {
  std::vector<plot::Series> out;
  for (const Course& course : courses) {
    const smp::Timeline timeline = timeline_of(course.sun);
    const smp::Impression dot{.depth_mm = course.depth_mm, .mu_per_mm = 11.2};
    out.push_back({course.label, plot::colors()[out.size() % plot::colors().size()], {}, course.dashed});
    for (double years = 0; years <= 10; years += years < 1 ? 0.125 : 0.5)
      out.back().points.push_back(
          {years, value(look(dot, course.pigment, timeline, smp::kHealingDays + years * smp::kDaysPerYear))});
  }
  return out;
}

}  // namespace

int main() {
  const smp::DotOptics optics(smp::ita_deg(kSkin));
  const std::vector<Course> courses = {{.label = "carbon, shaded", .sun = "shaded"},
                                       {.label = "carbon, normal sun"},
                                       {.label = "carbon, heavy sun", .sun = "heavy"},
                                       {.label = "brown oxide", .pigment = "brown-oxide"},
                                       {.label = "carbon 0.2 mm deep", .depth_mm = 0.2, .dashed = true},
                                       {.label = "carbon 0.6 mm deep", .depth_mm = 0.6, .dashed = true},
                                       {.label = "tattoo black", .pigment = "tattoo-black", .dashed = true}};
  const plot::Axis years{"years after healing", 0, 10, 2};
  const double wide = 230, high = 210, left[3] = {70, 380, 690}, top[2] = {40, 420};
  plot::Svg svg(960, 760);

  const std::vector<plot::Series> fresh = healing(optics), cleared = laser();
  svg.lines(left[0], top[0], wide, high, "Healing, relative to healed", {"days", 0, 28, 7}, {"", 0, 1.8, 0.2},
            fresh);
  svg.legend(left[0] + 80, top[0] + 130, fresh);
  svg.lines(left[1], top[0], wide, high, "Pigment left by three laser visits", {"days", 0, 210, 30},
            {"", 0, 1.4, 0.2}, cleared);
  svg.legend(left[1] + 20, top[0] + high + 56, cleared);
  svg.lines(
      left[2], top[0], wide, high, "b* of a dot's middle", years, {"", 2, 16, 2},
      over_years(courses, [&](const smp::Appearance& dot) { return seen_through(middle(optics, dot)).b; }));

  const std::vector<plot::Series> width =
      over_years(courses, [](const smp::Appearance& dot) { return dot.diameter_mm / 0.25; });
  svg.lines(left[0], top[1], wide, high, "Diameter, relative to healed", years, {"", 1, 2.6, 0.2}, width);
  svg.lines(left[1], top[1], wide, high, "Pigment left", years, {"", 0, 1, 0.2},
            over_years(courses, [](const smp::Appearance& dot) { return mass(dot) / (11.2 * 0.25 * 0.25); }));
  svg.lines(left[2], top[1], wide, high, "Field against bare skin", years, {"dE2000", 0, 5, 1},
            over_years(courses, field_contrast));
  const auto second = width.begin() + 4;
  svg.legend(left[0] + 20, top[1] + high + 60, {width.begin(), second});
  svg.legend(left[1] + 20, top[1] + high + 60, {second, width.end()});
  std::fputs(svg.str().c_str(), stdout);
  return 0;
}
