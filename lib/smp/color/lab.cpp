#include "smp/color/lab.h"

#include <cmath>

#include "smp/base/point.h"

namespace smp {
namespace {

constexpr Vector3 kWhiteD65 = {0.9504559270516716, 1.0, 1.0890577507598784};
constexpr double kEpsilon = 216.0 / 24389.0;
constexpr double kKappa = 24389.0 / 27.0;

double lab_curve(double t) { return t > kEpsilon ? std::cbrt(t) : (kKappa * t + 16.0) / 116.0; }
double lab_curve_inverse(double f) {
  const double cube = f * f * f;
  return cube > kEpsilon ? cube : (116.0 * f - 16.0) / kKappa;
}

double hue_deg(double a, double b) {
  if (a == 0 && b == 0) return 0;
  const double h = degrees(std::atan2(b, a));
  return h < 0 ? h + 360.0 : h;
}

double pow7(double x) { return x * x * x * x * x * x * x; }
constexpr double k25Pow7 = 6103515625.0;

}  // namespace

Lab lab_from_linear(const LinearRgb& color) {
  const Vector3 xyz = kXyzD65FromLinearSrgb * Vector3{color.r, color.g, color.b};
  const double fx = lab_curve(xyz[0] / kWhiteD65[0]);
  const double fy = lab_curve(xyz[1] / kWhiteD65[1]);
  const double fz = lab_curve(xyz[2] / kWhiteD65[2]);
  return {116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)};
}

LinearRgb linear_from_lab(const Lab& lab) {
  constexpr Matrix3 kLinearFromXyz = inverse(kXyzD65FromLinearSrgb);
  const double fy = (lab.l + 16.0) / 116.0;
  const Vector3 xyz = {kWhiteD65[0] * lab_curve_inverse(fy + lab.a / 500.0),
                       kWhiteD65[1] * lab_curve_inverse(fy),
                       kWhiteD65[2] * lab_curve_inverse(fy - lab.b / 200.0)};
  const Vector3 rgb = kLinearFromXyz * xyz;
  return {rgb[0], rgb[1], rgb[2]};
}

double luminance(const LinearRgb& color) {
  return kXyzD65FromLinearSrgb[3] * color.r + kXyzD65FromLinearSrgb[4] * color.g +
         kXyzD65FromLinearSrgb[5] * color.b;
}

double delta_e_2000(const Lab& first, const Lab& second) {
  const double chroma_mean = (std::hypot(first.a, first.b) + std::hypot(second.a, second.b)) / 2;
  const double g = 0.5 * (1 - std::sqrt(pow7(chroma_mean) / (pow7(chroma_mean) + k25Pow7)));
  const double a1 = (1 + g) * first.a, a2 = (1 + g) * second.a;
  const double c1 = std::hypot(a1, first.b), c2 = std::hypot(a2, second.b);
  const double h1 = hue_deg(a1, first.b), h2 = hue_deg(a2, second.b);

  double dh = h2 - h1;
  if (c1 * c2 == 0)
    dh = 0;
  else if (dh > 180)
    dh -= 360;
  else if (dh < -180)
    dh += 360;
  const double dl = second.l - first.l;
  const double dc = c2 - c1;
  const double dhue = 2 * std::sqrt(c1 * c2) * std::sin(radians(dh / 2));

  const double l_mean = (first.l + second.l) / 2;
  const double c_mean = (c1 + c2) / 2;
  double h_mean = h1 + h2;
  if (c1 * c2 != 0) {
    if (std::abs(h1 - h2) > 180) h_mean += h1 + h2 < 360 ? 360 : -360;
    h_mean /= 2;
  }
  const double t = 1 - 0.17 * std::cos(radians(h_mean - 30)) + 0.24 * std::cos(radians(2 * h_mean)) +
                   0.32 * std::cos(radians(3 * h_mean + 6)) - 0.20 * std::cos(radians(4 * h_mean - 63));
  const double l50 = (l_mean - 50) * (l_mean - 50);
  const double sl = 1 + 0.015 * l50 / std::sqrt(20 + l50);
  const double sc = 1 + 0.045 * c_mean;
  const double sh = 1 + 0.015 * c_mean * t;
  const double bump = (h_mean - 275) / 25;
  const double rc = 2 * std::sqrt(pow7(c_mean) / (pow7(c_mean) + k25Pow7));
  const double rt = -std::sin(radians(60 * std::exp(-bump * bump))) * rc;
  const double x = dl / sl, y = dc / sc, z = dhue / sh;
  return std::sqrt(x * x + y * y + z * z + rt * y * z);
}

double ita_deg(const Lab& skin) { return degrees(std::atan2(skin.l - 50.0, skin.b)); }

}  // namespace smp
