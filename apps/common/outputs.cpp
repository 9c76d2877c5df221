#include "common/outputs.h"

#include <algorithm>
#include <filesystem>

#include "smp/base/error.h"

namespace smp::app {

void Outputs::check_unique(const std::string& path) const {
  std::error_code failed;
  const std::string key = std::filesystem::weakly_canonical(path, failed).string();
  if (std::find(checked_.begin(), checked_.end(), key) != checked_.end())
    throw Error(ErrorKind::kCannotCreate, {path, "", "is named for two outputs", "give each its own name"});
  checked_.push_back(key);
}

void Outputs::check_photo(const std::string& path) const {
  check_output(path, options_);
  check_unique(path);
}

void Outputs::check_file(const std::string& path, const std::vector<std::string>& extensions) const {
  if (std::none_of(extensions.begin(), extensions.end(), [&](const std::string& e) { return path.ends_with(e); })) {
    std::string list;
    for (const std::string& e : extensions) list += (list.empty() ? "" : " or ") + e;
    throw Error(ErrorKind::kCannotCreate, {path, "", "must end with " + list, ""});
  }
  check_output_place(path, options_);
  check_unique(path);
}

std::vector<std::uint8_t> Outputs::encode(const std::string& path, const Photo& photo, const RowProgress* progress) const {
  try {
    return encode_photo(photo, format_from_extension(path), options_, progress);
  } catch (const Error& error) {
    throw error.in_file(path);
  }
}

void Outputs::add_text(const std::string& path, const std::string& text) { add_bytes(path, {text.begin(), text.end()}); }

void Outputs::add_bytes(const std::string& path, std::vector<std::uint8_t> bytes) { outputs_.push_back({path, std::move(bytes)}); }

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
