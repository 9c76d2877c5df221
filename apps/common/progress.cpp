#include "common/progress.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "smp/fields/json_parse.h"

namespace smp::app {
namespace {

constexpr double kDrawEveryMs = 200;
constexpr std::size_t kUsualWidth = 80;  // of a terminal that does not tell

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsualWidth;
}

std::string duration_text(double s) {
  if (s < 90) return fmt::format("{:.0f} s", s);
  if (s < 90 * 60) return fmt::format("{:.0f} min", s / 60);
  return fmt::format("{:.0f} h {:02.0f} min", std::floor(s / 3600), std::floor(std::fmod(s, 3600) / 60));
}

// A fault of the manifest's own keys names no file.
ErrorText fault_of(const JobReport& report, const std::string& manifest) {
  ErrorText text = report.outcome.error;
  if (text.file.empty()) text.file = manifest;
  return text;
}

void report_refusal(const CommonOptions& common, const JobReport& report, const std::string& manifest) {
  ErrorText text = fault_of(report, manifest);
  text.where = "job " + quoted(report.job->id) + (text.where.empty() ? "" : ": " + text.where);
  report_error(common, *report.outcome.refused, text);
}

void log_ended(const JobReport& report, const std::string& manifest) {
  const JobOutcome& outcome = report.outcome;
  JsonValue line = JsonValue::Object{};
  if (outcome.refused) line = parse_json(error_json(*outcome.refused, fault_of(report, manifest)));
  // Written out, however long: programs find the job by it.
  line.set("job", report.job->id);
  line.set("state", outcome.done() ? "done" : "refused");
  line.set("ms", std::round(outcome.ms));
  write_stderr(to_line(line) + "\n");
}

}  // namespace

void write_stderr(std::string_view text) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

Progress::Progress(const CommonOptions& common, std::string manifest)
    : common_(common),
      manifest_(std::move(manifest)),
      terminal_(!common.quiet && !common.log_json && isatty(STDERR_FILENO)) {}

void Progress::planned(std::size_t to_run, std::size_t skipped) {
  to_run_ = to_run;
  skipped_ = skipped;
  running_ = Stopwatch();
  draw();
}

void Progress::ended(const JobReport& report, std::size_t ended, std::size_t to_run) {
  ended_ = ended;
  to_run_ = to_run;
  if (report.outcome.refused) ++refused_;
  if (common_.log_json) {
    log_ended(report, manifest_);
  } else if (report.outcome.refused) {
    clear();
    report_refusal(common_, report, manifest_);
  }
  tick();
}

void Progress::tick() {
  if (running_.ms() - drawn_at_ms_ >= kDrawEveryMs) draw();
}

void Progress::clear() {
  if (drawn_ > 0) write_stderr("\r" + std::string(drawn_, ' ') + "\r");
  drawn_ = 0;
}

std::string Progress::line() const {
  std::string text = fmt::format("{}/{}", ended_, to_run_);
  if (ended_ > 0) {
    const double each_s = running_.ms() / 1e3 / static_cast<double>(ended_);
    text += fmt::format(", {:.{}f}/min, {} left", 60 / each_s, each_s > 6 ? 1 : 0,
                        duration_text(each_s * static_cast<double>(to_run_ - ended_)));
  }
  if (refused_ > 0) text += fmt::format(", {} refused", refused_);
  if (skipped_ > 0) text += fmt::format(", {} done before", skipped_);
  return text;
}

void Progress::draw() {
  if (!terminal_) return;
  drawn_at_ms_ = running_.ms();
  const std::string text = line().substr(0, terminal_width() - 1);
  // Spaces over what was longer: every terminal knows them, and no colour is needed.
  const std::string rest(drawn_ > text.size() ? drawn_ - text.size() : 0, ' ');
  write_stderr("\r" + text + rest);
  drawn_ = text.size();
}

}  // namespace smp::app
