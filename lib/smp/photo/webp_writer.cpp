// WebP by libwebp: lossless at its fastest setting, so that untouched pixels stay as they are.
#include <webp/encode.h>
#include <webp/mux.h>

#include <memory>
#include <new>

#include "smp/photo/codec.h"
#include "smp/photo/pixel_rows.h"

namespace smp {
namespace {

struct PictureFree {
  void operator()(WebPPicture* picture) const { WebPPictureFree(picture); }
};
struct MuxDeleter {
  void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};

[[noreturn]] void fail(const char* cause) {
  throw Error(ErrorKind::kCannotCreate, {"", "", cause, "choose PNG or TIFF"});
}

// WebP's own pixel order: alpha in the highest byte, then red, green and blue.
void fill(WebPPicture& picture, const Photo& photo) {
  const int channels = photo.has_alpha() ? 4 : 3;
  Image<std::uint8_t> row(photo.width(), 1, channels);
  for (int y = 0; y < photo.height(); ++y) {
    row8(photo, y, row.row(0));
    std::uint32_t* out = picture.argb + static_cast<std::ptrdiff_t>(y) * picture.argb_stride;
    const std::uint8_t* in = row.row(0);
    for (int x = 0; x < photo.width(); ++x, in += channels) {
      const std::uint32_t alpha = channels == 4 ? in[3] : 255u;
      out[x] = alpha << 24 | std::uint32_t{in[0]} << 16 | std::uint32_t{in[1]} << 8 | in[2];
    }
  }
}

std::vector<std::uint8_t> with_profile(const WebPMemoryWriter& picture, ByteView icc) {
  const std::unique_ptr<WebPMux, MuxDeleter> mux(WebPMuxNew());
  if (!mux) throw std::bad_alloc();
  const WebPData image = {picture.mem, picture.size}, profile = {icc.data(), icc.size()};
  WebPData file = {nullptr, 0};
  const bool done = WebPMuxSetImage(mux.get(), &image, 0) == WEBP_MUX_OK &&
                    WebPMuxSetChunk(mux.get(), "ICCP", &profile, 0) == WEBP_MUX_OK &&
                    WebPMuxAssemble(mux.get(), &file) == WEBP_MUX_OK;
  std::vector<std::uint8_t> bytes;
  if (done) bytes.assign(file.bytes, file.bytes + file.size);
  WebPDataClear(&file);
  if (!done) fail("the result cannot be stored as a WebP");
  return bytes;
}

}  // namespace

std::vector<std::uint8_t> encode_webp(const Photo& photo, ByteView icc) {
  if (photo.width() > WEBP_MAX_DIMENSION || photo.height() > WEBP_MAX_DIMENSION)
    fail("a WebP holds at most 16383 pixels on a side");
  WebPConfig config;
  WebPPicture picture;
  if (!WebPConfigInit(&config) || !WebPConfigLosslessPreset(&config, 0) || !WebPPictureInit(&picture))
    fail("the WebP library does not fit");
  config.exact = 1;
  picture.use_argb = 1;
  picture.width = photo.width();
  picture.height = photo.height();
  const std::unique_ptr<WebPPicture, PictureFree> picture_owner(&picture);
  if (!WebPPictureAlloc(&picture)) throw std::bad_alloc();
  fill(picture, photo);

  struct Memory : WebPMemoryWriter {
    Memory() { WebPMemoryWriterInit(this); }
    ~Memory() { WebPMemoryWriterClear(this); }
  } memory;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = static_cast<WebPMemoryWriter*>(&memory);
  if (!WebPEncode(&config, &picture)) fail("the result cannot be stored as a WebP");
  return with_profile(memory, icc);
}

}  // namespace smp
