// smp-inspect as a user meets it: reports, pictures, refusals.
#include <optional>

#include "render_fixture.h"
#include "smp/fields/json_parse.h"
#include "smp/phantom/phantom.h"
#include "smp/simulate/overlay.h"

namespace smp {
namespace {

using Keys = std::vector<std::string>;

Photo photo_of(Phantom phantom) {
  Photo photo{.pixels = {}, .color = phantom.space};
  Image<std::uint8_t> pixels(phantom.rgb.width(), phantom.rgb.height(), 3);
  for (std::size_t i = 0; i < pixels.values().size(); ++i)
    pixels.values()[i] = static_cast<std::uint8_t>(phantom.rgb.values()[i]);
  photo.pixels = std::move(pixels);
  return photo;
}

Photo even(int width, int height, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  Image<std::uint8_t> pixels(width, height, 3);
  for (std::size_t i = 0; i < pixels.values().size(); i += 3)
    pixels.values()[i] = r, pixels.values()[i + 1] = g, pixels.values()[i + 2] = b;
  return {.pixels = std::move(pixels),
          .color = ColorSpace::srgb(),
          .format = PhotoFormat::kPng,
          .jpeg = {},
          .notes = {}};
}

const JsonValue& member(const JsonValue& value, const std::string& key) {
  for (const auto& entry : *value.get_if<JsonValue::Object>())
    if (entry.key == key) return entry.value;
  throw std::runtime_error("no " + key);
}
Keys keys(const JsonValue& value) {
  Keys out;
  for (const auto& entry : *value.get_if<JsonValue::Object>()) out.push_back(entry.key);
  return out;
}
const JsonValue::Array& list(const JsonValue& value) { return *value.get_if<JsonValue::Array>(); }
bool is_null(const JsonValue& value) { return to_line(value) == "null"; }
std::string text(const JsonValue& value) { return *value.get_if<std::string>(); }
double number(const JsonValue& value) { return std::stod(to_line(value)); }
bool advises(const JsonValue& report, const std::string& code) {
  for (const JsonValue& a : list(member(report, "advisories")))
    if (text(member(a, "code")) == code) return true;
  return false;
}

class InspectTest : public testing::RenderTest {
 protected:
  InspectTest() {
    PhantomScene scene;
    scene.width = 480, scene.height = 360;
    write_photo(folder_ / "skin.png", photo_of(make_phantom(scene)));
    testing::write_all(folder_ / "where.json", R"({"smp": 1, "photo": {"scale": {"px_per_mm": 7.5}},
      "regions": [{"name": "front", "outline": [[60, 60], [420, 60], [420, 300], [60, 300]]}]})");
  }

  testing::ProcessResult inspect(const std::vector<std::string>& arguments) const {
    std::vector<std::string> line = {
        "/bin/sh",       "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder_.path().string(),
        SMP_INSPECT_TOOL};
    line.insert(line.end(), arguments.begin(), arguments.end());
    return testing::run_process(line);
  }
  JsonValue report(const std::vector<std::string>& arguments) const {
    const testing::ProcessResult result = inspect(arguments);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
    return parse_json(result.out);
  }
  void expect_inspect_refused(int status, const std::string& part,
                              const std::vector<std::string>& arguments) const {
    SCOPED_TRACE(::testing::PrintToString(arguments));
    const auto there = listing();
    const testing::ProcessResult result = inspect(arguments);
    EXPECT_EQ(result.status, status) << result.err;
    EXPECT_EQ(testing::lint_stderr(result.err), "") << result.err;
    EXPECT_NE(result.err.find(part), std::string::npos) << result.err << " lacks " << part;
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(listing() == there);
  }
};

// Scripts rely on these names; docs/inspect.md explains every one.
TEST_F(InspectTest, ReportHasTheFieldsOfTheContract) {
  const JsonValue seen = report({"skin.png", "where.json"});
  EXPECT_EQ(keys(seen), (Keys{"smp", "photo", "scale", "head", "grey_photo", "white_reference", "skin",
                              "regions", "found", "hair", "camera", "density_per_cm2", "treated_lab",
                              "shades_from", "remaining_de", "shades", "advisories"}));
  const Keys skin = {
      "source", "lab",          "spread",      "ita_deg",      "ita_error_deg", "class", "fitzpatrick_about",
      "monk",   "usable_share", "gloss_share", "clipped_share"};
  EXPECT_EQ(keys(member(seen, "skin")), skin);
  Keys region = {"name"};
  region.insert(region.end(), skin.begin(), skin.end());
  ASSERT_EQ(list(member(seen, "regions")).size(), 1u);
  EXPECT_EQ(keys(list(member(seen, "regions"))[0]), region);
  EXPECT_EQ(keys(member(seen, "hair")),
            (Keys{"source", "kind", "lab", "coverage", "units_per_cm2", "units_error_per_cm2", "field"}));
  EXPECT_EQ(keys(member(seen, "camera")),
            (Keys{"blur_px", "blur_source", "read_noise", "shot_noise", "grain_px", "noise_source"}));
  EXPECT_EQ(keys(list(member(seen, "shades"))[0]),
            (Keys{"dilution", "share", "pigment", "healed_lab", "healed_dot_lab"}));
}

TEST_F(InspectTest, SeesSkinOfKnownColour) {
  const JsonValue seen = report({"skin.png", "where.json"});
  const JsonValue& skin = member(seen, "skin");
  EXPECT_EQ(text(member(skin, "source")), "measured");
  EXPECT_NEAR(number(member(skin, "ita_deg")), 48, 15);  // tone II, without a white reference
  EXPECT_NEAR(number(member(member(seen, "scale"), "px_per_mm")), 7.5, 1e-9);
  EXPECT_FALSE(advises(seen, "skin-tone-assumed"));
  double share = 0;
  for (const JsonValue& shade : list(member(seen, "shades"))) {
    share += number(member(shade, "share"));
    const double skin_l = number(list(member(skin, "lab"))[0]),
                 field_l = number(list(member(shade, "healed_lab"))[0]),
                 dot_l = number(list(member(shade, "healed_dot_lab"))[0]);
    EXPECT_LT(field_l, skin_l);
    EXPECT_LT(dot_l, field_l);
  }
  EXPECT_NEAR(share, 1, 1e-3);
}

TEST_F(InspectTest, NeedsNoSpec) {
  const JsonValue seen = report({"skin.png"});
  EXPECT_TRUE(is_null(member(seen, "scale")));
  EXPECT_TRUE(list(member(seen, "regions")).empty());
  EXPECT_FALSE(advises(seen, "low-resolution"));  // nobody knows
}

TEST_F(InspectTest, TellsWhatIsGiven) {
  const JsonValue seen = report({"skin.png", "where.json", "--set", "/skin/tone={\"ita_deg\": -20}"});
  EXPECT_EQ(text(member(member(seen, "skin"), "source")), "given");
  EXPECT_NEAR(number(member(member(seen, "skin"), "ita_deg")), -20, 0.01);
  EXPECT_EQ(text(member(member(seen, "skin"), "class")), "brown");
}

TEST_F(InspectTest, WritesThePictureAndTheReport) {
  const testing::ProcessResult result =
      inspect({"skin.png", "where.json", "--json", "seen.json", "--overlay", "seen.png"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_NO_THROW(parse_json(testing::read_all(folder_ / "seen.json")));
  const Photo picture = read_photo(folder_ / "seen.png");
  EXPECT_EQ(picture.width(), kOverlayLeastWidth);
  EXPECT_GT(picture.height(), kOverlayLeastWidth * 3 / 4);  // the photo and a panel below it
  EXPECT_EQ(inspect({"skin.png", "--overlay", "seen.jpg"}).status, 0);
  EXPECT_EQ(read_photo(folder_ / "seen.jpg").format, PhotoFormat::kJpeg);
}

TEST_F(InspectTest, IsTheSameForAnyNumberOfThreads) {
  std::vector<std::string> reports, pictures;
  for (const char* threads : {"1", "2", "5"}) {
    const testing::ProcessResult result =
        inspect({"skin.png", "where.json", "--threads", threads, "--overlay", "t.png", "--force"});
    EXPECT_EQ(result.status, 0) << result.err;
    reports.push_back(result.out);
    pictures.push_back(testing::read_all(folder_ / "t.png"));
  }
  EXPECT_EQ(reports[0], reports[1]);
  EXPECT_EQ(reports[0], reports[2]);
  EXPECT_TRUE(pictures[0] == pictures[1] && pictures[0] == pictures[2]);
}

// Whatever a photo shows, it is inspected; what is not there is said to be assumed.
TEST_F(InspectTest, StandsAnyContent) {
  write_photo(folder_ / "black.png", even(64, 64, 0, 0, 0));
  write_photo(folder_ / "white.png", even(64, 64, 255, 255, 255));
  write_photo(folder_ / "green.png", even(64, 64, 20, 160, 40));
  write_photo(folder_ / "one.png", even(1, 1, 200, 160, 140));
  write_photo(folder_ / "line.png", even(700, 1, 200, 160, 140));
  for (const char* name : {"black.png", "white.png", "green.png"}) {
    SCOPED_TRACE(name);
    const JsonValue seen = report({name, "--overlay", "o.png", "--force"});
    EXPECT_EQ(text(member(member(seen, "skin"), "source")), "assumed");
    EXPECT_TRUE(advises(seen, "skin-tone-assumed"));
  }
  for (const char* name : {"one.png", "line.png"}) {
    SCOPED_TRACE(name);
    const testing::ProcessResult result = inspect({name, "--overlay", "o.png", "--force"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out.find("nan"), std::string::npos);
    EXPECT_EQ(read_photo(folder_ / "o.png").width(), kOverlayLeastWidth);
  }
}

TEST_F(InspectTest, StandsARegionOfNoSkin) {
  write_photo(folder_ / "black.png", even(480, 360, 0, 0, 0));
  const JsonValue seen = report({"black.png", "where.json"});
  EXPECT_TRUE(advises(seen, "skin-not-seen"));
}

// Samples on the background say nothing of skin: what is treated is measured, and the user is told.
TEST_F(InspectTest, SetsAsideSamplesThatCannotBeUsed) {
  const std::string corner = "[[0,0],[40,0],[40,40],[0,40]]";
  const JsonValue plain = report({"skin.png", "where.json"});
  Photo photo = read_photo(folder_ / "skin.png");
  auto& pixels = std::get<Image<std::uint8_t>>(photo.pixels);
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 40; ++x)
      for (int c = 0; c < 3; ++c) pixels.at(x, y, c) = 60;  // a dark grey wall
  write_photo(folder_ / "corner.png", photo);
  const JsonValue seen = report({"corner.png", "where.json", "--set", "/skin/sample=" + corner, "--set",
                                 "/skin/white_reference=" + corner});
  EXPECT_TRUE(advises(seen, "skin-sample-unusable"));
  EXPECT_TRUE(advises(seen, "white-reference-unusable"));
  EXPECT_NEAR(number(member(member(seen, "skin"), "ita_deg")),
              number(member(member(plain, "skin"), "ita_deg")), 3);
}

TEST_F(InspectTest, TellsGreyPhotos) {
  Photo grey = read_photo(folder_ / "skin.png");
  Image<std::uint8_t>& p = std::get<0>(grey.pixels);
  for (std::size_t i = 0; i < p.values().size(); i += 3)
    p.values()[i] = p.values()[i + 2] = p.values()[i + 1];
  write_photo(folder_ / "grey.png", grey);
  const JsonValue seen = report({"grey.png", "where.json"});
  EXPECT_EQ(to_line(member(seen, "grey_photo")), "true");
  EXPECT_TRUE(advises(seen, "grey-photo"));
}

TEST_F(InspectTest, RefusesBadInput) {
  expect_inspect_refused(66, "none.png", {"none.png"});
  expect_inspect_refused(66, "none.json", {"skin.png", "none.json"});
  expect_inspect_refused(64, "PHOTO", {});
  expect_inspect_refused(64, "--set", {"skin.png", "--set", "/seed=1"});
  expect_inspect_refused(73, "seen.gif", {"skin.png", "--overlay", "seen.gif"});
  expect_inspect_refused(73, "skin.png", {"skin.png", "--overlay", "skin.png", "--force"});
  expect_inspect_refused(73, "seen.txt", {"skin.png", "--json", "seen.txt"});
  expect_inspect_refused(65, "mask.png", {"skin.png", "masked.json"});  // its mask is of another size
  testing::write_all(folder_ / "broken.png", "no picture");
  expect_inspect_refused(65, "broken.png", {"broken.png"});
}

}  // namespace
}  // namespace smp
