// A sweep on two workers, with its frames, measures, contact sheet and plots, beside as many separate
// renders. Usage: smp_bench_sweep SMP_SWEEP SMP_RENDER FOLDER [--json] [--repeat N]
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "bench.h"
#include "bench_photo.h"
#include "process.h"

namespace {

namespace fs = std::filesystem;

constexpr int kWidth = 4000, kHeight = 3000, kDots = 40'000, kPoints = 25;
constexpr int kSeparate = 5;  // renders that are timed for all of them

struct Sweep {
  const char *name, *pointer;
  double first, last, most, stretch;
};

double value_of(const Sweep& sweep, int point) {
  return sweep.first + (sweep.last - sweep.first) * point / (kPoints - 1);
}

class Bench {
 public:
  Bench(std::string sweep, std::string render, std::string folder)
      : sweep_(std::move(sweep)), render_(std::move(render)), folder_(std::move(folder)) {
    smp::bench::write_photo_file(photo_, kWidth, kHeight);
    smp::bench::write_spec_file(spec_, kWidth, kHeight, kDots);
  }

  double swept_ms(const Sweep& sweep) const {
    std::string values;
    for (int i = 0; i < kPoints; ++i) values += (i > 0 ? "," : "=") + std::to_string(value_of(sweep, i));
    const std::string out = folder_ + "/sweep";
    fs::remove_all(out);
    return smp::bench::run(
               {sweep_, photo_, spec_, "-o", out, "--jobs", "2", "--quiet", "--vary", sweep.pointer + values})
        .ms;
  }

  // All of the points, one after another; as many threads each as there are CPUs.
  double separate_ms(const Sweep& sweep) const {
    double ms = 0;
    for (int i = 0; i < kSeparate; ++i)
      ms +=
          smp::bench::run(
              {render_, photo_, spec_, "-o", folder_ + "/separate.jpg", "--force", "--quiet", "--set",
               sweep.pointer + ("=" + std::to_string(value_of(sweep, i * (kPoints - 1) / (kSeparate - 1))))})
              .ms;
    return ms * kPoints / kSeparate;
  }

 private:
  std::string sweep_, render_, folder_;
  std::string photo_ = folder_ + "/sweep.jpg", spec_ = folder_ + "/sweep.json";
};

void report(const Sweep& sweep, const Bench& bench, const smp::bench::Options& options) {
  std::vector<double> swept, ratios;
  for (int round = 0; round < options.repeat; ++round) {
    swept.push_back(bench.swept_ms(sweep));
    ratios.push_back(swept.back() / bench.separate_ms(sweep));
  }
  const double ms = smp::bench::median(swept), ratio = smp::bench::median(ratios);
  const std::string name = std::string("sweep of 25 ") + sweep.name + " / separate renders";
  if (options.json)
    std::printf("{\"name\":\"%s\",\"value\":%.1f,\"ratio\":%.3f,\"must\":%.2f,\"stretch\":%.2f,\"ok\":%s}\n",
                name.c_str(), ms, ratio, sweep.most, sweep.stretch, ratio <= sweep.most ? "true" : "false");
  else
    std::printf("%-46s %9.1f %7.3f %6.2f\n", name.c_str(), ms, ratio, sweep.most);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 64;
  const smp::bench::Options options = smp::bench::options_of(argc, argv, 3);
  const Bench bench(argv[1], argv[2], argv[3]);
  if (!options.json) std::printf("%-46s %9s %7s %6s\n", "", "ms", "ratio", "limit");
  report({"dilutions", "/pigment/dilution", 6, 24, 0.45, 0.3}, bench, options);
  report({"densities", "/regions/0/density_per_cm2", 80, 140, 0.7, 0.5}, bench, options);
  return 0;
}
