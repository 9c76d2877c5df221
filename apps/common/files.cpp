#include "common/files.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "smp/base/error.h"

namespace smp::app {
namespace {

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : fd_(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

const char* open_cause(int reason) {
  switch (reason) {
    case ENOENT:
    case ENOTDIR:
      return "does not exist";
    case EACCES:
    case EPERM:
      return "may not be read; check its permissions";
    case EMFILE:
    case ENFILE:
      return "cannot be opened: too many files are open";
    case ENAMETOOLONG:
      return "the file name is too long";
    case ELOOP:
      return "is a link that leads in a circle";
    default:
      return "cannot be opened";
  }
}

}  // namespace

std::string read_text_file(const std::string& path, std::size_t max_bytes) {
  const auto fail = [&](ErrorKind kind, std::string cause) {
    throw Error(kind, {path, "", std::move(cause), ""});
  };
  if (path.empty()) fail(ErrorKind::kMissingInput, "the file name is empty");
  const Descriptor file(path);
  if (file.get() < 0) fail(ErrorKind::kMissingInput, open_cause(errno));
  struct stat status = {};
  if (fstat(file.get(), &status) != 0) fail(ErrorKind::kReadWrite, "cannot be read");
  if (!S_ISREG(status.st_mode))
    fail(ErrorKind::kBadInput, S_ISDIR(status.st_mode) ? "is a folder, not a file" : "is not a regular file");
  const auto too_large = [&] {
    fail(ErrorKind::kBadInput, fmt::format("is larger than {} bytes", max_bytes));
  };
  if (static_cast<std::size_t>(status.st_size) > max_bytes) too_large();
  std::string text;
  char buffer[65536];
  for (;;) {
    const ssize_t got = read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(ErrorKind::kReadWrite, "cannot be read");
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > max_bytes) too_large();  // it grew since fstat
  }
}

}  // namespace smp::app
