// Our own ICC 4.3 profile (ICC.1:2010): header, tag table, `mluc` texts, `XYZ ` and `para`/`curv` tags.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "smp/color/icc.h"

namespace smp {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put(Bytes& out, std::uint32_t value, int count) {
  for (int shift = 8 * (count - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_fixed16(Bytes& out, double value) {
  const double bounded = std::clamp(value, -32768.0, 32767.0);
  put(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(bounded * 65536.0))), 4);
}

void put_signature(Bytes& out, std::string_view four) {
  for (const char letter : four) out.push_back(static_cast<std::uint8_t>(letter));
}

Bytes text_tag(std::string_view ascii) {
  Bytes tag;
  put_signature(tag, "mluc");
  put(tag, 0, 4);
  put(tag, 1, 4);   // one language,
  put(tag, 12, 4);  // in records of 12 bytes
  put_signature(tag, "enUS");
  put(tag, static_cast<std::uint32_t>(2 * ascii.size()), 4);
  put(tag, 28, 4);
  for (const char letter : ascii) put(tag, static_cast<std::uint8_t>(letter), 2);
  return tag;
}

Bytes xyz_tag(double x, double y, double z) {
  Bytes tag;
  put_signature(tag, "XYZ ");
  put(tag, 0, 4);
  for (const double value : {x, y, z}) put_fixed16(tag, value);
  return tag;
}

Bytes curve_tag(const ToneCurve& curve) {
  Bytes tag;
  put_signature(tag, curve.is_sampled() ? "curv" : "para");
  put(tag, 0, 4);
  if (curve.is_sampled()) {
    put(tag, static_cast<std::uint32_t>(curve.samples().size()), 4);
    for (const double sample : curve.samples())
      put(tag, static_cast<std::uint32_t>(std::lround(std::clamp(sample, 0.0, 1.0) * 65535.0)), 2);
    return tag;
  }
  const ToneCurve::Parameters& p = curve.parameters();
  const bool short_form = p.e == 0 && p.f == 0;
  put(tag, short_form ? 3 : 4, 2);
  put(tag, 0, 2);
  for (const double value : {p.g, p.a, p.b, p.c, p.d}) put_fixed16(tag, value);
  if (!short_form)
    for (const double value : {p.e, p.f}) put_fixed16(tag, value);
  return tag;
}

Bytes header(std::size_t profile_size) {
  Bytes out;
  put(out, static_cast<std::uint32_t>(profile_size), 4);
  put(out, 0, 4);           // no preferred CMM
  put(out, 0x04300000, 4);  // version 4.3
  for (const char* signature : {"mntr", "RGB ", "XYZ "}) put_signature(out, signature);
  for (const std::uint32_t part : {2026u, 1u, 1u, 0u, 0u, 0u}) put(out, part, 2);  // fixed: equal bytes
  put_signature(out, "acsp");
  out.resize(68, 0);        // platform, flags, device and rendering intent: none, perceptual
  put(out, 0x0000F6D6, 4);  // the connection space's white, D50, in the exact numbers of the standard
  put(out, 0x00010000, 4);
  put(out, 0x0000D32D, 4);
  out.resize(128, 0);  // no creator, no profile ID
  return out;
}

std::string_view description(const ColorSpace& space) {
  if (space.name == "sRGB") return "sRGB";
  if (space.name == "Display P3") return "Display P3";
  return "smpkit RGB";
}

}  // namespace

std::vector<std::uint8_t> write_icc(const ColorSpace& space) {
  const Matrix3& m = space.xyz_d50_from_linear;
  const std::array<std::pair<std::string_view, Bytes>, 9> tags = {{
      {"desc", text_tag(description(space))},
      {"cprt", text_tag("No copyright, use freely")},
      {"wtpt", xyz_tag(0x0000F6D6 / 65536.0, 1.0, 0x0000D32D / 65536.0)},
      {"rXYZ", xyz_tag(m[0], m[3], m[6])},
      {"gXYZ", xyz_tag(m[1], m[4], m[7])},
      {"bXYZ", xyz_tag(m[2], m[5], m[8])},
      {"rTRC", curve_tag(space.curves[0])},
      {"gTRC", curve_tag(space.curves[1])},
      {"bTRC", curve_tag(space.curves[2])},
  }};

  Bytes table, data;
  put(table, static_cast<std::uint32_t>(tags.size()), 4);
  const std::size_t data_start = 128 + 4 + 12 * tags.size();
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    // Equal curves are stored once.
    std::size_t same = 0;
    while (tags[same].second != tags[i].second) ++same;
    if (same == i) {
      starts.push_back(data_start + data.size());
      data.insert(data.end(), tags[i].second.begin(), tags[i].second.end());
      data.resize((data.size() + 3) / 4 * 4, 0);
    } else {
      starts.push_back(starts[same]);
    }
    put_signature(table, tags[i].first);
    put(table, static_cast<std::uint32_t>(starts[i]), 4);
    put(table, static_cast<std::uint32_t>(tags[i].second.size()), 4);
  }
  Bytes profile = header(data_start + data.size());
  profile.insert(profile.end(), table.begin(), table.end());
  profile.insert(profile.end(), data.begin(), data.end());
  return profile;
}

}  // namespace smp
