#pragma once  // libtiff over memory, with its messages kept to ourselves. Private to the TIFF codec.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

struct tiff;  // TIFF of tiffio.h

namespace smp {

struct TiffCloser {
  void operator()(tiff* handle) const;
};
using TiffHandle = std::unique_ptr<tiff, TiffCloser>;

/// A file in memory and what libtiff said about it. Must outlive its handle and stay where it is.
struct TiffMemory {
  std::span<const std::uint8_t> in;  ///< when reading
  std::vector<std::uint8_t> out;     ///< when writing
  std::uint64_t at = 0;
  bool writing = false;
  bool decoding = false;  ///< from now on warnings are about pixels
  bool failed = false;    ///< an error, or a warning that pixels or tags are missing

  TiffMemory() = default;
  TiffMemory(const TiffMemory&) = delete;
  TiffMemory& operator=(const TiffMemory&) = delete;
};

/// Null where libtiff cannot open the file.
TiffHandle open_tiff(TiffMemory& memory);

}  // namespace smp
