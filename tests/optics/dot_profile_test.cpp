#include "smp/optics/dot_profile.h"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "smp/color/lab.h"
#include "support/csv.h"

namespace smp {
namespace {

constexpr double kToneIta[] = {59, 48, 35, 17, -13, -40};

Deposit carbon(double depth_mm, double diameter_mm, double mu) {
  return {depth_mm, diameter_mm, {mu, mu, mu}};
}

PerChannel transmittance(const DotOptics& optics, const Deposit& deposit, double r_mm, double blur_mm = 0) {
  const auto drop = optics.blurred(optics.drop(deposit), deposit, blur_mm);
  PerChannel t = drop_at(optics.radii_mm(), drop, r_mm);
  for (double& channel : t) channel = 1 - channel;
  return t;
}

// The formula again, by brute force on a raster: another road to the same numbers.
PerChannel transmittance_by_raster(double z, double diameter, double mu, double r) {
  struct Row {
    double s0, s1, s2, k1, k2, a0, a1, a2, q0, q1, b0, b1;
  };
  const Row rows[3] = {{-0.30103, 2.43202, 0.60967, 0.72616, 1.24169, 0.64487, 2.02372, 0.31537, 0.25364,
                        0.46262, 0.38894, 1.24094},
                       {-0.37770, 3.35117, 1.18389, 0.75231, 1.56573, 0.35943, 1.90620, 0.54517, 0.16826,
                        0.39796, 0.40699, 1.22427},
                       {-0.52299, 5.12657, 1.63017, 0.82011, 2.22587, 0.07704, 1.42640, 1.48167, 0.13491,
                        0.31242, 0.46082, 1.23584}};
  PerChannel result{};
  const double step = diameter / 160;
  for (int c = 0; c < 3; ++c) {
    const Row& m = rows[c];
    const double sigma = m.b0 * std::pow(z, m.b1), ell = m.q0 + m.q1 * z;
    double view = 0, shadow = 0;
    for (double y = -diameter / 2 + step / 2; y < diameter / 2; y += step)
      for (double x = -diameter / 2 + step / 2; x < diameter / 2; x += step) {
        const double rho2 = 4 * (x * x + y * y) / (diameter * diameter);
        if (rho2 >= 1) continue;
        const double path = mu * 0.3 * std::sqrt(1 - rho2), d = std::hypot(x - r, y);
        view += (1 - std::exp(-m.k1 * path)) * std::exp(-d * d / (2 * sigma * sigma)) /
                (2 * M_PI * sigma * sigma);
        shadow += (1 - std::exp(-m.k2 * path)) * std::exp(-d / ell) / (2 * M_PI * ell * ell);
      }
    view *= step * step;
    shadow *= step * step;
    const double a = std::exp(m.a0 + m.a1 * z + m.a2 * z * z);
    const double s = std::min(1.0, std::exp(-(m.s0 + m.s1 * z + m.s2 * z * z)));
    result[c] = 1 - s * (1 - (1 - view) * std::exp(-a * shadow));
  }
  return result;
}

TEST(DotProfile, EqualsTheFormulaEvaluatedOnARaster) {
  const DotOptics optics(48);
  for (const double z : {0.2, 0.3, 0.8})
    for (const double diameter : {0.2, 0.45})
      for (const double mu : {3.0, 20.0})
        for (const double r : {0.0, 0.07, 0.18, 0.33, 0.9}) {
          const auto expected = transmittance_by_raster(z, diameter, mu, r);
          const auto got = transmittance(optics, carbon(z, diameter, mu), r);
          for (int c = 0; c < 3; ++c)
            EXPECT_NEAR(got[c], expected[c], 0.001)
                << "z " << z << " D " << diameter << " mu " << mu << " r " << r;
        }
}

TEST(DotProfile, MeetsThePublishedCheckValues) {
  const auto folder = test::shared_folder("SMP_OPTICS");
  if (!folder) GTEST_SKIP() << "SMP_OPTICS is unset";
  const auto rows = test::read_csv(*folder + "/golden.csv");
  ASSERT_GT(rows.size(), 30u);
  for (const auto& row : rows) {
    const auto number = [&](const char* name) { return std::stod(row.at(name)); };
    const DotOptics optics(kToneIta[std::stoi(row.at("tone")) - 1]);
    const auto t = transmittance(
        optics, carbon(number("depth_mm"), number("diameter_mm"), number("mu550_per_mm")), number("r_mm"));
    EXPECT_NEAR(t[0], number("T_R"), 0.002);
    EXPECT_NEAR(t[1], number("T_G"), 0.002);
    EXPECT_NEAR(t[2], number("T_B"), 0.002);
  }
}

// The Monte Carlo's values are means over rings (optics notes, section 10), 0.025 mm wide to 1 mm, 0.05
// beyond, named by their root mean square radius.
PerChannel ring_mean(std::span<const double> radii, std::span<const PerChannel> drop, double rms_radius_mm) {
  const double width = rms_radius_mm < 1 ? 0.025 : 0.05;
  const double middle = std::sqrt(std::max(0.0, rms_radius_mm * rms_radius_mm - width * width / 4));
  const double inner2 = std::pow(std::max(0.0, middle - width / 2), 2),
               outer2 = std::pow(middle + width / 2, 2);
  constexpr int kSteps = 8;
  PerChannel mean{};
  for (int i = 0; i < kSteps; ++i) {
    const double r = std::sqrt(inner2 + (outer2 - inner2) * (i + 0.5) / kSteps);  // equal areas
    const PerChannel here = drop_at(radii, drop, r);
    for (int c = 0; c < 3; ++c) mean[c] += here[c] / kSteps;
  }
  return mean;
}

TEST(DotProfile, FollowsTheMonteCarlo) {
  const auto folder = test::shared_folder("SMP_OPTICS");
  if (!folder) GTEST_SKIP() << "SMP_OPTICS is unset";
  const auto rows = test::read_csv(*folder + "/mc_profiles_shared.csv");
  const auto tones = test::read_csv(*folder + "/skin_tones.csv");
  ASSERT_GT(rows.size(), 1000u);
  double squares = 0, delta_e = 0;
  int count = 0, colours = 0;
  std::map<int, DotOptics> optics;
  for (int tone = 1; tone <= 6; ++tone) optics.emplace(tone, DotOptics(kToneIta[tone - 1]));
  std::string last_key;
  std::vector<PerChannel> drop;
  for (const auto& row : rows) {
    if (row.at("pigment") != "carbon" || std::stod(row.at("r_mm")) > 1.8) continue;
    const int tone = std::stoi(row.at("tone"));
    const std::string key = row.at("tone") + "," + row.at("depth_mm") + "," + row.at("diameter_mm") + "," +
                            row.at("mu550_per_mm");
    if (key != last_key) {
      drop = optics.at(tone).drop(carbon(std::stod(row.at("depth_mm")), std::stod(row.at("diameter_mm")),
                                         std::stod(row.at("mu550_per_mm"))));
      last_key = key;
    }
    const PerChannel d = ring_mean(optics.at(tone).radii_mm(), drop, std::stod(row.at("r_mm")));
    const double mc[3] = {std::stod(row.at("T_R")), std::stod(row.at("T_G")), std::stod(row.at("T_B"))};
    for (int c = 0; c < 3; ++c) {
      squares += (1 - d[c] - mc[c]) * (1 - d[c] - mc[c]);
      ++count;
    }
    const auto& skin = tones[static_cast<std::size_t>(tone - 1)];
    const double r = std::stod(skin.at("linR")), g = std::stod(skin.at("linG")),
                 b = std::stod(skin.at("linB"));
    delta_e += delta_e_2000(lab_from_linear({r * mc[0], g * mc[1], b * mc[2]}),
                            lab_from_linear({r * (1 - d[0]), g * (1 - d[1]), b * (1 - d[2])}));
    ++colours;
  }
  ASSERT_GT(count, 10000);
  RecordProperty("rms_in_T", std::to_string(std::sqrt(squares / count)));
  std::printf("RMS in T %.5f, mean dE2000 %.3f over %d rings\n", std::sqrt(squares / count),
              delta_e / colours, colours);
  EXPECT_LE(std::sqrt(squares / count), 0.0061);
  EXPECT_LE(delta_e / colours, 0.15);
}

TEST(DotProfile, BlurConservesTheMissingLight) {
  const DotOptics optics(48);
  const auto radii = optics.radii_mm();
  const auto total = [&](double blur) {
    const auto drop = optics.blurred(optics.drop(carbon(0.3, 0.3, 10)), carbon(0.3, 0.3, 10), blur);
    double sum = 0;
    for (double r = 0.0025; r < 3.2; r += 0.005) sum += 2 * M_PI * r * 0.005 * drop_at(radii, drop, r)[0];
    return sum;
  };
  const double sharp = total(0);
  for (const double blur : {0.05, 0.1, 0.09, 0.11, 0.3}) EXPECT_NEAR(total(blur) / sharp, 1, 0.01) << blur;
  const auto drop = optics.drop(carbon(0.3, 0.3, 10));
  EXPECT_LT(optics.blurred(drop, carbon(0.3, 0.3, 10), 0.1)[0][0], drop[0][0]);
  EXPECT_EQ(optics.blurred(drop, carbon(0.3, 0.3, 10), 0), drop);
}

TEST(DotProfile, NarrowAndWideBlursAgreeWhereTheyMeet) {
  const DotOptics optics(48);
  for (const double z : {0.2, 0.3, 0.5, 0.9})
    for (const double diameter : {0.15, 0.3, 0.6}) {
      const Deposit deposit = carbon(z, diameter, 10);
      const auto drop = optics.drop(deposit);
      const auto narrow = optics.blurred(drop, deposit, 0.0999), wide = optics.blurred(drop, deposit, 0.1001);
      for (std::size_t i = 0; i < drop.size(); ++i)
        for (int c = 0; c < 3; ++c)
          EXPECT_NEAR(narrow[i][c], wide[i][c], 0.004)
              << "z " << z << " D " << diameter << " r " << optics.radii_mm()[i];
    }
}

TEST(DotProfile, FadesWidensAndTurnsBlueWithDepth) {
  // Optics notes, section 3: fainter and wider with depth, and B is darkened least.
  const DotOptics optics(48);
  double last_centre = 1;
  for (const double z : {0.2, 0.3, 0.4, 0.6, 1.0}) {
    const auto drop = optics.drop(carbon(z, 0.3, 20));
    EXPECT_LT(drop[0][0], last_centre);
    EXPECT_GT(drop[0][0], drop[0][1]);
    EXPECT_GT(drop[0][1], drop[0][2]);
    last_centre = drop[0][0];
  }
}

TEST(DotProfile, IsFiniteBelowAndAboveTheFittedRange) {
  const DotOptics optics(20);
  for (const double z : {0.15, 1.4})
    for (const double diameter : {0.05, 1.2})
      for (const double mu : {0.01, 112.0})
        for (const auto& drop :
             optics.blurred(optics.drop(carbon(z, diameter, mu)), carbon(z, diameter, mu), 0.07))
          for (const double channel : drop) {
            EXPECT_GE(channel, 0);
            EXPECT_LE(channel, 1);
          }
}

}  // namespace
}  // namespace smp
