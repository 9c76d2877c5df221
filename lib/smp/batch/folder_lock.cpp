#include "smp/batch/folder_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>

#include "smp/base/error.h"

namespace smp {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Workers of a killed run die at once, but one may be inside a write that takes its time.
constexpr std::chrono::milliseconds kPatience{3000};
constexpr int kPauseMs = 50;

Descriptor open_lock(const fs::path& folder, const std::string& name) {
  Descriptor file(::open((folder / name).c_str(),
                         O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0666));
  struct stat status = {};
  if (file.get() >= 0 && ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode)) return file;
  const int error = file.get() >= 0 ? EINVAL : errno;
  const auto fail = [&](ErrorKind kind, const char* cause, const char* advice = "") {
    throw Error(kind, {(folder / name).native(), "", cause, advice});
  };
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      fail(ErrorKind::kCannotCreate, "no permission to write into this folder");
      break;
    case ENOENT:
    case ENOTDIR:
      fail(ErrorKind::kCannotCreate, "there is no such folder");
      break;
    case ELOOP:
    case EINVAL:
    case EISDIR:
    case ENXIO:
      fail(ErrorKind::kCannotCreate, "is not a regular file", "remove it");
      break;
    case ENOSPC:
    case EDQUOT:
      fail(ErrorKind::kReadWrite, "the disk is full", "make room; running again continues");
      break;
    default:
      fail(ErrorKind::kReadWrite, "the lock of the folder cannot be opened");
  }
  return {};
}

bool try_lock(const Descriptor& file, int how, const fs::path& folder) {
  while (::flock(file.get(), how | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR)
      throw Error(ErrorKind::kReadWrite,
                  {folder.native(), "", "the disk or network of this folder has no locks",
                   "use a folder on another disk"});
  }
  return true;
}

// Calls `attempt` until it succeeds. @throws Error kInterrupted where it does not in time.
template <class Attempt>
void wait_for(const fs::path& folder, int wake_fd, Attempt attempt) {
  const auto deadline = Clock::now() + kPatience;
  while (!attempt()) {
    if (Clock::now() >= deadline)
      throw Error(ErrorKind::kInterrupted, {folder.native(), "", "another run is at work in this folder",
                                            "wait until it has ended, or use another folder"});
    pollfd wake{wake_fd, POLLIN, 0};  // a negative descriptor is only a pause
    if (::poll(&wake, 1, kPauseMs) > 0)
      throw Error(ErrorKind::kInterrupted,
                  {folder.native(), "", "stopped while waiting for another run in this folder", ""});
  }
}

}  // namespace

FolderLock FolderLock::take(const fs::path& folder, const Shard& shard, int wake_fd) {
  FolderLock lock;
  lock.folder_ = folder;
  lock.all_ = open_lock(folder, ".smp-lock");
  if (shard.count > 1) {
    lock.part_ = open_lock(folder, fmt::format(".smp-lock-{}-of-{}", shard.index, shard.count));
    wait_for(folder, wake_fd, [&] { return try_lock(lock.part_, LOCK_EX, folder); });
  }
  wait_for(folder, wake_fd, [&] {
    lock.alone_ = try_lock(lock.all_, LOCK_EX, folder);
    return lock.alone_ || (shard.count > 1 && try_lock(lock.all_, LOCK_SH, folder));
  });
  return lock;
}

void FolderLock::share(int wake_fd) {
  if (part_.get() < 0 || !alone_) return;
  alone_ = false;
  // Changing a lock gives it up for a moment, in which a run of all jobs may take it.
  wait_for(folder_, wake_fd, [&] { return try_lock(all_, LOCK_SH, folder_); });
}

bool FolderLock::try_alone() {
  if (!alone_) alone_ = try_lock(all_, LOCK_EX, folder_);
  return alone_;
}

}  // namespace smp
