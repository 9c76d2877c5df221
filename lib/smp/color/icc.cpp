// ICC.1:2010 (profile version 4.3): header, tag table, `para`, `curv` and `XYZ ` types. lcms2 checks and
// walks the tag table and runs the table-based conversions; curves and primaries are read from the raw
// tags, because lcms2 2.14 does not give back the parameters of a parametric curve.
#include "smp/color/icc.h"

#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace smp {
namespace {

void ignore_message(cmsContext, cmsUInt32Number, const char*) {}

struct ContextDeleter {
  void operator()(cmsContext context) const { cmsDeleteContext(context); }
};
struct ProfileCloser {
  void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};
struct TransformDeleter {
  void operator()(cmsHTRANSFORM transform) const { cmsDeleteTransform(transform); }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, ContextDeleter>;
using Profile = std::unique_ptr<void, ProfileCloser>;
using Transform = std::unique_ptr<void, TransformDeleter>;

// A context of its own keeps the silenced error handler and all state out of other threads' way.
Context silent_context() {
  Context context(cmsCreateContext(nullptr, nullptr));
  if (context) cmsSetLogErrorHandlerTHR(context.get(), ignore_message);
  return context;
}

Profile open_profile(const Context& context, std::span<const std::uint8_t> bytes) {
  if (!context || bytes.size() < 132 || bytes.size() > (std::size_t{8} << 20)) return {};
  return Profile(
      cmsOpenProfileFromMemTHR(context.get(), bytes.data(), static_cast<cmsUInt32Number>(bytes.size())));
}

IccKind kind_of(const Profile& profile) {
  if (!profile) return IccKind::kBroken;
  const cmsHPROFILE p = profile.get();
  switch (cmsGetDeviceClass(p)) {
    case cmsSigDisplayClass:
    case cmsSigInputClass:
    case cmsSigOutputClass:
    case cmsSigColorSpaceClass:
      break;
    default:
      return IccKind::kBroken;
  }
  const bool table = cmsIsTag(p, cmsSigAToB0Tag) || cmsIsTag(p, cmsSigDToB0Tag);
  switch (cmsGetColorSpace(p)) {
    case cmsSigRgbData:
      // Tables take precedence over a matrix in the same profile (ICC.1:2010, 8.10).
      if (table) return IccKind::kRgbTable;
      return cmsIsMatrixShaper(p) && cmsGetPCS(p) == cmsSigXYZData ? IccKind::kMatrix : IccKind::kBroken;
    case cmsSigGrayData:
      return cmsIsTag(p, cmsSigGrayTRCTag) ? IccKind::kGrey : IccKind::kBroken;
    case cmsSigCmykData:
      return table ? IccKind::kCmykTable : IccKind::kBroken;
    default:
      return IccKind::kBroken;
  }
}

std::vector<std::uint8_t> raw_tag(const Profile& profile, cmsTagSignature signature) {
  const cmsUInt32Number size = cmsReadRawTag(profile.get(), signature, nullptr, 0);
  std::vector<std::uint8_t> bytes(size);
  if (size == 0 || cmsReadRawTag(profile.get(), signature, bytes.data(), size) != size) bytes.clear();
  return bytes;
}

std::uint32_t big_endian(std::span<const std::uint8_t> bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[at + static_cast<std::size_t>(i)];
  return value;
}

double fixed16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::int32_t>(big_endian(bytes, at, 4)) / 65536.0;
}

// A curve that light can be read through: finite, rising, not constant, about 0 to about 1.
bool usable(const ToneCurve& curve) {
  double previous = curve.linear(0);
  if (!(std::abs(previous) < 0.1)) return false;
  for (int i = 1; i <= 1024; ++i) {
    const double value = curve.linear(i / 1024.0);
    if (!(value >= previous - 1e-4)) return false;
    previous = value;
  }
  return previous > 0.9 && previous < 1.1;
}

std::optional<ToneCurve> parametric_curve(std::span<const std::uint8_t> tag) {
  static constexpr int kParameters[] = {1, 3, 4, 5, 7};
  const std::uint32_t type = big_endian(tag, 8, 2);
  if (type > 4 || tag.size() < 12 + 4 * static_cast<std::size_t>(kParameters[type])) return std::nullopt;
  const auto value = [&](std::size_t i) { return fixed16(tag, 12 + 4 * i); };
  ToneCurve::Parameters p{.g = value(0)};
  if (type >= 1) {
    p.a = value(1);
    p.b = value(2);
  }
  if (type == 1 || type == 2) {
    if (p.a == 0) return std::nullopt;
    p.d = -p.b / p.a;
    if (type == 2) p.e = p.f = value(3);
  } else if (type >= 3) {
    p.c = value(3);
    p.d = value(4);
    if (type == 4) {
      p.e = value(5);
      p.f = value(6);
    }
  }
  return ToneCurve(p);
}

std::optional<ToneCurve> table_curve(std::span<const std::uint8_t> tag) {
  const std::uint32_t count = big_endian(tag, 8, 4);
  if (count == 0) return ToneCurve(ToneCurve::Parameters{});
  if (count > (tag.size() - 12) / 2) return std::nullopt;
  if (count == 1) return ToneCurve(ToneCurve::Parameters{.g = big_endian(tag, 12, 2) / 256.0});
  std::vector<double> samples(count);
  double highest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double sample = big_endian(tag, 12 + 2 * i, 2) / 65535.0;
    if (sample < highest - 1e-3) return std::nullopt;
    samples[i] = highest = std::max(highest, sample);  // rounding noise of a profiling tool
  }
  return ToneCurve(std::move(samples));
}

std::optional<ToneCurve> read_curve(const Profile& profile, cmsTagSignature signature) {
  const std::vector<std::uint8_t> tag = raw_tag(profile, signature);
  if (tag.size() < 12) return std::nullopt;
  const std::uint32_t type = big_endian(tag, 0, 4);
  std::optional<ToneCurve> curve;
  if (type == cmsSigParametricCurveType) curve = parametric_curve(tag);
  if (type == cmsSigCurveType) curve = table_curve(tag);
  return curve && usable(*curve) ? curve : std::nullopt;
}

std::optional<Matrix3> read_matrix(const Profile& profile) {
  constexpr cmsTagSignature kColumns[] = {cmsSigRedColorantTag, cmsSigGreenColorantTag,
                                          cmsSigBlueColorantTag};
  Matrix3 matrix{};
  for (std::size_t column = 0; column < 3; ++column) {
    const std::vector<std::uint8_t> tag = raw_tag(profile, kColumns[column]);
    if (tag.size() < 20 || big_endian(tag, 0, 4) != cmsSigXYZType) return std::nullopt;
    for (std::size_t row = 0; row < 3; ++row) matrix[3 * row + column] = fixed16(tag, 8 + 4 * row);
  }
  const double white = matrix[3] + matrix[4] + matrix[5];
  if (!(white > 0.5 && white < 1.5) || !(determinant(matrix) > 1e-4)) return std::nullopt;
  return matrix;
}

bool close_to(const ColorSpace& a, const ColorSpace& b) {
  constexpr double kTolerance = 0.002;
  for (std::size_t i = 0; i < 9; ++i)
    if (std::abs(a.xyz_d50_from_linear[i] - b.xyz_d50_from_linear[i]) > kTolerance) return false;
  for (std::size_t channel = 0; channel < 3; ++channel)
    for (int i = 0; i <= 64; ++i)
      if (std::abs(a.curves[channel].linear(i / 64.0) - b.curves[channel].linear(i / 64.0)) > kTolerance)
        return false;
  return true;
}

std::string name_of(const ColorSpace& space) {
  for (const ColorSpace& known : {ColorSpace::srgb(), ColorSpace::display_p3()})
    if (close_to(space, known)) return known.name;
  return "RGB";
}

}  // namespace

IccKind icc_kind(std::span<const std::uint8_t> profile) {
  const Context context = silent_context();
  return kind_of(open_profile(context, profile));
}

std::optional<ColorSpace> read_icc(std::span<const std::uint8_t> bytes) {
  const Context context = silent_context();
  const Profile profile = open_profile(context, bytes);
  const IccKind kind = kind_of(profile);
  ColorSpace space = ColorSpace::srgb();
  if (kind == IccKind::kGrey) {
    const auto curve = read_curve(profile, cmsSigGrayTRCTag);
    if (!curve) return std::nullopt;
    space.curves = {*curve, *curve, *curve};
  } else if (kind == IccKind::kMatrix) {
    const auto red = read_curve(profile, cmsSigRedTRCTag);
    const auto green = read_curve(profile, cmsSigGreenTRCTag);
    const auto blue = read_curve(profile, cmsSigBlueTRCTag);
    const auto matrix = read_matrix(profile);
    if (!red || !green || !blue || !matrix) return std::nullopt;
    space.curves = {*red, *green, *blue};
    space.xyz_d50_from_linear = *matrix;
  } else {
    return std::nullopt;
  }
  space.name = name_of(space);
  return space;
}

struct IccToSrgb::State {
  Context context;  // outlives the transform
  Transform transform;
};

IccToSrgb::IccToSrgb(std::unique_ptr<State> state) : state_(std::move(state)) {}
IccToSrgb::IccToSrgb(IccToSrgb&&) noexcept = default;
IccToSrgb& IccToSrgb::operator=(IccToSrgb&&) noexcept = default;
IccToSrgb::~IccToSrgb() = default;

std::optional<IccToSrgb> IccToSrgb::create(std::span<const std::uint8_t> bytes, Pixels pixels, int bits) {
  auto state = std::make_unique<State>();
  state->context = silent_context();
  const Profile source = open_profile(state->context, bytes);
  const IccKind kind = kind_of(source);
  const bool cmyk = pixels == Pixels::kCmyk || pixels == Pixels::kCmykInverted;
  if (cmyk ? kind != IccKind::kCmykTable : kind != IccKind::kRgbTable && kind != IccKind::kMatrix)
    return std::nullopt;
  const Profile srgb(cmsCreate_sRGBProfileTHR(state->context.get()));
  const bool deep = bits == 16;
  cmsUInt32Number in = 0, out = deep ? TYPE_RGB_16 : TYPE_RGB_8;
  switch (pixels) {
    case Pixels::kRgb:
      in = out;
      break;
    case Pixels::kRgba:
      in = out = deep ? TYPE_RGBA_16 : TYPE_RGBA_8;
      break;
    case Pixels::kCmyk:
      in = deep ? TYPE_CMYK_16 : TYPE_CMYK_8;
      break;
    case Pixels::kCmykInverted:
      in = deep ? TYPE_CMYK_16_REV : TYPE_CMYK_8_REV;
      break;
  }
  // Without the cache a transform holds no state that changes, so threads may share it.
  state->transform.reset(cmsCreateTransformTHR(state->context.get(), source.get(), in, srgb.get(), out,
                                               INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE | cmsFLAGS_COPY_ALPHA));
  if (!state->transform) return std::nullopt;
  return IccToSrgb(std::move(state));
}

void IccToSrgb::row(const void* in, void* out, std::size_t count) const {
  cmsDoTransform(state_->transform.get(), in, out, static_cast<cmsUInt32Number>(count));
}

}  // namespace smp
