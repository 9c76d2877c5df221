#include "smp/photo/output_files.h"

#include <algorithm>
#include <filesystem>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "smp/base/error.h"

namespace smp {

namespace {

// What stood under an output's name. Unless it is forgotten, the end of its life brings it back: the old
// file itself, which needs no space on a full disk, or no file where none was.
class OldFile {
 public:
  explicit OldFile(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path_, failed)) return;
    std::random_device random;
    spare_ = path_.parent_path() / fmt::format(".smp-tmp-{:08x}{:08x}", random(), random());
    std::filesystem::create_hard_link(path_, spare_, failed);
    if (failed) spare_.clear(), was_there_ = true;  // a file system without links: the new file stays
  }
  OldFile(OldFile&& other) noexcept
      : path_(std::move(other.path_)),
        spare_(std::exchange(other.spare_, {})),
        was_there_(other.was_there_),
        written_(std::exchange(other.written_, false)) {}
  OldFile& operator=(OldFile&&) = delete;
  ~OldFile() {
    std::error_code ignored;
    if (!spare_.empty() && written_)
      std::filesystem::rename(spare_, path_, ignored);
    else if (!spare_.empty())
      std::filesystem::remove(spare_, ignored);
    else if (written_ && !was_there_)
      std::filesystem::remove(path_, ignored);
  }
  void written() { written_ = true; }
  void forget() { written_ = false; }

 private:
  std::filesystem::path path_, spare_;
  bool was_there_ = false, written_ = false;
};

}  // namespace

void OutputFiles::check_unique(const std::string& path) const {
  std::error_code failed;
  // Made absolute first: of a name whose first part does not exist yet nothing would be resolved.
  const std::string key =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path, failed), failed).string();
  if (std::find(checked_.begin(), checked_.end(), key) != checked_.end())
    throw Error(ErrorKind::kCannotCreate, {path, "", "is named for two outputs", "give each its own name"});
  checked_.push_back(key);
}

void OutputFiles::check_photo(const std::string& path) const {
  check_output(path, options_);
  check_unique(path);
}

void OutputFiles::check_file(const std::string& path, const std::vector<std::string>& extensions) const {
  if (std::none_of(extensions.begin(), extensions.end(),
                   [&](const std::string& e) { return path.ends_with(e); })) {
    std::string list;
    for (const std::string& e : extensions) list += (list.empty() ? "" : " or ") + e;
    throw Error(ErrorKind::kCannotCreate, {path, "", "must end with " + list, ""});
  }
  check_output_place(path, options_);
  check_unique(path);
}

std::vector<std::uint8_t> OutputFiles::encode(const std::string& path, const Photo& photo,
                                              const RowProgress* progress) const {
  try {
    return encode_photo(photo, format_from_extension(path), options_, progress);
  } catch (const Error& error) {
    throw error.in_file(path);
  }
}

void OutputFiles::add_text(const std::string& path, const std::string& text) {
  add_bytes(path, {text.begin(), text.end()});
}

void OutputFiles::add_bytes(const std::string& path, std::vector<std::uint8_t> bytes) {
  outputs_.push_back({path, std::move(bytes)});
}

void OutputFiles::write_all() const {
  std::vector<OldFile> old_files;
  old_files.reserve(outputs_.size());
  for (const Output& output : outputs_) {
    old_files.emplace_back(output.path);
    write_file_atomically(output.path, output.bytes, options_);
    old_files.back().written();
  }
  for (OldFile& old : old_files) old.forget();
}

}  // namespace smp
