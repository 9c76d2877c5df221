// WebP by libwebp: lossy and lossless, still pictures only.
#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>
#include <new>

#include "smp/photo/codec.h"
#include "smp/photo/orientation.h"

namespace smp {
namespace {

struct DemuxDeleter {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};
using Demuxer = std::unique_ptr<WebPDemuxer, DemuxDeleter>;

// The container says how long it is; anything less is a cut file.
void check_length(ByteView bytes) {
  if (bytes.size() < 20) throw damaged("WebP");
  const std::uint64_t riff =
      bytes[4] | std::uint64_t{bytes[5]} << 8 | std::uint64_t{bytes[6]} << 16 | std::uint64_t{bytes[7]} << 24;
  if (riff + 8 > bytes.size()) throw damaged("WebP");
}

Demuxer open_demuxer(ByteView bytes) {
  const WebPData data = {bytes.data(), bytes.size()};
  Demuxer demuxer(WebPDemux(&data));
  if (!demuxer) throw damaged("WebP");
  return demuxer;
}

std::vector<std::uint8_t> chunk(const Demuxer& demuxer, const char* name, const PhotoLimits& limits) {
  std::vector<std::uint8_t> bytes;
  WebPChunkIterator iterator = {};
  if (WebPDemuxGetChunk(demuxer.get(), name, 1, &iterator) &&
      iterator.chunk.size <= limits.max_metadata_bytes)
    bytes.assign(iterator.chunk.bytes, iterator.chunk.bytes + iterator.chunk.size);
  WebPDemuxReleaseChunkIterator(&iterator);
  return bytes;
}

PhotoInfo read_header(ByteView bytes, const PhotoLimits& limits) {
  check_length(bytes);
  WebPBitstreamFeatures features = {};
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK) throw damaged("WebP");
  check_size(static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height), limits);
  if (features.has_animation)
    throw bad_photo("this is an animated WebP", "export one picture as JPEG or PNG");
  PhotoInfo info;
  info.format = PhotoFormat::kWebp;
  info.width = features.width;
  info.height = features.height;
  info.has_alpha = features.has_alpha != 0;
  info.orientation = exif_orientation(chunk(open_demuxer(bytes), "EXIF", limits));
  return info;
}

}  // namespace

PhotoInfo inspect_webp(ByteView bytes, const PhotoLimits& limits) { return read_header(bytes, limits); }

Decoded decode_webp(ByteView bytes, const PhotoLimits& limits) {
  Decoded decoded;
  decoded.info = read_header(bytes, limits);
  decoded.icc = chunk(open_demuxer(bytes), "ICCP", limits);
  Image<std::uint8_t> image(decoded.info.width, decoded.info.height, decoded.info.has_alpha ? 4 : 3);
  const auto decode = decoded.info.has_alpha ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  if (!decode(bytes.data(), bytes.size(), image.row(0), image.values().size(),
              static_cast<int>(image.row_elements())))
    throw damaged("WebP");
  decoded.pixels = std::move(image);
  return decoded;
}

}  // namespace smp
