#include "simulate/stage_jobs.h"

#include "smp/photo/write.h"
#include "support/head_photo.h"
#include "support/skin_photo.h"

namespace smp::testing {
namespace {

constexpr int kWidth = 80, kHeight = 64;

FileBytes png_of(const Photo& photo) {
  return {.name = "photo.png", .bytes = encode_photo(photo, PhotoFormat::kPng), .identity = {}};
}

const HeadPhoto& small_head() {
  static const HeadPhoto head = head_photo(head_scene(HairPattern::kNone, 120, 114));
  return head;
}

FileBytes head_file() {
  static const FileBytes file = png_of(small_head().photo);
  return file;
}

// Dots of few kinds, which are quickly drawn.
std::string patch_spec(const std::string& region, const std::string& rest = "") {
  return R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 5}}, "skin": {"tone": {"ita_deg": 40}},
    "regions": [{"name": "a", "depth_spread_mm": 0, "diameter_spread": 0, "strength_spread": 0, "outline": [[8, 56], [8, 8], [72, 8], [72, 56]])" +
         region + "}]" + rest + "}";
}

// A base job and one for each change of it.
class Jobs {
 public:
  void add(StageJob base, const std::vector<std::string>& overrides) {
    const std::size_t at = list_.size();
    base.base = at;
    list_.push_back(base);
    for (const std::string& override : overrides) {
      StageJob job = base;
      job.name += " " + override;
      job.overrides.push_back(override);
      list_.push_back(job);
    }
  }
  /// A change of the base added last that is none of its spec.
  void add_variant(const std::function<void(StageJob&)>& change) {
    StageJob job = list_[list_.back().base];
    job.name += " variant";
    change(job);
    list_.push_back(job);
  }
  std::vector<StageJob> take() { return std::move(list_); }

 private:
  std::vector<StageJob> list_;
};

void add_patch(Jobs& jobs) {
  const std::string at = "/regions/0/";
  jobs.add(StageJob("patch", patch_spec(""), patch_file),
           {"/seed=8",
            "/photo/scale/px_per_mm=6",
            "/photo/scale/relative_error=0.1",
            R"(/photo/scale={"between_px": [[20, 20], [60, 20]], "mm": 8})",
            R"(/surface={"kind": "ellipsoid", "center_px": [40, 32], "radii_mm": [77, 105, 98]})",
            "/skin/tone/ita_deg=20",
            "/skin/tone=\"auto\"",
            "/skin/sample=[[12, 12], [60, 12], [60, 50]]",
            R"(/skin={"white_reference": [[60, 12], [70, 12], [70, 20]], "white_reflectance": 0.8})",
            "/hair/color=\"blond\"",
            "/hair/sample=[[12, 12], [60, 12], [60, 50]]",
            "/hair/length_mm=2",
            "/hair/length_mm=80",
            "/hair/diameter_mm=0.05",
            "/hair/type=\"asian\"",
            "/pigment/name=\"brown-oxide\"",
            "/pigment/dilution=20",
            R"(/pigment/blend=[{"dilution": 10, "share": 1}, {"dilution": 20, "share": 2}])",
            R"(/pigment/blend=[{"dilution": 12, "share": 1}, {"dilution": 18, "share": 2}])",
            R"(/pigment={"name": "mine", "catalogue": [{"name": "mine", "kappa": [0.5, 1, 1.4]}]})",
            R"(/pigment={"name": "mine", "catalogue": [{"name": "mine", "kappa": [0.6, 1, 1.4]}]})",
            "/pigment/trim_warmth=0.5",
            "/pigment/match/enabled=false",
            at + "name=\"b\"",
            at + "outline/0/0=12",
            at + "density_per_cm2=80",
            at + "density_per_cm2=\"auto\"",
            at + "native_per_cm2=\"auto\"",
            at + "native_per_cm2=40",
            at + "regularity=0.9",
            at + "fade_mm=3",
            at + R"(needles={"1RL": 1})",
            at + "tilt_deg=40",
            at + "azimuth_spread_deg=60",
            at + R"(flow={"direction_deg": 0})",
            at + R"(flow={"whorl": [40, 32]})",
            at + R"(clusters={"dots": 3, "radius_mm": 0.5})",
            at + "depth_mm=0.5",
            at + "needle_depth_mm=1.2",
            at + "depth_spread_mm=0.1",
            at + "diameter_spread=0.4",
            at + "strength_spread=0.4",
            at + "tremor_mm=0.2",
            at + R"(hairline={"points": [[8, 56], [40, 44], [72, 56]], "style": "faux-scar"})",
            "/camera/blur_px=1.5",
            R"(/camera={"read_noise": 0.01, "shot_noise": 0.02})",
            "/method=\"grafts\"",
            "/method=\"both\"",
            "/donor/units_per_cm2=50",
            "/prices/per_hour=100"});
  jobs.add_variant([](StageJob& job) { job.photo = other_patch; });
  jobs.add_variant([](StageJob& job) { job.scale_factor = 1.1; });
  jobs.add_variant([](StageJob& job) { job.max_impressions = 10; });
  jobs.add_variant([](StageJob& job) { job.measure_colors = true; });
}

void add_times(Jobs& jobs) {
  const std::string at = "/timeline/";
  StageJob times("times", patch_spec("", R"(, "timeline": {"touch_ups": [{"year": 2}]})"), patch_file);
  times.moment = "3y";
  jobs.add(
      times,
      {"/pigment/dilution=20", "/pigment/name=\"brown-oxide\"", at + "touch_ups/0/year=1",
       at + "touch_ups/0/share=0.5", at + "touch_ups/0/dilution_offset=0.5", at + "touch_ups/0/region=\"a\"",
       at + "free_share=0.5", at + R"(sessions=[{"day": 0, "share": 0.4}, {"day": 20, "share": 0.6}])",
       at + "sun=\"heavy\"", at + "ageing/early_loss=0.3", at + "ageing/growth_per_year=0.1",
       at + "ageing/fade_factor=2", at + "healing/fresh_diameter=2", at + R"(laser=[{"year": 1}])",
       at + R"(laser=[{"year": 1, "outline": [[8, 8], [40, 8], [40, 56]], "feather_mm": 2}])",
       at + R"(greying=[{"year": 1, "share": 0.5}])"});
  jobs.add(
      StageJob("given touch-up",
               patch_spec("", R"(, "timeline": {"touch_ups": [{"year": 2, "share": 0.4}]})"), patch_file),
      {"/pigment/dilution=20", at + "sun=\"heavy\"", at + "touch_ups/0/share=0.3"});
}

void add_scars_and_grafts(Jobs& jobs) {
  const std::string base =
      R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 5}}, "skin": {"tone": {"ita_deg": 40}},
      "scars": [{"kind": "fue", "outline": [[16, 16], [64, 16], [64, 48], [16, 48]]}]})";
  const std::string at = "/scars/0/";
  jobs.add(
      StageJob("scars", base, patch_file),
      {at + "density_per_cm2=80", at + "extra_density=0.6", at + "retention=0.9",
       at + "retention_spread=0.05", at + "spread=1.8", at + "blend_mm=4", at + "depth_mm=0.5",
       at + "scars_per_cm2=40", at + "scar_diameter_mm=1.5", at + "outline/0/0=20", at + "kind=\"area\""});
  jobs.add(StageJob("grafts", patch_spec("", R"(, "hair": {"color": "brown", "length_mm": 2},
                "grafts": [{"region": "a", "units_per_cm2": 30}])"),
                    patch_file),
           {"/grafts/0/units_per_cm2=50", "/grafts/0/hairs_per_unit=[0, 0, 1, 0]", "/hair/length_mm=2.8",
            "/hair/diameter_mm=0.04", "/hair/color=\"blond\"", "/hair/color=\"auto\"", "/method=\"dots\"",
            "/regions/0/density_per_cm2=80"});
}

void add_files(Jobs& jobs) {
  jobs.add(
      StageJob("mask", R"({"smp": 1, "photo": {"scale": {"px_per_mm": 5}}, "regions": [{"mask": "m.png"}]})",
               patch_file),
      {"/pigment/dilution=20", "/regions/0/density_per_cm2=80"});
  jobs.add_variant([](StageJob& job) { job.mask_corner = 30; });
  const std::string csv = "x_px,y_px,diameter_mm,depth_mm,mu_per_mm\n";
  StageJob list("list", R"({"smp": 1, "photo": {"scale": {"px_per_mm": 5}}, "impressions": "d.csv"})",
                patch_file);
  list.impressions = csv + "20,24,0.3,0.3,9\n36,32,0.3,0.3,9\n";
  jobs.add(list, {"/timeline/sun=\"heavy\"", "/pigment/name=\"brown-oxide\"", "/seed=3",
                  "/timeline/touch_ups=[{\"year\": 2}]"});
  jobs.add_variant([&](StageJob& job) { job.impressions = csv + "20,24,0.4,0.3,9\n"; });
  jobs.add_variant([](StageJob& job) { job.max_impressions = 1; });
  jobs.add(
      StageJob("depth", R"({"smp": 1, "surface": {"kind": "depth", "file": "depth.png", "depth_offset_mm": 0,
                "depth_step_mm": 0.1, "camera": {"fx_px": 3000, "fy_px": 3000, "cx_px": 40, "cy_px": 32}},
                "regions": [{"outline": [[8, 56], [8, 8], [72, 8], [72, 56]]}]})",
               patch_file),
      {"/surface/depth_step_mm=0.11", "/surface/smoothing_mm=3", "/surface/camera/fx_px=3100",
       "/pigment/dilution=20"});
  jobs.add_variant([](StageJob& job) { job.depth_mm = 620; });
}

void add_head(Jobs& jobs) {
  const std::string spec = head_spec(small_head(), R"("skin": {"tone": {"ita_deg": 40}}, "regions": [
      {"name": "front", "zones": ["frontal"], "density_per_cm2": 40}])");
  jobs.add(
      StageJob("head", spec, head_file),
      {"/pigment/dilution=20", "/regions/0/density_per_cm2=30", "/regions/0/zones=[\"frontal\", \"temples\"]",
       "/regions/0/hairline={\"preset\": \"mature\"}", "/head/breadth_mm=160", "/hair/type=\"african\"",
       "/forecast=\"norwood-6\"", "/hair/length_mm=80"});
}

}  // namespace

FileBytes patch_file() {
  static const FileBytes file = png_of(skin_photo(kWidth, kHeight));
  return file;
}

FileBytes other_patch() {
  static const FileBytes file = [] {
    Photo photo = skin_photo(kWidth, kHeight);
    std::get<Image<std::uint8_t>>(photo.pixels).at(40, 32) = 0;
    return png_of(photo);
  }();
  return file;
}

SpecFiles files_of(const StageJob& job, const Spec& spec) {
  SpecFiles files;
  files.masks.resize(spec.regions.size());
  for (std::size_t i = 0; i < spec.regions.size(); ++i) {
    if (spec.regions[i].mask.empty()) continue;
    files.masks[i] = Image<std::uint8_t>(kWidth, kHeight, 1, 0);
    for (int y = job.mask_corner; y < kHeight; ++y)
      for (int x = job.mask_corner; x < kWidth; ++x) files.masks[i].at(x, y) = 255;
  }
  if (spec.surface.kind == SurfaceKind::kDepth)
    files.depth_codes =
        Image<std::uint16_t>(kWidth, kHeight, 1, static_cast<std::uint16_t>(10 * job.depth_mm));
  if (!spec.impressions.empty()) files.impressions = job.impressions;
  return files;
}

std::vector<StageJob> stage_jobs() {
  Jobs jobs;
  add_patch(jobs);
  add_times(jobs);
  add_scars_and_grafts(jobs);
  add_files(jobs);
  add_head(jobs);
  return jobs.take();
}

}  // namespace smp::testing
