#pragma once  // The files of one run: checked before any work, written all or none.
#include <string>
#include <vector>

#include "smp/photo/write.h"

namespace smp {

/// Collects a run's outputs in memory. Nothing is on disk before `write_all`, and where one of
/// several cannot be written, those already written are removed again and what they replaced is back.
class OutputFiles {
 public:
  explicit OutputFiles(WriteOptions options) : options_(std::move(options)) {}

  /// @throws Error kCannotCreate for a name that cannot be written, before any work is done.
  void check_photo(const std::string& path) const;
  void check_file(const std::string& path, const std::vector<std::string>& extensions) const;

  /// A photo in the format of its name; see `encode_photo`.
  std::vector<std::uint8_t> encode(const std::string& path, const Photo& photo,
                                   const RowProgress* progress = nullptr) const;
  void add_photo(const std::string& path, const Photo& photo) { add_bytes(path, encode(path, photo)); }
  void add_text(const std::string& path, const std::string& text);
  void add_bytes(const std::string& path, std::vector<std::uint8_t> bytes);
  void write_all() const;

  struct Output {
    std::string path;
    std::vector<std::uint8_t> bytes;
  };
  /// What was added so far, in that order.
  const std::vector<Output>& outputs() const { return outputs_; }

 private:
  void check_unique(const std::string& path) const;

  WriteOptions options_;
  std::vector<Output> outputs_;
  mutable std::vector<std::string> checked_;
};

}  // namespace smp
