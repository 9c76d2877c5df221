#include "smp/geometry/head_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "smp/base/error.h"
#include "smp/geometry/spline.h"

namespace smp {
namespace {

constexpr std::size_t kRun = 8;  // segments in one ball, and balls in a group

}  // namespace

HeadCurve::HeadCurve(std::vector<Point3> places_mm, bool closed)
    : places_(std::move(places_mm)), closed_(closed) {
  if (places_.size() < (closed ? 3u : 2u)) throw InvalidArgument("a curve needs more places");
  if (closed) places_.push_back(places_.front());
  arcs_.push_back(0);
  for (std::size_t i = 1; i < places_.size(); ++i)
    arcs_.push_back(arcs_.back() + distance(places_[i - 1], places_[i]));
  enclose_runs();
}

void HeadCurve::enclose_runs() {
  const auto enclose = [&](std::size_t from, std::size_t to) {
    Ball ball;
    for (std::size_t i = from; i <= to; ++i)
      ball.center = ball.center + (1.0 / static_cast<double>(to - from + 1)) * places_[i];
    for (std::size_t i = from; i <= to; ++i)
      ball.radius = std::max(ball.radius, distance(ball.center, places_[i]));
    return ball;
  };
  const std::size_t last = places_.size() - 1;
  for (std::size_t from = 0; from < last; from += kRun)
    balls_.push_back(enclose(from, std::min(from + kRun, last)));
  for (std::size_t from = 0; from < last; from += kRun * kRun)
    groups_.push_back(enclose(from, std::min(from + kRun * kRun, last)));
}

HeadCurve HeadCurve::through_chart(const HeadShape& head, const std::vector<Point2>& chart_deg, bool closed,
                                   double step_mm) {
  const int count = static_cast<int>(chart_deg.size());
  if (count < (closed ? 3 : 2)) throw InvalidArgument("a curve needs more places");
  const auto corner = [&](int i) {
    if (closed) return chart_deg[static_cast<std::size_t>((i % count + count) % count)];
    if (i < 0) return 2.0 * chart_deg[0] - chart_deg[1];
    if (i >= count) return 2.0 * chart_deg[count - 1] - chart_deg[count - 2];
    return chart_deg[static_cast<std::size_t>(i)];
  };
  std::vector<Point3> places;
  for (int i = 0; i < (closed ? count : count - 1); ++i) {
    const double mm = distance(head.at_chart(corner(i)), head.at_chart(corner(i + 1)));
    const int steps = std::max(1, static_cast<int>(std::ceil(mm / step_mm)));
    for (int k = 0; k < steps; ++k)
      places.push_back(head.at_chart(catmull_rom(corner(i - 1), corner(i), corner(i + 1), corner(i + 2),
                                                 static_cast<double>(k) / steps)));
  }
  if (!closed) places.push_back(head.at_chart(chart_deg.back()));
  return {std::move(places), closed};
}

HeadCurve::Nearest HeadCurve::nearest(Point3 p) const {
  // Begin with the ball whose middle is nearest; skip those wholly farther away than the best place so far.
  const auto square_to = [&](Point3 q) { return dot(q - p, q - p); };
  const auto closest = [&](const std::vector<Ball>& balls, std::size_t from, std::size_t to) {
    std::size_t first = from;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t b = from; b < to; ++b)
      if (const double d = square_to(balls[b].center); d < least) least = d, first = b;
    return first;
  };
  double best = std::numeric_limits<double>::infinity(), share = 0, reach = best;
  std::size_t segment = 0;
  const auto search = [&](std::size_t ball) {
    const std::size_t end = std::min((ball + 1) * kRun, places_.size() - 1);
    for (std::size_t i = ball * kRun; i < end; ++i) {
      const Point3 a = places_[i], along = places_[i + 1] - a;
      const double t = std::clamp(dot(p - a, along) / dot(along, along), 0.0, 1.0);
      const Point3 off = p - (a + t * along);
      const double d = dot(off, off);
      if (d < best) best = d, segment = i, share = t;
    }
    reach = std::sqrt(best);
  };
  const auto may_hold = [&](const Ball& ball) {
    return square_to(ball.center) < (reach + ball.radius) * (reach + ball.radius);
  };
  const auto balls_of = [&](std::size_t group) { return std::min((group + 1) * kRun, balls_.size()); };
  const std::size_t group = closest(groups_, 0, groups_.size());
  const std::size_t first = closest(balls_, group * kRun, balls_of(group));
  search(first);
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (!may_hold(groups_[g])) continue;
    for (std::size_t b = g * kRun; b < balls_of(g); ++b)
      if (b != first && may_hold(balls_[b])) search(b);
  }
  // Outward x ahead points to the left; the place itself stands in for the outward normal.
  const Point3 place = places_[segment] + share * (places_[segment + 1] - places_[segment]);
  const Point3 left = cross(place, ahead_at(segment, share));
  return {std::copysign(std::sqrt(best), dot(p - place, left)),
          arcs_[segment] + share * (arcs_[segment + 1] - arcs_[segment])};
}

// Direction of travel; at a joint of two segments halfway between theirs, which tells sides apart in the
// whole wedge of places nearest to the joint.
Point3 HeadCurve::ahead_at(std::size_t segment, double share) const {
  const std::size_t last = places_.size() - 2;
  const auto unit = [&](std::size_t i) { return normalized(places_[i + 1] - places_[i]); };
  const Point3 own = unit(segment);
  if (share <= 0 && (segment > 0 || closed_)) return own + unit(segment > 0 ? segment - 1 : last);
  if (share >= 1 && (segment < last || closed_)) return own + unit(segment < last ? segment + 1 : 0);
  return own;
}

Point3 HeadCurve::at(double arc_mm) const {
  const double arc = closed_ ? arc_mm - length_mm() * std::floor(arc_mm / length_mm())
                             : std::clamp(arc_mm, 0.0, length_mm());
  const auto next = std::upper_bound(arcs_.begin() + 1, arcs_.end() - 1, arc);
  const auto i = static_cast<std::size_t>(next - arcs_.begin());
  const double t = (arc - arcs_[i - 1]) / (arcs_[i] - arcs_[i - 1]);
  return (1 - t) * places_[i - 1] + t * places_[i];
}

Point3 HeadCurve::direction(double arc_mm) const {
  const double half = std::min(0.5, 0.25 * length_mm());
  const double middle = closed_ ? arc_mm : std::clamp(arc_mm, half, length_mm() - half);
  return normalized(at(middle + half) - at(middle - half));
}

}  // namespace smp
