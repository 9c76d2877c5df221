#include "smp/scalp/under_hair.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "smp/base/parallel.h"
#include "smp/base/smooth_step.h"
#include "smp/scalp/block_filters.h"
#include "smp/scalp/strand_cells.h"

namespace smp {
namespace {

constexpr double kShavenMm = 1, kMixedMm = 3;
constexpr double kAroundMm = 2 * kHairReachMm, kMostAroundPx = 400;

// Cells of the photo: how much scalp each shows, and how far hair is.
struct Coat {
  int width = 0, height = 0;
  Image<float> mm2;      // of scalp; 0: none is seen, or it turns away too far
  Image<float> hair_mm;  // to the nearest hair
  Image<int> patch;      // index of the bare place from 1 on; 0: none
};

Coat measure(const Image<std::uint8_t>& hairy, const ReducedPhoto& reduced, const Surface& surface,
             int threads) {
  Coat coat{reduced.width(), reduced.height(), {}, {}, {}};
  coat.mm2 = Image<float>(coat.width, coat.height, 1, 0.0f);
  Image<float> hair(coat.width, coat.height, 1, 0.0f);
  parallel_for(threads, static_cast<std::size_t>(coat.height), [&](std::size_t row) {
    const int j = static_cast<int>(row);
    for (int i = 0; i < coat.width; ++i) {
      const auto at = surface.at(reduced.center_px(i, j));
      if (!at || at->metric.foreshortening() > kMaxForeshortening) continue;
      coat.mm2.at(i, j) = static_cast<float>(at->metric.area() * reduced.step_px * reduced.step_px);
      hair.at(i, j) = hairy.at(i, j) != 0 ? 1.0f : 0.0f;
    }
  });
  coat.patch = Image<int>(coat.width, coat.height, 1, 0);
  if (std::none_of(hair.values().begin(), hair.values().end(), [](float v) { return v > 0; })) {
    coat.hair_mm = Image<float>(coat.width, coat.height, 1, 1e6f);
    return coat;
  }
  coat.hair_mm = scalp::distance_to(hair);
  for (std::size_t k = 0; k < coat.hair_mm.values().size(); ++k)
    coat.hair_mm.values()[k] *= std::sqrt(coat.mm2.values()[k]);
  return coat;
}

// Calls `visit` for the neighbours along the sides.
template <class Visit>
void for_sides(const Coat& coat, int k, const Visit& visit) {
  const int x = k % coat.width, y = k / coat.width;
  if (x > 0) visit(k - 1);
  if (x + 1 < coat.width) visit(k + 1);
  if (y > 0) visit(k - coat.width);
  if (y + 1 < coat.height) visit(k + coat.width);
}

// Grows a bare place from a cell out of hair's reach, over such cells first, then by the reach over what is
// bare around: an opening of the area without hair. Returns its cells.
std::vector<int> grow_patch(int first, int label, Coat& coat) {
  const auto reach = static_cast<float>(kHairReachMm);
  const auto hair = coat.hair_mm.values(), mm2 = coat.mm2.values();
  const auto patch = coat.patch.values();
  const auto at = [](int k) { return static_cast<std::size_t>(k); };
  std::vector<int> cells = {first};
  patch[at(first)] = label;
  for (std::size_t next = 0; next < cells.size(); ++next)
    for_sides(coat, cells[next], [&](int k) {
      if (patch[at(k)] == 0 && mm2[at(k)] > 0 && hair[at(k)] > reach)
        patch[at(k)] = label, cells.push_back(k);
    });
  std::vector<int> rim = cells;
  for (double walked = 0; walked < kHairReachMm && !rim.empty();) {
    std::vector<int> outer;
    walked += std::sqrt(mm2[at(rim[0])]);
    for (const int cell : rim)
      for_sides(coat, cell, [&](int k) {
        if (patch[at(k)] == 0 && mm2[at(k)] > 0 && hair[at(k)] > 0) patch[at(k)] = label, outer.push_back(k);
      });
    cells.insert(cells.end(), outer.begin(), outer.end());
    rim = std::move(outer);
  }
  return cells;
}

// The treated cells and what lies within some millimetres of them.
Image<std::uint8_t> surroundings(const Image<std::uint8_t>& treated, const ReducedPhoto& reduced,
                                 const Surface& surface) {
  Image<float> marked(treated.width(), treated.height());
  for (std::size_t k = 0; k < marked.values().size(); ++k) marked.values()[k] = treated.values()[k] != 0;
  const Image<float> away = scalp::distance_to(marked);
  Image<std::uint8_t> out(treated.width(), treated.height(), 1, 0);
  for (int j = 0; j < out.height(); ++j)
    for (int i = 0; i < out.width(); ++i) {
      if (away.at(i, j) * reduced.step_px > kMostAroundPx) continue;
      const auto at = surface.at(reduced.center_px(i, j));
      if (at && away.at(i, j) * reduced.step_px * std::sqrt(at->metric.area()) <= kAroundMm)
        out.at(i, j) = 255;
    }
  return out;
}

}  // namespace

HairLength hair_length_class(double length_mm) {
  return length_mm <= kShavenMm  ? HairLength::kShaven
         : length_mm <= kMixedMm ? HairLength::kMixed
                                 : HairLength::kLong;
}

UnderHair look_under_hair(const Photo& photo, const Survey& survey, const ReducedPhoto& reduced,
                          const Image<std::uint8_t>& treated, const Surface& surface, int threads) {
  Image<std::uint8_t> hair(reduced.width(), reduced.height(), 1, 0);
  if (!treated.empty())
    hair = scalp::strand_cells(photo, reduced, surface, surroundings(treated, reduced, surface), threads);
  if (survey.hair.kind != "none" && !survey.hair.mask.empty())
    for (std::size_t k = 0; k < hair.values().size(); ++k)
      if (survey.hair.mask.values()[k] != 0) hair.values()[k] = 255;
  return look_under_hair(hair, reduced, treated, surface, threads);
}

UnderHair look_under_hair(const Image<std::uint8_t>& hairy, const ReducedPhoto& reduced,
                          const Image<std::uint8_t>& treated, const Surface& surface, int threads) {
  Coat coat = measure(hairy, reduced, surface, threads);
  UnderHair out;
  out.allowed_share.origin_px = reduced.center_px(0, 0);
  out.allowed_share.step_px = reduced.step_px;
  out.allowed_share.values = Image<float>(coat.width, coat.height, 1, 0.0f);
  const auto share = out.allowed_share.values.values();
  const auto hair = coat.hair_mm.values(), mm2 = coat.mm2.values();
  for (std::size_t k = 0; k < share.size(); ++k) share[k] = mm2[k] > 0 ? 1.0f : 0.0f;

  const auto is_treated = [&](std::size_t k) { return !treated.empty() && treated.values()[k] != 0; };
  int label = 0;
  for (std::size_t first = 0; first < share.size(); ++first) {
    if (coat.patch.values()[first] != 0 || !(mm2[first] > 0) || hair[first] <= kHairReachMm) continue;
    const std::vector<int> cells = grow_patch(static_cast<int>(first), ++label, coat);
    double cm2 = 0;
    bool matters = false;
    for (const int k : cells) {
      const auto at = static_cast<std::size_t>(k);
      cm2 += mm2[at] / 100;
      matters = matters || is_treated(at);
    }
    if (cm2 <= kMostBareCm2) continue;
    for (const int k : cells) {
      const auto at = static_cast<std::size_t>(k);
      share[at] = 1 - smooth_step(hair[at] / static_cast<float>(kHairReachMm));
    }
    if (!matters) continue;
    ++out.refused_patches;
    out.largest_patch_cm2 = std::max(out.largest_patch_cm2, cm2);
  }
  for (std::size_t k = 0; k < share.size(); ++k) {
    if (!is_treated(k)) continue;
    out.allowed_cm2 += share[k] * mm2[k] / 100;
    out.refused_cm2 += (1 - share[k]) * mm2[k] / 100;
  }
  return out;
}

}  // namespace smp
