// smp-phantom: a synthetic photo of skin or a head, with its exact truth.
#include <algorithm>
#include <cmath>

#include "common/tool.h"
#include "smp/phantom/phantom.h"
#include "smp/photo/output_files.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

constexpr double kDepthOffsetMm = 0;
constexpr double kDepthStepMm = 0.02;

struct Arguments {
  std::string scene, output;
  std::optional<std::string> truth, depth, normals, hairs;
  bool force = false;
};

smp::Photo photo_of(smp::Phantom& phantom) {
  smp::Photo photo{.pixels = {}, .color = phantom.space};
  if (phantom.bits == 16) {
    photo.pixels = std::move(phantom.rgb);
  } else {
    smp::Image<std::uint8_t> pixels(phantom.rgb.width(), phantom.rgb.height(), 3);
    std::transform(phantom.rgb.values().begin(), phantom.rgb.values().end(), pixels.values().begin(),
                   [](std::uint16_t code) { return static_cast<std::uint8_t>(code); });
    photo.pixels = std::move(pixels);
  }
  return photo;
}

// n = code / 65535 * 2 - 1 per channel; the background is 0, 0, 0.
smp::Photo normals_photo(const smp::Image<float>& normals) {
  smp::Image<std::uint16_t> codes(normals.width(), normals.height(), 3);
  for (int y = 0; y < normals.height(); ++y)
    for (int x = 0; x < normals.width(); ++x) {
      const bool background =
          normals.at(x, y, 0) == 0 && normals.at(x, y, 1) == 0 && normals.at(x, y, 2) == 0;
      for (int c = 0; c < 3; ++c)
        codes.at(x, y, c) =
            background ? std::uint16_t{0}
                       : static_cast<std::uint16_t>(std::lround((normals.at(x, y, c) + 1) / 2 * 65535));
    }
  return {.pixels = std::move(codes)};
}

int draw(const Arguments& a, const CommonOptions& common) {
  const smp::FileBytes scene_bytes = smp::read_file(a.scene, smp::kMaxSceneBytes);
  smp::WriteOptions write;
  write.force = a.force;
  write.inputs = {scene_bytes.identity};
  smp::OutputFiles outputs(write);
  outputs.check_photo(a.output);
  if (a.truth) outputs.check_file(*a.truth, {".json"});
  if (a.depth) outputs.check_file(*a.depth, {".png"});
  if (a.normals) outputs.check_file(*a.normals, {".png"});
  if (a.hairs) outputs.check_file(*a.hairs, {".csv"});

  smp::PhantomScene scene;
  try {
    scene = smp::read_scene(std::string(scene_bytes.bytes.begin(), scene_bytes.bytes.end()));
  } catch (const smp::Error& error) {
    throw error.in_file(a.scene);
  }
  smp::Phantom phantom = smp::make_phantom(scene, common.threads);
  if (a.truth) outputs.add_text(*a.truth, smp::truth_json(scene, phantom.truth));
  if (a.depth)
    outputs.add_bytes(*a.depth,
                      smp::encode_grey16_png(smp::depth_code(phantom.truth, kDepthOffsetMm, kDepthStepMm)));
  if (a.normals) outputs.add_photo(*a.normals, normals_photo(phantom.truth.normals));
  if (a.hairs) outputs.add_text(*a.hairs, smp::hairs_csv(phantom.truth));
  const std::size_t hairs = phantom.truth.hairs.size();
  outputs.add_photo(a.output, photo_of(phantom));
  outputs.write_all();
  if (!common.quiet)
    smp::app::write_stdout(std::to_string(scene.width) + " x " + std::to_string(scene.height) + " px, " +
                           std::to_string(hairs) + " hairs\n");
  return 0;
}

void configure(CommandLine& line, Arguments& a) {
  line.description("Draws a synthetic photo of skin or a head, with its exact truth.");
  line.positional("SCENE", a.scene, "What to draw (JSON; see docs/scenes.md)");
  line.option("-o,--output", a.output, "Picture to write: .jpg, .png, .tif or .webp");
  line.require("-o");
  line.option("--truth", a.truth, "Write skin colour, scale, surface and counts as .json");
  line.option("--depth", a.depth, "Write depth as a 16-bit .png: 0.02 mm per code, 0 = background");
  line.option("--normals", a.normals, "Write surface normals as a 16-bit .png: n = code / 65535 * 2 - 1");
  line.option("--hairs", a.hairs, "Write every hair as .csv");
  line.flag("--force", a.force, "Replace existing outputs (the scene is never replaced)");
  line.action([&](const CommonOptions& common) { return draw(a, common); });
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  return smp::app::run_tool("smp-phantom", argc, argv,
                            [&](CommandLine& line) { configure(line, arguments); });
}
