#pragma once  // All pictures of a sweep on one sheet, with their values.
#include <functional>
#include <vector>

#include "smp/photo/photo.h"
#include "smp/sweep/results.h"

namespace smp {

/// The small picture of one point: the treated area, `kPanelPx` wide or `kPanelHighestPx` high, and below it
/// `kDetailPx` high its dots, enlarged `kDetailEnlarged` times so that single ones can be judged. 8-bit sRGB.
/// The same size for all points with one area.
/// @param area of the photo, not empty. @param detail_px middle of the part shown below.
Photo sweep_panel(const Photo& drawn, const PixelRect& area, Point2 detail_px);
inline constexpr int kPanelPx = 420, kPanelHighestPx = 480, kPanelNarrowestPx = 160, kDetailGapPx = 4,
                     kDetailPx = 160, kDetailEnlarged = 2;

/// A grid for each photo and moment: the last axis runs to the right, the one before it down, further ones
/// make further grids; a single axis fills rows of equal length, and so do points that are not all
/// combinations. Every grid tells its axes, every panel its values and its CIEDE2000 to skin. What was
/// refused is a grey field with the cause. Panels are as large as the number of columns lets them be;
/// overviews of other proportions than the first of a grid are fitted into its size. Grids of more than
/// `kMostAcross` values on an axis are split evenly, and so are sheets higher than `kMostSheetPx` between
/// grids.
/// @param read_panel gives the picture of a row, made by `sweep_panel`; asked for rows that were not refused,
/// one at a time.
std::vector<Photo> contact_sheets(const SweepTable& table,
                                  const std::function<Photo(const SweepRow&)>& read_panel);
inline constexpr std::size_t kMostAcross = 12;
inline constexpr int kMostSheetPx = 6000;

}  // namespace smp
