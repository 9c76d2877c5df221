// Zones are told apart in order of precedence, so that they tile the scalp: leading edge, temples, what lies
// below the top (sides, occipital), crown, frontal, and mid-scalp as the rest.
#include "smp/treatment/zones.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "smp/base/error.h"
#include "smp/base/smooth_step.h"

namespace smp {
namespace {

constexpr double kLeadingMm = 8;   // domain notes 1.2
constexpr double kDefinedMm = 25;  // density is that of the defined zone up to here, domain notes 2.3
// Where the mid-scalp begins: an arc across the top, this far behind the mid-frontal point along the skin,
// bent back at its sides; nowhere nearer to the hairline than the strip (assumptions).
constexpr double kFrontalMm = 45, kFrontalStripMm = 20;
constexpr double kFrontalBend = 0.8;
constexpr double kFrontalRoundMm = 12;
// The triangles and peaks reach this far behind the temporal hairline, which begins beyond the corner:
// towards the middle they reach the difference (assumption).
constexpr double kTempleMm = 28, kTempleStartMm = 12;
constexpr double kCrownMm = 51;     // radius; some 75 cm^2 (domain notes 2.4)
constexpr double kWhorlDipMm = 12;  // scale of the thinner place at the whorl (assumption)
constexpr double kWhorlDensity = 90;
constexpr double kBlendMm = 8;  // half width of the transition between neighbouring zones

// Chart points in degrees of the left half, front to back; mirrored for the right. Tuned so that SALT's
// shares (top 40 %, back 24 %, each side 18 %; domain notes 2.4) come out on the average male head.
constexpr std::array<Point2, 9> kTopHalf = {
    {{0, -100}, {34, -88}, {42, -62}, {43, -35}, {42, -5}, {41, 22}, {35, 44}, {21, 61}, {0, 66}}};
constexpr Point2 kWhorlChart = {-5, 44};  // a little to the right, as more often than not

// The back lies behind the plane z = kBackZ - kBackSlope * y.
constexpr double kBackZ = 0.53;  // share of half the head's length
constexpr double kBackSlope = 0.12;

// 0 well outside a border, 1 well inside.
double blend(double inside_mm) { return smooth_step(0.5 + inside_mm / (2 * kBlendMm)); }

HeadCurve top_loop(const HeadShape& head) {
  std::vector<Point2> chart;  // anticlockwise from outside: from the front to the head's left and the back
  for (const Point2 p : kTopHalf) chart.push_back(p);
  for (std::size_t i = kTopHalf.size() - 2; i > 0; --i) chart.push_back({-kTopHalf[i].x, kTopHalf[i].y});
  return HeadCurve::through_chart(head, chart, true, 2);
}

// Places around an ear and on half of the nape, from before the left ear to the middle of the nape; as shares
// of the ear's length from the tragion (y down, z back).
struct EarPlace {
  double y, z;
};
constexpr std::array<EarPlace, 8> kAroundEar = {{{0.00, -0.06},
                                                 {-0.32, -0.03},
                                                 {-0.56, 0.14},
                                                 {-0.54, 0.46},
                                                 {-0.34, 0.68},
                                                 {-0.16, 0.80},
                                                 {-0.10, 0.94},
                                                 {-0.06, 1.1}}};
// x as a share of half the breadth, y as above. The nape's hair ends higher than on most heads, which keeps
// the scalp near its published area.
constexpr std::array<Point2, 3> kNape = {{{0.50, 0.02}, {0.24, 0.02}, {0.0, -0.01}}};

HeadCurve scalp_border(const HeadShape& head, const HeadHairline& hairline) {
  const HeadMeasures& m = head.measures();
  const Point3 tragion = head.landmark(HeadLandmark::kTragionLeft);
  std::vector<Point2> left;
  for (const EarPlace& e : kAroundEar)
    left.push_back(HeadShape::chart_of(tragion + m.ear_length_mm * Point3{0, e.y, e.z}));
  for (const Point2 n : kNape)
    left.push_back(HeadShape::chart_of({0.5 * n.x * m.breadth_mm, tragion.y + n.y * m.ear_length_mm,
                                        0.5 * m.length_mm * std::sqrt(1 - 0.6 * n.x * n.x)}));
  std::vector<Point2> chart = {HeadShape::chart_of(hairline.edge().places_mm().back())};
  chart.insert(chart.end(), left.begin(), left.end());
  for (std::size_t i = left.size() - 1; i-- > 0;) chart.push_back({-left[i].x, left[i].y});
  chart.push_back(HeadShape::chart_of(hairline.edge().places_mm().front()));
  const HeadCurve behind = HeadCurve::through_chart(head, chart, false, 2);
  std::vector<Point3> places = hairline.edge().places_mm();
  places.insert(places.end(), behind.places_mm().begin() + 1, behind.places_mm().end() - 1);
  return {std::move(places), true};
}

HeadCurve temple_curve(const HeadHairline& hairline, bool left) {
  const HeadCurve& course = hairline.course();
  const double corner = course.nearest(hairline.corner(left)).arc_mm;
  const double start = left ? std::min(corner + kTempleStartMm, course.length_mm() - 4) : 0;
  const double end = left ? course.length_mm() : std::max(corner - kTempleStartMm, 4.0);
  const int steps = std::max(2, static_cast<int>((end - start) / 2));
  std::vector<Point3> places;
  for (int i = 0; i <= steps; ++i) places.push_back(course.at(start + (end - start) * i / steps));
  return {std::move(places), false};
}

// The larger of two, with the corner where they are equal rounded over `round` (polynomial smooth maximum).
double smooth_max(double a, double b, double round) {
  const double near = std::max(0.0, round - std::abs(a - b));
  return std::max(a, b) + near * near / (4 * round);
}

// Where a plane meets the head, which leans back to the sides as the head falls away from the midline.
struct FrontalArc {
  Point3 middle, backwards;

  FrontalArc(const HeadShape& head, const HeadHairline& hairline)
      : middle(head.walk(hairline.mid_frontal(), {0, 0, 1}, kFrontalMm)) {
    const Point3 up = head.normal(middle);
    backwards = normalized(Point3{0, 0, 1} - up.z * up) + kFrontalBend * up;
  }
  // True near the middle; elsewhere some 10 % off.
  double in_front_mm(Point3 p) const { return dot(middle - p, backwards); }
};

// How far a place lies inside the areas that the zones are made of.
struct Reach {
  double scalp, temple, leading, below, back, crown, frontal;
};

}  // namespace

struct ScalpZones::Parts {
  HeadShape head;
  HeadHairline hairline;
  HeadCurve border, top, temple_left, temple_right;
  FrontalArc arc;
  Point3 whorl;

  Reach reach(Point3 p) const {
    const double scalp = border.nearest(p).distance_mm;
    const double behind = std::copysign(std::abs(hairline.edge().nearest(p).distance_mm), scalp);
    const HeadCurve& temple = p.x > 0 ? temple_left : temple_right;
    return {.scalp = scalp,
            .temple = kTempleMm - std::abs(temple.nearest(p).distance_mm),
            .leading = kLeadingMm - behind,
            .below = -top.nearest(p).distance_mm,
            .back = p.z - kBackZ * 0.5 * head.measures().length_mm + kBackSlope * p.y,
            .crown = kCrownMm - distance(p, whorl),
            .frontal = smooth_max(arc.in_front_mm(p), kFrontalStripMm - behind, kFrontalRoundMm)};
  }
};

std::string_view zone_name(Zone zone) {
  static constexpr std::array<std::string_view, kZones> names = {
      "leading-edge", "frontal", "temples", "mid-scalp", "crown", "sides", "occipital"};
  return names[static_cast<std::size_t>(zone)];
}

std::optional<Zone> find_zone(std::string_view name) {
  for (int i = 0; i < kZones; ++i)
    if (zone_name(static_cast<Zone>(i)) == name) return static_cast<Zone>(i);
  return std::nullopt;
}

double zone_density_per_cm2(Zone zone) {
  // Derived (domain notes 2.3); sides and occipital are natural densities: 91 measured at one site [SCC28],
  // and the textbooks' 100 where hair is densest (practitioners).
  static constexpr std::array<double, kZones> densities = {75, 75, 55, 110, 110, 91, 100};
  return densities[static_cast<std::size_t>(zone)];
}

std::array<double, 3> zone_needles(Zone zone) {
  // Assumption, direction sourced (domain notes 1.2). The occipital is worked as the mid-scalp.
  static constexpr std::array<std::array<double, 3>, kZones> shares = {{{0.90, 0.10, 0},
                                                                        {0.50, 0.50, 0},
                                                                        {0.60, 0.40, 0},
                                                                        {0.15, 0.80, 0.05},
                                                                        {0.10, 0.80, 0.10},
                                                                        {0.60, 0.40, 0},
                                                                        {0.15, 0.80, 0.05}}};
  return shares[static_cast<std::size_t>(zone)];
}

double density_factor(std::string_view hair_type) {
  // Derived from means of domain notes 2.1. Asian: follicular units, Han 74 [GUO] over Caucasian 91 [SCC28].
  // Hispanic and African: hairs, 173.5 and 154 over 222 [BIR], there being no count of units.
  constexpr std::array<std::pair<std::string_view, double>, 4> factors = {
      {{"caucasian", 1.0}, {"hispanic", 0.78}, {"asian", 0.81}, {"african", 0.69}}};
  for (const auto& [name, factor] : factors)
    if (name == hair_type) return factor;
  throw InvalidArgument("there is no hair type " + quoted(std::string(hair_type)) +
                        "; use caucasian, hispanic, asian or african");
}

ScalpZones::ScalpZones(const HeadShape& head, const HeadHairline& hairline)
    : parts_(std::make_shared<const Parts>(Parts{head, hairline, scalp_border(head, hairline), top_loop(head),
                                                 temple_curve(hairline, true), temple_curve(hairline, false),
                                                 FrontalArc(head, hairline), head.at_chart(kWhorlChart)})) {}

const HeadCurve& ScalpZones::border() const { return parts_->border; }
Point3 ScalpZones::whorl() const { return parts_->whorl; }
const HeadHairline& ScalpZones::hairline() const { return parts_->hairline; }
double ScalpZones::inside_mm(Point3 p) const { return parts_->border.nearest(p).distance_mm; }
double ScalpZones::inside_mm(Zone zone, Point3 p) const {
  return insides_mm(p)[static_cast<std::size_t>(zone)];
}

std::array<double, kZones> ScalpZones::insides_mm(Point3 p) const {
  const Reach r = parts_->reach(p);
  std::array<double, kZones> out{};
  double left = r.scalp;  // inside the scalp and outside all zones so far
  const auto take = [&](Zone zone, double inside) {
    out[static_cast<std::size_t>(zone)] = std::min(left, inside);
    left = std::min(left, -inside);
  };
  take(Zone::kLeadingEdge, r.leading);
  take(Zone::kTemples, r.temple);
  take(Zone::kOccipital, std::min(r.below, r.back));
  take(Zone::kSides, r.below);
  take(Zone::kCrown, r.crown);
  take(Zone::kFrontal, r.frontal);
  out[static_cast<std::size_t>(Zone::kMidScalp)] = left;
  return out;
}

std::optional<Zone> ScalpZones::at(Point3 p) const {
  const auto insides = insides_mm(p);
  const auto most = std::max_element(insides.begin(), insides.end());
  if (*most < 0) return std::nullopt;
  return static_cast<Zone>(most - insides.begin());
}

double ScalpZones::density_per_cm2(Point3 p) const {
  const Reach r = parts_->reach(p);
  const double dip = (kCrownMm - r.crown) / kWhorlDipMm;
  const double rise = smooth_step(1 - r.frontal / (kFrontalMm - kDefinedMm));
  const auto of = [](Zone zone) { return zone_density_per_cm2(zone); };
  const auto lay = [](double under, double over, double weight) { return under + weight * (over - under); };
  double density = lay(of(Zone::kFrontal), of(Zone::kMidScalp), rise);
  density = lay(density, of(Zone::kCrown), blend(r.crown));
  density -= (of(Zone::kCrown) - kWhorlDensity) * std::exp(-dip * dip);
  const double low = lay(of(Zone::kSides), of(Zone::kOccipital), blend(r.back));
  density = lay(density, low, blend(r.below));
  return lay(density, of(Zone::kTemples), blend(r.temple));
}

std::array<double, 3> ScalpZones::needles(Point3 p) const {
  const Reach r = parts_->reach(p);
  std::array<double, 3> shares = zone_needles(Zone::kMidScalp);
  const auto lay = [&](Zone zone, double weight) {
    const std::array<double, 3> over = zone_needles(zone);
    for (std::size_t k = 0; k < shares.size(); ++k) shares[k] += weight * (over[k] - shares[k]);
  };
  lay(Zone::kFrontal, blend(r.frontal - (kFrontalMm - kDefinedMm)));
  lay(Zone::kCrown, blend(r.crown));
  lay(Zone::kSides, blend(r.below) * (1 - blend(r.back)));
  lay(Zone::kOccipital, blend(r.below) * blend(r.back));
  lay(Zone::kTemples, blend(r.temple));
  lay(Zone::kLeadingEdge, smooth_step(0.5 + r.leading / kLeadingMm));
  return shares;
}

std::vector<SurfaceCell> surface_cells(const HeadShape& head, double step_deg) {
  constexpr double kReachDeg = 160;
  const int side = static_cast<int>(2 * kReachDeg / step_deg);
  const auto columns = static_cast<std::size_t>(side) + 1;
  const auto chart = [&](double i, double j) {
    return Point2{i * step_deg - kReachDeg, j * step_deg - kReachDeg};
  };
  std::vector<Point3> above(columns), here(columns);
  std::vector<SurfaceCell> cells;
  for (int j = 0; j <= side; ++j) {
    above.swap(here);
    for (std::size_t i = 0; i < columns; ++i) here[i] = head.at_chart(chart(static_cast<double>(i), j));
    for (std::size_t i = 0; j > 0 && i + 1 < columns; ++i) {
      if (length(chart(static_cast<double>(i) + 0.5, j - 0.5)) > kReachDeg) continue;
      const Point3 middle = 0.25 * (above[i] + above[i + 1] + here[i] + here[i + 1]);
      // The area of a cell from the cross product of its diagonals.
      cells.push_back({middle, 0.005 * length(cross(here[i + 1] - above[i], above[i + 1] - here[i]))});
    }
  }
  return cells;
}

double area_cm2(const HeadShape& head, const std::function<bool(Point3)>& inside) {
  double sum = 0;
  for (const SurfaceCell& cell : surface_cells(head))
    if (inside(cell.place_mm)) sum += cell.cm2;
  return sum;
}

}  // namespace smp
