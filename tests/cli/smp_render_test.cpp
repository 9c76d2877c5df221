// smp-render: what it makes.
#include <set>

#include "cli/render_fixture.h"
#include "smp/fields/json_parse.h"

namespace smp {
namespace {

using testing::ProcessResult;
using testing::read_all;
using testing::skin_photo;
using testing::text_of;
using testing::write_all;

class SmpRender : public testing::RenderTest {
 protected:
  Photo photo(const std::string& name) const { return read_photo(folder_ / name); }
};

TEST_F(SmpRender, WritesThePictureAndSaysHowManyDots) {
  const ProcessResult result = render({"-o", "out.png"});
  expect_rendered(result);
  EXPECT_TRUE(result.out.ends_with(" impressions\n")) << result.out;
  EXPECT_GT(std::stoi(result.out), 50);
  EXPECT_EQ(photo("out.png").width(), kWidth);
  EXPECT_FALSE(std::get<0>(photo("out.png").pixels) == std::get<0>(photo("photo.png").pixels));
  const ProcessResult quiet = render({"-o", "quiet.png", "--quiet"});
  expect_rendered(quiet);
  EXPECT_EQ(quiet.out, "");
  EXPECT_TRUE(read_all(folder_ / "quiet.png") == read_all(folder_ / "out.png"));
}

TEST_F(SmpRender, WritesEveryFormat) {
  expect_rendered(render({"-o", "out.png"}));
  for (const char* name : {"out.jpg", "out.JPEG", "out.tif", "out.tiff", "out.webp"}) {
    expect_rendered(render({"-o", name}));
    EXPECT_EQ(photo(name).width(), kWidth);
    if (photo(name).format == PhotoFormat::kJpeg) continue;
    EXPECT_TRUE(std::get<0>(photo(name).pixels) == std::get<0>(photo("out.png").pixels)) << name;
  }
}

TEST_F(SmpRender, NeverDependsOnThreadsNorNames) {
  std::set<std::string> pictures, lists, summaries;
  for (const char* threads : {"1", "2", "3", "8"}) {
    const std::string t = threads;
    expect_rendered(
        render({"-o", t + ".png", "--impressions", t + ".csv", "--summary", t + ".json", "--threads", t}));
    pictures.insert(read_all(folder_ / (t + ".png")));
    lists.insert(read_all(folder_ / (t + ".csv")));
    summaries.insert(read_all(folder_ / (t + ".json")));
  }
  EXPECT_EQ(pictures.size(), 1u);
  EXPECT_EQ(lists.size(), 1u);
  EXPECT_EQ(summaries.size(), 1u);
  std::filesystem::create_directory(folder_ / "sub");
  std::filesystem::copy_file(folder_ / "photo.png", folder_ / "sub/other.png");
  std::filesystem::copy_file(folder_ / "spec.json", folder_ / "sub/s.json");
  expect_rendered(
      run({"-o", "sub/out.png", "sub/other.png", "sub/s.json"}, {}, "LC_ALL=de_DE.UTF-8 TZ=Asia/Tokyo"));
  EXPECT_TRUE(pictures.count(read_all(folder_ / "sub/out.png")));
}

TEST_F(SmpRender, WritesASummaryWithoutFoldersOrTimes) {
  expect_rendered(run({"-o", "out.png", "--summary", "s.json", at("photo.png"), at("spec.json")}));
  const std::string text = read_all(folder_ / "s.json");
  const JsonValue summary = parse_json(text);
  EXPECT_EQ(*summary.find("photo")->find("file")->get_if<std::string>(), "photo.png");
  EXPECT_EQ(text.find(folder_.path().string()), std::string::npos);
  for (const char* key : {"photo", "scale", "skin", "hair", "camera", "regions", "shades", "sessions",
                          "totals", "advisories", "moments"})
    EXPECT_TRUE(summary.find(key)) << key;
  expect_rendered(render({"-o", "again.png", "--summary", "t.json"}));
  EXPECT_EQ(read_all(folder_ / "t.json"), text);
}

TEST_F(SmpRender, DrawsItsOwnListAgainToTheByte) {
  expect_rendered(render({"-o", "out.png", "--impressions", "dots.csv"}));
  write_all(
      folder_ / "again.json",
      R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 6}}, "skin": {"tone": {"ita_deg": 40}}, "impressions": "dots.csv"})");
  expect_rendered(render({"-o", "again.png", "--impressions", "again.csv"}, "photo.png", "again.json"));
  EXPECT_TRUE(read_all(folder_ / "again.png") == read_all(folder_ / "out.png"));
  EXPECT_TRUE(read_all(folder_ / "again.csv") == read_all(folder_ / "dots.csv"));
  expect_rendered(render({"-o", "svg.png", "--impressions", "dots.svg"}));
  EXPECT_TRUE(read_all(folder_ / "dots.svg").starts_with("<svg "));
  // The list that is read is an input, too.
  expect_refused(73, "is an input",
                 {"-o", "x.png", "--impressions", "dots.csv", "--force", "photo.png", "again.json"});
}

TEST_F(SmpRender, PutsBeforeAndAfterSideBySide) {
  expect_rendered(render({"-o", "out.png", "--before-after", "both.png"}));
  const Photo both = photo("both.png");
  EXPECT_EQ(both.height(), kHeight);
  EXPECT_EQ(both.width(), 2 * kWidth + 2);
  for (int y = 0; y < kHeight; y += 7)
    for (int x = 0; x < kWidth; x += 3) {
      ASSERT_EQ(std::get<0>(both.pixels).at(x, y), std::get<0>(photo("photo.png").pixels).at(x, y));
      if (x > 60 && y > 60) break;
    }
  expect_rendered(render({"-o", "part.png", "--before-after", "both2.png", "--crop", "50,40,30,20"}));
  EXPECT_EQ(photo("both2.png").width(), 62);
}

TEST_F(SmpRender, CropsAsAsked) {
  expect_rendered(render({"-o", "out.png"}));
  const Photo full = photo("out.png");
  expect_rendered(render({"-o", "part.png", "--crop", "50,40,30,20"}));
  const Photo part = photo("part.png");
  ASSERT_EQ(part.width(), 30);
  ASSERT_EQ(part.height(), 20);
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 30; ++x)
      ASSERT_EQ(std::get<0>(part.pixels).at(x, y), std::get<0>(full.pixels).at(x + 50, y + 40));
  expect_rendered(render({"-o", "all.png", "--crop", "0,0,160,120"}));
  EXPECT_TRUE(read_all(folder_ / "all.png") == read_all(folder_ / "out.png"));
  expect_rendered(render({"-o", "auto.png", "--crop", "auto"}));
  EXPECT_LE(photo("auto.png").width(), kWidth);
  EXPECT_GE(photo("auto.png").width(), 80);
  write_photo(folder_ / "large.png", skin_photo(600, 500));
  expect_rendered(render({"-o", "auto2.png", "--crop", "auto"}, "large.png"));
  EXPECT_LT(photo("auto2.png").width(), 300);
  // Without a dot there is nothing to crop to.
  expect_rendered(render({"-o", "auto3.png", "--crop", "auto", "--set", "/regions/0/density_per_cm2=0.001"}));
  EXPECT_EQ(photo("auto3.png").width(), kWidth);
}

TEST_F(SmpRender, TakesTheJpegQualityAsked) {
  for (const char* quality : {"20", "60", "98"})
    expect_rendered(render({"-o", std::string(quality) + ".jpg", "--jpeg-quality", quality}));
  const auto size = [&](const char* name) { return std::filesystem::file_size(folder_ / name); };
  EXPECT_LT(size("20.jpg"), size("60.jpg"));
  EXPECT_LT(size("60.jpg"), size("98.jpg"));
}

TEST_F(SmpRender, PrintsTimesOnStderrOnly) {
  const ProcessResult timed = render({"-o", "out.png", "--timing", "--quiet", "--summary", "s.json"});
  EXPECT_EQ(timed.status, 0);
  EXPECT_EQ(timed.out, "");
  EXPECT_NE(timed.err.find("decode "), std::string::npos);
  EXPECT_EQ(std::count(timed.err.begin(), timed.err.end(), '\n'), 1);
  EXPECT_EQ(read_all(folder_ / "s.json").find("ms"), std::string::npos);
}

TEST_F(SmpRender, ChangesTheSpecOnTheLine) {
  expect_rendered(render({"-o", "a.png"}));
  expect_rendered(render({"-o", "b.png", "--set", "/seed=8"}));
  expect_rendered(render({"-o", "c.png", "--set", "/seed=8", "--set", "/seed=7"}));
  EXPECT_TRUE(read_all(folder_ / "a.png") != read_all(folder_ / "b.png"));
  EXPECT_TRUE(read_all(folder_ / "a.png") == read_all(folder_ / "c.png"));
}

TEST_F(SmpRender, ReadsMasksBesideTheSpec) {
  expect_rendered(render({"-o", "out.png"}, "photo.png", "masked.json"));
  std::filesystem::create_directory(folder_ / "sub");
  std::filesystem::copy_file(folder_ / "masked.json", folder_ / "sub/masked.json");
  std::filesystem::create_symlink("../mask.png", folder_ / "sub/mask.png");
  expect_refused(65, "mask.png: /regions/0/mask: lies outside the spec's folder",
                 {"-o", "x.png", "photo.png", "sub/masked.json"});
  expect_rendered(run({"-o", "x.png", "--allow-outside", "photo.png", "sub/masked.json"}));
  EXPECT_TRUE(read_all(folder_ / "x.png") == read_all(folder_ / "out.png"));
}

TEST_F(SmpRender, ReadsMasksElsewhereOnlyWhereAllowed) {
  expect_rendered(render({"-o", "out.png"}, "photo.png", "masked.json"));
  std::filesystem::create_directory(folder_ / "sub");
  std::filesystem::copy_file(folder_ / "masked.json", folder_ / "sub/masked.json");
  for (const std::string& name : {std::string("../mask.png"), (folder_ / "mask.png").string()}) {
    const std::vector<std::string> arguments = {
        "-o", "x.png", "--force", "--set", "/regions/0/mask=" + name, "photo.png", "sub/masked.json"};
    EXPECT_EQ(run(arguments).status, 65) << name;
    std::vector<std::string> allowed = arguments;
    allowed.insert(allowed.begin(), "--allow-outside");
    expect_rendered(run(allowed));
    EXPECT_TRUE(read_all(folder_ / "x.png") == read_all(folder_ / "out.png")) << name;
  }
}

TEST_F(SmpRender, TakesAnyFileName) {
  int i = 0;
  for (const std::string name : {"a b", "q'\"u$(x)", "n\nl", "\xff\xfe", "\x1b[31m", "-dash", "--", "%s%n"}) {
    std::filesystem::copy_file(folder_ / "photo.png", folder_ / (name + ".png"));
    std::filesystem::copy_file(folder_ / "spec.json", folder_ / (name + ".json"));
    const std::string out = name + "-out";
    const ProcessResult result =
        run({"-o" + out + ".png", "--summary=" + out + ".json", "--", name + ".png", name + ".json"});
    EXPECT_EQ(result.status, 0) << name << result.err;
    EXPECT_TRUE(std::filesystem::exists(folder_ / (out + ".png"))) << name;
    EXPECT_NO_THROW(parse_json(read_all(folder_ / (out + ".json")))) << name;
    // The same names in a message.
    write_all(folder_ / (name + ".png"), "no picture");
    expect_refused(65, "", {"-o", "bad" + std::to_string(i++) + ".png", "--", name + ".png", name + ".json"});
  }
}

// A marker in every place for texts of the source never comes out again.
TEST_F(SmpRender, CarriesNothingFromTheSourcesMetadata) {
  const std::string marker = "SECRET-PATIENT-NAME";
  const std::string exif = std::string("II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0", 14) +
                           std::string("\x14\0\0\0\x1a\0\0\0\0\0\0\0", 12) + marker + std::string(1, '\0');
  std::string png = read_all(folder_ / "photo.png");
  const auto chunk = [](const std::string& type, const std::string& payload) {
    const std::string body = type + payload;
    std::uint32_t crc = 0xFFFFFFFF;
    for (const unsigned char byte : body) {
      crc ^= byte;
      for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
    }
    const auto big = [](std::uint32_t v) {
      return std::string{char(v >> 24), char(v >> 16), char(v >> 8), char(v)};
    };
    return big(static_cast<std::uint32_t>(payload.size())) + body + big(~crc);
  };
  const std::string itxt = "XML:com.adobe.xmp" + std::string(5, '\0') + "<x>" + marker + "</x>";
  png.insert(33, chunk("tEXt", "Comment" + std::string(1, '\0') + marker) + chunk("iTXt", itxt) +
                     chunk("eXIf", exif));
  write_all(folder_ / "marked.png", png);
  std::string jpeg = text_of(encode_photo(skin_photo(kWidth, kHeight), PhotoFormat::kJpeg));
  const auto segment = [](char code, const std::string& payload) {
    const std::size_t size = payload.size() + 2;
    return std::string{'\xff', code, static_cast<char>(size >> 8), static_cast<char>(size & 255)} + payload;
  };
  jpeg.insert(2, segment('\xe1', std::string("Exif\0\0", 6) + exif) +
                     segment('\xe1', "http://ns.adobe.com/xap/1.0/" + std::string(1, '\0') + marker) +
                     segment('\xed', "Photoshop 3.0" + std::string(1, '\0') + marker) +
                     segment('\xfe', marker));
  write_all(folder_ / "marked.jpg", jpeg);
  for (const char* source : {"marked.png", "marked.jpg"})
    for (const char* extension : {".png", ".jpg", ".tif", ".webp"}) {
      const std::string name = std::string("out-") + source + extension;
      const ProcessResult result = render({"-o", name, "--before-after", "both-" + name, "--summary",
                                           name + ".json", "--impressions", name + ".csv", "--timing"},
                                          source);
      EXPECT_EQ(result.status, 0) << result.err;
      EXPECT_EQ((result.out + result.err).find(marker), std::string::npos);
    }
  int searched = 0;
  for (const auto& [name, bytes] : listing()) {
    if (name.find("out-") == std::string::npos) continue;
    EXPECT_EQ(bytes.find(marker), std::string::npos) << name;
    EXPECT_EQ(bytes.find("Exif"), std::string::npos) << name;
    EXPECT_EQ(bytes.find("adobe.com"), std::string::npos) << name;
    ++searched;
  }
  EXPECT_EQ(searched, 32);
}

}  // namespace
}  // namespace smp
