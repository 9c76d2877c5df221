#pragma once  // The files that a spec names: masks, a depth picture, a list of impressions.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "smp/photo/photo.h"
#include "smp/spec/spec.h"

namespace smp {

/// Contents of the files a spec names, read before anything is drawn.
struct SpecFiles {
  std::vector<Image<std::uint8_t>> masks;  ///< one per region; empty where the region has an outline
  Image<std::uint16_t> depth_codes;        ///< empty unless the surface is a depth map
  std::optional<std::string> impressions;  ///< text of the CSV
  std::vector<FileIdentity> identities;    ///< of every file read
};

/// Reads the files named in `spec`, relative to `folder`.
/// @param allow_outside false: after resolving links a file must lie inside `folder`.
/// @param keep receives every file as it was read, where not null.
/// @throws Error naming the file as the spec does and the JSON pointer that names it.
SpecFiles read_spec_files(const Spec& spec, const std::filesystem::path& folder, bool allow_outside,
                          const PhotoLimits& limits, std::vector<FileBytes>* keep = nullptr);

/// @throws Error kBadInput where a mask is not of the photo's size.
void check_mask_sizes(const Spec& spec, const SpecFiles& files, int width_px, int height_px);

}  // namespace smp
