#include "smp/simulate/spec_files.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "smp/base/error.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

bool lies_inside(const fs::path& file, const fs::path& folder) {
  const auto [folder_end, ignored] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return folder_end == folder.end() || (folder_end->empty() && std::next(folder_end) == folder.end());
}

class Folder {
 public:
  Folder(const fs::path& folder, bool allow_outside)
      : folder_(folder.empty() ? fs::path(".") : folder), allow_outside_(allow_outside) {}

  // Runs `read` on the resolved path; errors name the file as written and where the spec names it.
  template <class Read>
  auto open(const std::string& name, const std::string& where, Read read) const {
    try {
      return read(resolve(name));
    } catch (const Error& error) {
      ErrorText text = error.text();
      text.file = name;
      text.where = where + (text.where.empty() ? "" : ", " + text.where);
      throw Error(error.kind(), text);
    }
  }

 private:
  fs::path resolve(const std::string& name) const {
    const fs::path path = folder_ / fs::path(name);
    if (allow_outside_) return path;
    std::error_code failed;
    const fs::path real = fs::weakly_canonical(path, failed), home = fs::weakly_canonical(folder_, failed);
    if (failed || !lies_inside(real, home))
      throw Error(ErrorKind::kBadInput,
                  {name, "", "lies outside the spec's folder", "move it there or use --allow-outside"});
    return path;
  }

  fs::path folder_;
  bool allow_outside_;
};

}  // namespace

SpecFiles read_spec_files(const Spec& spec, const fs::path& folder, bool allow_outside,
                          const PhotoLimits& limits, std::vector<FileBytes>* keep) {
  const Folder home(folder, allow_outside);
  SpecFiles files;
  const auto remember = [&](FileBytes file, const std::string& name) {
    files.identities.push_back(file.identity);
    if (!keep) return;
    file.name = name;
    keep->push_back(std::move(file));
  };
  files.masks.resize(spec.regions.size());
  for (std::size_t i = 0; i < spec.regions.size(); ++i) {
    const std::string& name = spec.regions[i].mask;
    if (name.empty()) continue;
    files.masks[i] = home.open(name, "/regions/" + std::to_string(i) + "/mask", [&](const fs::path& path) {
      FileBytes file = read_file(path, limits.max_file_bytes);
      auto mask = decode_mask(file, limits);
      remember(std::move(file), name);
      return mask;
    });
  }
  if (spec.surface.kind == SurfaceKind::kDepth)
    files.depth_codes = home.open(spec.surface.file, "/surface/file", [&](const fs::path& path) {
      FileBytes file = read_file(path, limits.max_file_bytes);
      auto codes = decode_depth(file, limits);
      remember(std::move(file), spec.surface.file);
      return codes;
    });
  if (!spec.impressions.empty())
    files.impressions = home.open(spec.impressions, "/impressions", [&](const fs::path& path) {
      FileBytes file = read_file(path, std::size_t{1} << 30);
      std::string text(file.bytes.begin(), file.bytes.end());
      remember(std::move(file), spec.impressions);
      return text;
    });
  return files;
}

void check_mask_sizes(const Spec& spec, const SpecFiles& files, int width_px, int height_px) {
  for (std::size_t i = 0; i < spec.regions.size(); ++i) {
    if (spec.regions[i].mask.empty()) continue;
    const Image<std::uint8_t>& mask = files.masks[i];
    if (mask.width() != width_px || mask.height() != height_px)
      throw Error(ErrorKind::kBadInput, {spec.regions[i].mask, fmt::format("/regions/{}/mask", i),
                                         fmt::format("is {} x {} px but the photo is {} x {}", mask.width(),
                                                     mask.height(), width_px, height_px),
                                         "draw the mask on the upright photo"});
  }
}

}  // namespace smp
