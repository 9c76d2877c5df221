// Batches: throughput of all CPUs beside one, what a job costs over the bare render, memory and resuming.
// Usage: smp_bench_batch SMP_BATCH FOLDER [--json] [--photos N] [--tiny N]
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bench.h"
#include "bench_photo.h"
#include "process.h"
#include "smp/base/parallel.h"
#include "smp/batch/manifest.h"
#include "smp/batch/run_job.h"

namespace {

namespace fs = std::filesystem;
using smp::bench::run;

// Fewer than the 200 photos and 10 000 tiny jobs that are promised: ratios are those of so many already.
constexpr int kPhotos = 40, kTinyJobs = 2000, kPromisedTinyJobs = 10'000, kBareJobs = 400;
constexpr double kLeastThroughput = 0.9, kMostOverheadMs = 5, kMostGrowth = 1.1, kMostResumeS = 1;

struct Settings {
  std::string batch, folder;
  int photos = kPhotos, tiny = kTinyJobs;
  bool json = false;
};

void report(const Settings& settings, const char* name, double value, double limit, bool at_least = false) {
  const bool ok = at_least ? value >= limit : value <= limit;
  if (settings.json)
    std::printf("{\"name\":\"%s\",\"value\":%.3f,\"ratio\":%.3f,\"must\":%.2f,\"ok\":%s}\n", name, value,
                value, limit, ok ? "true" : "false");
  else
    std::printf("%-52s %9.3f %s %.2f\n", name, value, at_least ? ">=" : "<=", limit);
  std::fflush(stdout);
}

// Copies of one photo, each with a comment of its own: photos that share nothing.
void write_photos(const Settings& settings) {
  const std::string first = settings.folder + "/photo.jpg";
  smp::bench::write_photo_file(first, 1632, 1224);
  smp::bench::write_spec_file(settings.folder + "/photo.json", 1632, 1224, 5000);
  std::ifstream in(first, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::ofstream manifest(settings.folder + "/photos.jsonl");
  for (int i = 0; i < settings.photos; ++i) {
    const std::string number = std::to_string(100'000 + i), name = number + ".jpg";
    const std::string comment = std::string("\xff\xfe\0\x08", 4) + number;
    std::ofstream(settings.folder + "/" + name, std::ios::binary)
        << bytes.substr(0, 2) << comment << bytes.substr(2);
    manifest << "{\"id\":\"" << number << "\",\"photo\":\"" << name
             << "\",\"spec\":\"photo.json\",\"output\":\"" << number << "-healed.jpg\"}\n";
  }
}

double batch_ms(const Settings& settings, const std::string& manifest, const std::string& out, bool one_cpu,
                const std::function<void(pid_t)>& meanwhile = {}) {
  std::vector<std::string> command = {settings.batch, settings.folder + "/" + manifest, "-o",
                                      settings.folder + "/" + out, "--quiet"};
  if (one_cpu) command.insert(command.end(), {"--jobs", "1", "--threads", "1"});
  return run(command, one_cpu, meanwhile).ms;
}

void measure_throughput(const Settings& settings) {
  write_photos(settings);
  std::vector<double> shares;
  for (int round = 0; round < 3; ++round) {
    fs::remove_all(settings.folder + "/one"), fs::remove_all(settings.folder + "/all");
    const double one = batch_ms(settings, "photos.jsonl", "one", /*one_cpu=*/true);
    shares.push_back(one / batch_ms(settings, "photos.jsonl", "all", false) / smp::available_threads());
  }
  report(settings, "batch of 2 MP, all CPUs / CPUs x one", smp::bench::median(shares), kLeastThroughput,
         /*at_least=*/true);
}

std::string tiny_line(int i) {
  const std::string n = std::to_string(i);
  return "{\"id\":\"" + n + "\",\"photo\":\"tiny.jpg\",\"spec\":\"tiny.json\",\"output\":\"" +
         std::to_string(i % 100) + "/" + n + ".jpg\",\"set\":{\"/seed\":" + n + "}}\n";
}

void write_tiny(const Settings& settings) {
  smp::bench::write_photo_file(settings.folder + "/tiny.jpg", 96, 96);
  std::ofstream(settings.folder + "/tiny.json")
      << "{\"smp\":1,\"photo\":{\"scale\":{\"px_per_mm\":7}},\"skin\":{\"tone\":{\"ita_deg\":40}},"
         "\"regions\":[{\"outline\":[[20,20],[70,20],[70,70],[20,70]],\"density_per_cm2\":100}]}\n";
  std::ofstream many(settings.folder + "/tiny.jsonl"), few(settings.folder + "/bare.jsonl");
  for (int i = 0; i < settings.tiny; ++i) many << tiny_line(i);
  for (int i = 0; i < kBareJobs; ++i) few << tiny_line(i);
}

// The same jobs in this process, one after another: neither workers nor a journal.
void render_bare(const Settings& settings) {
  const smp::JobOptions options{.folder = settings.folder + "/bare"};
  smp::SharedStages stages;
  for (int i = 0; i < kBareJobs; ++i) {
    const std::string n = std::to_string(i);
    smp::Job job;
    job.id = n, job.photo = "tiny.jpg", job.spec = "tiny.json";
    job.photo_path = settings.folder + "/tiny.jpg", job.spec_path = settings.folder + "/tiny.json";
    job.overrides = {"/seed=" + n};
    job.request.output = std::to_string(i % 100) + "/" + n + ".jpg";
    if (!smp::run_job(job, options, stages).done()) std::exit(70);
  }
}

double bare_ms(const Settings& settings) {
  const double start = smp::bench::ms_now();
  const pid_t child = fork();
  if (child == 0) {
    smp::bench::use_one_cpu();
    render_bare(settings);
    std::_Exit(0);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) std::exit(70);
  return smp::bench::ms_now() - start;
}

void measure_overhead(const Settings& settings) {
  std::vector<double> costs;
  for (int round = 0; round < 3; ++round) {
    fs::remove_all(settings.folder + "/bare"), fs::remove_all(settings.folder + "/few");
    const double batch = batch_ms(settings, "bare.jsonl", "few", /*one_cpu=*/true);
    costs.push_back((batch - bare_ms(settings)) / kBareJobs);
  }
  report(settings, "batch, ms per job over the bare render", smp::bench::median(costs), kMostOverheadMs);
}

// Of the largest worker, MiB.
double largest_child_mib(pid_t parent) {
  const std::string pid = std::to_string(parent);
  std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
  double largest = 0;
  for (std::string child; children >> child;) {
    double total = 0, resident = 0;
    std::ifstream("/proc/" + child + "/statm") >> total >> resident;
    largest = std::max(largest, resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20));
  }
  return largest;
}

// Memory after a tenth of the jobs, when all that is kept is there, beside that at the end.
void measure_many(const Settings& settings) {
  std::vector<double> mib;
  fs::remove_all(settings.folder + "/many");
  batch_ms(settings, "tiny.jsonl", "many", false, [&](pid_t batch) {
    if (const double now = largest_child_mib(batch); now > 0) mib.push_back(now);
  });
  const std::size_t early = mib.size() / 10;
  const double first = *std::max_element(mib.begin(), mib.begin() + static_cast<std::ptrdiff_t>(early) + 1),
               last = *std::max_element(mib.begin() + static_cast<std::ptrdiff_t>(early), mib.end());
  report(settings, "batch of tiny jobs, memory at the end / early", last / first, kMostGrowth);
  const double again = batch_ms(settings, "tiny.jsonl", "many", false);
  report(settings, "batch with nothing to do, s per 10 000 jobs",
         again / 1000 * kPromisedTinyJobs / settings.tiny, kMostResumeS);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 64;
  Settings settings{.batch = argv[1], .folder = std::string(argv[2]) + "/batch"};
  for (int i = 3; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--json")) settings.json = true;
    if (!std::strcmp(argv[i], "--photos") && i + 1 < argc) settings.photos = std::atoi(argv[i + 1]);
    if (!std::strcmp(argv[i], "--tiny") && i + 1 < argc) settings.tiny = std::atoi(argv[i + 1]);
  }
  fs::create_directories(settings.folder);
  measure_throughput(settings);
  write_tiny(settings);
  measure_overhead(settings);
  measure_many(settings);
  return 0;
}
