#pragma once  // Results: encoding them in memory and putting them on disk whole or not at all.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "smp/base/row_progress.h"
#include "smp/photo/photo.h"

namespace smp {

struct WriteOptions {
  /// 1 to 100. Unset: a JPEG result takes the quantisation tables of its JPEG source; other sources get
  /// 92. Chroma sampling follows a JPEG source either way; else it is 4:4:4 for PNG and TIFF sources and
  /// 4:2:0 for WebP and HEIC.
  std::optional<int> jpeg_quality;
  bool force = false;                ///< replace an existing file
  bool make_folders = false;         ///< make the folders that an output's name leads through
  std::vector<FileIdentity> inputs;  ///< files that are never replaced, whatever `force` says
};

/// The format that an output's name asks for: jpg, jpeg, png, tif, tiff or webp, in any case. Throws
/// Error kCannotCreate for every other.
PhotoFormat format_from_extension(const std::filesystem::path& path);

/// Everything about an output that can be known before any work is done: its folder exists, or may be made,
/// and can be written, its name is free or `force` is set, and it is no input, folder, device, FIFO or link.
/// Throws Error kCannotCreate.
void check_output_place(const std::filesystem::path& path, const WriteOptions& options);

/// `format_from_extension` and `check_output_place`.
void check_output(const std::filesystem::path& path, const WriteOptions& options);

/// The photo as a whole file in memory, with our own profile of its colour space and no other metadata.
/// Equal photos give equal bytes. JPEG and WebP reduce 16 bits to 8 by rounding; JPEG composes
/// transparency over white; the others keep it and make pixels of alpha 0 white. WebP is lossless.
/// Throws Error kCannotCreate where the format cannot hold the picture (HEIC is not written).
/// @param progress of a writer that is still at work on the photo's pixels; JPEG follows it row by row,
/// the others wait for its end.
std::vector<std::uint8_t> encode_photo(const Photo& photo, PhotoFormat format,
                                       const WriteOptions& options = {},
                                       const RowProgress* progress = nullptr);

/// A one-channel 16-bit PNG, as depth pictures are stored.
std::vector<std::uint8_t> encode_grey16_png(const Image<std::uint16_t>& codes);

/// Checks, encodes in the format of the extension, and writes.
void write_photo(const std::filesystem::path& path, const Photo& photo, const WriteOptions& options = {});

/// Writes any result (CSV and JSON too) so that a reader sees the old file or the whole new one: a new
/// file `.smp-tmp-*` of mode 0600 in the same folder, fsync, permissions by the umask (never more than
/// those of a file that is replaced), rename, fsync of the folder. Runs `check_output_place` first. After
/// a failure the new file is gone and an old one untouched.
/// Throws Error kCannotCreate, or kReadWrite where the system fails a write (disk full, limits).
void write_file_atomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes,
                           const WriteOptions& options = {});

}  // namespace smp
