#include "smp/batch/real_paths.h"

#include <algorithm>

#include <sys/stat.h>

namespace smp {
namespace {

namespace fs = std::filesystem;

std::string resolved(const fs::path& name) {
  std::error_code failed;
  // Made absolute first: of a name whose first part does not exist yet nothing would be resolved.
  const fs::path whole = fs::absolute(name.empty() ? fs::path(".") : name, failed);
  fs::path real = fs::weakly_canonical(whole, failed);
  if (failed) real = whole.lexically_normal();  // links in a circle, no permission: nothing can be there
  std::string path = real.native();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

RealPaths::Kind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return RealPaths::Kind::kFile;
  if (S_ISDIR(mode)) return RealPaths::Kind::kFolder;
  return S_ISLNK(mode) ? RealPaths::Kind::kLink : RealPaths::Kind::kOther;
}

}  // namespace

const std::string& RealPaths::folder(const fs::path& name) {
  const auto [entry, is_new] = folders_.try_emplace(name.native());
  if (is_new) entry->second = resolved(name);
  return entry->second;
}

RealPaths::Place RealPaths::of(const fs::path& name) {
  Place place;
  place.folder = folder(name.parent_path());
  const std::string last = name.filename().native();
  place.path = place.folder == "/" ? "/" + last : place.folder + "/" + last;
  if (last.empty() || last == "." || last == "..") place.path = resolved(name);
  struct stat status = {};
  if (::lstat(place.path.c_str(), &status) != 0) return place;
  place.kind = kind_of(status.st_mode);
  if (place.kind == Kind::kLink) {
    const std::string link = place.path;
    place.path = resolved(link);
    if (::stat(link.c_str(), &status) != 0) return place;
  }
  place.identity = {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino)};
  return place;
}

bool lies_in(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string name_fault(std::string_view name) {
  if (name.empty()) return "must not be empty";
  if (name.find("://") != name.npos) return "must be a file name, not a web address";
  if (name.front() == '/' || name.front() == '\\') return "must be a relative file name";
  int depth = 0;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find('/', start), name.size());
    const std::string_view part = name.substr(start, end - start);
    if (part == "..") --depth;
    if (part != ".." && part != "." && !part.empty()) ++depth;
    if (depth < 0) return "must not lead out of its folder";
    start = end + 1;
  }
  return {};
}

}  // namespace smp
