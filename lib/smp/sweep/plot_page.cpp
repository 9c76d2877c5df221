#include "smp/sweep/plot_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "smp/base/text.h"

namespace smp {
namespace {

constexpr Ink kPaper{255, 255, 255}, kInk{34, 36, 40}, kGrey{96, 100, 106}, kGrid{228, 229, 232},
    kFrame{150, 153, 158};
constexpr double kTitle = 9, kLabel = 8, kTick = 7;  // heights of capitals
constexpr double kCellWidth = 400, kPlotHeight = 210, kGap = 14, kLineHeight = 18;
constexpr double kMarker = 4;  // half the width of a marker
constexpr int kMostXTicks = 8, kMostYTicks = 6;
constexpr double kLegendKey = 34;        // length of the piece of line before its label
constexpr std::size_t kMostLabel = 200;  // characters

// Colours of Okabe and Ito (2008), told apart with any colour vision.
constexpr std::array<Ink, 8> kColors = {{{0, 114, 178},
                                         {213, 94, 0},
                                         {0, 158, 115},
                                         {204, 121, 167},
                                         {230, 159, 0},
                                         {86, 180, 233},
                                         {0, 0, 0},
                                         {130, 130, 130}}};
constexpr int kShapes = 5;

struct Look {
  Ink ink;
  int shape = 0;
  bool dashed = false;
};
Look look_of(std::size_t series, const std::string& label) {
  if (label.empty()) return {{60, 62, 68}};
  return {kColors[series % kColors.size()], static_cast<int>(series % kShapes),
          series / kColors.size() % 2 == 1};
}

std::vector<Point2> marker(int shape, Point2 at) {
  const auto ring = [&](int corners, double turn, double radius) {
    std::vector<Point2> out;
    for (int k = 0; k < corners; ++k) {
      const double angle = 2 * kPi * k / corners + turn;
      out.push_back({at.x + radius * std::sin(angle), at.y - radius * std::cos(angle)});
    }
    return out;
  };
  switch (shape) {
    case 0:
      return ring(20, 0, kMarker);
    case 1:
      return ring(4, kPi / 4, 1.3 * kMarker);
    case 2:
      return ring(3, 0, 1.4 * kMarker);
    case 3:
      return ring(4, 0, 1.4 * kMarker);
    default:
      return ring(3, kPi, 1.4 * kMarker);
  }
}

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void add(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value), high = std::max(high, value);
  }
  bool empty() const { return !(low <= high); }
  // Room around the lines; constant data get an axis of their own size.
  void widen(double share) {
    const double span = high - low, size = std::max(std::abs(low), std::abs(high));
    const double pad = span > 1e-9 * size ? share * span : (size > 0 ? 0.1 * size : 1);
    low -= pad, high += pad;
  }
};

class PlotCell {
 public:
  PlotCell(const Plot& plot, Point2 corner, std::vector<PageItem>& items)
      : plot_(plot), corner_(corner), items_(items) {
    for (const PlotSeries& s : plot.series)
      for (std::size_t i = 0; i < std::min(s.x.size(), s.y.size()); ++i) {
        if (!std::isfinite(s.y[i])) continue;
        x_.add(s.x[i]), y_.add(s.y[i]);
        if (i < s.low.size() && i < s.high.size()) y_.add(s.low[i]), y_.add(s.high[i]);
      }
    for (std::size_t k = 0; k < plot.categories.size(); ++k) x_.add(static_cast<double>(k));
  }

  void draw() {
    text({corner_.x, corner_.y + 14}, fit(plot_.title, kCellWidth, kTitle, Face::kBold), kTitle, kInk,
         Face::kBold);
    const double top = corner_.y + 14 + kGap + (plot_.y_label.empty() ? 0 : kLineHeight);
    if (!plot_.y_label.empty())
      text({corner_.x, top - 10}, fit(plot_.y_label, kCellWidth, kTick, Face::kPlain), kTick, kGrey);
    top_ = top, bottom_ = corner_.y + head_height(plot_) + kPlotHeight;
    left_ = corner_.x + 8, right_ = corner_.x + kCellWidth - 8;
    if (x_.empty() || y_.empty()) return draw_nothing();
    x_.widen(plot_.categories.empty() ? 0.04 : 0);
    if (!plot_.categories.empty()) x_ = {-0.5, static_cast<double>(plot_.categories.size()) - 0.5};
    y_.widen(0.06);
    draw_y_axis();
    if (plot_.categories.empty())
      draw_x_ticks();
    else
      draw_categories();
    line({{left_, top_}, {left_, bottom_}, {right_, bottom_}}, kFrame, 1);
    draw_x_label();
    for (std::size_t s = 0; s < plot_.series.size(); ++s) draw_band(s);
    for (std::size_t s = 0; s < plot_.series.size(); ++s) draw_series(s);
  }

  static double head_height(const Plot& plot) { return 14 + kGap + (plot.y_label.empty() ? 0 : kLineHeight); }
  static double foot_height(const Plot& plot) {
    return 8 + kLineHeight * (1 + (staggered(plot) ? 1 : 0) + (plot.x_label.empty() ? 0 : 1));
  }

 private:
  Point2 at(double x, double y) const {
    return {left_ + (x - x_.low) / (x_.high - x_.low) * (right_ - left_),
            bottom_ - (y - y_.low) / (y_.high - y_.low) * (bottom_ - top_)};
  }
  void line(std::vector<Point2> places, Ink ink, double width, bool dashed = false) {
    items_.push_back(PageLine{std::move(places), ink, width, dashed});
  }
  void text(Point2 base, std::string words, double capital, Ink ink, Face face = Face::kPlain) {
    if (!words.empty()) items_.push_back(PageText{base, std::move(words), capital, ink, face});
  }
  static std::string fit(const std::string& words, double width, double capital, Face face) {
    const std::string shown = escaped(words, kMostLabel);
    return text_width(shown, capital, face) <= width ? shown : fitted(shown, width, capital, face);
  }

  void draw_nothing() {
    line({{left_, top_}, {left_, bottom_}, {right_, bottom_}}, kFrame, 1);
    const std::string words = "nothing measured";
    text({(left_ + right_ - text_width(words, kLabel)) / 2, (top_ + bottom_) / 2}, words, kLabel, kGrey);
    draw_x_label();
  }

  void draw_x_label() {
    const std::string words = fit(plot_.x_label, right_ - corner_.x, kLabel, Face::kPlain);
    const double wide = text_width(words, kLabel);
    text({std::max(corner_.x, (left_ + right_ - wide) / 2),
          corner_.y + head_height(plot_) + kPlotHeight + foot_height(plot_) - 6},
         words, kLabel, kInk);
  }

  void draw_y_axis() {
    const Ticks ticks = nice_ticks(y_.low, y_.high, kMostYTicks);
    double widest = 0;
    for (int k = 0; k < ticks.count; ++k) widest = std::max(widest, text_width(ticks.text(k), kTick));
    left_ = corner_.x + widest + 10;
    for (int k = 0; k < ticks.count; ++k) {
      const double y = at(x_.low, ticks.at(k)).y;
      line({{left_, y}, {right_, y}}, kGrid, 1);
      const std::string words = ticks.text(k);
      text({left_ - 7 - text_width(words, kTick), y + kTick / 2}, words, kTick, kGrey);
    }
  }

  void draw_x_ticks() {
    // As many as their words leave room for.
    Ticks ticks = nice_ticks(x_.low, x_.high, kMostXTicks);
    for (int most = kMostXTicks; most > 2; --most) {
      ticks = nice_ticks(x_.low, x_.high, most);
      double widest = 0;
      for (int k = 0; k < ticks.count; ++k) widest = std::max(widest, text_width(ticks.text(k), kTick));
      if (at(x_.low + ticks.step, y_.low).x - left_ > widest + kGap) break;
    }
    for (int k = 0; k < ticks.count; ++k) {
      const double x = at(ticks.at(k), y_.low).x;
      line({{x, top_}, {x, bottom_}}, kGrid, 1);
      const std::string words = ticks.text(k);
      const double wide = text_width(words, kTick);
      text({std::min(x - wide / 2, corner_.x + kCellWidth - wide), bottom_ + kLineHeight - 3}, words, kTick,
           kGrey);
    }
  }

  // Words too wide for one line stand on two in turn.
  static bool staggered(const Plot& plot) {
    if (plot.categories.empty()) return false;
    const double slot = (kCellWidth - 60) / static_cast<double>(plot.categories.size());
    return std::any_of(plot.categories.begin(), plot.categories.end(), [&](const std::string& category) {
      return text_width(escaped(category, kMostLabel), kTick) > slot - 6;
    });
  }
  void draw_categories() {
    const std::size_t count = plot_.categories.size();
    const double slot = (right_ - left_) / static_cast<double>(count);
    const bool two_lines = staggered(plot_);
    const double room = (two_lines ? 2 : 1) * slot - 8;
    // Where even that is too narrow for some letters, not all are named.
    const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(30 / std::max(1.0, room))));
    for (std::size_t k = 0; k < count; ++k) {
      const double x = at(static_cast<double>(k), y_.low).x;
      line({{x, bottom_}, {x, bottom_ + 3}}, kFrame, 1);
      if (k % every != 0) continue;
      const double wide_room = std::min(room * static_cast<double>(every),
                                        2 * std::min(x - corner_.x, corner_.x + kCellWidth - x));
      const std::string words = fit(plot_.categories[k], wide_room, kTick, Face::kPlain);
      text({x - text_width(words, kTick) / 2,
            bottom_ + kLineHeight * (two_lines && k / every % 2 == 1 ? 2 : 1) - 3},
           words, kTick, kGrey);
    }
  }

  void draw_band(std::size_t index) {
    const PlotSeries& s = plot_.series[index];
    if (s.low.size() != s.x.size() || s.high.size() != s.x.size()) return;
    const auto good = [&](std::size_t i) {
      return std::isfinite(s.x[i]) && std::isfinite(s.low[i]) && std::isfinite(s.high[i]);
    };
    for (std::size_t from = 0; from < s.x.size();) {
      std::size_t end = from;
      std::vector<Point2> corners;
      for (; end < s.x.size() && good(end); ++end) corners.push_back(at(s.x[end], s.high[end]));
      for (std::size_t i = end; i > from; --i) corners.push_back(at(s.x[i - 1], s.low[i - 1]));
      if (end == from + 1)  // one place alone: a line up and down
        line(corners, look_of(index, s.label).ink, 1.5);
      else if (end > from)
        items_.push_back(PageArea{std::move(corners), look_of(index, s.label).ink, 0.18});
      from = end + 1;
    }
  }

  void draw_series(std::size_t index) {
    const PlotSeries& s = plot_.series[index];
    const Look look = look_of(index, s.label);
    const std::size_t count = std::min(s.x.size(), s.y.size());
    std::vector<Point2> run;
    const auto finish = [&] {
      if (run.size() > 1) line(run, look.ink, 1.5, look.dashed);
      run.clear();
    };
    for (std::size_t i = 0; i < count; ++i)
      if (std::isfinite(s.x[i]) && std::isfinite(s.y[i]))
        run.push_back(at(s.x[i], s.y[i]));
      else
        finish();
    finish();
    // Markers that do not run into each other.
    const auto every = static_cast<std::size_t>(
        std::max(1.0, std::ceil(static_cast<double>(count) * 3 * kMarker / (right_ - left_))));
    for (std::size_t i = 0; i < count; ++i) {
      const bool alone =
          (i == 0 || !std::isfinite(s.y[i - 1])) && (i + 1 >= count || !std::isfinite(s.y[i + 1]));
      if (std::isfinite(s.x[i]) && std::isfinite(s.y[i]) && (alone || i % every == 0))
        items_.push_back(PageArea{marker(look.shape, at(s.x[i], s.y[i])), look.ink, 1});
    }
  }

  const Plot& plot_;
  Point2 corner_;
  std::vector<PageItem>& items_;
  Range x_, y_;
  double left_ = 0, right_ = 0, top_ = 0, bottom_ = 0;
};

// ---- legend

std::vector<std::string> legend_of(const Plot& plot) {
  std::vector<std::string> labels;
  for (const PlotSeries& s : plot.series) labels.push_back(s.label);
  return labels;
}
bool worth_a_legend(const std::vector<std::string>& labels) {
  return std::count_if(labels.begin(), labels.end(), [](const std::string& s) { return !s.empty(); }) > 1;
}

// The legend that all plots have that have one; empty where they differ.
std::vector<std::string> common_legend(const std::vector<Plot>& plots) {
  std::vector<std::string> common;
  for (const Plot& plot : plots) {
    const std::vector<std::string> own = legend_of(plot);
    if (!worth_a_legend(own)) continue;
    if (!common.empty() && own != common) return {};
    common = own;
  }
  return common;
}

// Draws labels in rows as wide as the page or plot. @return its height.
double draw_legend(const std::vector<std::string>& labels, Point2 corner, double width,
                   std::vector<PageItem>* items) {
  if (!worth_a_legend(labels)) return 0;
  double x = corner.x, y = corner.y + kLineHeight;
  for (std::size_t s = 0; s < labels.size(); ++s) {
    if (labels[s].empty()) continue;
    const std::string shown = escaped(labels[s], kMostLabel);
    const double room = width - kLegendKey;
    const std::string words = text_width(shown, kTick) <= room ? shown : fitted(shown, room, kTick);
    const double wide = kLegendKey + text_width(words, kTick);
    if (x > corner.x && x + wide > corner.x + width) x = corner.x, y += kLineHeight;
    if (items) {
      const Look look = look_of(s, labels[s]);
      const Point2 middle{x + kLegendKey / 2 - 4, y - kTick / 2};
      items->push_back(PageLine{{{x, middle.y}, {x + kLegendKey - 8, middle.y}}, look.ink, 1.5, look.dashed});
      items->push_back(PageArea{marker(look.shape, middle), look.ink, 1});
      items->push_back(PageText{{x + kLegendKey, y}, words, kTick, kInk});
    }
    x += wide + 2 * kGap;
  }
  return y - corner.y + kGap;
}

}  // namespace

PlotPage lay_out(const std::vector<Plot>& plots, int columns) {
  columns = std::clamp(columns, 1, std::max(1, static_cast<int>(plots.size())));
  PlotPage page;
  page.width = static_cast<int>(2 * kGap + columns * kCellWidth + (columns - 1) * 2 * kGap);
  const std::vector<std::string> common = common_legend(plots);
  const bool shared = worth_a_legend(common);
  double y = kGap;
  for (std::size_t first = 0; first < plots.size(); first += static_cast<std::size_t>(columns)) {
    const std::size_t end = std::min(plots.size(), first + static_cast<std::size_t>(columns));
    double height = 0;
    for (std::size_t k = first; k < end; ++k) {
      const Point2 corner{kGap + static_cast<double>(k - first) * (kCellWidth + 2 * kGap), y};
      PlotCell(plots[k], corner, page.items).draw();
      double own = PlotCell::head_height(plots[k]) + kPlotHeight + PlotCell::foot_height(plots[k]);
      if (!shared)
        own += draw_legend(legend_of(plots[k]), {corner.x, corner.y + own}, kCellWidth, &page.items);
      height = std::max(height, own);
    }
    y += height + 1.5 * kGap;
  }
  if (shared) y += draw_legend(common, {kGap, y - kGap}, page.width - 2 * kGap, &page.items);
  page.height = static_cast<int>(std::ceil(y));
  return page;
}

}  // namespace smp
