#pragma once  // Line plots and swatches as SVG, for the pictures in docs/.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "smp/base/point.h"

namespace plot {

struct Axis {
  std::string label;
  double low = 0, high = 1, tick = 0.2;
};

struct Series {
  std::string label;
  std::string color;  ///< "#rrggbb"
  std::vector<smp::Point2> points;
  bool dashed = false;
};

/// Colours that stay apart for colour-blind readers (Okabe and Ito 2008).
inline const std::vector<std::string>& colors() {
  static const std::vector<std::string> list = {"#0072b2", "#d55e00", "#009e73",
                                                "#cc79a7", "#e69f00", "#56b4e9"};
  return list;
}

inline std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value == 0 ? 0.0 : value);
  std::string out = text;
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

class Svg {
 public:
  Svg(int width, int height) : width_(width), height_(height) {}

  void text(double x, double y, const std::string& words, const std::string& anchor = "start", int size = 12,
            const std::string& extra = "") {
    std::string safe;
    for (const char c : words) safe += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    body_ += "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor +
             "\" font-size=\"" + std::to_string(size) + "\"" + extra + ">" + safe + "</text>\n";
  }
  void rect(double x, double y, double w, double h, const std::string& fill) {
    body_ += "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(w) + "\" height=\"" +
             number(h) + "\" fill=\"" + fill + "\"/>\n";
  }
  void line(const std::vector<smp::Point2>& points, const std::string& color, double width,
            bool dashed = false) {
    body_ += "<polyline fill=\"none\" stroke=\"" + color + "\" stroke-width=\"" + number(width) + "\"" +
             (dashed ? " stroke-dasharray=\"6 4\"" : "") + " points=\"";
    for (const smp::Point2& p : points) body_ += number(p.x) + "," + number(p.y) + " ";
    body_.back() = '"';
    body_ += "/>\n";
  }

  /// Axes with ticks and grid, and the series, in a frame at (x, y); labels stand outside of it.
  void lines(double x, double y, double w, double h, const std::string& title, const Axis& across,
             const Axis& up, const std::vector<Series>& series) {
    const auto px = [&](double v) { return x + w * (v - across.low) / (across.high - across.low); };
    const auto py = [&](double v) { return y + h * (up.high - v) / (up.high - up.low); };
    for (double v = across.low; v <= across.high + 1e-9; v += across.tick) {
      line({{px(v), y}, {px(v), y + h}}, "#e4e4e4", 1);
      text(px(v), y + h + 16, number(v), "middle", 11);
    }
    for (double v = up.low; v <= up.high + 1e-9; v += up.tick) {
      line({{x, py(v)}, {x + w, py(v)}}, "#e4e4e4", 1);
      text(x - 6, py(v) + 4, number(v), "end", 11);
    }
    line({{x, y}, {x, y + h}, {x + w, y + h}}, "#444444", 1);
    for (const Series& s : series) {
      std::vector<smp::Point2> shown;
      for (const smp::Point2& p : s.points) shown.push_back({px(p.x), py(std::clamp(p.y, up.low, up.high))});
      line(shown, s.color, 2, s.dashed);
    }
    text(x, y - 10, title, "start", 13, " font-weight=\"bold\"");
    text(x + w / 2, y + h + 34, across.label, "middle");
    const std::string place = number(x - 40) + " " + number(y + h / 2);
    text(x - 40, y + h / 2, up.label, "middle", 12, " transform=\"rotate(-90 " + place + ")\"");
  }

  /// Sample lines with their labels, one below the other from (x, y).
  void legend(double x, double y, const std::vector<Series>& series) {
    for (std::size_t k = 0; k < series.size(); ++k) {
      const double row = y + 18.0 * static_cast<double>(k);
      line({{x, row - 4}, {x + 24, row - 4}}, series[k].color, 2, series[k].dashed);
      text(x + 32, row, series[k].label);
    }
  }

  std::string str() const {
    const std::string size =
        "width=\"" + std::to_string(width_) + "\" height=\"" + std::to_string(height_) + "\"";
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" " + size + " viewBox=\"0 0 " + std::to_string(width_) +
           " " + std::to_string(height_) +
           "\" font-family=\"sans-serif\" fill=\"#222222\">\n<rect width=\"100%\" " +
           "height=\"100%\" fill=\"#ffffff\"/>\n" + body_ + "</svg>\n";
  }

 private:
  int width_, height_;
  std::string body_;
};

}  // namespace plot
