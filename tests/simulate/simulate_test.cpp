#include "smp/simulate/simulate.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/photo/write.h"
#include "smp/simulate/case.h"
#include "smp/spec/read_spec.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

using testing::skin_photo;

constexpr int kWidth = 240, kHeight = 200;

const std::string kSpec =
    R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 6}}, "skin": {"tone": {"ita_deg": 40}},
  "regions": [{"name": "front", "outline": [[60, 50], [180, 50], [180, 150], [60, 150]], "fade_mm": 4}]})";
const std::string kHead = R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 1.4}},
  "surface": {"kind": "ellipsoid", "center_px": [120, 130], "pitch_deg": 20},
  "regions": [{"outline": [[60, 50], [180, 50], [180, 150], [60, 150]]}]})";

Spec spec_of(const std::string& text, const std::vector<std::string>& overrides = {}) {
  return read_spec(text, overrides);
}
Simulation run(Photo photo, const std::string& text, const std::vector<std::string>& overrides = {},
               const SimulateOptions& options = {}) {
  const Spec spec = spec_of(text, overrides);
  SpecFiles files;
  files.masks.resize(spec.regions.size());
  return simulate(std::move(photo), spec, std::move(files), options);
}
template <class T = std::uint8_t>
const Image<T>& pixels(const Photo& photo) {
  return std::get<Image<T>>(photo.pixels);
}
FileBytes as_file(const Photo& photo, PhotoFormat format = PhotoFormat::kPng) {
  return {"photo.png", encode_photo(photo, format), {}};
}

struct Change {
  int changed = 0, outside_touched = 0, brighter = 0;
};
template <class T>
Change compare(const Image<T>& before, const Simulation& result) {
  const auto& after = pixels<T>(result.photo);
  const PixelRect& t = result.moments.at(0).touched;
  Change change;
  for (int y = 0; y < before.height(); ++y)
    for (int x = 0; x < before.width(); ++x)
      for (int c = 0; c < 3; ++c) {
        if (after.at(x, y, c) == before.at(x, y, c)) continue;
        ++change.changed;
        change.outside_touched += x < t.x || y < t.y || x >= t.x + t.width || y >= t.y + t.height;
        change.brighter += after.at(x, y, c) > before.at(x, y, c);
      }
  return change;
}

TEST(Simulate, DarkensTheRegionAndNothingElse) {
  const Photo photo = skin_photo(kWidth, kHeight);
  const Simulation result = run(photo, kSpec);
  ASSERT_GT(result.treatment.impressions.size(), 100u);
  const Change change = compare(pixels(photo), result);
  EXPECT_GT(change.changed, 5000);
  EXPECT_EQ(change.outside_touched, 0);
  EXPECT_LT(change.brighter, change.changed / 200);  // by grain
  // Far from every dot the codes are the same bits, in the file too.
  const Photo written = decode_photo(as_file(result.photo));
  EXPECT_EQ(pixels(written), pixels(result.photo));
  int far = 0;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      if (x > 40 && x < 200 && y > 30 && y < 170) continue;
      ++far;
      for (int c = 0; c < 3; ++c)
        ASSERT_EQ(pixels(written).at(x, y, c), pixels(photo).at(x, y, c)) << x << ", " << y;
    }
  EXPECT_GT(far, 10000);
}

TEST(Simulate, KeepsColourSpaceDepthAndAlpha) {
  Photo deep = skin_photo<std::uint16_t>(kWidth, kHeight, 4);
  deep.color = ColorSpace::display_p3();
  const Simulation result = run(deep, kSpec);
  const Photo back = decode_photo(as_file(result.photo));
  EXPECT_EQ(back.bits(), 16);
  EXPECT_EQ(back.color.name, ColorSpace::display_p3().name);
  ASSERT_TRUE(back.has_alpha());
  int finer = 0;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      ASSERT_EQ(pixels<std::uint16_t>(back).at(x, y, 3), pixels<std::uint16_t>(deep).at(x, y, 3));
      finer += pixels<std::uint16_t>(back).at(x, y) % 257 != 0;
    }
  EXPECT_GT(finer, 1000);
  EXPECT_GT(compare(pixels<std::uint16_t>(deep), result).changed, 5000);
}

// Eight and sixteen bits of one picture become one picture.
TEST(Simulate, TreatsBothDepthsAlike) {
  Photo shallow = skin_photo(kWidth, kHeight), deep = skin_photo<std::uint16_t>(kWidth, kHeight);
  for (std::size_t i = 0; i < pixels(shallow).values().size(); ++i)
    std::get<1>(deep.pixels).values()[i] = static_cast<std::uint16_t>(257 * pixels(shallow).values()[i]);
  const Simulation a = run(shallow, kSpec), b = run(deep, kSpec);
  EXPECT_EQ(a.treatment.impressions, b.treatment.impressions);
  for (std::size_t i = 0; i < pixels(a.photo).values().size(); ++i)
    ASSERT_NEAR(pixels(a.photo).values()[i], pixels<std::uint16_t>(b.photo).values()[i] / 257.0, 0.56);
}

TEST(Simulate, GivesTheSameForAnyThreads) {
  for (const std::string& text : {kSpec, kHead}) {
    const Simulation one = run(skin_photo(kWidth, kHeight), text, {}, {.threads = 1});
    for (const int threads : {2, 3, 8}) {
      const Simulation many = run(skin_photo(kWidth, kHeight), text, {}, {.threads = threads});
      EXPECT_EQ(many.treatment.impressions, one.treatment.impressions);
      EXPECT_EQ(pixels(many.photo), pixels(one.photo)) << threads;
    }
  }
}

TEST(Simulate, TakesAFileLikeItsPixels) {
  const Photo photo = skin_photo(kWidth, kHeight);
  for (const int threads : {1, 4}) {
    const Spec spec = spec_of(kSpec);
    SpecFiles files;
    files.masks.resize(1);
    const Simulation from_file =
        simulate(as_file(photo), {}, spec, files, {.threads = threads, .measure_colors = true});
    const Simulation from_pixels =
        simulate(decode_photo(as_file(photo)), spec, files, {.threads = threads, .measure_colors = true});
    EXPECT_EQ(pixels(from_file.photo), pixels(from_pixels.photo));
    EXPECT_EQ(from_file.treatment.impressions, from_pixels.treatment.impressions);
    EXPECT_EQ(from_file.regions[0].mean_lab_after->l, from_pixels.regions[0].mean_lab_after->l);
  }
}

TEST(Simulate, TakesFractionsLikePixels) {
  const std::string fractions =
      R"({"smp": 1, "seed": 7, "photo": {"coordinates": "fraction", "scale": {"between_px": [[0.25, 0.5], [0.75, 0.5]], "mm": 20}},
    "surface": {"kind": "ellipsoid", "center_px": [0.5, 0.75], "distance_mm": 500, "principal_px": [0.25, 0.5]},
    "regions": [{"outline": [[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]]}]})";
  const std::string in_px =
      R"({"smp": 1, "seed": 7, "photo": {"scale": {"between_px": [[60, 100], [180, 100]], "mm": 20}},
    "surface": {"kind": "ellipsoid", "center_px": [120, 150], "distance_mm": 500, "principal_px": [60, 100]},
    "regions": [{"outline": [[60, 50], [180, 50], [180, 150], [60, 150]]}]})";
  const Simulation a = run(skin_photo(kWidth, kHeight), fractions),
                   b = run(skin_photo(kWidth, kHeight), in_px);
  ASSERT_GT(a.treatment.impressions.size(), 50u);
  EXPECT_EQ(a.treatment.impressions, b.treatment.impressions);
  EXPECT_EQ(pixels(a.photo), pixels(b.photo));
}

// A list written and drawn again gives the same picture to the byte, on every surface.
TEST(Simulate, DrawsItsOwnListAgain) {
  for (const std::string& text : {kSpec, kHead}) {
    const Simulation first = run(skin_photo(kWidth, kHeight), text);
    Spec spec = spec_of(text);
    spec.regions.clear();
    spec.impressions = "dots.csv";
    SpecFiles files;
    files.impressions = impressions_csv(first.treatment);
    const Simulation second = simulate(skin_photo(kWidth, kHeight), spec, files);
    ASSERT_GT(second.treatment.impressions.size(), 50u);
    EXPECT_EQ(pixels(second.photo), pixels(first.photo));
    EXPECT_TRUE(second.regions.empty());
  }
}

TEST(Simulate, DrawsItsOwnListAgainAtEveryMoment) {
  const std::vector<std::string> life = {
      "/timeline={\"touch_ups\":[{\"year\":4},{\"year\":7,\"share\":0.2}],\"laser\":[{\"year\":5}]}",
      "/scars=[{\"name\":\"strip\",\"kind\":\"fut\",\"path\":[[80,80],[160,90]],\"width_mm\":3}]"};
  SpecFiles none;
  none.masks.resize(1);
  const Case planned(skin_photo(kWidth, kHeight), spec_of(kSpec, life), std::move(none));
  Spec spec = spec_of(kSpec, life);
  spec.regions.clear();
  spec.scars.clear();
  spec.impressions = "dots.csv";
  SpecFiles files;
  files.impressions = impressions_csv(planned.record().treatment);
  const Case listed(skin_photo(kWidth, kHeight), spec, files);
  for (const char* name :
       {"session-1-fresh", "session-2", "healed", "1y", "touch-up-1", "touch-up-2-fresh", "12y"})
    EXPECT_EQ(pixels(listed.draw(listed.moment(name)).photo),
              pixels(planned.draw(planned.moment(name)).photo))
        << name;
}

// What is chosen for the photo, densities included, is in the list too.
TEST(Simulate, DrawsItsOwnListAgainWhereMuchIsChosen) {
  const std::vector<std::string> open = {"/regions/0/density_per_cm2=auto",
                                         "/pigment={\"name\":\"mine:0.3+carbon-black:0.7\",\"trim_warmth\":1,"
                                         "\"catalogue\":[{\"name\":\"mine\",\"kappa\":[0.3,1,1.7]}]}"};
  const Simulation first = run(skin_photo(kWidth, kHeight), kSpec, open);
  Spec spec = spec_of(kSpec, open);
  spec.regions.clear();
  spec.impressions = "dots.csv";
  SpecFiles files;
  files.impressions = impressions_csv(first.treatment);
  EXPECT_EQ(pixels(simulate(skin_photo(kWidth, kHeight), spec, files).photo), pixels(first.photo));
}

std::string fault(const std::function<void()>& make) {
  try {
    make();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadInput);
    return error.what();
  }
  return "nothing";
}

TEST(Simulate, NamesTheListAtFault) {
  Spec spec = spec_of(R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "impressions": "dots.csv"})");
  const auto with = [&](const std::string& csv) {
    SpecFiles files;
    files.impressions = csv;
    return fault([&] { simulate(skin_photo(30, 30), spec, files); });
  };
  EXPECT_TRUE(with("x_px\n").starts_with("dots.csv: line 1"));
  const std::string message =
      with("x_px,y_px,diameter_mm,depth_mm,mu_per_mm,pigment\n1,2,0.25,0.3,8,carbon-blak\n");
  EXPECT_TRUE(message.starts_with("dots.csv: pigment: unknown pigment \"carbon-blak\"")) << message;
  EXPECT_NE(message.find("did you mean \"carbon-black\""), std::string::npos) << message;
  EXPECT_EQ(with("x_px,y_px,diameter_mm,depth_mm,mu_per_mm\n15,15,0.25,0.3,8\n-1e6,1e6,3,3,1000\n"),
            "nothing");
}

TEST(Simulate, ReportsADamagedPhotoBeforeAFaultOfTheSpec) {
  FileBytes cut = as_file(skin_photo(kWidth, kHeight));
  cut.bytes.resize(cut.bytes.size() / 2);
  Spec spec = spec_of(kSpec, {"/regions/0/outline=[[900,900],[950,900],[950,950]]"});
  SpecFiles files;
  files.masks.resize(1);
  for (const int threads : {1, 2}) {
    EXPECT_TRUE(
        fault([&] { simulate(cut, {}, spec, files, {.threads = threads}); }).starts_with("photo.png: "));
    EXPECT_TRUE(fault([&] {
                  simulate(as_file(skin_photo(kWidth, kHeight)), {}, spec, files, {.threads = threads});
                }).starts_with("/regions/0: the region lies outside"));
  }
}

TEST(Simulate, RefusesMasksAndDepthOfAnotherSize) {
  Spec spec = spec_of(R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "regions": [{"mask": "m.png"}]})");
  SpecFiles files;
  files.masks.push_back(Image<std::uint8_t>(31, 30, 1, 255));
  EXPECT_NE(fault([&] {
              simulate(skin_photo(30, 30), spec, files);
            }).find("is 31 x 30 px but the photo is 30 x 30"),
            std::string::npos);
  Spec deep = spec_of(
      R"({"smp": 1, "surface": {"kind": "depth", "file": "d.png", "camera": {"fx_px": 100, "fy_px": 100, "cx_px": 15, "cy_px": 15}},
    "regions": [{"outline": [[1, 1], [20, 1], [20, 20]]}]})");
  SpecFiles depth;
  depth.masks.resize(1);
  depth.depth_codes = Image<std::uint16_t>(30, 31, 1, 5000);
  EXPECT_NE(fault([&] { simulate(skin_photo(30, 30), deep, depth); }).find("the depth picture is 30 x 31 px"),
            std::string::npos);
}

TEST(Simulate, TakesExtremeSizes) {
  for (const auto& [width, height] : {std::pair{1, 1}, {300, 1}, {1, 300}, {2, 3}}) {
    const Simulation result =
        run(skin_photo(width, height), kSpec,
            {"/regions/0/outline=[[-500,-500],[500,-500],[500,500],[-500,500]]"}, {.measure_colors = true});
    EXPECT_EQ(result.photo.width(), width);
    EXPECT_TRUE(result.regions[0].mean_lab_before);
  }
}

TEST(Simulate, MeasuresNoColourWhereThereIsNoPixel) {
  const Simulation result =
      run(skin_photo(60, 60), kSpec, {"/regions/0/outline=[[10.1,10.1],[10.3,10.1],[10.3,10.3],[10.1,10.3]]"},
          {.measure_colors = true});
  EXPECT_FALSE(result.regions[0].mean_lab_before);
  EXPECT_TRUE(result.treatment.impressions.empty());
  EXPECT_EQ(pixels(result.photo), pixels(skin_photo(60, 60)));
}

TEST(Simulate, WarnsOfWhatLooksWrong) {
  const auto codes = [](const Simulation& result) {
    std::vector<std::string> out;
    for (const Advisory& a : result.advisories) out.push_back(a.code);
    return out;
  };
  using Codes = std::vector<std::string>;
  EXPECT_EQ(codes(run(skin_photo(kWidth, kHeight), kSpec)), Codes{"coarse-resolution"});
  EXPECT_EQ(codes(run(skin_photo(kWidth, kHeight), kSpec,
                      {"/regions/0/density_per_cm2=201", "/regions/0/depth_mm=0.6"})),
            (Codes{"coarse-resolution", "too-dense", "coverage-high", "dots-too-big", "too-deep"}));
  EXPECT_EQ(codes(run(skin_photo(kWidth, kHeight), kHead)), (Codes{"low-resolution"}));
  EXPECT_EQ(codes(run(skin_photo(kWidth, kHeight), kHead,
                      {"/regions/0/outline=[[0,0],[240,0],[240,200],[0,200]]"})),
            (Codes{"low-resolution", "grazing-left-out"}));
}

}  // namespace
}  // namespace smp
