#include "smp/sweep/plot.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "smp/base/text.h"
#include "smp/sweep/plot_page.h"

namespace smp {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Plot plot_of(std::vector<PlotSeries> series) {
  return {.title = "visibility",
          .x_label = "dilution",
          .y_label = "dE",
          .categories = {},
          .series = std::move(series)};
}
PlotSeries series_of(std::string label, std::vector<double> x, std::vector<double> y) {
  return {std::move(label), std::move(x), std::move(y), {}, {}};
}

template <class Item>
std::vector<Item> items_of(const PlotPage& page) {
  std::vector<Item> out;
  for (const PageItem& item : page.items)
    if (const auto* one = std::get_if<Item>(&item)) out.push_back(*one);
  return out;
}

// Everything lies on the page, and no word on another.
void expect_tidy(const PlotPage& page) {
  const auto on_page = [&](Point2 p) {
    return p.x >= 0 && p.y >= 0 && p.x <= page.width && p.y <= page.height;
  };
  for (const PageLine& line : items_of<PageLine>(page))
    for (const Point2& p : line.places) EXPECT_TRUE(on_page(p)) << p.x << " " << p.y;
  for (const PageArea& area : items_of<PageArea>(page))
    for (const Point2& p : area.corners) EXPECT_TRUE(on_page(p)) << p.x << " " << p.y;
  const std::vector<PageText> texts = items_of<PageText>(page);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const PageText& a = texts[i];
    EXPECT_TRUE(on_page(a.base) && on_page({a.base.x + a.width(), a.base.y - a.capital})) << a.text;
    for (std::size_t k = i + 1; k < texts.size(); ++k) {
      const PageText& b = texts[k];
      const bool apart = a.base.x + a.width() <= b.base.x || b.base.x + b.width() <= a.base.x ||
                         a.base.y <= b.base.y - b.capital || b.base.y <= a.base.y - a.capital;
      EXPECT_TRUE(apart) << a.text << " | " << b.text;
    }
  }
}

TEST(Plot, TicksAreOneTwoFive) {
  for (const double low : {-3e-5, 0.0, 0.31, 97.0, -1234.5, 4.2e7})
    for (const double span : {1e-4, 0.013, 1.0, 7.7, 250.0, 3e6})
      for (const int most : {2, 4, 6, 8}) {
        const Ticks ticks = nice_ticks(low, low + span, most);
        ASSERT_LE(ticks.count, most);
        ASSERT_GE(ticks.count, most > 3 ? 2 : 0) << low << " " << span;
        const double digit = ticks.step / std::pow(10, std::floor(std::log10(ticks.step) + 1e-9));
        ASSERT_TRUE(std::abs(digit - 1) < 1e-6 || std::abs(digit - 2) < 1e-6 || std::abs(digit - 5) < 1e-6);
        for (int k = 0; k < ticks.count; ++k) {
          ASSERT_GE(ticks.at(k), low - 1e-6 * span);
          ASSERT_LE(ticks.at(k), low + span * (1 + 1e-6));
        }
      }
}

TEST(Plot, TicksAreNamedWithTheDigitsTheyNeed) {
  const auto names = [](double low, double high) {
    const Ticks ticks = nice_ticks(low, high, 6);
    std::vector<std::string> out;
    for (int k = 0; k < ticks.count; ++k) out.push_back(ticks.text(k));
    return out;
  };
  EXPECT_EQ(names(0, 1), (std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(names(-0.011, 0.011), (std::vector<std::string>{"-0.010", "-0.005", "0.000", "0.005", "0.010"}));
  EXPECT_EQ(names(60, 310), (std::vector<std::string>{"100", "150", "200", "250", "300"}));
}

TEST(Plot, PictureIsTwiceTheSvg) {
  const std::vector<Plot> plots(5, plot_of({series_of("a", {1, 2, 3}, {4, 5, 4})}));
  const PlotPage page = lay_out(plots, 3);
  const Photo picture = plots_picture(plots, 3);
  EXPECT_EQ(picture.width(), 2 * page.width);
  EXPECT_EQ(picture.height(), 2 * page.height);
  EXPECT_NE(plots_svg(plots, 3).find("width=\"" + std::to_string(page.width) + "\""), std::string::npos);
}

TEST(Plot, SameBytesEveryTime) {
  const std::vector<Plot> plots = {plot_of({series_of("a", {1, 2, 3}, {4, kNaN, 4})})};
  EXPECT_EQ(plots_svg(plots, 1), plots_svg(plots, 1));
  EXPECT_EQ(plots_picture(plots, 1).pixels, plots_picture(plots, 1).pixels);
}

TEST(Plot, LinesLieWhereTheAxesSay) {
  // The tick at 4 is as high as the values of 4, and a value of 5 lies over one of 4.
  const PlotPage page = lay_out({plot_of({series_of("a", {1, 2, 3}, {4, 5, 4})})}, 1);
  const PageLine line = items_of<PageLine>(page).back();
  ASSERT_EQ(line.places.size(), 3u);
  EXPECT_EQ(line.places[0].y, line.places[2].y);
  EXPECT_LT(line.places[1].y, line.places[0].y);
  EXPECT_NEAR(line.places[1].x - line.places[0].x, line.places[2].x - line.places[1].x, 1e-9);
  for (const PageText& text : items_of<PageText>(page))
    if (text.text == "4.0") {
      EXPECT_NEAR(text.base.y - text.capital / 2, line.places[0].y, 1e-6);
    }
}

TEST(Plot, NothingMeasuredIsAGap) {
  const auto long_lines = [](std::vector<double> y) {
    std::size_t count = 0;
    for (const PageLine& line :
         items_of<PageLine>(lay_out({plot_of({series_of("", {1, 2, 3, 4, 5}, std::move(y))})}, 1)))
      count += line.width > 1;
    return count;
  };
  EXPECT_EQ(long_lines({1, 2, 3, 4, 5}), 1u);
  EXPECT_EQ(long_lines({1, 2, kNaN, 4, 5}), 2u);
  EXPECT_EQ(long_lines({1, kNaN, 3, kNaN, 5}), 0u);  // their markers stay
}

TEST(Plot, SparseAndConstantDataAreShown) {
  const std::vector<std::vector<PlotSeries>> cases = {
      {},
      {series_of("", {}, {})},
      {series_of("", {3}, {7})},
      {series_of("", {1, 2}, {kNaN, kNaN})},
      {series_of("", {1, 2, 3}, {0, 0, 0})},
      {series_of("", {2, 2}, {1, 3})},
      {series_of("", {1, 2}, {1e12, 1e12})},
      {series_of("", {1, 2}, {-1e-9, 2e-9})},
      {{.label = "", .x = {1}, .y = {2}, .low = {1}, .high = {3}}},
  };
  for (const auto& series : cases) {
    const std::vector<Plot> plots = {plot_of(series)};
    expect_tidy(lay_out(plots, 1));
    EXPECT_GT(plots_picture(plots, 1).height(), 100);
  }
  EXPECT_GT(plots_picture({}, 3).width(), 0);
}

TEST(Plot, WordsKeepApart) {
  Plot numbers = plot_of({}), texts = plot_of({});
  numbers.title = std::string(90, 'W');
  for (int s = 0; s < 12; ++s) {
    numbers.series.push_back(series_of("regions/1/density_per_cm2 " + std::to_string(s * 1000),
                                       {100000, 100001, 100002}, {s + 0.0001, s + 0.0002, kNaN}));
    texts.series.push_back(series_of("line " + std::to_string(s), {0, 1, 5}, {1.0 * s, 2.0 * s, 3.0 * s}));
  }
  for (int k = 0; k < 40; ++k)
    texts.categories.push_back("a rather long name of pigment " + std::to_string(k));
  Plot few = texts;
  few.categories = {"carbon-black",          "brown-oxide",  "tattoo-black",
                    "one of the user's own", "carbon-brown", "x"};
  expect_tidy(lay_out({numbers, texts, few, plot_of({series_of("", {1}, {1})})}, 2));
  expect_tidy(lay_out({numbers, numbers}, 2));  // one legend
}

TEST(Plot, AnyBytesAreWellFormed) {
  Plot plot = plot_of({series_of("<b>&\"\xff\x01", {1, 2}, {1, 2}), series_of("\xc3\xa4", {1, 2}, {2, 1})});
  plot.title = "a & b < c";
  plot.categories = {"]]>", "\n\t"};
  const std::string svg = plots_svg({plot}, 1);
  EXPECT_TRUE(is_utf8(svg));
  EXPECT_NE(svg.find("a &amp; b &lt; c"), std::string::npos);
  EXPECT_NE(svg.find("&lt;b&gt;&amp;&quot;"), std::string::npos);
  EXPECT_EQ(svg.find("<b>"), std::string::npos);
  EXPECT_EQ(svg.find("]]>"), std::string::npos);
  EXPECT_NE(svg.find("\xc3\xa4"), std::string::npos);
  for (const char c : svg) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_GT(plots_picture({plot}, 1).width(), 0);
}

TEST(Plot, FortyLinesDiffer) {
  Plot plot = plot_of({});
  for (int s = 0; s < 40; ++s) plot.series.push_back(series_of("s", {0, 1}, {double(s), double(s)}));
  std::vector<std::string> looks;
  const PlotPage page = lay_out({plot}, 1);
  std::vector<PageArea> markers = items_of<PageArea>(page);
  std::vector<PageLine> lines;
  for (const PageLine& line : items_of<PageLine>(page))
    if (line.width > 1) lines.push_back(line);
  for (std::size_t s = 0; s < 40; ++s) {
    const PageArea& marker = markers.at(2 * s);
    const Point2 top = marker.corners[0] - lines.at(s).places[0];
    looks.push_back(std::to_string(marker.ink.r) + "," + std::to_string(marker.ink.g) + "," +
                    std::to_string(marker.corners.size()) + "," + std::to_string(top.x > 1) +
                    std::to_string(top.y > 1) + std::to_string(lines[s].dashed));
  }
  std::sort(looks.begin(), looks.end());
  EXPECT_EQ(std::unique(looks.begin(), looks.end()), looks.end());
}

}  // namespace
}  // namespace smp
