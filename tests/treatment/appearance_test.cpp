#include "smp/treatment/appearance.h"

#include <cmath>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "looks.h"
#include "smp/color/lab.h"
#include "smp/optics/dot_profile.h"
#include "smp/optics/field_mean.h"

namespace smp {
namespace {

using namespace testing;

constexpr LinearRgb kSkin{0.35, 0.25, 0.18};

Deposit deposit(const Appearance& look) {
  Deposit out{look.depth_mm, look.diameter_mm, look.kappa};
  for (double& mu : out.mu_per_mm) mu *= look.mu_per_mm;
  return out;
}

// What a dot takes of a channel's light, in mm^2.
PerChannel missing_light(const DotOptics& optics, const Deposit& dot) {
  const auto drop = optics.drop(dot);
  const auto radii = optics.radii_mm();
  PerChannel sum{};
  for (std::size_t i = 0; i + 1 < radii.size(); ++i)
    for (std::size_t c = 0; c < 3; ++c)
      sum[c] += kPi * (radii[i + 1] - radii[i]) * (radii[i] * drop[i][c] + radii[i + 1] * drop[i + 1][c]);
  return sum;
}

// Of the light in the middle of a dot, with what is in the epidermis.
PerChannel middle(const DotOptics& optics, const Appearance& look) {
  const PerChannel dermal = optics.drop(deposit(look))[0];
  PerChannel surface{};
  const double mu = look.surface_mu_per_mm;
  if (mu > 0) surface = optics.drop({kEpidermisDepthMm, look.surface_diameter_mm, {mu, mu, mu}})[0];
  PerChannel left;
  for (std::size_t c = 0; c < 3; ++c) left[c] = (1 - dermal[c]) * (1 - surface[c]);
  return left;
}

double density(const PerChannel& light) {
  return -std::log10(0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]);
}

Lab lab_of(const PerChannel& light) {
  return lab_from_linear({kSkin.r * light[0], kSkin.g * light[1], kSkin.b * light[2]});
}

void expect_record(const Appearance& look, const Impression& dot, const Pigment& pigment) {
  EXPECT_TRUE(look.made);
  EXPECT_EQ(look.diameter_mm, dot.diameter_mm);
  EXPECT_EQ(look.depth_mm, dot.depth_mm);
  EXPECT_EQ(look.mu_per_mm, dot.mu_per_mm);
  EXPECT_EQ(look.kappa, pigment.kappa);
  EXPECT_EQ(look.surface_mu_per_mm, 0);
  EXPECT_EQ(look.redness, 0);
}

TEST(Appearance, HealedIsTheRecordToTheBit) {
  TimelineOptions options;
  options.touch_ups = {{.year = 4}};
  const Timeline timeline = timeline_of(options);
  for (const Pigment& pigment : pigment_catalogue())
    for (const double mu : {0.3, 4.5, 8.6, 112.0})
      for (const std::uint16_t session : {1, 2, 3}) {
        const Impression dot{
            .id = 5, .session = session, .diameter_mm = 0.213, .depth_mm = 0.61, .mu_per_mm = mu};
        expect_record(appearance(dot, pigment, timeline, moment_named("healed", timeline)), dot, pigment);
      }
  // Early sessions are healed before the last one is; a touch-up heals years later.
  expect_record(on_day({.session = 1}, 28, timeline), {}, carbon());
  expect_record(on_day({.session = 1}, 40, timeline), {}, carbon());
  const Impression later{.session = 4, .mu_per_mm = 11.1};
  expect_record(appearance(later, carbon(), timeline, moment_named("touch-up-1", timeline)), later, carbon());
}

TEST(Appearance, DotsAreThereFromTheirVisitOn) {
  const Timeline timeline = timeline_of();
  const auto made = [&](std::uint16_t session, const char* name) {
    return appearance({.session = session}, carbon(), timeline, moment_named(name, timeline)).made;
  };
  EXPECT_FALSE(made(1, "before"));
  EXPECT_TRUE(made(1, "session-1-fresh"));
  EXPECT_FALSE(made(2, "session-1"));
  EXPECT_TRUE(made(2, "session-2-fresh"));
  EXPECT_FALSE(made(3, "session-2"));
  EXPECT_FALSE(made(3, "0d"));
  EXPECT_TRUE(made(3, "fresh"));
}

// Domain notes 1.5 and optics notes 6.
TEST(Healing, StartsWiderDarkerRedderAndHeavier) {
  const Timeline timeline = timeline_of();
  const DotOptics optics(35);
  const Impression dot = reference_dot();
  const Appearance fresh = on_day(dot, 28, timeline), healed = on_day(dot, 56, timeline);
  EXPECT_NEAR(fresh.diameter_mm, 1.6 * 0.25, 1e-12);
  EXPECT_NEAR(mass(fresh), 1.5 * mass(dot), 1e-12);
  EXPECT_EQ(fresh.redness, 1);
  EXPECT_GT(fresh.surface_mu_per_mm, 0);
  EXPECT_NEAR(density(middle(optics, fresh)) / density(middle(optics, healed)), 1.4, 0.01);
}

TEST(Healing, FreshStrengthHoldsOverUsualDots) {
  const DotOptics optics(35);
  for (const double strength : {1.4, 1.8}) {
    TimelineOptions options;
    options.healing.fresh_strength = strength;
    const Timeline timeline = timeline_of(options);
    double sum = 0;
    int count = 0;
    for (const double depth_mm : {0.25, 0.30, 0.35})
      for (const double diameter_mm : {0.18, 0.25, 0.32})
        for (const double mu : {4.5, 8.6, 16.0}) {
          const Impression dot{
              .session = 3, .diameter_mm = diameter_mm, .depth_mm = depth_mm, .mu_per_mm = mu};
          const double ratio = density(middle(optics, on_day(dot, 28, timeline))) /
                               density(middle(optics, on_day(dot, 56, timeline)));
          sum += ratio, ++count;
          // The swollen deposit in the dermis alone makes small dark ones up to 1.8 times as dense.
          EXPECT_GT(ratio, 0.88 * strength) << depth_mm << " " << diameter_mm << " " << mu;
          EXPECT_LT(ratio, std::max(1.82, 1.12 * strength)) << depth_mm << " " << diameter_mm << " " << mu;
        }
    EXPECT_NEAR(sum / count, strength, 0.06 * strength);
  }
}

TEST(Healing, FollowsTheTableOfTheDomainNotes) {
  const Timeline timeline = timeline_of();
  const DotOptics optics(35);
  const Impression dot = reference_dot();
  double last_density = INFINITY, last_diameter = INFINITY, last_mass = INFINITY, last_redness = INFINITY;
  const double healed = density(middle(optics, on_day(dot, 56, timeline)));
  for (double age = 0; age <= 28; age += 0.5) {
    const Appearance look = on_day(dot, 28 + age, timeline);
    const double now = density(middle(optics, look));
    EXPECT_LE(now, last_density + 1e-9) << age;
    EXPECT_GE(now, healed - 1e-9) << age;
    EXPECT_LE(look.diameter_mm, last_diameter);
    EXPECT_LE(mass(look), last_mass + 1e-12);
    EXPECT_GE(mass(look), mass(dot) - 1e-12);
    EXPECT_LE(look.redness, last_redness);
    last_density = now, last_diameter = look.diameter_mm, last_mass = mass(look), last_redness = look.redness;
  }
  EXPECT_EQ(on_day(dot, 32, timeline).redness, 0);
  EXPECT_GT(on_day(dot, 31, timeline).redness, 0);
  EXPECT_LT(on_day(dot, 38, timeline).diameter_mm, 1.12 * 0.25);
  EXPECT_GT(density(middle(optics, on_day(dot, 35, timeline))), 1.15 * healed);
  EXPECT_EQ(on_day(dot, 28 + 27.9, timeline).surface_mu_per_mm, 0);
}

TEST(Appearance, HasNoJumps) {
  TimelineOptions options = with_laser("picosecond", 3, 0.5);
  options.sun = "heavy";
  const Timeline timeline = timeline_of(options);
  for (const Pigment& pigment : pigment_catalogue())
    for (const double depth_mm : {0.3, 0.7})
      for (const double mu : {2.0, 8.6, 60.0}) {
        const Impression dot{.id = 9, .session = 3, .depth_mm = depth_mm, .mu_per_mm = mu};
        std::optional<Appearance> last;
        for (double day = 28; day < 28 + 3 * 366; day += 0.125) {
          const Appearance look = on_day(dot, day, timeline, pigment);
          if (last) {
            EXPECT_NEAR(look.diameter_mm / last->diameter_mm, 1, 0.02) << day;
            EXPECT_NEAR(mass(look) / mass(*last), 1, 0.05) << day;
            EXPECT_NEAR(look.surface_mu_per_mm, last->surface_mu_per_mm, 0.05 + 0.05 * mu) << day;
            EXPECT_NEAR(look.redness, last->redness, 0.06) << day;
            for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(look.kappa[c], last->kappa[c], 0.01) << day;
          }
          last = look;
        }
      }
}

// Domain notes 7: 0.90 (scars 0.80) at half a year, then a rate by pigment and sun.
TEST(Ageing, FadesAsTheDomainNotesSay) {
  const AgeingOptions ageing;
  const double half = 0.5 - 28 / kDaysPerYear;
  EXPECT_NEAR(remaining_share(0.13, ageing, 1.5, false, half), 0.90, 1e-12);
  EXPECT_NEAR(remaining_share(0.13, ageing, 2.2, true, half), 0.80, 1e-12);
  EXPECT_NEAR(remaining_share(0.13, ageing, 1, false, half + 5), 0.90 * std::exp(-0.139 * 5), 0.002);
  for (const double sun : {1.0, 1.5, 2.2}) {
    double last = 1;
    for (double years = 0; years < 40; years += 0.05) {
      const double now = remaining_share(0.13, ageing, sun, false, years);
      EXPECT_LE(now, last);
      last = now;
    }
    EXPECT_LT(last, 0.01);
  }
}

TEST(Ageing, SpreadingKeepsThePigment) {
  Pigment lasting = carbon(), free = carbon();
  lasting.fade_per_year = free.fade_per_year = 0;
  free.ageing.free_spread = 1;
  TimelineOptions options;
  options.ageing.early_loss = 0;
  for (const double years : {0.1, 1.0, 5.0, 10.0})
    for (const Pigment* pigment : {&lasting, &free}) {
      const Appearance look = after(reference_dot(), years, timeline_of(options), *pigment);
      EXPECT_NEAR(mass(look) / mass(reference_dot()), 1, 0.01);
    }
  EXPECT_NEAR(after(reference_dot(), 10, timeline_of(options), free).diameter_mm, 0.25 * std::pow(1.04, 10),
              1e-9);
  for (const Pigment& pigment : pigment_catalogue())
    for (const char* sun : {"shaded", "normal", "heavy"})
      for (const double years : {0.2, 1.0, 5.0, 10.0}) {
        const Timeline timeline = timeline_of(with_sun(sun));
        EXPECT_NEAR(
            mass(after(reference_dot(), years, timeline, pigment)) / mass(reference_dot()),
            remaining_share(pigment.fade_per_year, timeline.ageing, timeline.sun_factor, false, years), 1e-9);
      }
}

// Practitioners: carbon at the right depth only gets lighter. Seen in the light that a dot takes, in every
// channel, so in a field of any density.
TEST(Ageing, NeverDarkensCarbon) {
  int checked = 0;
  for (const double ita_deg : {59.0, 35.0, -40.0}) {
    const DotOptics optics(ita_deg);
    for (const char* sun : {"shaded", "normal", "heavy"}) {
      const Timeline timeline = timeline_of(with_sun(sun));
      for (const double depth_mm : {0.2, 0.3, 0.55, 0.6, 1.0})
        for (const double diameter_mm : {0.14, 0.4})
          for (const double parts : {0.0, 6.0, 12.0, 25.0}) {
            const Impression dot{.diameter_mm = diameter_mm,
                                 .depth_mm = depth_mm,
                                 .mu_per_mm = diluted_mu_per_mm(carbon(), parts)};
            PerChannel last = {INFINITY, INFINITY, INFINITY};
            for (const double years : {0.0, 0.2, 0.42, 0.8, 1.5, 3.0, 6.0, 10.0}) {
              const PerChannel now = missing_light(optics, deposit(after(dot, years, timeline)));
              for (std::size_t c = 0; c < 3; ++c)
                EXPECT_LE(now[c], last[c] * (1 + 1e-4)) << sun << " " << depth_mm << " " << diameter_mm << " "
                                                        << parts << " year " << years << " channel " << c;
              last = now;
              ++checked;
            }
          }
    }
  }
  EXPECT_GT(checked, 2000);
}

TEST(Ageing, FieldsOfCarbonOnlyGetLighterAndThoseOfInkDoNot) {
  const Timeline timeline = timeline_of();
  const auto lightness = [&](const Pigment& pigment, double years) {
    const Appearance look = after({.mu_per_mm = 16}, years, timeline, pigment);
    const FieldMean field({.diameters = {{look.diameter_mm, 1}}}, 35);
    return lab_of(field.mean(190, std::vector<FieldShade>{{deposit(look).mu_per_mm, 1}})).l;
  };
  double last = 0;
  for (const double years : {0.0, 0.5, 2.0, 5.0, 10.0}) {
    const double now = lightness(carbon(), years);
    EXPECT_GT(now, last);
    last = now;
  }
  const Pigment& ink = *find_pigment("tattoo-black");
  EXPECT_LT(lightness(ink, 2), lightness(ink, 0) - 0.5);
  EXPECT_LT(lightness(ink, 10), lightness(carbon(), 10) - 3);
}

TEST(Ageing, InkTurnsBlueGreenAndSpreads) {
  const Pigment& ink = *find_pigment("tattoo-black");
  const Timeline timeline = timeline_of();
  const DotOptics optics(35);
  const Appearance carbon10 = after(reference_dot(), 10, timeline),
                   ink10 = after(reference_dot(), 10, timeline, ink);
  EXPECT_GT(ink10.diameter_mm, 1.5 * carbon10.diameter_mm);
  EXPECT_GT(mass(ink10), 2 * mass(carbon10));
  const Lab of_carbon = lab_of(middle(optics, carbon10)), of_ink = lab_of(middle(optics, ink10));
  EXPECT_LT(of_ink.a, of_carbon.a - 1);
  EXPECT_LT(of_ink.b, of_carbon.b - 1);
  // And against the same deposit of neutral pigment.
  Appearance neutral = ink10;
  neutral.kappa = {1, 1, 1};
  EXPECT_LT(of_ink.a, lab_of(middle(optics, neutral)).a - 0.5);
  EXPECT_LT(of_ink.b, lab_of(middle(optics, neutral)).b - 0.5);
  EXPECT_EQ(carbon10.kappa, carbon().kappa);
}

TEST(Ageing, DeepDotsSpreadMoreAndTurnBlue) {
  const Timeline timeline = timeline_of();
  const Impression usual{.depth_mm = 0.56, .mu_per_mm = 4}, deep{.depth_mm = 0.57, .mu_per_mm = 4};
  const Appearance a = after(usual, 8, timeline), b = after(deep, 8, timeline);
  EXPECT_GT(b.diameter_mm, 1.25 * a.diameter_mm);
  EXPECT_EQ(a.kappa, carbon().kappa);
  EXPECT_EQ(b.kappa[0], 1);
  EXPECT_LT(b.kappa[2], b.kappa[1]);
  EXPECT_LT(b.kappa[1], 1);
  EXPECT_LE(after(deep, 40, timeline).diameter_mm, 3 * 0.25 + 1e-12);
  TimelineOptions none;
  none.ageing.growth_per_year = 0;
  EXPECT_EQ(after(deep, 8, timeline_of(none)).diameter_mm, 0.25);
}

// The order in which moments are asked for, and what else is asked for, does not matter.
TEST(Appearance, IsPure) {
  const Timeline timeline = timeline_of(with_laser("q-switched", 4));
  const Impression dot = reference_dot();
  const auto at = [&](double years) { return after(dot, years, timeline); };
  const Appearance first = at(5);
  for (const double years : {20.0, 0.1, -0.1, 3.0}) at(years);
  const Appearance again = at(5);
  EXPECT_EQ(first.mu_per_mm, again.mu_per_mm);
  EXPECT_EQ(first.diameter_mm, again.diameter_mm);
}

}  // namespace
}  // namespace smp
