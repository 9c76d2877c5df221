// Treats 20 mm x 20 mm of plain skin and says how many dots that took.
#include <cstdio>
#include <utility>

#include <smp/simulate/simulate.h>
#include <smp/spec/read_spec.h>

int main() {
  const smp::Spec spec = smp::read_spec(R"({"smp": 1, "photo": {"scale": {"px_per_mm": 10}}, "regions": [
    {"outline": [[0, 0], [200, 0], [200, 200], [0, 200]], "density_per_cm2": 100}]})");
  smp::SpecFiles files;
  files.masks.resize(1);
  const smp::Image<std::uint8_t> skin(200, 200, 3, 180);
  const smp::Simulation result = smp::simulate(smp::Photo{.pixels = skin}, spec, std::move(files));
  std::printf("%zu dots\n", result.treatment.impressions.size());
}
