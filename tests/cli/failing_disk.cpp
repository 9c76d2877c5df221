// Preloaded into a program and its workers: the n-th call that brings data to the disk fails, as a disk may.
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

long* calls = nullptr;  // in a file, which all processes of the run share
long failing_call = 0;

[[gnu::constructor]] void open_counter() {
  const char* file = std::getenv("SMP_TEST_CALLS");
  const char* number = std::getenv("SMP_TEST_FAILING_CALL");
  if (!file || !number) return;
  const int fd = open(file, O_RDWR | O_CLOEXEC);
  void* memory = mmap(nullptr, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (memory == MAP_FAILED) return;
  failing_call = std::atol(number);
  calls = static_cast<long*>(memory);
}

bool fails() {
  if (!calls || __atomic_add_fetch(calls, 1, __ATOMIC_SEQ_CST) != failing_call) return false;
  errno = EIO;
  return true;
}

bool is_file(int fd) {
  const int before = errno;
  struct stat status {};
  const bool file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  errno = before;
  return file;
}

template <class Function>
Function next(Function, const char* name) {
  void* const found = dlsym(RTLD_NEXT, name);
  Function function = nullptr;
  std::memcpy(&function, &found, sizeof function);
  return function;
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* data, size_t size) {
  static const auto real = next(&write, "write");
  if (!is_file(fd) || !fails()) return real(fd, data, size);
  if (real(fd, data, size / 2) < 0) return -1;  // half of it is there
  errno = EIO;
  return -1;
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
  static const auto real = next(&pwrite64, "pwrite64");
  return is_file(fd) && fails() ? -1 : real(fd, data, size, at);
}
int fsync(int fd) {
  static const auto real = next(&fsync, "fsync");
  return fails() ? -1 : real(fd);
}
int fdatasync(int fd) {
  static const auto real = next(&fdatasync, "fdatasync");
  return fails() ? -1 : real(fd);
}
int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  static const auto real = next(&renameat, "renameat");
  return fails() ? -1 : real(from_folder, from, to_folder, to);
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned int flags) noexcept {
  static const auto real = next(&renameat2, "renameat2");
  return fails() ? -1 : real(from_folder, from, to_folder, to, flags);
}

}  // extern "C"
