#pragma once  // Internal to the module: the layers of a picture before they are lit and put together.
#include <vector>

#include "smp/phantom/follicles.h"
#include "smp/phantom/view.h"

namespace smp::phantom {

/// Skin layers, each of the picture's size.
struct SkinLayers {
  Image<float> melanin, blood;  ///< optical density beyond the tone, along unit axes (blue 1, green 1)
  Image<float> oil;             ///< factor of the gloss, around 1
  Image<float> shape;           ///< broad lumps and creases, mm above the surface
  Image<float> relief;          ///< fine furrows and pores, mm above the surface
  Image<float> scar;            ///< 0..1: how far the skin is scarred; empty: nowhere
};

/// Hair layers, each of the picture's size.
struct HairLayers {
  Image<float> clear;   ///< share of each pixel not hidden by shafts
  Image<float> shade;   ///< brightness of the shafts there, relative to the hair colour, times 1 - clear
  Image<float> shadow;  ///< optical density of the hair below the skin
  Image<float> cast;    ///< share of the light that combed hair keeps from the skin; empty: short hair
};

/// Depth and normals of the truth, and the share of each pixel the head covers.
struct Geometry {
  Image<float> depth, normals, cover;
};

Geometry trace(const PhantomScene& scene, const View& view, int threads);
SkinLayers paint_skin(const PhantomScene& scene, const View& view, const Geometry& geometry,
                      Image<float> scar, int threads);
HairLayers draw_hairs(const PhantomScene& scene, const std::vector<FollicularUnit>& units,
                      const std::vector<HairCurve>& hairs);
/// Paints a face on a scene with a skull; nothing on others.
void paint_face(const PhantomScene& scene, const View& view, const Geometry& geometry, int threads,
                SkinLayers& skin, HairLayers& hair);

/// Adds `amount` times a Gaussian of standard deviations `along` and `across` (px) to the picture.
/// @param direction unit vector of the long axis.
void splat(Image<float>& image, Point2 center, Point2 direction, double along, double across, double amount);

}  // namespace smp::phantom
