// Native hair that is lost or turns grey after the treatment.
#include <cmath>

#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/simulate/case.h"
#include "support/head_photo.h"

namespace smp {
namespace {

using testing::advises;
using testing::head_photo;
using testing::head_scene;
using testing::head_spec;
using testing::HeadPhoto;
using testing::pixels_of;

// A head with stubble at its sides at 5 px per mm, and the same without.
PhantomScene scene_with(HairPattern hair) {
  PhantomScene scene = head_scene(hair, 1000, 950);
  scene.hair.length_mm = 0.4;
  return scene;
}
const HeadPhoto& stubbled() {
  static const HeadPhoto head = head_photo(scene_with(HairPattern::kSides));
  return head;
}
const HeadPhoto& bald() {
  static const HeadPhoto head = head_photo(scene_with(HairPattern::kNone));
  return head;
}

Case case_of(const HeadPhoto& head, const std::string& timeline,
             const std::string& hair = R"({"length_mm": 0.4})") {
  const Spec spec = read_spec(head_spec(head, R"("hair": )" + hair + R"(, "timeline": )" + timeline +
                                                  R"(, "regions": [{"zones": ["frontal", "mid-scalp"],
                                                  "density_per_cm2": 5, "native_per_cm2": 0}])"));
  SpecFiles files;
  files.masks.resize(spec.regions.size());
  return Case(Photo(head.photo), spec, std::move(files));
}

LinearRgb mean_of(const Photo& photo, const Image<float>& cover, bool (*where)(float)) {
  static const std::vector<float> linear = linear_from_code(ToneCurve::srgb(), 8);
  LinearRgb sum;
  double count = 0;
  for (int y = 0; y < photo.height(); ++y)
    for (int x = 0; x < photo.width(); ++x) {
      if (!where(cover.at(x, y))) continue;
      const std::uint8_t* p = &pixels_of(photo).at(x, y);
      sum.r += linear[p[0]], sum.g += linear[p[1]], sum.b += linear[p[2]];
      count += 1;
    }
  return {sum.r / count, sum.g / count, sum.b / count};
}
bool hairy(float cover) { return cover > 0.15f; }
Lab stubble_lab(const Photo& photo) {
  return lab_from_linear(mean_of(photo, stubbled().truth.hair_cover, hairy));
}

TEST(LaterHair, LostIsBaldSkin) {
  const Case treated = case_of(stubbled(), R"({"loss": [{"year": 3, "pattern": "alopecia-totalis"}]})");
  ASSERT_FALSE(treated.record().survey.hair.coat.empty());
  const Lab stubble = stubble_lab(stubbled().photo), skin = stubble_lab(bald().photo);
  const Lab lost = stubble_lab(treated.draw(treated.moment("4y")).photo);
  EXPECT_GT(delta_e_2000(stubble, skin), 10);
  EXPECT_LT(delta_e_2000(lost, skin), 0.45 * delta_e_2000(stubble, skin));
}

TEST(LaterHair, IsThereUntilItsDay) {
  const Case with = case_of(stubbled(), R"({"loss": [{"year": 3, "pattern": "alopecia-totalis"}]})");
  const Case without = case_of(stubbled(), "{}");
  EXPECT_EQ(pixels_of(with.draw(with.moment("2.9y")).photo),
            pixels_of(without.draw(without.moment("2.9y")).photo));
  EXPECT_EQ(pixels_of(with.draw(with.moment("before")).photo), pixels_of(stubbled().photo));
}

TEST(LaterHair, OutsideOfThePatternStaysAsItIs) {
  // Nothing of a receding hairline is left to lose at the sides.
  const Case with = case_of(stubbled(), R"({"loss": [{"year": 3, "pattern": "norwood-3"}]})");
  const Case without = case_of(stubbled(), "{}");
  const Photo after = with.draw(with.moment("4y")).photo, plain = without.draw(without.moment("4y")).photo;
  const LinearRgb a = mean_of(after, stubbled().truth.hair_cover, hairy),
                  b = mean_of(plain, stubbled().truth.hair_cover, hairy);
  EXPECT_NEAR(a.g, b.g, 0.01 * b.g);
  for (int y = 0; y < after.height(); ++y)
    for (int x = 0; x < 40; ++x)  // background
      for (int c = 0; c < 3; ++c)
        ASSERT_EQ(pixels_of(after).at(x, y, c), pixels_of(stubbled().photo).at(x, y, c));
}

TEST(LaterHair, TurnsPalerWithTheShareThatIsGrey) {
  double before = stubble_lab(stubbled().photo).l;
  for (const char* share : {"0.3", "0.6", "1"}) {
    const Case treated =
        case_of(stubbled(), R"({"greying": [{"year": 3, "share": )" + std::string(share) + "}]}");
    const double l = stubble_lab(treated.draw(treated.moment("4y")).photo).l;
    EXPECT_GT(l, before + 0.5);
    before = l;
  }
  EXPECT_LT(before, stubble_lab(bald().photo).l);  // grey hair is not gone
}

TEST(LaterHair, OfLongHairAndBaldPhotosIsNotDrawn) {
  const std::string loss = R"({"loss": [{"year": 3, "pattern": "alopecia-totalis"}]})";
  EXPECT_TRUE(advises(case_of(stubbled(), loss, R"({"length_mm": 8})").record(), "loss-not-drawn"));
  EXPECT_TRUE(advises(case_of(bald(), loss).record(), "loss-not-drawn"));
  EXPECT_FALSE(advises(case_of(stubbled(), loss).record(), "loss-not-drawn"));
  EXPECT_FALSE(advises(case_of(bald(), "{}").record(), "loss-not-drawn"));
}

}  // namespace
}  // namespace smp
