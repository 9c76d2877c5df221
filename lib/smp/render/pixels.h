#pragma once  // Multiplies a photo's pixels by a transmittance, in linear light.
#include <cstdint>

#include "smp/base/image.h"
#include "smp/base/row_progress.h"
#include "smp/color/color_space.h"
#include "smp/render/transmittance.h"

namespace smp {

/// out = diffuse * T in place, for every pixel that a dot reaches; all others keep their codes bit for
/// bit. T acts on linear sRGB, whatever primaries the photo has, because the dot model is stated in
/// them. Channels beyond the third (alpha) are left alone.
/// @param pixels 3 or 4 interleaved channels of 8 or 16 bits.
/// @param progress is told how far the picture is finished from its top; not finished at the end.
void apply_transmittance(const TransmittanceField& field, const ColorSpace& color,
                         Image<std::uint8_t>& pixels, int threads, RowProgress* progress = nullptr);
void apply_transmittance(const TransmittanceField& field, const ColorSpace& color,
                         Image<std::uint16_t>& pixels, int threads, RowProgress* progress = nullptr);

}  // namespace smp
