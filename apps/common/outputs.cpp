#include "common/outputs.h"

#include <algorithm>
#include <filesystem>

#include "smp/base/error.h"

namespace smp::app {

void Outputs::check_unique(const std::string& path) const {
  std::error_code failed;
  // Made absolute first: of a name whose first part does not exist yet nothing would be resolved.
  const std::string key = std::filesystem::weakly_canonical(std::filesystem::absolute(path, failed), failed).string();
  if (std::find(checked_.begin(), checked_.end(), key) != checked_.end())
    throw Error(ErrorKind::kCannotCreate, {path, "", "is named for two outputs", "give each its own name"});
  checked_.push_back(key);
}

void Outputs::check_photo(const std::string& path) const {
  check_output(path, options_);
  check_unique(path);
}

void Outputs::check_text(const std::string& path, const std::vector<std::string>& extensions) const {
  if (std::none_of(extensions.begin(), extensions.end(), [&](const std::string& e) { return path.ends_with(e); })) {
    std::string list;
    for (const std::string& e : extensions) list += (list.empty() ? "" : " or ") + e;
    throw Error(ErrorKind::kCannotCreate, {path, "", "must end with " + list, ""});
  }
  check_output_place(path, options_);
  check_unique(path);
}

void Outputs::add_photo(const std::string& path, const Photo& photo) {
  outputs_.push_back({path, encode_photo(photo, format_from_extension(path), options_)});
}

void Outputs::add_text(const std::string& path, const std::string& text) { outputs_.push_back({path, {text.begin(), text.end()}}); }

void Outputs::write_all() const {
  std::size_t written = 0;
  std::vector<bool> was_there;
  try {
    for (const Output& output : outputs_) {
      std::error_code ignored;
      was_there.push_back(std::filesystem::exists(output.path, ignored));
      write_file_atomically(output.path, output.bytes, options_);
      ++written;
    }
  } catch (...) {
    std::error_code ignored;
    for (std::size_t i = 0; i < written; ++i)
      if (!was_there[i]) std::filesystem::remove(outputs_[i].path, ignored);
    throw;
  }
}

}  // namespace smp::app
