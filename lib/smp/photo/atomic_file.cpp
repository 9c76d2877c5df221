// Putting a result on disk whole or not at all. The order of the calls is the point: write, fsync,
// rename, fsync of the folder.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <mutex>
#include <string>

#include "smp/base/error.h"
#include "smp/photo/descriptor.h"
#include "smp/photo/write.h"

namespace smp {
namespace {

struct Place {
  std::string name;    // as the user gave it
  std::string folder;  // of the file, "." where the name has none
  std::string file;    // last part of the name
};

[[noreturn]] void fail(const Place& place, ErrorKind kind, std::string cause, std::string advice = {}) {
  throw Error(kind, {place.name, "", std::move(cause), std::move(advice)});
}
[[noreturn]] void refuse(const Place& place, std::string cause, std::string advice = {}) {
  fail(place, ErrorKind::kCannotCreate, std::move(cause), std::move(advice));
}

// A failed system call in words.
[[noreturn]] void fail_by(const Place& place, int error) {
  switch (error) {
    case ENOSPC:
      fail(place, ErrorKind::kReadWrite, "the disk is full");
    case EDQUOT:
      fail(place, ErrorKind::kReadWrite, "the disk quota is used up");
    case EFBIG:
      fail(place, ErrorKind::kReadWrite, "the result is larger than files may be here");
    case EMFILE:
    case ENFILE:
      fail(place, ErrorKind::kReadWrite, "too many files are open on this computer");
    case EROFS:
      refuse(place, "the disk cannot be written to");
    case EACCES:
    case EPERM:
      refuse(place, "no permission to write into this folder");
    case ENOENT:
      refuse(place, "the folder does not exist", "create it first");
    case ENOTDIR:
      refuse(place, "the folder is not a folder");
    case ENAMETOOLONG:
      refuse(place, "the file name is too long");
    case ELOOP:
      refuse(place, "the links lead in a circle");
    case EEXIST:
      refuse(place, "the file exists already", "use --force to replace it");
    case EISDIR:
      refuse(place, "is a folder");
    default:
      fail(place, ErrorKind::kReadWrite, "the disk or network failed while writing the result");
  }
}

Place split(const std::filesystem::path& path) {
  Place place{path.native(), path.parent_path().native(), path.filename().native()};
  if (place.folder.empty()) place.folder = ".";
  if (place.file.empty() || place.file == "." || place.file == ".." ||
      place.name.find('\0') != std::string::npos)
    refuse(place, "is not the name of a file");
  return place;
}

FileIdentity identity_of(const struct stat& status) {
  return {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino)};
}

void sync_folder(const Place& place, const Descriptor& folder) {
  // Some network file systems cannot; their rename is as durable as it gets.
  if (::fsync(folder.get()) != 0 && errno != EINVAL && errno != ENOTSUP) fail_by(place, errno);
}

// The folder of the output or, where that is not there yet, the one it will be made in.
Place existing_above(Place place) {
  std::error_code failed;
  while (!std::filesystem::exists(std::filesystem::symlink_status(place.folder, failed))) {
    const std::filesystem::path above = std::filesystem::path(place.folder).parent_path();
    if (above.native() == place.folder) break;
    place.folder = above.empty() ? "." : above.native();
  }
  return place;
}

Descriptor open_folder(const Place& place) {
  Descriptor folder(::open(place.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) fail_by(place, errno);
  return folder;
}

// What stands under the final name, if anything; throws where it must not be replaced.
std::optional<struct stat> check_target(const Place& place, const Descriptor& folder,
                                        const WriteOptions& options) {
  struct stat link = {};
  if (::fstatat(folder.get(), place.file.c_str(), &link, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return std::nullopt;
    fail_by(place, errno);
  }
  struct stat target = {};
  if (::fstatat(folder.get(), place.file.c_str(), &target, 0) == 0 &&
      std::find(options.inputs.begin(), options.inputs.end(), identity_of(target)) != options.inputs.end())
    refuse(place, "is an input, which is never overwritten", "choose another name");
  if (S_ISLNK(link.st_mode)) refuse(place, "is a link to elsewhere", "choose another name");
  if (S_ISDIR(link.st_mode)) refuse(place, "is a folder", "choose another name");
  if (!S_ISREG(link.st_mode)) refuse(place, "is a device or pipe, not a file", "choose another name");
  if (!options.force) refuse(place, "the file exists already", "use --force to replace it");
  return link;
}

// The umask can only be read by setting it; for that moment it is stricter, never looser.
mode_t current_umask() {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const mode_t mask = ::umask(0077);
  ::umask(mask);
  return mask;
}

std::string temporary_name() {
  std::uint64_t random = 0;
  if (::getrandom(&random, sizeof random, 0) != static_cast<ssize_t>(sizeof random))
    random = static_cast<std::uint64_t>(::getpid());
  return fmt::format(".smp-tmp-{:016x}", random);
}

// The new file under its temporary name; removed again unless `keep` is called.
class Temporary {
 public:
  Temporary(const Place& place, const Descriptor& folder) : place_(place), folder_(folder) {
    for (int attempt = 0; file_.get() < 0; ++attempt) {
      name_ = temporary_name();
      file_ = Descriptor(
          ::openat(folder.get(), name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
      if (file_.get() < 0 && (errno != EEXIST || attempt >= 100)) fail_by(place, errno);
    }
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!kept_) ::unlinkat(folder_.get(), name_.c_str(), 0);
  }

  void write(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail_by(place_, written < 0 ? errno : EIO);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }
  void finish(mode_t mode) {
    if (::fchmod(file_.get(), mode) != 0 || ::fsync(file_.get()) != 0) fail_by(place_, errno);
    if (!file_.close()) fail_by(place_, errno);
  }
  /// Gives the file its name. Where `replace` is not set, a file that appeared meanwhile stays.
  void keep(bool replace) {
    if (rename_to_final(replace) != 0) fail_by(place_, errno);
    kept_ = true;
  }

 private:
  int rename_to_final(bool replace) const {
    const char* to = place_.file.c_str();
#ifdef RENAME_NOREPLACE
    if (!replace) {
      const int result = ::renameat2(folder_.get(), name_.c_str(), folder_.get(), to, RENAME_NOREPLACE);
      if (result == 0 || (errno != EINVAL && errno != ENOSYS))
        return result;  // else: not known to this file system
    }
#endif
    return ::renameat(folder_.get(), name_.c_str(), folder_.get(), to);
  }

  const Place& place_;
  const Descriptor& folder_;
  std::string name_;
  Descriptor file_;
  bool kept_ = false;
};

// Makes `folder` and what it lies in; each is on disk in the one above before this returns.
void make_folder(const Place& place, const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0777) != 0) {
    if (errno == EEXIST) return;
    const std::filesystem::path above = folder.parent_path();
    if (errno != ENOENT || above.empty() || above == folder) fail_by(place, errno);
    make_folder(place, above);
    if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) fail_by(place, errno);
  }
  sync_folder(place, open_folder(Place{place.name, (folder / "..").native(), ""}));
}

}  // namespace

void check_output_place(const std::filesystem::path& path, const WriteOptions& options) {
  const Place named = split(path);
  const Place place = options.make_folders ? existing_above(named) : named;
  const Descriptor folder = open_folder(place);
  if (place.folder == named.folder) check_target(place, folder, options);
  if (::faccessat(folder.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) fail_by(place, errno);
}

void write_file_atomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes,
                           const WriteOptions& options) {
  const Place place = split(path);
  if (options.make_folders) make_folder(place, place.folder);
  const Descriptor folder = open_folder(place);
  const auto replaced = check_target(place, folder, options);
  mode_t mode = 0666 & ~current_umask();
  if (replaced) mode &= replaced->st_mode & 0777;
  Temporary temporary(place, folder);
  temporary.write(bytes);
  temporary.finish(mode);
  temporary.keep(options.force);
  sync_folder(place, folder);
}

}  // namespace smp
