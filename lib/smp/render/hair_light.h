#pragma once  // Internal to the module: lays drawn hair over rows of linear light.
#include "smp/render/grain.h"
#include "smp/render/hair_layer.h"
#include "smp/render/row_kernels.h"
#include "smp/scalp/skin_map.h"

namespace smp {

/// out = (1 - cover) in + shade * colour * light, with the photo's grain going on over the hair.
class HairLight {
 public:
  /// @param skin null or empty: the light is 1 everywhere. @param grain null: none is added.
  HairLight(const HairLook& look, const SkinMap* skin, NoiseVariance noise, const Grain* grain);

  /// One row of a tile from (x, y) of the photo on. Marks covered pixels as changed: their transmittance
  /// becomes 0.
  void over(int x, int y, int width, const float* cover, const float* shade, Float4* light,
            Float4* transmittance) const;

 private:
  Float4 light_at(double x, double y) const;  // times the hair's colour
  void add_grain(int x, int y, int width, const float* cover, const Float4* before, Float4* light) const;

  const SkinMap* skin_;
  Float4 color_, color_over_skin_;
  NoiseVariance noise_;
  const Grain* grain_;
};

}  // namespace smp
