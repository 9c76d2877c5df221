#include "smp/sweep/contact_sheet.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "smp/base/text.h"
#include "smp/simulate/drawing.h"
#include "smp/simulate/shown_photo.h"
#include "smp/sweep/sheet_plan.h"

namespace smp {
namespace {

constexpr Ink kPaper{250, 250, 249}, kInk{34, 36, 40}, kGrey{92, 96, 102}, kRefused{206, 208, 211},
    kMissing{236, 237, 238};
constexpr int kGap = 8, kApart = 16, kMargin = 20, kLine = 20;
constexpr double kCapital = 11, kTitleCapital = 15;
constexpr int kTitleHeight = 34;
constexpr int kWidestHeads = 190;  // of names beside rows: ".../density_per_cm2" fits
constexpr int kWidestPx = 2600;    // of a grid, as far as panels are not narrower than the least
constexpr std::size_t kMostText = 300;

Image<std::uint8_t> bytes_of(const Photo& panel) { return shown_photo(panel, panel.width(), panel.height()); }

PixelRect around(Point2 middle, int width, int height, const Photo& photo) {
  width = std::min(width, photo.width()), height = std::min(height, photo.height());
  const auto start = [](double at, int length, int limit) {
    return std::clamp(static_cast<int>(std::lround(at)) - length / 2, 0, limit - length);
  };
  return {start(middle.x, width, photo.width()), start(middle.y, height, photo.height()), width, height};
}

Image<std::uint8_t> part_of(const Image<std::uint8_t>& picture, const PixelRect& area) {
  Image<std::uint8_t> out(area.width, area.height, 3);
  for (int y = 0; y < area.height; ++y)
    std::copy_n(&picture.at(area.x, area.y + y), area.width * 3, out.row(y));
  return out;
}

// Sizes of the panels of a grid, in px.
struct PanelSize {
  int width = kPanelPx, overview = kPanelPx * 3 / 4;
  int height() const { return overview + kDetailGapPx + kDetailPx; }
};

// A panel brought to a size: its overview is scaled, of its detail the middle stays, so that dots keep
// theirs.
Image<std::uint8_t> fitted_panel(const Image<std::uint8_t>& panel, const PanelSize& size) {
  const int overview = panel.height() - kDetailGapPx - kDetailPx;
  if ((panel.width() == size.width && overview == size.overview) || overview < 1) return panel;
  Drawing out(size.width, size.height(), kPaper);
  const double scale = std::min(double(size.width) / panel.width(), double(size.overview) / overview);
  const auto scaled = [&](int length) { return std::max(1, static_cast<int>(std::lround(scale * length))); };
  const int wide = std::min(size.width, scaled(panel.width())),
            high = std::min(size.overview, scaled(overview));
  out.paste(resized(part_of(panel, {0, 0, panel.width(), overview}), wide, high), (size.width - wide) / 2,
            (size.overview - high) / 2);
  const int kept = std::min(size.width, panel.width());
  out.paste(part_of(panel, {(panel.width() - kept) / 2, overview + kDetailGapPx, kept, kDetailPx}),
            (size.width - kept) / 2, size.overview + kDetailGapPx);
  return out.pixels();
}

// Words in lines of a width; a word that is longer is cut.
std::vector<std::string> wrapped(const std::string& text, double width) {
  std::vector<std::string> lines;
  std::string line;
  const std::string shown = escaped(text, kMostText) + " ";
  for (std::size_t from = 0; from < shown.size();) {
    const std::size_t end = shown.find(' ', from);
    const std::string word = shown.substr(from, end - from);
    const std::string longer = line.empty() ? word : line + " " + word;
    if (line.empty() || text_width(longer, kCapital) <= width) {
      line = longer;
    } else {
      lines.push_back(fitted(line, width, kCapital));
      line = word;
    }
    from = end + 1;
  }
  if (!line.empty()) lines.push_back(fitted(line, width, kCapital));
  return lines;
}

// A name of an axis in a width: what tells it best is its end, "regions/1/density_per_cm2".
std::string axis_text(std::string name, double width) {
  for (std::string shorter = name; text_width(name, kCapital) > width;) {
    const std::size_t step = shorter.find('/');
    if (step == std::string::npos) break;
    shorter.erase(0, step + 1);
    name = ".../" + shorter;
  }
  return fitted(name, width, kCapital);
}

std::string difference_text(const SweepRow& row) {
  if (!row.measures || !row.measures->de_to_skin) return "dE -";
  return fmt::format("dE {:.2f}", *row.measures->de_to_skin);
}

// The largest of as many columns.
PanelSize size_of(std::size_t most_columns, const PanelSize& whole) {
  const int columns = static_cast<int>(std::max<std::size_t>(1, most_columns));
  const int room = (kWidestPx - kMargin) / columns - kGap;
  PanelSize size = whole;
  size.width = std::min(whole.width, std::max(room, kPanelNarrowestPx));
  size.overview = std::max(
      1, static_cast<int>(std::lround(static_cast<double>(whole.overview) * size.width / whole.width)));
  return size;
}

// One grid drawn at a place of a sheet.
class GridDrawing {
 public:
  GridDrawing(const SheetGrid& grid, const PanelSize& size) : grid_(grid), size_(size) {
    for (const std::string& name : grid.row_names)
      heads_ = std::max(heads_, static_cast<int>(std::ceil(text_width(name, kCapital, Face::kBold))));
    if (heads_ > 0) {
      heads_ = std::max(heads_, static_cast<int>(std::ceil(text_width(grid.row_axis, kCapital))));
      heads_ = std::min(heads_, kWidestHeads) + kApart;
    }
    for (const SheetCell& cell : grid.cells) {
      if (!cell.row) continue;
      captions_ = std::max(captions_, cell.caption.size());
      const double wide = text_width(cell.caption.empty() ? "" : cell.caption.back(), kCapital, Face::kBold) +
                          kApart + text_width(difference_text(*cell.row), kCapital);
      one_line_ = one_line_ && wide <= size.width;
    }
    one_line_ = one_line_ && captions_ > 0;
  }
  int width() const {
    const int panels = heads_ + static_cast<int>(grid_.columns) * (size_.width + kGap) - kGap;
    return std::max(panels, std::min(kWidestPx, title_width()));
  }
  int height() const { return top() + static_cast<int>(rows()) * (cell_height() + kGap); }

  void draw(Drawing& sheet, int x, int y, const std::function<Photo(const SweepRow&)>& read_panel) const {
    sheet.text({double(x), y + kTitleCapital + 4}, fitted(grid_.title, width(), kTitleCapital, Face::kBold),
               kTitleCapital, kInk, Face::kBold);
    if (!grid_.subtitle.empty())
      sheet.text({double(x), y + kTitleHeight + kCapital}, fitted(grid_.subtitle, width(), kCapital),
                 kCapital, kGrey);
    draw_heads(sheet, x, y);
    for (std::size_t k = 0; k < grid_.cells.size(); ++k)
      draw_cell(grid_.cells[k], sheet,
                x + heads_ + static_cast<int>(k % grid_.columns) * (size_.width + kGap),
                y + top() + static_cast<int>(k / grid_.columns) * (cell_height() + kGap), read_panel);
  }

 private:
  std::size_t rows() const { return (grid_.cells.size() + grid_.columns - 1) / grid_.columns; }
  int title_width() const {
    return static_cast<int>(std::ceil(
        std::max(text_width(grid_.title, kTitleCapital, Face::kBold), text_width(grid_.subtitle, kCapital))));
  }
  int top() const {
    return kTitleHeight + (grid_.subtitle.empty() ? 0 : kLine + 4) +
           (grid_.column_names.empty() ? 0 : 2 * kLine + 4);
  }
  int cell_height() const {
    return size_.height() + kLine * static_cast<int>(captions_ + (one_line_ ? 0 : 1)) + kApart;
  }

  void draw_heads(Drawing& sheet, int x, int y) const {
    const double axis_base = y + top() - kLine - 10.0, name_base = y + top() - 8.0;
    if (!grid_.column_names.empty())
      sheet.text({double(x + heads_), axis_base}, axis_text(grid_.column_axis, width() - heads_), kCapital,
                 kGrey);
    for (std::size_t k = 0; k < grid_.column_names.size(); ++k)
      sheet.text({x + heads_ + static_cast<double>(k) * (size_.width + kGap), name_base},
                 fitted(grid_.column_names[k], size_.width, kCapital, Face::kBold), kCapital, kInk,
                 Face::kBold);
    if (!grid_.row_names.empty())
      sheet.text({double(x), name_base}, axis_text(grid_.row_axis, heads_ - kApart), kCapital, kGrey);
    for (std::size_t k = 0; k < grid_.row_names.size(); ++k)
      sheet.text({double(x), y + top() + static_cast<double>(k) * (cell_height() + kGap) + kCapital},
                 fitted(grid_.row_names[k], heads_ - kApart, kCapital, Face::kBold), kCapital, kInk,
                 Face::kBold);
  }

  void draw_cell(const SheetCell& cell, Drawing& sheet, int x, int y,
                 const std::function<Photo(const SweepRow&)>& read_panel) const {
    if (!cell.row) {
      sheet.fill({x, y, size_.width, size_.height()}, kMissing);
      return;
    }
    if (cell.row->measures && cell.row->refusal.empty()) {
      const Image<std::uint8_t> panel = fitted_panel(bytes_of(read_panel(*cell.row)), size_);
      sheet.paste(panel, x, y);
    } else {
      draw_refusal(cell.row->refusal, sheet, x, y);
    }
    double base = y + size_.height() + kLine;
    for (const std::string& line : cell.caption) {
      sheet.text({double(x), base}, fitted(line, size_.width, kCapital, Face::kBold), kCapital, kInk,
                 Face::kBold);
      base += kLine;
    }
    const std::string difference = difference_text(*cell.row);
    if (one_line_)
      sheet.text({x + text_width(cell.caption.back(), kCapital, Face::kBold) + kApart, base - kLine},
                 difference, kCapital, kGrey);
    else
      sheet.text({double(x), base}, difference, kCapital, kGrey);
  }

  void draw_refusal(const std::string& cause, Drawing& sheet, int x, int y) const {
    sheet.fill({x, y, size_.width, size_.height()}, kRefused);
    double base = y + kGap + kCapital;
    sheet.text({double(x + kGap), base}, "refused", kCapital, kInk, Face::kBold);
    for (const std::string& line : wrapped(cause, size_.width - 2 * kGap)) {
      base += kLine;
      if (base > y + size_.height() - kGap) return;
      sheet.text({double(x + kGap), base}, line, kCapital, kInk);
    }
  }

  const SheetGrid& grid_;
  PanelSize size_;
  int heads_ = 0;
  std::size_t captions_ = 0;
  bool one_line_ = true;
};

// The size of panels as stored, from the first one there is.
PanelSize stored_size(const SheetGrid& grid, const std::function<Photo(const SweepRow&)>& read_panel) {
  for (const SheetCell& cell : grid.cells)
    if (cell.row && cell.row->measures && cell.row->refusal.empty()) {
      const Photo panel = read_panel(*cell.row);
      return {panel.width(), std::max(1, panel.height() - kDetailGapPx - kDetailPx)};
    }
  return {};
}

// A small picture of a large area. Halved as long as it stays twice as large as it shall be: means of four
// pixels cost little, and rounding them is half a code.
Image<std::uint8_t> overview_of(const Photo& photo, PixelRect area, int width, int height) {
  const auto* pixels = std::get_if<Image<std::uint8_t>>(&photo.pixels);
  if (!pixels || area.width < 4 * width || area.height < 4 * height)
    return shown_photo(photo, area, width, height);
  Photo half{.pixels = PixelBuffer(), .color = photo.color};
  do {
    area.width -= area.width % 2, area.height -= area.height % 2;
    half.pixels = resized(*pixels, area, area.width / 2, area.height / 2);
    pixels = &std::get<Image<std::uint8_t>>(half.pixels);
    area = {0, 0, pixels->width(), pixels->height()};
  } while (area.width >= 4 * width && area.height >= 4 * height);
  return shown_photo(half, width, height);
}

}  // namespace

Photo sweep_panel(const Photo& drawn, const PixelRect& area, Point2 detail_px) {
  const double scale = std::min(double(kPanelPx) / area.width, double(kPanelHighestPx) / area.height);
  const auto shown = [&](int length) { return std::max(1, static_cast<int>(std::lround(scale * length))); };
  const int width = std::max(kPanelNarrowestPx, shown(area.width)), overview = shown(area.height);
  Drawing panel(width, overview + kDetailGapPx + kDetailPx, kPaper);
  panel.paste(overview_of(drawn, area, shown(area.width), overview), (width - shown(area.width)) / 2, 0);
  const PixelRect near = around(detail_px, width / kDetailEnlarged, kDetailPx / kDetailEnlarged, drawn);
  panel.paste(shown_photo(drawn, near, kDetailEnlarged * near.width, kDetailEnlarged * near.height),
              (width - kDetailEnlarged * near.width) / 2, overview + kDetailGapPx);
  Photo out;
  out.pixels = panel.pixels();
  return out;
}

std::vector<Photo> contact_sheets(const SweepTable& table,
                                  const std::function<Photo(const SweepRow&)>& read_panel) {
  const std::vector<SheetGrid> grids = plan_sheets(table);
  std::vector<GridDrawing> drawings;
  std::size_t columns = 1;
  for (const SheetGrid& grid : grids) columns = std::max(columns, grid.columns);
  for (const SheetGrid& grid : grids)
    drawings.emplace_back(grid, size_of(columns, stored_size(grid, read_panel)));
  std::vector<Photo> sheets;
  for (std::size_t first = 0; first < drawings.size();) {
    int width = 0, height = kMargin;
    std::size_t end = first;
    for (; end < drawings.size(); ++end) {
      const int more = drawings[end].height() + kMargin;
      if (end > first && height + more > kMostSheetPx) break;
      width = std::max(width, drawings[end].width()), height += more;
    }
    Drawing sheet(width + 2 * kMargin, height, kPaper);
    int y = kMargin;
    for (; first < end; ++first) {
      drawings[first].draw(sheet, kMargin, y, read_panel);
      y += drawings[first].height() + kMargin;
    }
    sheets.emplace_back().pixels = sheet.pixels();
  }
  return sheets;
}

}  // namespace smp
