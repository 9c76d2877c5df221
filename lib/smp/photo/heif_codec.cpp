// HEIC by libheif, where the build has it: the primary picture, 8 bits. libheif applies the turns and
// mirrorings of the container itself, so EXIF orientation must not be applied again.
#include "smp/photo/codec.h"

#if SMP_HAVE_HEIF
#include <libheif/heif.h>

#include <cstring>
#include <memory>
#include <new>
#endif

namespace smp {

#if SMP_HAVE_HEIF
namespace {

struct HeifFree {
  void operator()(heif_context* context) const { heif_context_free(context); }
  void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
  void operator()(heif_image* image) const { heif_image_release(image); }
  void operator()(heif_decoding_options* options) const { heif_decoding_options_free(options); }
  void operator()(heif_color_profile_nclx* profile) const { heif_nclx_color_profile_free(profile); }
};
template <class T>
using Heif = std::unique_ptr<T, HeifFree>;

void check(const heif_error& error) {
  if (error.code == heif_error_Ok) return;
  if (error.code == heif_error_Memory_allocation_error) throw std::bad_alloc();
  if (error.code == heif_error_Unsupported_feature || error.code == heif_error_Unsupported_filetype)
    throw bad_photo("this kind of HEIC picture is not supported", "export it as JPEG or PNG");
  throw damaged("HEIC");
}

// Top-level boxes must end where the file ends: libheif takes a cut file as far as it goes.
void check_boxes(ByteView bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t left = bytes.size() - at;
    if (left < 8) throw damaged("HEIC");
    const auto number = [&](std::size_t offset, int count) {
      std::uint64_t value = 0;
      for (int i = 0; i < count; ++i) value = value << 8 | bytes[at + offset + static_cast<std::size_t>(i)];
      return value;
    };
    std::uint64_t size = number(0, 4);
    if (size == 1 && left >= 16) size = number(8, 8);
    if (size == 0) return;  // to the end of the file
    if (size < 8 || size > left) throw damaged("HEIC");
    at += static_cast<std::size_t>(size);
  }
}

class HeifReader {
 public:
  HeifReader(ByteView bytes, const PhotoLimits& limits);
  PhotoInfo info() const;
  Image<std::uint8_t> read_pixels() const;
  std::vector<std::uint8_t> icc(const PhotoLimits& limits) const;
  std::optional<ColorSpace> color(std::vector<std::string>& notes) const;

 private:
  Heif<heif_context> context_;
  Heif<heif_image_handle> handle_;
};

HeifReader::HeifReader(ByteView bytes, const PhotoLimits& limits) : context_(heif_context_alloc()) {
  if (!context_) throw std::bad_alloc();
  check_boxes(bytes);
  check(heif_context_read_from_memory_without_copy(context_.get(), bytes.data(), bytes.size(), nullptr));
  heif_image_handle* handle = nullptr;
  check(heif_context_get_primary_image_handle(context_.get(), &handle));
  handle_.reset(handle);
  const int width = heif_image_handle_get_width(handle), height = heif_image_handle_get_height(handle);
  check_size(static_cast<std::uint64_t>(width > 0 ? width : 0),
             static_cast<std::uint64_t>(height > 0 ? height : 0), limits);
}

PhotoInfo HeifReader::info() const {
  PhotoInfo info;
  info.format = PhotoFormat::kHeic;
  info.width = heif_image_handle_get_width(handle_.get());
  info.height = heif_image_handle_get_height(handle_.get());
  info.has_alpha = heif_image_handle_has_alpha_channel(handle_.get()) != 0;
  return info;
}

Image<std::uint8_t> HeifReader::read_pixels() const {
  const PhotoInfo header = info();
  const Heif<heif_decoding_options> options(heif_decoding_options_alloc());
  if (!options) throw std::bad_alloc();
  options->convert_hdr_to_8bit = 1;
  options->strict_decoding = 1;
  heif_image* decoded = nullptr;
  check(heif_decode_image(handle_.get(), &decoded, heif_colorspace_RGB,
                          header.has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB,
                          options.get()));
  const Heif<heif_image> owner(decoded);
  heif_error warning = {};
  if (heif_image_get_decoding_warnings(decoded, 0, &warning, 1) > 0) throw damaged("HEIC");
  int stride = 0;
  const std::uint8_t* plane = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
  Image<std::uint8_t> image(header.width, header.height, header.has_alpha ? 4 : 3);
  if (!plane || heif_image_get_width(decoded, heif_channel_interleaved) != header.width ||
      heif_image_get_height(decoded, heif_channel_interleaved) != header.height)
    throw damaged("HEIC");
  for (int y = 0; y < image.height(); ++y)
    std::memcpy(image.row(y), plane + static_cast<std::ptrdiff_t>(y) * stride, image.row_elements());
  return image;
}

std::vector<std::uint8_t> HeifReader::icc(const PhotoLimits& limits) const {
  std::vector<std::uint8_t> profile(heif_image_handle_get_raw_color_profile_size(handle_.get()));
  if (profile.empty() || profile.size() > limits.max_metadata_bytes) return {};
  if (heif_image_handle_get_raw_color_profile(handle_.get(), profile.data()).code != heif_error_Ok) return {};
  return profile;
}

std::optional<ColorSpace> HeifReader::color(std::vector<std::string>& notes) const {
  heif_color_profile_nclx* raw = nullptr;
  if (heif_image_handle_get_nclx_color_profile(handle_.get(), &raw).code != heif_error_Ok)
    return std::nullopt;
  const Heif<heif_color_profile_nclx> nclx(raw);
  if (nclx->transfer_characteristics == heif_transfer_characteristic_ITU_R_BT_2100_0_PQ ||
      nclx->transfer_characteristics == heif_transfer_characteristic_ITU_R_BT_2100_0_HLG)
    throw bad_photo("this HEIC picture uses an HDR brightness scale", "export it as JPEG or PNG");
  switch (nclx->color_primaries) {
    case heif_color_primaries_ITU_R_BT_709_5:
    case heif_color_primaries_unspecified:
      return ColorSpace::srgb();
    case heif_color_primaries_SMPTE_EG_432_1:
      return ColorSpace::display_p3();
    default:
      notes.push_back("unusual colour primaries: treated as sRGB");
      return ColorSpace::srgb();
  }
}

}  // namespace

PhotoInfo inspect_heic(ByteView bytes, const PhotoLimits& limits) { return HeifReader(bytes, limits).info(); }

Decoded decode_heic(ByteView bytes, const PhotoLimits& limits) {
  const HeifReader reader(bytes, limits);
  Decoded decoded;
  decoded.info = reader.info();
  decoded.icc = reader.icc(limits);
  if (decoded.icc.empty()) decoded.color = reader.color(decoded.notes);
  decoded.pixels = reader.read_pixels();
  return decoded;
}

#else

namespace {
[[noreturn]] void refuse() {
  throw bad_photo("this is a HEIC picture, which this build cannot read", "export it as JPEG or PNG");
}
}  // namespace

PhotoInfo inspect_heic(ByteView, const PhotoLimits&) { refuse(); }
Decoded decode_heic(ByteView, const PhotoLimits&) { refuse(); }

#endif

}  // namespace smp
