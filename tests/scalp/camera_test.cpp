#include "smp/scalp/camera.h"

#include <cmath>

#include <gtest/gtest.h>

#include "support/phantom_survey.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

PhantomScene head(double blur_px, double noise) {
  PhantomScene scene;
  scene.kind = PhantomKind::kHead;
  scene.width = 600, scene.height = 450;
  scene.px_per_mm = 2.6;
  scene.shape = {{300, 280}, {77, 105, 98}, {20, 0, 0}};
  scene.camera.blur_px = blur_px;
  scene.camera.read_noise *= noise, scene.camera.shot_noise *= noise;
  return scene;
}

CameraReading read(const PhantomScene& scene, const CameraOptions& options = {}, int threads = 2) {
  const Phantom phantom = make_phantom(scene);
  const Photo photo = testing::photo_of(phantom);
  const ReducedPhoto reduced = reduce_photo(photo, threads);
  return scalp::read_camera(photo, reduced, testing::skin_cells(phantom, reduced), options, threads);
}

double noise_at(const NoiseModel& noise, double light) {
  return std::sqrt(noise.read * noise.read + noise.shot * noise.shot * light);
}

TEST(Camera, ReadsTheBlurOfAnOutline) {
  for (const double noise : {0.3, 1.0, 2.0})
    for (const double blur : {0.5, 0.7, 1.0, 1.5, 2.5}) {
      const CameraReading reading = read(head(blur, noise));
      EXPECT_EQ(reading.blur_source, "measured") << blur << " px, noise " << noise;
      EXPECT_NEAR(reading.blur_px, blur, std::max(0.15, 0.15 * blur)) << "noise " << noise;
    }
}

TEST(Camera, ReadsNoiseThatIsAboveTheSkinsOwnRelief) {
  for (const double noise : {1.0, 2.0}) {
    const PhantomScene scene = head(1.0, noise);
    const CameraReading reading = read(scene);
    ASSERT_EQ(reading.noise_source, "measured");
    const NoiseModel truth = {scene.camera.read_noise, scene.camera.shot_noise, 0};
    EXPECT_NEAR(noise_at(reading.noise, 0.3) / noise_at(truth, 0.3), 1, 0.2) << noise;
    EXPECT_LT(reading.noise.grain_px, 0.4) << "the phantom's noise is white";
  }
}

TEST(Camera, TellsLowNoiseFromUsualNoise) {
  const double low = noise_at(read(head(1.0, 0.3)).noise, 0.3);
  EXPECT_LT(low, 0.6 * noise_at(read(head(1.0, 1.0)).noise, 0.3));
}

TEST(Camera, SmoothedPhotosStillHaveTheirRounding) {
  PhantomScene scene = head(1.0, 0);
  scene.skin.relief = scene.skin.pores_per_cm2 = 0;
  const CameraReading reading = read(scene);
  EXPECT_EQ(reading.noise_source, "measured");
  EXPECT_GE(reading.noise.read, 0.0005);
  EXPECT_LT(noise_at(reading.noise, 0.3), 0.004);
}

TEST(Camera, CoarseSkinIsNotAllNoise) {
  PhantomScene scene = head(0.5, 1);
  scene.skin.relief = 6;
  scene.gloss.sparkle = 3;
  EXPECT_LT(noise_at(read(scene).noise, 0.25), 0.0101);
}

TEST(Camera, KeepsToWhatItIsTold) {
  const CameraReading reading = read(head(1.5, 1), {.blur_px = 0.9, .read_noise = 0.004, .shot_noise = 0.01});
  EXPECT_EQ(reading.blur_px, 0.9);
  EXPECT_EQ(reading.blur_source, "given");
  EXPECT_EQ(reading.noise.read, 0.004);
  EXPECT_EQ(reading.noise.shot, 0.01);
  EXPECT_EQ(reading.noise_source, "given");
}

TEST(Camera, AssumesWhatItCannotSee) {
  const Photo photo = testing::skin_photo(60, 40);
  const ReducedPhoto reduced = reduce_photo(photo, 1);
  const Image<float> nowhere(reduced.width(), reduced.height(), 1, 0.0f);
  const CameraReading reading = scalp::read_camera(photo, reduced, nowhere, {}, 1);
  EXPECT_EQ(reading.blur_source, "assumed");
  EXPECT_EQ(reading.noise_source, "assumed");
  EXPECT_DOUBLE_EQ(reading.blur_px, 0.7);
  EXPECT_GT(reading.noise.shot, 0);
}

TEST(Camera, IsTheSameOnAnyNumberOfThreads) {
  const CameraReading one = read(head(1, 1), {}, 1), three = read(head(1, 1), {}, 3);
  EXPECT_EQ(one.blur_px, three.blur_px);
  EXPECT_EQ(one.noise.read, three.noise.read);
  EXPECT_EQ(one.noise.shot, three.noise.shot);
  EXPECT_EQ(one.noise.grain_px, three.noise.grain_px);
}

}  // namespace
}  // namespace smp
