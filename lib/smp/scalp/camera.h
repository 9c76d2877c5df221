#pragma once  // Internal to the module: sharpness and noise of the photo.
#include "smp/scalp/survey.h"

namespace smp::scalp {

/// Edge blur and noise by level. @param plain how surely cells show plain skin, 0..1: noise is read
/// there, blur from the sharpest edges on the head.
CameraReading read_camera(const Photo& photo, const ReducedPhoto& reduced, const Image<float>& plain,
                          const CameraOptions& options, int threads);

}  // namespace smp::scalp
