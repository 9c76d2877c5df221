#include "smp/photo/file_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "smp/base/error.h"
#include "smp/photo/descriptor.h"

namespace smp {
namespace {

[[noreturn]] void fail(const std::string& name, ErrorKind kind, std::string cause, std::string advice = {}) {
  throw Error(kind, {name, "", std::move(cause), std::move(advice)});
}

Descriptor open_input(const std::string& name) {
  if (name.empty()) fail(name, ErrorKind::kMissingInput, "the file name is empty");
  if (name.find('\0') != std::string::npos) fail(name, ErrorKind::kMissingInput, "is not a file name");
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  Descriptor file(::open(name.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (file.get() >= 0) return file;
  switch (errno) {
    case ENOENT:
    case ENOTDIR:
      fail(name, ErrorKind::kMissingInput, "there is no such file");
    case EACCES:
    case EPERM:
      fail(name, ErrorKind::kMissingInput, "no permission to read this file");
    case ENAMETOOLONG:
      fail(name, ErrorKind::kMissingInput, "the file name is too long");
    case ELOOP:
      fail(name, ErrorKind::kMissingInput, "the links lead in a circle");
    case ENXIO:
    case EOPNOTSUPP:
      fail(name, ErrorKind::kBadInput, "is not a regular file");
    case EMFILE:
    case ENFILE:
      fail(name, ErrorKind::kReadWrite, "too many files are open on this computer");
    default:
      fail(name, ErrorKind::kMissingInput, "cannot be opened");
  }
}

}  // namespace

FileBytes read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  FileBytes file;
  file.name = path.native();
  const Descriptor descriptor = open_input(file.name);
  struct stat status = {};
  if (::fstat(descriptor.get(), &status) != 0) fail(file.name, ErrorKind::kReadWrite, "cannot be examined");
  if (S_ISDIR(status.st_mode)) fail(file.name, ErrorKind::kBadInput, "is a folder, not a file");
  if (!S_ISREG(status.st_mode)) fail(file.name, ErrorKind::kBadInput, "is not a regular file");
  file.identity = {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino)};
  if (status.st_size <= 0) fail(file.name, ErrorKind::kBadInput, "the file is empty");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > max_bytes)
    fail(file.name, ErrorKind::kBadInput,
         fmt::format("the file is larger than {} bytes, the limit", max_bytes));

  file.bytes.resize(static_cast<std::size_t>(size));
  std::size_t done = 0;
  while (done < file.bytes.size()) {
    const ssize_t got = ::read(descriptor.get(), file.bytes.data() + done, file.bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(file.name, ErrorKind::kReadWrite, "the disk or network failed while reading the file");
    if (got == 0)
      fail(file.name, ErrorKind::kBadInput, "the file became shorter while it was read", "try again");
    done += static_cast<std::size_t>(got);
  }
  return file;
}

}  // namespace smp
