// Native hair and camera noise on the shared photographs; SMP_PHOTOS names their folder.
#include <algorithm>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "smp/photo/photo.h"
#include "smp/scalp/survey.h"
#include "support/csv.h"

namespace smp {
namespace {

struct Expected {
  const char* file;
  const char* kinds;  ///< any of these words
  bool field;         ///< shades may be matched to it
};

class HairPhotos : public testing::TestWithParam<Expected> {};

TEST_P(HairPhotos, AreReadAsWhatTheyShow) {
  const auto folder = test::shared_folder("SMP_PHOTOS");
  if (!folder) GTEST_SKIP() << "SMP_PHOTOS is not set";
  const Photo photo = read_photo(*folder + "/" + GetParam().file);
  const ReducedPhoto reduced = reduce_photo(photo, 0);
  const Survey survey = survey_photo(photo, reduced, {}, {});
  EXPECT_NE(std::string(GetParam().kinds).find(survey.hair.kind), std::string::npos) << survey.hair.kind;
  if (!GetParam().field) {
    EXPECT_FALSE(survey.hair.field_rgb);
  } else if (survey.hair.field_rgb) {
    const double red = survey.hair.field_rgb->r / survey.hair.field_skin_rgb->r;
    EXPECT_GE(red, 0.44);
    EXPECT_LE(red, 0.975);
  }
  if (survey.hair.kind == "none") {
    EXPECT_EQ(survey.hair.source, "none");
  }
  EXPECT_GE(survey.camera.noise.read, 0.0005);
  EXPECT_LT(survey.camera.noise.read, 0.0125);
}

INSTANTIATE_TEST_SUITE_P(
    Shared, HairPhotos,
    testing::Values(Expected{"s01-front-bald-light-glasses-p3.jpg", "none", false},
                    Expected{"s02-front-shaved-light.jpg", "none stubble", true},
                    Expected{"s03-front-receding-buzz-iphone-p3.jpg", "stubble short", true},
                    Expected{"s04-front-woman-centre-part.jpg", "long", false},
                    Expected{"s05-q34-buzz-dark.jpg", "stubble short", true},
                    Expected{"s06-q34-bald-beard-light.jpg", "none", false},
                    Expected{"s07-front-bald-dark-lowres.jpg", "none", false},
                    Expected{"s08-front-bald-brown-lowres.jpg", "none", false},
                    Expected{"s09-front-thinning-blond.jpg", "short long", false},
                    Expected{"s10-front-bald-highkey-p3.jpg", "none", false},
                    Expected{"groundtruth/lps_front_fair_studio.png", "none", false},
                    Expected{"groundtruth/lps_q34high_medium_window.png", "none", false},
                    Expected{"groundtruth/lps_top_dark_flash.png", "none", false},
                    Expected{"groundtruth/lps_crown_fair_overexposed.png", "none", false}),
    [](const auto& photo) {
      std::string name = std::filesystem::path(photo.param.file).stem();
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

}  // namespace
}  // namespace smp
