#pragma once  // Internal to the module: luminance of the body light as smooth shading.
#include <vector>

#include "smp/base/image.h"
#include "smp/geometry/surface.h"

namespace smp::scalp {

/// Whether a surface tells by its normals how light falls; null and planes do not.
bool is_curved(const Surface* surface, int width_px, int height_px);

/// Luminance of matt skin of one colour over places of a picture: spherical harmonics of second order of the
/// normal where there is a curved surface (Ramamoorthi and Hanrahan 2001) besides a slope across the picture,
/// else a polynomial of the place.
class DiffuseLight {
 public:
  /// @param width, height places. @param place_px pixels of a place's side, the first at the photo's corner.
  /// @param surface may be null. @param wanted weights of places the fit is about; 0 elsewhere.
  DiffuseLight(int width, int height, double place_px, const Surface* surface, const Image<float>& wanted);

  /// Fits levels, the bright ones (gloss) least. @param weights 0 where the level is not known.
  void fit(const Image<float>& levels, const Image<float>& weights);

  /// Luminance where the fit holds; 0 elsewhere.
  const Image<float>& level() const { return level_; }
  /// Standard deviation of what is darker than the fit, as a share of it: how well shading is known.
  float scatter() const { return scatter_; }

 private:
  static constexpr int kMostTerms = 11;
  void place_terms(double place_px, const Surface* surface);
  bool solve(const Image<float>& levels, const Image<float>& weights);
  void evaluate();
  void measure_scatter(const Image<float>& levels, const Image<float>& weights);

  const Image<float>& wanted_;
  Image<float> terms_;  // first term 0: no place of the fit
  Image<float> level_;
  int count_ = 0;
  std::vector<double> coefficients_;
  float scatter_ = 1;
};

}  // namespace smp::scalp
