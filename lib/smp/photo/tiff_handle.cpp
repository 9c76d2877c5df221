#include "smp/photo/tiff_handle.h"

#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <new>
#include <string_view>

namespace smp {
namespace {

// No single allocation that a header asks for may exceed this; the largest photo needs 8 bytes a pixel.
constexpr tmsize_t kMaxAllocation = tmsize_t{768} << 20;

TiffMemory& memory_of(thandle_t handle) { return *static_cast<TiffMemory*>(handle); }

tmsize_t read_bytes(thandle_t handle, void* out, tmsize_t count) {
  TiffMemory& memory = memory_of(handle);
  const std::span<const std::uint8_t> all =
      memory.writing ? std::span<const std::uint8_t>(memory.out) : memory.in;
  if (memory.at >= all.size()) return 0;
  const std::size_t size =
      std::min(static_cast<std::size_t>(count), all.size() - static_cast<std::size_t>(memory.at));
  std::memcpy(out, all.data() + memory.at, size);
  memory.at += size;
  return static_cast<tmsize_t>(size);
}

tmsize_t write_bytes(thandle_t handle, void* data, tmsize_t count) {
  TiffMemory& memory = memory_of(handle);
  if (!memory.writing) return 0;
  const auto size = static_cast<std::size_t>(count);
  try {
    if (memory.out.size() < memory.at + size) memory.out.resize(memory.at + size);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  std::memcpy(memory.out.data() + memory.at, data, size);
  memory.at += size;
  return count;
}

toff_t seek(thandle_t handle, toff_t offset, int whence) {
  TiffMemory& memory = memory_of(handle);
  const std::uint64_t size = memory.writing ? memory.out.size() : memory.in.size();
  if (whence == SEEK_CUR) offset += memory.at;
  if (whence == SEEK_END) offset += size;
  return memory.at = offset;
}

int close_nothing(thandle_t) { return 0; }

toff_t file_size(thandle_t handle) {
  const TiffMemory& memory = memory_of(handle);
  return memory.writing ? memory.out.size() : memory.in.size();
}

int map(thandle_t handle, void** base, toff_t* size) {
  TiffMemory& memory = memory_of(handle);
  if (memory.writing) return 0;
  // libtiff reads through this pointer only.
  *base = const_cast<std::uint8_t*>(memory.in.data());
  *size = memory.in.size();
  return 1;
}

void unmap(thandle_t, void*, toff_t) {}

int on_error(TIFF*, void* user, const char*, const char*, va_list) {
  static_cast<TiffMemory*>(user)->failed = true;
  return 1;  // said enough: libtiff prints nothing
}

// Unknown or odd tags are common and harmless while the header is read; what cannot be read is not.
int on_warning(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  TiffMemory& memory = *static_cast<TiffMemory*>(user);
  char buffer[512];
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  const std::string_view text(buffer);
  bool serious = memory.decoding;
  for (const std::string_view word : {"error", "rror fetching", "missing required", "Cannot", "runcated"})
    serious = serious || text.find(word) != text.npos;
  memory.failed = memory.failed || serious;
  return 1;
}

struct OptionsFree {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

}  // namespace

void TiffCloser::operator()(tiff* handle) const { TIFFClose(handle); }

TiffHandle open_tiff(TiffMemory& memory) {
  const std::unique_ptr<TIFFOpenOptions, OptionsFree> options(TIFFOpenOptionsAlloc());
  if (!options) throw std::bad_alloc();
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMaxAllocation);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), on_error, &memory);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), on_warning, &memory);
  return TiffHandle(TIFFClientOpenExt("photo", memory.writing ? "wl" : "r", &memory, read_bytes, write_bytes,
                                      seek, close_nothing, file_size, map, unmap, options.get()));
}

}  // namespace smp
