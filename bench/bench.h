#pragma once  // What every benchmark needs: its command line, and the median of what it timed.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace smp::bench {

struct Options {
  bool json = false;
  int repeat = 7;
};

/// [--json] [--repeat N]; what is unknown is left to the caller.
inline Options options_of(int argc, char** argv, int repeat) {
  Options options{.repeat = repeat};
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) options.json = true;
    if (std::strcmp(argv[i], "--repeat") == 0 && i + 1 < argc)
      options.repeat = std::max(1, std::atoi(argv[++i]));
  }
  return options;
}

/// The upper one of two middle values.
inline double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

}  // namespace smp::bench
