#include "smp/sweep/contact_sheet.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "smp/sweep/sheet_plan.h"
#include "sweep/made_up_sweep.h"

namespace smp {
namespace {

using testing::axis_of;
using testing::made_up_sweep;

Photo plain(int width, int height, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  Image<std::uint8_t> pixels(width, height, 3);
  for (std::size_t i = 0; i < pixels.values().size(); ++i)
    pixels.values()[i] = i % 3 == 0 ? r : i % 3 == 1 ? g : b;
  Photo photo;
  photo.pixels = std::move(pixels);
  return photo;
}
const Image<std::uint8_t>& pixels_of(const Photo& photo) {
  return std::get<Image<std::uint8_t>>(photo.pixels);
}

// A panel of a colour that tells the row.
std::uint8_t code_of(const SweepRow& row) { return static_cast<std::uint8_t>(std::stoi(row.id)); }
Photo panel_of(const SweepRow& row) {
  return sweep_panel(plain(300, 200, 250, code_of(row), 0), {10, 10, 200, 150}, {100, 100});
}

struct Box {
  int x0 = 1 << 30, y0 = 1 << 30, x1 = -1, y1 = -1;
};
// Where each row's colour is.
std::map<int, Box> boxes_of(const Photo& sheet) {
  std::map<int, Box> boxes;
  const Image<std::uint8_t>& pixels = pixels_of(sheet);
  for (int y = 0; y < pixels.height(); ++y)
    for (int x = 0; x < pixels.width(); ++x)
      if (pixels.at(x, y, 0) == 250 && pixels.at(x, y, 2) == 0) {
        Box& box = boxes[pixels.at(x, y, 1)];
        box.x0 = std::min(box.x0, x), box.x1 = std::max(box.x1, x);
        box.y0 = std::min(box.y0, y), box.y1 = std::max(box.y1, y);
      }
  return boxes;
}
FieldMeasures some(const SweepRow&) {
  FieldMeasures m;
  m.de_to_skin = 1.5;
  return m;
}

TEST(ContactSheet, PanelsOfOneAreaHaveOneSize) {
  const Photo wide = sweep_panel(plain(900, 700, 1, 2, 3), {0, 0, 800, 400}, {450, 350});
  EXPECT_EQ(wide.width(), kPanelPx);
  EXPECT_EQ(wide.height(), kPanelPx / 2 + kDetailGapPx + kDetailPx);
  // Tall, at the edge, smaller than the detail, of other kinds of pixels: shown all the same.
  const Photo tall = sweep_panel(plain(900, 700, 1, 2, 3), {0, 0, 20, 700}, {0, 0});
  EXPECT_EQ(tall.width(), kPanelNarrowestPx);
  EXPECT_EQ(tall.height(), kPanelHighestPx + kDetailGapPx + kDetailPx);
  Photo deep;
  deep.pixels = Image<std::uint16_t>(8, 6, 4, std::uint16_t{40000});
  EXPECT_EQ(sweep_panel(deep, {0, 0, 8, 6}, {100, -5}).width(), kPanelPx);
}

TEST(ContactSheet, LastAxisRunsToTheRightTheOneBeforeDown) {
  const SweepTable table =
      made_up_sweep({axis_of("density", {60, 110}), axis_of("dilution", {4, 8, 12})}, some);
  const std::vector<Photo> sheets = contact_sheets(table, panel_of);
  ASSERT_EQ(sheets.size(), 1u);
  const std::map<int, Box> boxes = boxes_of(sheets[0]);
  ASSERT_EQ(boxes.size(), 6u);
  for (int row = 0; row < 2; ++row)
    for (int column = 0; column < 3; ++column) {
      const Box& box = boxes.at(3 * row + column);
      EXPECT_EQ(box.x1 - box.x0 + 1, kPanelPx);
      EXPECT_EQ(box.y0, boxes.at(3 * row).y0);
      EXPECT_EQ(box.x0, boxes.at(column).x0);
      if (column > 0) {
        EXPECT_GT(box.x0, boxes.at(3 * row + column - 1).x1);
      }
      if (row > 0) {
        EXPECT_GT(box.y0, boxes.at(column).y1 + 20);
      }  // room for the caption
    }
}

TEST(ContactSheet, SameBytesEveryTime) {
  const SweepTable table = made_up_sweep({axis_of("density", {60, 110})}, some);
  EXPECT_EQ(contact_sheets(table, panel_of)[0].pixels, contact_sheets(table, panel_of)[0].pixels);
}

TEST(ContactSheet, RefusedPanelsAreGreyAndNotAskedFor) {
  SweepTable table = made_up_sweep({axis_of("density", {60, 110, 160})}, some);
  testing::refuse(table.rows[1], "head.json: /regions/0: " + std::string(200, 'x') + " \xff and more");
  const std::vector<Photo> sheets = contact_sheets(table, [&](const SweepRow& row) {
    EXPECT_TRUE(row.measures) << row.id;
    return panel_of(row);
  });
  const std::map<int, Box> boxes = boxes_of(sheets.at(0));
  EXPECT_EQ(boxes.count(1), 0u);
  const int x = (boxes.at(0).x1 + boxes.at(2).x0) / 2, y = boxes.at(0).y1 - 20;
  const Image<std::uint8_t>& pixels = pixels_of(sheets[0]);
  EXPECT_LT(pixels.at(x, y, 0), 220);
  EXPECT_NEAR(pixels.at(x, y, 0), pixels.at(x, y, 2), 8);

  for (SweepRow& row : table.rows) testing::refuse(row, "no");
  EXPECT_EQ(contact_sheets(table, panel_of).size(), 1u);
}

TEST(ContactSheet, TwelveAcrossFitThirteenAreSplitEvenly) {
  const auto values = [](int count) {
    std::vector<JsonValue> out;
    for (int k = 0; k < count; ++k) out.emplace_back(k);
    return out;
  };
  const auto sizes = [&](int down, int across) {
    const SweepTable table = made_up_sweep({axis_of("a", values(down)), axis_of("b", values(across))}, some);
    std::multiset<std::pair<std::size_t, std::size_t>> out;
    std::set<const SweepRow*> shown;
    for (const SheetGrid& grid : plan_sheets(table)) {
      out.insert({grid.row_names.size(), grid.columns});
      for (const SheetCell& cell : grid.cells) EXPECT_TRUE(cell.row && shown.insert(cell.row).second);
    }
    EXPECT_EQ(shown.size(), table.rows.size());
    return out;
  };
  using Sizes = std::multiset<std::pair<std::size_t, std::size_t>>;
  EXPECT_EQ(sizes(12, 12), (Sizes{{12, 12}}));
  EXPECT_EQ(sizes(2, 13), (Sizes{{2, 7}, {2, 6}}));
  EXPECT_EQ(sizes(25, 1), (Sizes{{9, 1}, {9, 1}, {7, 1}}));
}

TEST(ContactSheet, OneAxisFillsRowsOfEqualLength) {
  for (const int count : {1, 2, 5, 8, 12, 25, 200}) {
    std::vector<JsonValue> values;
    for (int k = 0; k < count; ++k) values.emplace_back(k);
    std::size_t shown = 0;
    for (const SheetGrid& grid : plan_sheets(made_up_sweep({axis_of("dilution", values)}, some))) {
      EXPECT_LE(grid.columns, kMostAcross);
      EXPECT_LE(grid.cells.size(), kMostAcross * kMostAcross);
      shown += grid.cells.size();
      EXPECT_EQ(grid.cells[0].caption.at(0).substr(0, 9), "dilution ");
    }
    EXPECT_EQ(shown, static_cast<std::size_t>(count));
  }
}

TEST(ContactSheet, FurtherAxesPhotosAndMomentsAreGridsOfTheirOwn) {
  const SweepTable table = made_up_sweep(
      {axis_of("pigment", {"carbon-black", "brown-oxide"}), axis_of("a", {1, 2}), axis_of("b", {1, 2})}, some,
      false, {"one.jpg", "two.jpg"}, {"healed", "5y"});
  const std::vector<SheetGrid> grids = plan_sheets(table);
  ASSERT_EQ(grids.size(), 8u);
  std::set<std::string> words;
  for (const SheetGrid& grid : grids) {
    EXPECT_EQ(grid.cells.size(), 4u);
    words.insert(grid.title + grid.subtitle);
  }
  EXPECT_EQ(words.size(), 8u);
  EXPECT_NE(grids[0].subtitle.find("pigment carbon-black"), std::string::npos);
}

TEST(ContactSheet, ZippedPointsTellAllTheirValues) {
  const SweepTable table =
      made_up_sweep({axis_of("a", {1, 2, 3}), axis_of("b", {"x", "y", "z"})}, some, /*zip=*/true);
  const std::vector<SheetGrid> grids = plan_sheets(table);
  ASSERT_EQ(grids.size(), 1u);
  EXPECT_EQ(grids[0].cells.size(), 3u);
  EXPECT_EQ(grids[0].cells[1].caption, (std::vector<std::string>{"a 2", "b y"}));
}

TEST(ContactSheet, PanelsOfOtherProportionsStayInTheirPlace) {
  const SweepTable table = made_up_sweep({axis_of("a", {1, 2}), axis_of("b", {1, 2})}, some);
  const std::map<int, Box> boxes = boxes_of(contact_sheets(table, [](const SweepRow& row) {
    const int high = row.id == "0" ? 100 : 190;
    return sweep_panel(plain(300, 200, 250, code_of(row), 0), {10, 5, 200, high}, {100, 100});
  })[0]);
  EXPECT_GT(boxes.at(2).y0, boxes.at(1).y1);
  EXPECT_GT(boxes.at(1).x0, boxes.at(0).x1);
}

}  // namespace
}  // namespace smp
