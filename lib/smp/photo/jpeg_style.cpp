#include "smp/photo/jpeg_style.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include <jpeglib.h>  // needs <cstdio> before it

namespace smp {
namespace {

// Luma table of ITU-T T.81, annex K.1, to which libjpeg's quality scale refers.
constexpr std::array<int, 64> kStandardLuma = {
    16, 11,  10,  16, 24, 40, 51, 61, 12,  12,  14,  19,  26, 58, 60, 55,  14,  13,  16,  24, 40, 57,
    69, 56,  14,  17, 22, 29, 51, 87, 80,  62,  18,  22,  37, 56, 68, 109, 103, 77,  24,  35, 55, 64,
    81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,  112, 100, 103, 99};

int approximate_quality(const std::array<std::uint16_t, 64>& luma) {
  double percent = 0;
  for (std::size_t i = 0; i < 64; ++i) percent += 100.0 * luma[i] / kStandardLuma[i] / 64;
  const double quality = percent <= 100 ? (200 - percent) / 2 : 5000 / percent;
  return static_cast<int>(std::lround(std::clamp(quality, 1.0, 100.0)));
}

// Whether libjpeg can write these factors: whole ratios, at most ten blocks to a unit.
bool writable(const JpegStyle& style) {
  int h = 1, v = 1, blocks = 0;
  for (const auto& component : style.components) {
    h = std::max(h, component.h);
    v = std::max(v, component.v);
    blocks += component.h * component.v;
  }
  return blocks <= C_MAX_BLOCKS_IN_MCU &&
         std::all_of(style.components.begin(), style.components.end(),
                     [&](const auto& component) { return h % component.h == 0 && v % component.v == 0; });
}

// jpeg_add_quant_table scales by whole percents; 100 keeps the numbers.
void set_table(jpeg_compress_struct& codec, int index, const std::array<std::uint16_t, 64>& table) {
  std::array<unsigned, 64> values{};
  std::copy(table.begin(), table.end(), values.begin());
  jpeg_add_quant_table(&codec, index, values.data(), 100, FALSE);
}

}  // namespace

std::optional<JpegStyle> style_of(const jpeg_decompress_struct& codec) {
  const bool grey = codec.jpeg_color_space == JCS_GRAYSCALE;
  if (!grey && codec.jpeg_color_space != JCS_YCbCr) return std::nullopt;
  JpegStyle style;
  style.progressive = codec.progressive_mode;
  for (int i = 0; i < codec.num_components; ++i) {
    const jpeg_component_info& info = codec.comp_info[i];
    const JQUANT_TBL* table = info.quant_table ? info.quant_table : codec.quant_tbl_ptrs[info.quant_tbl_no];
    if (!table) return std::nullopt;
    JpegStyle::Component component;
    component.h = grey ? 1 : info.h_samp_factor;
    component.v = grey ? 1 : info.v_samp_factor;
    std::copy(std::begin(table->quantval), std::end(table->quantval), component.quantisation.begin());
    style.components.push_back(component);
  }
  style.approximate_quality = approximate_quality(style.components[0].quantisation);
  return style;
}

void apply_sampling(jpeg_compress_struct& codec, const JpegStyle& style) {
  const bool usable = style.components.size() == 3 && writable(style);
  for (std::size_t i = 0; i < 3; ++i) {
    codec.comp_info[i].h_samp_factor = usable ? style.components[i].h : 1;
    codec.comp_info[i].v_samp_factor = usable ? style.components[i].v : 1;
  }
}

void apply_style(jpeg_compress_struct& codec, const JpegStyle& style) {
  apply_sampling(codec, style);
  jpeg_set_quality(&codec, style.approximate_quality, TRUE);  // chroma of a grey source
  set_table(codec, 0, style.components[0].quantisation);
  if (style.components.size() != 3) return;
  set_table(codec, 1, style.components[1].quantisation);
  if (style.components[2].quantisation == style.components[1].quantisation) return;
  set_table(codec, 2, style.components[2].quantisation);
  codec.comp_info[2].quant_tbl_no = 2;
}

}  // namespace smp
