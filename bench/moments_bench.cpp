// What a further moment of one treatment costs beside the first, encoding apart.
// Usage: smp_bench_moments FOLDER [--json] [--repeat N]
#include <chrono>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include "bench.h"
#include "bench_photo.h"
#include "smp/simulate/case.h"
#include "smp/spec/read_spec.h"

namespace {

constexpr int kWidth = 4000, kHeight = 3000, kDots = 40'000;
constexpr double kMostOfSecond = 0.35, kMostOfFive = 2.5;
constexpr const char* kMoments[] = {"healed", "5y", "fresh", "1y", "10y"};

double ms_now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Wall time from the encoded photo to each of five moments.
std::vector<double> run(const smp::FileBytes& photo, const smp::Spec& spec) {
  std::vector<double> done;
  const double start = ms_now();
  smp::Case treated(photo, {}, spec, {.masks = std::vector<smp::Image<std::uint8_t>>(spec.regions.size())});
  for (const char* name : kMoments) {
    const smp::Drawn drawn = treated.draw(treated.moment(name));
    done.push_back(ms_now() - start);
    if (drawn.result.impressions < kDots * 99 / 100) std::exit(70);
  }
  return done;
}

void print(bool json, const char* name, double value, double ratio, double limit) {
  if (json)
    std::printf("{\"name\":\"%s\",\"value\":%.1f,\"ratio\":%.3f,\"must\":%.2f,\"ok\":%s}\n", name, value,
                ratio, limit, ratio <= limit ? "true" : "false");
  else
    std::printf("%-44s %9.1f %7.3f %6.2f\n", name, value, ratio, limit);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  const auto [json, repeat] = smp::bench::options_of(argc, argv, 9);
  const std::string photo_file = std::string(argv[1]) + "/moments.jpg";
  const std::string spec_file = std::string(argv[1]) + "/moments.json";
  smp::bench::write_photo_file(photo_file, kWidth, kHeight);
  smp::bench::write_spec_file(spec_file, kWidth, kHeight, kDots);
  const smp::FileBytes photo = smp::read_file(photo_file, smp::PhotoLimits{}.max_file_bytes);
  std::ostringstream text;
  text << std::ifstream(spec_file).rdbuf();
  const smp::Spec spec = smp::read_spec(text.str());

  std::vector<double> firsts, seconds, freshes, fives, second_ratios, fresh_ratios, five_ratios;
  for (int round = 0; round < repeat + 1; ++round) {
    const std::vector<double> done = run(photo, spec);
    if (round == 0) continue;  // warms up
    firsts.push_back(done[0]);
    seconds.push_back(done[1] - done[0]), second_ratios.push_back(seconds.back() / done[0]);
    freshes.push_back(done[2] - done[1]), fresh_ratios.push_back(freshes.back() / done[0]);
    fives.push_back(done[4]), five_ratios.push_back(done[4] / done[0]);
  }
  if (!json) std::printf("%-44s %9s %7s %6s\n", "", "ms", "ratio", "limit");
  print(json, "first moment, 12 MP, 40000 dots", smp::bench::median(firsts), 1, 1);
  print(json, "second moment / first", smp::bench::median(seconds), smp::bench::median(second_ratios),
        kMostOfSecond);
  print(json, "further fresh moment, red skin / first", smp::bench::median(freshes),
        smp::bench::median(fresh_ratios), kMostOfSecond);
  print(json, "five moments / first", smp::bench::median(fives), smp::bench::median(five_ratios),
        kMostOfFive);
  return 0;
}
