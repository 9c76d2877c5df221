// smp-render: inputs and command lines it refuses, in one line and leaving nothing behind.
#include <sys/stat.h>

#include "cli/render_fixture.h"
#include "smp/fields/json_parse.h"

namespace smp {
namespace {

using testing::read_all;
using testing::skin_photo;
using testing::text_of;
using testing::write_all;

using SmpRenderRefusal = testing::RenderTest;

TEST_F(SmpRenderRefusal, OfAWrongCommandLine) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {},
           {"photo.png"},
           {"photo.png", "spec.json"},
           {"-o"},
           {"-o", "out.png"},
           {"-o", "out.png", "photo.png"},
           {"-o", "out.png", "photo.png", "spec.json", "third"},
           {"-o", "out.png", "photo.png", "spec.json", "--nonsense"},
           {"-o", "out.png", "photo.png", "spec.json", "--threads", "-1"},
           {"-o", "out.png", "photo.png", "spec.json", "--threads", "two"},
           {"-o", "out.png", "photo.png", "spec.json", "--jpeg-quality", "0"},
           {"-o", "out.png", "photo.png", "spec.json", "--jpeg-quality", "101"},
           {"-o", "out.png", "photo.png", "spec.json", "--max-mp", "nan"},
           {"-o", "out.png", "photo.png", "spec.json", "--max-marks", "1e9"},
           {"\xff\n\x1b[0m"},
           {std::string(100000, 'x')}})
    expect_refused(64, "smp-render --help", arguments);
  for (const char* bad : {"seed=4", "", "/seed", "="})
    expect_refused(64, "--set", {"-o", "out.png", "photo.png", "spec.json", "--set", bad});
  for (const char* bad : {"", "full", "1,2,3", "1,2,3,4,5", "1,2,3,4x", " 1,2,3,4", "1.5,2,3,4",
                          "99999999999,0,1,1", "1;2;3;4"})
    expect_refused(64, "--crop", {"-o", "out.png", "photo.png", "spec.json", std::string("--crop=") + bad});
  for (const char* outside : {"-1,0,5,5", "0,0,161,120", "0,0,160,121", "160,0,1,1", "0,0,0,5", "5,5,-1,5",
                              "2147483647,2147483647,2147483647,2147483647"})
    expect_refused(64, "--crop: lies outside the photo (160 x 120 px)",
                   {"-o", "out.png", "photo.png", "spec.json", std::string("--crop=") + outside});
}

TEST_F(SmpRenderRefusal, OfWhatIsNoReadableFile) {
  std::filesystem::create_directory(folder_ / "folder");
  ASSERT_EQ(mkfifo(at("fifo").c_str(), 0600), 0);
  write_all(folder_ / "empty", "");
  std::filesystem::create_symlink("loop", folder_ / "loop");
  const std::vector<std::tuple<std::string, int, std::string>> names = {
      {"none.png", 66, "no such file"},
      {"none/photo.png", 66, "no such file"},
      {"folder", 65, "is a folder"},
      {"fifo", 65, "not a regular file"},
      {"/dev/zero", 65, "not a regular file"},
      {"empty", 65, "is empty"},
      {"loop", 66, "circle"},
      {"", 66, ""},
      {std::string(300, 'n'), 66, "too long"}};
  for (const auto& [name, status, part] : names) {
    expect_refused(status, part, {"-o", "out.png", "--", name, "spec.json"});
    expect_refused(status, part, {"-o", "out.png", "--", "photo.png", name});
  }
  if (geteuid() != 0) {
    write_all(folder_ / "secret.png", "x");
    std::filesystem::permissions(folder_ / "secret.png", std::filesystem::perms::none);
    expect_photo_refused(66, "permission", "secret.png");
  }
}

TEST_F(SmpRenderRefusal, OfPhotosCutAnywhere) {
  const std::string jpeg = text_of(encode_photo(skin_photo(kWidth, kHeight), PhotoFormat::kJpeg));
  const std::string png = read_all(folder_ / "photo.png");
  for (const double share : {0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99}) {
    write_all(folder_ / "cut.jpg",
              jpeg.substr(0, static_cast<std::size_t>(share * static_cast<double>(jpeg.size()))));
    expect_photo_refused(65, "cut.jpg: ", "cut.jpg");
    write_all(folder_ / "cut.png",
              png.substr(0, static_cast<std::size_t>(share * static_cast<double>(png.size()))));
    expect_photo_refused(65, "cut.png: ", "cut.png");
  }
  for (const std::size_t place : {std::size_t{20}, png.size() / 2, png.size() - 6}) {
    std::string damaged = png;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x15);
    write_all(folder_ / "damaged.png", damaged);
    expect_photo_refused(65, "damaged.png: ", "damaged.png");
  }
}

TEST_F(SmpRenderRefusal, OfWhatIsNoPhoto) {
  write_all(folder_ / "text.jpg", "This is not a photo at all, whatever its name says.");
  write_all(folder_ / "old.bmp", "BM" + std::string(200, '\0'));
  write_all(folder_ / "spec.png", kSpec);
  for (const char* name : {"text.jpg", "spec.png"}) expect_photo_refused(65, name, name);
  expect_photo_refused(65, "BMP", "old.bmp");
  // A header that claims ten thousand megapixels.
  std::string giant = read_all(folder_ / "photo.png").substr(0, 33);
  giant.replace(16, 8, std::string("\0\x01\x86\xa0\0\x01\x86\xa0", 8));
  std::uint32_t crc = 0xFFFFFFFF;
  for (std::size_t i = 12; i < 29; ++i) {
    crc ^= static_cast<unsigned char>(giant[i]);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
  }
  crc = ~crc;
  giant.replace(29, 4, std::string{char(crc >> 24), char(crc >> 16), char(crc >> 8), char(crc)});
  write_all(folder_ / "giant.png", giant + std::string(300, 'x'));
  expect_photo_refused(65, "giant.png: ", "giant.png");
}

TEST_F(SmpRenderRefusal, KeepsTheLimitsAsked) {
  expect_refused(65, "photo.png: ", {"-o", "out.png", "--max-side", "159", "photo.png", "spec.json"});
  expect_refused(65, "photo.png: ", {"-o", "out.png", "--max-mp", "0.0191", "photo.png", "spec.json"});
  expect_refused(65, "photo.png: ", {"-o", "out.png", "--max-file-mb", "0.001", "photo.png", "spec.json"});
  expect_refused(65, "/regions/0: asks for ",
                 {"-o", "out.png", "--max-marks", "20", "photo.png", "spec.json"});
  write_all(folder_ / "long.json", kSpec + std::string(2000, ' '));
  expect_refused(65, "long.json: ", {"-o", "out.png", "--max-spec-mb", "0.001", "photo.png", "long.json"});
  expect_rendered(render({"-o", "out.png", "--max-side", "160", "--max-mp", "0.0192"}));
}

TEST_F(SmpRenderRefusal, OfFaultySpecs) {
  const std::string head = R"({"smp": 1, "photo": {"scale": {"px_per_mm": )",
                    mid = R"(}}, "regions": [{"outline": )", tail = "}]}";
  const std::string box = "[[40,30],[120,30],[120,90]]";
  const auto spec = [&](const std::string& scale, const std::string& outline) {
    return head + scale + mid + outline + tail;
  };
  for (const char* scale :
       {"0", "-1", "NaN", "Infinity", "1e400", "1e308", "\"6\"", "true", "null", "06", "6."})
    expect_spec_refused(65, "bad.json: ", spec(scale, box));
  expect_spec_refused(65, "/regions/0", spec("6", "[[900,30],[990,30],[990,90]]"));
  expect_spec_refused(65, "/regions/0/outline: crosses itself",
                      spec("6", "[[40,30],[120,90],[120,30],[40,90]]"));
  for (const char* outline :
       {"[]", "[[1,2]]", "[[1,1],[9,9],[5,5]]", "[[1,1],[1,1],[1,1]]", "[[1,1],[9,1],[9,1e7]]"})
    expect_spec_refused(65, "/regions/0/outline", spec("6", outline));
  expect_spec_refused(65, "regions", R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}})");
  expect_spec_refused(65, "regions", R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "regions": []})");
  expect_spec_refused(
      65, "seed",
      R"({"smp": 1, "seed": 1, "seed": 2, "photo": {"scale": {"px_per_mm": 6}}, "impressions": "a.csv"})");
  expect_spec_refused(65, "regions", R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "regoins": []})");
  expect_spec_refused(65, "bad.json: ", std::string(kSpec).substr(0, 100));
  expect_spec_refused(65, "bad.json: ", std::string(kSpec) + "x");
  expect_spec_refused(65, "bad.json: ", std::string(100000, '['));
  expect_spec_refused(65, "bad.json: ", std::string("\0\0\0", 3));
  expect_spec_refused(
      65, "/photo/scale",
      R"({"smp": 1, "photo": {"coordinates": "fraction", "scale": {"between_px": [[0,0],[1,0]], "mm": 1e-300}},
    "regions": [{"outline": [[0.2,0.2],[0.8,0.2],[0.8,0.8]]}]})");
}

TEST_F(SmpRenderRefusal, OfFilesThatASpecNames) {
  const auto spec = [](const std::string& mask) {
    return R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "regions": [{"mask": ")" + mask + "\"}]}";
  };
  expect_spec_refused(66, "none.png: /regions/0/mask: ", spec("none.png"));
  write_photo(folder_ / "small.png", skin_photo(kWidth, kHeight - 1));
  expect_spec_refused(65, "small.png: /regions/0/mask: is 160 x 119 px but the photo is 160 x 120",
                      spec("small.png"));
  write_all(folder_ / "text.png", "text");
  expect_spec_refused(65, "text.png: /regions/0/mask", spec("text.png"));
  expect_spec_refused(65, "/regions/0/mask: must not lead out of the folder",
                      spec("../../../../../../../etc/passwd"));
  expect_spec_refused(65, "/regions/0/mask", spec("/etc/passwd"));
  write_photo(folder_ / "black.png", Photo{.pixels = Image<std::uint8_t>(kWidth, kHeight, 3, 0),
                                           .color = ColorSpace::srgb(),
                                           .format = PhotoFormat::kPng,
                                           .jpeg = {},
                                           .notes = {}});
  expect_spec_refused(65, "/regions/0: the mask is black everywhere", spec("black.png"));
  const std::string list = R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "impressions": "dots.csv"})";
  expect_spec_refused(66, "dots.csv: /impressions: ", list);
  write_all(folder_ / "dots.csv", "x_px,y_px,diameter_mm,depth_mm,mu_per_mm\n1,2,0.25,0.3,many\n");
  expect_spec_refused(65, "dots.csv: line 2, mu_per_mm: ", list);
}

TEST_F(SmpRenderRefusal, ReportsADamagedPhotoBeforeTheRegion) {
  write_all(folder_ / "cut.png", read_all(folder_ / "photo.png").substr(0, 5000));
  expect_refused(
      65, "cut.png: ",
      {"-o", "out.png", "--set", "/regions/0/outline=[[900,30],[990,30],[990,90]]", "cut.png", "spec.json"});
}

TEST_F(SmpRenderRefusal, IsAnObjectWhereJsonIsAsked) {
  const auto result = run({"-o", "out.png", "--log-json", "none.png", "spec.json"});
  EXPECT_EQ(result.status, 66);
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1);
  const JsonValue line = parse_json(result.err);
  EXPECT_EQ(*line.find("code")->get_if<std::uint64_t>(), 66u);
  EXPECT_EQ(*line.find("file")->get_if<std::string>(), "none.png");
  for (const char* key : {"where", "cause", "job"}) EXPECT_TRUE(line.find(key)) << key;
  EXPECT_EQ(result.out, "");
}

}  // namespace
}  // namespace smp
