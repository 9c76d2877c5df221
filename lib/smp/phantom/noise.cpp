// K. Perlin, "Improving Noise", SIGGRAPH 2002, with a hash in place of the permutation table.
#include "smp/phantom/noise.h"

#include <cmath>

namespace smp::phantom {
namespace {

std::uint32_t hash(std::int32_t x, std::int32_t y, std::int32_t z, std::uint32_t seed) {
  std::uint32_t h = seed ^ static_cast<std::uint32_t>(x) * 0x8DA6B343u ^ static_cast<std::uint32_t>(y) * 0xD8163841u ^
                    static_cast<std::uint32_t>(z) * 0xCB1AB31Fu;
  h ^= h >> 15;
  h *= 0x2C1B3C6Du;
  h ^= h >> 12;
  return h * 0x297A2D39u;
}

// One of the twelve directions to the edges of a cube, times (x, y, z).
float slope(std::uint32_t h, float x, float y, float z) {
  h >>= 28;
  const float u = h < 8 ? x : y;
  const float v = h < 4 ? y : (h == 12 || h == 14 ? x : z);
  return ((h & 1u) ? -u : u) + ((h & 2u) ? -v : v);
}

float fade(float t) { return t * t * t * (t * (t * 6 - 15) + 10); }
float mix(float a, float b, float t) { return a + t * (b - a); }

}  // namespace

float gradient_noise(Point3 p, std::uint32_t seed) {
  const double fx = std::floor(p.x), fy = std::floor(p.y), fz = std::floor(p.z);
  const auto x = static_cast<std::int32_t>(fx), y = static_cast<std::int32_t>(fy), z = static_cast<std::int32_t>(fz);
  const auto dx = static_cast<float>(p.x - fx), dy = static_cast<float>(p.y - fy), dz = static_cast<float>(p.z - fz);
  const float u = fade(dx), v = fade(dy), w = fade(dz);
  const auto edge = [&](std::int32_t j, std::int32_t k) {
    const float ey = dy - static_cast<float>(j), ez = dz - static_cast<float>(k);
    return mix(slope(hash(x, y + j, z + k, seed), dx, ey, ez), slope(hash(x + 1, y + j, z + k, seed), dx - 1, ey, ez), u);
  };
  return mix(mix(edge(0, 0), edge(1, 0), v), mix(edge(0, 1), edge(1, 1), v), w);
}

}  // namespace smp::phantom
