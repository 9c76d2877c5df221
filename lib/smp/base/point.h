#pragma once  // Points and vectors of two and three coordinates; the unit is named by the variable.
#include <cmath>

namespace smp {

struct Point2 {
  double x = 0, y = 0;
  friend constexpr Point2 operator+(Point2 a, Point2 b) { return {a.x + b.x, a.y + b.y}; }
  friend constexpr Point2 operator-(Point2 a, Point2 b) { return {a.x - b.x, a.y - b.y}; }
  friend constexpr Point2 operator*(double s, Point2 a) { return {s * a.x, s * a.y}; }
  friend constexpr bool operator==(const Point2&, const Point2&) = default;
};

struct Point3 {
  double x = 0, y = 0, z = 0;
  friend constexpr Point3 operator+(Point3 a, Point3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend constexpr Point3 operator-(Point3 a, Point3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend constexpr Point3 operator*(double s, Point3 a) { return {s * a.x, s * a.y, s * a.z}; }
  friend constexpr bool operator==(const Point3&, const Point3&) = default;
};

constexpr double dot(Point2 a, Point2 b) { return a.x * b.x + a.y * b.y; }
constexpr double dot(Point3 a, Point3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
constexpr Point3 cross(Point3 a, Point3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(Point2 a) { return std::sqrt(dot(a, a)); }
inline double length(Point3 a) { return std::sqrt(dot(a, a)); }
inline double distance(Point2 a, Point2 b) { return length(a - b); }
inline double distance(Point3 a, Point3 b) { return length(a - b); }
inline Point3 normalized(Point3 a) { return (1.0 / length(a)) * a; }

constexpr double kPi = 3.14159265358979323846;
constexpr double radians(double degrees) { return degrees * (kPi / 180.0); }
constexpr double degrees(double radians) { return radians * (180.0 / kPi); }

}  // namespace smp
