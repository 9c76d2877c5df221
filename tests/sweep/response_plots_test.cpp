#include "smp/sweep/response_plots.h"

#include <cmath>

#include <gtest/gtest.h>

#include "sweep/made_up_sweep.h"

namespace smp {
namespace {

using testing::axis_of;
using testing::made_up_sweep;

double number(const JsonValue& value) { return std::stod(value_text(value)); }

const Plot* plot_named(const ResponsePage& page, const std::string& title) {
  for (const Plot& plot : page.plots)
    if (plot.title == title) return &plot;
  return nullptr;
}

FieldMeasures darker_with_density(const SweepRow& row) {
  FieldMeasures m;
  m.area_cm2 = 40;
  m.density_per_cm2 = number(row.point[0]);
  m.de_to_skin = number(row.point[0]) / number(row.point[1]);
  return m;
}

TEST(ResponsePlots, OneLineForEveryValueOfTheOtherAxis) {
  const SweepTable table =
      made_up_sweep({axis_of("density", {60, 110, 160}), axis_of("dilution", {4, 8})}, darker_with_density);
  const std::vector<ResponsePage> pages = response_plots(table);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0].name, "density");
  const Plot* plot = plot_named(pages[0], "CIEDE2000 to bare skin");
  ASSERT_TRUE(plot);
  EXPECT_EQ(plot->x_label, "density");
  ASSERT_EQ(plot->series.size(), 2u);
  EXPECT_EQ(plot->series[1].label, "dilution 8");
  EXPECT_EQ(plot->series[1].x, (std::vector<double>{60, 110, 160}));
  EXPECT_EQ(plot->series[1].y, (std::vector<double>{7.5, 13.75, 20}));
  // Dilution does not change the density, and lines that are the same are one.
  EXPECT_FALSE(plot_named(pages[1], "density reached (dots per cm2)"));
  const Plot* density = plot_named(pages[0], "density reached (dots per cm2)");
  ASSERT_TRUE(density);
  ASSERT_EQ(density->series.size(), 1u);
  EXPECT_EQ(density->series[0].label, "");
}

TEST(ResponsePlots, MeasuresThatOnlyTellPhotosApartAreLeftOut) {
  const SweepTable table = made_up_sweep({axis_of("density", {60, 110})},
                                         [](const SweepRow& row) {
                                           FieldMeasures m;
                                           m.lab_before = Lab{row.photo == "a.jpg" ? 40.0 : 70.0, 1, 2};
                                           m.visibility = number(row.point[0]);
                                           return m;
                                         },
                                         false, {"a.jpg", "b.jpg"});
  const std::vector<ResponsePage> pages = response_plots(table);
  ASSERT_EQ(pages.size(), 1u);
  ASSERT_EQ(pages[0].plots.size(), 1u);
  EXPECT_EQ(pages[0].plots[0].title, "visibility of dots (CIEDE2000)");
}

TEST(ResponsePlots, RefusedPointsAreGaps) {
  SweepTable table =
      made_up_sweep({axis_of("density", {60, 110, 160}), axis_of("dilution", {4})}, darker_with_density);
  testing::refuse(table.rows[1], "no");
  const std::vector<ResponsePage> pages = response_plots(table);
  ASSERT_EQ(pages.size(), 1u);  // an axis of one value has no page
  const Plot* plot = plot_named(pages[0], "CIEDE2000 to bare skin");
  ASSERT_TRUE(plot);
  ASSERT_EQ(plot->series.size(), 1u);
  EXPECT_TRUE(std::isnan(plot->series[0].y[1]));
  EXPECT_EQ(plot->series[0].y[2], 40);
}

TEST(ResponsePlots, TextsAreCategories) {
  const SweepTable table =
      made_up_sweep({axis_of("pigment", {"carbon-black", "brown-oxide", "mine"})}, [](const SweepRow& row) {
        FieldMeasures m;
        m.visibility = static_cast<double>(value_text(row.point[0]).size());
        return m;
      });
  const std::vector<ResponsePage> pages = response_plots(table);
  ASSERT_EQ(pages.size(), 1u);
  const Plot& plot = pages[0].plots.at(0);
  EXPECT_EQ(plot.categories, (std::vector<std::string>{"carbon-black", "brown-oxide", "mine"}));
  EXPECT_EQ(plot.series.at(0).x, (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(plot.series[0].y, (std::vector<double>{12, 11, 4}));
}

TEST(ResponsePlots, ManyLinesAreTheirMedianAndSpan) {
  std::vector<JsonValue> others;
  for (int k = 1; k <= static_cast<int>(kMostLines) + 1; ++k) others.emplace_back(k);
  const SweepTable table =
      made_up_sweep({axis_of("a", {10, 20}), axis_of("b", others)}, [](const SweepRow& row) {
        FieldMeasures m;
        m.visibility = number(row.point[0]) + number(row.point[1]);
        return m;
      });
  const std::vector<ResponsePage> pages = response_plots(table);
  const Plot& plot = pages.at(0).plots.at(0);
  ASSERT_EQ(plot.series.size(), 1u);
  EXPECT_EQ(plot.series[0].y, (std::vector<double>{15, 25}));
  EXPECT_EQ(plot.series[0].low, (std::vector<double>{11, 21}));
  EXPECT_EQ(plot.series[0].high, (std::vector<double>{19, 29}));
}

TEST(ResponsePlots, ZippedAxesShareTheirPoints) {
  const SweepTable table =
      made_up_sweep({axis_of("a", {3, 1, 2}), axis_of("b", {30, 10, 20})}, darker_with_density,
                    /*zip=*/true);
  const std::vector<ResponsePage> pages = response_plots(table);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[1].plots.at(0).x_label, "b, with a");
  ASSERT_EQ(pages[1].plots.at(0).series.size(), 1u);
  EXPECT_EQ(pages[1].plots[0].series[0].x, (std::vector<double>{10, 20, 30}));  // in order, as a line goes
}

TEST(ResponsePlots, NamesAreFitForFiles) {
  const SweepTable table =
      made_up_sweep({axis_of("regions/1/density", {1, 2}), axis_of("b", {1, 2})}, darker_with_density);
  EXPECT_EQ(response_plots(table).at(0).name.find('/'), std::string::npos);
}

TEST(ResponsePlots, WithoutMeasuresThereAreNone) {
  SweepTable table =
      made_up_sweep({axis_of("density", {60, 110}), axis_of("dilution", {4, 8})}, darker_with_density);
  for (SweepRow& row : table.rows) testing::refuse(row, "no");
  EXPECT_TRUE(response_plots(table).empty());
  EXPECT_TRUE(response_plots({}).empty());
}

}  // namespace
}  // namespace smp
