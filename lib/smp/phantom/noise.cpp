// K. Perlin, "Improving Noise", SIGGRAPH 2002, with a hash in place of the permutation table.
#include "smp/phantom/noise.h"

namespace smp::phantom {
namespace {

std::uint32_t hash(std::int32_t x, std::int32_t y, std::int32_t z, std::uint32_t seed) {
  std::uint32_t h = seed ^ static_cast<std::uint32_t>(x) * 0x8DA6B343u ^
                    static_cast<std::uint32_t>(y) * 0xD8163841u ^ static_cast<std::uint32_t>(z) * 0xCB1AB31Fu;
  h ^= h >> 15;
  h *= 0x2C1B3C6Du;
  h ^= h >> 12;
  return h * 0x297A2D39u;
}

// Directions to the edges of a cube, four of them twice; a table is faster than choosing by branches.
constexpr float kDirections[16][4] = {
    {1, 1, 0}, {-1, 1, 0}, {1, -1, 0}, {-1, -1, 0}, {1, 0, 1}, {-1, 0, 1}, {1, 0, -1}, {-1, 0, -1},
    {0, 1, 1}, {0, -1, 1}, {0, 1, -1}, {0, -1, -1}, {1, 1, 0}, {-1, 1, 0}, {0, -1, 1}, {0, -1, -1}};

float slope(std::uint32_t h, float x, float y, float z) {
  const float* d = kDirections[h >> 28];
  return d[0] * x + d[1] * y + d[2] * z;
}

// std::floor is a call on plain x86-64.
std::int32_t floor_of(double v) {
  const auto whole = static_cast<std::int32_t>(v);
  return whole - (v < whole ? 1 : 0);
}

float fade(float t) { return t * t * t * (t * (t * 6 - 15) + 10); }
float mix(float a, float b, float t) { return a + t * (b - a); }

}  // namespace

float gradient_noise(Point3 p, std::uint32_t seed) {
  const std::int32_t x = floor_of(p.x), y = floor_of(p.y), z = floor_of(p.z);
  const auto dx = static_cast<float>(p.x - x), dy = static_cast<float>(p.y - y),
             dz = static_cast<float>(p.z - z);
  const float u = fade(dx), v = fade(dy), w = fade(dz);
  const auto edge = [&](std::int32_t j, std::int32_t k) {
    const float ey = dy - static_cast<float>(j), ez = dz - static_cast<float>(k);
    return mix(slope(hash(x, y + j, z + k, seed), dx, ey, ez),
               slope(hash(x + 1, y + j, z + k, seed), dx - 1, ey, ez), u);
  };
  return mix(mix(edge(0, 0), edge(1, 0), v), mix(edge(0, 1), edge(1, 1), v), w);
}

}  // namespace smp::phantom
