// The survey of a photo against reading and writing it, alternating in one process on all threads.
// Usage: smp_bench_survey FOLDER [--json] [--rounds N]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "bench.h"
#include "smp/phantom/phantom.h"
#include "smp/photo/write.h"
#include "smp/scalp/scalp.h"
#include "smp/scalp/survey.h"

namespace {

double ms_now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// 12 MP of skin as a head fills a portrait, stubble on its left half; a JPEG as phones write it.
constexpr int kWidth = 4000, kHeight = 3000;
constexpr double kPxPerMm = 11.8;

void write_photo_file(const std::string& path) {
  const smp::Phantom phantom = smp::make_phantom({.width = kWidth,
                                                  .height = kHeight,
                                                  .px_per_mm = kPxPerMm,
                                                  .hair = {.where = smp::HairPattern::kSides}});
  smp::Image<std::uint8_t> pixels(kWidth, kHeight, 3);
  std::copy(phantom.rgb.values().begin(), phantom.rgb.values().end(), pixels.values().begin());
  smp::Photo photo{.pixels = std::move(pixels),
                   .format = smp::PhotoFormat::kWebp};  // so that chroma is 4:2:0
  smp::write_photo(path, photo, {.jpeg_quality = 92, .force = true});
}

void survey(const smp::Photo& photo) {
  smp::PhotoOptions options;
  options.scale.px_per_mm = kPxPerMm;
  const smp::Scalp scalp = smp::describe_scalp(options, {}, kWidth, kHeight);
  const smp::ReducedPhoto reduced = smp::reduce_photo(photo, 0);
  smp::SurveyPlaces places;
  places.regions.push_back(smp::cells_in(reduced, {{800, 600}, {3200, 600}, {3200, 2400}, {800, 2400}}));
  const smp::Survey seen = smp::survey_photo(photo, reduced, places, {.surface = scalp.surface.get()});
  if (seen.skin.source != "measured") {
    std::fprintf(stderr, "the survey saw no skin\n");
    std::exit(70);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  const std::string folder = argv[1];
  bool json = false;
  int rounds = 7;
  for (int i = 2; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--json")) json = true;
    if (!std::strcmp(argv[i], "--rounds") && i + 1 < argc) rounds = std::atoi(argv[i + 1]);
  }
  write_photo_file(folder + "/survey.jpg");
  std::vector<double> copies, surveys;
  for (int round = 0; round < rounds + 1; ++round) {
    const double start = ms_now();
    const smp::Photo photo = smp::read_photo(folder + "/survey.jpg");
    smp::write_photo(folder + "/copy.jpg", photo, {.force = true});
    const double copied = ms_now();
    survey(photo);
    const double surveyed = ms_now();
    if (round == 0) continue;  // warms up
    copies.push_back(copied - start);
    surveys.push_back(surveyed - copied);
  }
  const double ratio = smp::bench::median(surveys) / smp::bench::median(copies);
  if (json)
    std::printf(
        "{\"name\":\"survey 12 MP / read and write\",\"value\":%.3f,\"ratio\":%.3f,\"must\":0.5,"
        "\"stretch\":0.25,\"ok\":%s}\n",
        ratio, ratio, ratio <= 0.5 ? "true" : "false");
  else
    std::printf("read and write %.1f ms, survey %.1f ms, ratio %.2f\n", smp::bench::median(copies),
                smp::bench::median(surveys), ratio);
  return 0;
}
