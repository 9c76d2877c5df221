#pragma once  // Small scenes shared by the tests of the module.
#include "smp/phantom/phantom.h"

namespace smp::phantom_test {

/// Light that falls the same everywhere, a perfect camera, and skin of one colour without relief.
inline PhantomScene plain_patch() {
  PhantomScene scene;
  scene.width = 40, scene.height = 30, scene.px_per_mm = 8;
  scene.skin = {.tone = 3,
                .melanin = 0,
                .blood = 0,
                .redness = 0,
                .relief = 0,
                .pores_per_cm2 = 0,
                .freckles_per_cm2 = 0,
                .creases = 0,
                .lumps = 0};
  scene.gloss.strength = 0;
  scene.camera = {.blur_px = 0, .read_noise = 0, .shot_noise = 0, .vignette = 0};
  return scene;
}

inline PhantomScene hairy_patch() {
  PhantomScene scene;
  scene.width = 400, scene.height = 300, scene.px_per_mm = 5;  // 48 cm^2
  scene.hair.where = HairPattern::kEverywhere;
  scene.hair.fu_per_cm2 = 75;
  scene.hair.length_mm = 0.4;
  return scene;
}

inline PhantomScene small_head() {
  PhantomScene scene;
  scene.kind = PhantomKind::kHead;
  scene.width = 200, scene.height = 180, scene.px_per_mm = 0.9;
  scene.shape = {.center_px = {103, 120},
                 .radii_mm = {77, 98, 99},
                 .angles = {.pitch_deg = 34, .yaw_deg = -12, .roll_deg = 5}};
  scene.distance_mm = 1000;
  scene.hair.where = HairPattern::kSides;
  return scene;
}

}  // namespace smp::phantom_test
