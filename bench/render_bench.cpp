// Whole renders against copying the same JPEG with libjpeg-turbo, alternating in one run, as processes.
// Usage: smp_bench_render SMP_RENDER JPEG_COPY FOLDER [--json] [--rounds N]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "bench.h"
#include "bench_photo.h"
#include "process.h"

using smp::bench::Run;
using smp::bench::run;

int main(int argc, char** argv) {
  if (argc < 4) return 64;
  const std::string render = argv[1], copy = argv[2], folder = argv[3];
  bool json = false;
  int rounds = 7;
  for (int i = 4; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--json")) json = true;
    if (!std::strcmp(argv[i], "--rounds") && i + 1 < argc) rounds = std::atoi(argv[i + 1]);
  }
  if (!json)
    std::printf("%5s %8s %10s %10s %7s %10s %10s\n", "MP", "dots", "copy ms", "render ms", "ratio",
                "peak MiB", "limit MiB");
  const struct { int width, height; } sizes[] = {{1632, 1224}, {4000, 3000}, {5656, 4242}};
  for (const auto& size : sizes) {
    const std::string photo = folder + "/bench.jpg", spec = folder + "/bench.json";
    smp::bench::write_photo_file(photo, size.width, size.height);
    for (const int dots : {5000, 40000, 200000}) {
      smp::bench::write_spec_file(spec, size.width, size.height, dots);
      std::vector<double> copies, renders;
      double peak = 0;
      for (int round = 0; round < rounds + 1; ++round) {
        const Run c = run({copy, photo, folder + "/copy.jpg"});
        const Run r = run({render, photo, spec, "-o", folder + "/out.jpg", "--force", "--quiet"});
        if (round == 0) continue;  // warms the file cache
        copies.push_back(c.ms);
        renders.push_back(r.ms);
        peak = std::max(peak, r.peak_mib);
      }
      const double mp = size.width * size.height / 1e6,
                   ratio = smp::bench::median(renders) / smp::bench::median(copies);
      const double limit = 64 + 24 * mp * 1e6 / (1 << 20), stretch = 64 + 12 * mp * 1e6 / (1 << 20);
      if (json) {
        const bool counts = std::lround(mp) == 12 && dots == 40000;
        if (counts)
          std::printf(
              "{\"name\":\"render 12 MP, 40000 dots / "
              "copy\",\"value\":%.3f,\"ratio\":%.3f,\"must\":1.6,\"stretch\":1.0,\"ok\":%s}\n",
              ratio, ratio, ratio <= 1.6 ? "true" : "false");
        std::printf(
            "{\"name\":\"peak MiB, %.0f MP, %d "
            "dots\",\"value\":%.1f,\"ratio\":%.3f,\"must\":%.1f,\"stretch\":%.1f,\"ok\":%s}\n",
            mp, dots, peak, peak / limit, limit, stretch, peak <= limit ? "true" : "false");
      } else {
        std::printf("%5.1f %8d %10.1f %10.1f %7.2f %10.1f %10.1f\n", mp, dots, smp::bench::median(copies),
                    smp::bench::median(renders), ratio, peak, limit);
      }
      std::fflush(stdout);
    }
  }
  return 0;
}
