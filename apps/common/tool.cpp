#include "common/tool.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "smp/base/failure.h"
#include "smp/base/text.h"
#include "smp/fields/json_value.h"

namespace smp::app {
namespace {

constexpr std::size_t kMaxLine = 500;

bool stdout_was_closed = false;

void open_standard_descriptors() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    if (fd == STDOUT_FILENO) stdout_was_closed = true;
    // open() takes the lowest free descriptor, which is `fd`.
    if (open("/dev/null", O_RDWR) != fd) _exit(static_cast<int>(ErrorKind::kReadWrite));
  }
}

void quieten_the_system() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

// Writes all of it; false with errno where that fails.
bool write_all(int fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = write(fd, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// At most `bytes` of escaped text, cut between characters.
std::string shortened(std::string_view text, std::size_t bytes) {
  std::string out = escaped(text, bytes);
  if (out.size() <= bytes) return out;
  std::size_t end = bytes - 3;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
  return out.substr(0, end) + "...";
}

bool asks_for_json(int argc, char** argv) {
  for (int i = 1; i < argc && std::strcmp(argv[i], "--") != 0; ++i)
    if (std::strcmp(argv[i], "--log-json") == 0) return true;
  return false;
}

[[noreturn]] void end_in_one_line() {
  write_all(STDERR_FILENO, "smp: error: internal fault; please report it with the command used\n");
  _exit(static_cast<int>(ErrorKind::kInternal));
}

}  // namespace

void write_stdout(std::string_view data) {
  if (stdout_was_closed) throw Error(ErrorKind::kReadWrite, {"standard output", "", "is closed", ""});
  if (write_all(STDOUT_FILENO, data)) return;
  const int reason = errno;
  const char* cause = reason == ENOSPC  ? "the disk or device is full"
                      : reason == EPIPE ? "the program reading it has ended"
                      : reason == EFBIG ? "a limit on the size of files was reached"
                                        : "cannot be written";
  throw Error(ErrorKind::kReadWrite, {"standard output", "", cause, ""});
}

std::string error_line(const ErrorText& text) {
  return shortened(std::string("smp: error: ") + Error(ErrorKind::kBadInput, text).what(), kMaxLine - 1);
}

std::string error_json(ErrorKind kind, const ErrorText& text, const std::string& job) {
  const auto value = [](const std::string& part, std::size_t bytes) {
    // Quotes and backslashes double in JSON, so parts get less room than in a plain line.
    return part.empty() ? JsonValue() : JsonValue(shortened(part, bytes));
  };
  JsonValue line;
  line.set("code", static_cast<int>(kind));
  line.set("file", value(text.file, 60));
  line.set("where", value(text.where, 60));
  line.set("cause", value(text.advice.empty() ? text.cause : text.cause + "; " + text.advice, 200));
  line.set("job", value(job, 40));
  std::string out = to_line(line);
  if (out.size() >= kMaxLine) {
    line.set("cause", value(text.cause, 60));
    out = to_line(line);
  }
  return out;
}

void report_error(const CommonOptions& common, ErrorKind kind, const ErrorText& text,
                  const std::string& job) {
  // One write per line, so that lines of several processes do not mix.
  write_all(STDERR_FILENO, (common.log_json ? error_json(kind, text, job) : error_line(text)) + "\n");
}

int run_tool(const char* tool, int argc, char** argv, const std::function<void(CommandLine&)>& configure) {
  open_standard_descriptors();
  quieten_the_system();
  std::set_terminate(end_in_one_line);
  try {
    CommandLine line(tool);
    configure(line);
    return line.run(argc, argv);
  } catch (...) {
    const Failure failure = describe(std::current_exception());
    CommonOptions common;
    common.log_json = asks_for_json(argc, argv);
    report_error(common, failure.kind, failure.text);
    return static_cast<int>(failure.kind);
  }
}

}  // namespace smp::app
