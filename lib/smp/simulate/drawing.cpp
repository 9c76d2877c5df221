#include "smp/simulate/drawing.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <opencv2/imgproc.hpp>

namespace smp {
namespace {

constexpr Ink kRim{20, 20, 24};
constexpr double kFarthestPx = 20000;  // of a line's end: beyond, fixed-point places would overflow
constexpr int kShift = 4;              // fractional bits of places in OpenCV's lines

cv::Mat mat_of(Image<std::uint8_t>& picture) {
  return {picture.height(), picture.width(), CV_8UC(picture.channels()), picture.row(0)};
}
cv::Scalar color_of(Ink ink) { return {double(ink.r), double(ink.g), double(ink.b)}; }

// Text is drawn so many times larger and then averaged: its strokes have the same weight at every size.
constexpr int kOversampling = 4;

// OpenCV's measures of text, in oversampled px. Capitals of the Hershey fonts are 21 units high at scale 1.
struct Font {
  Font(double capital_px, Face face)
      : face_index(face == Face::kBold ? cv::FONT_HERSHEY_DUPLEX : cv::FONT_HERSHEY_SIMPLEX),
        scale(kOversampling * capital_px / 21.0),
        thickness(std::max(1, static_cast<int>(std::lround(kOversampling * capital_px * 0.11)))) {}
  int face_index;
  double scale;
  int thickness;
};

std::string printable(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) continue;  // the rest of a character already shown as '?'
    out += byte >= 0x20 && byte < 0x7F ? c : '?';
  }
  return out;
}

// Pieces of a line of which every second one is drawn.
std::vector<std::pair<Point2, Point2>> dashes(std::span<const Point2> corners, bool closed, double dash_px) {
  std::vector<std::pair<Point2, Point2>> pieces;
  double walked = 0;
  const std::size_t edges = closed ? corners.size() : corners.size() - 1;
  for (std::size_t k = 0; k < edges; ++k) {
    const Point2 from = corners[k], to = corners[(k + 1) % corners.size()];
    const double whole = distance(from, to);
    for (double at = 0; at < whole;) {
      const double phase = std::fmod(walked, 2 * dash_px);
      const double step =
          std::min(whole - at, std::max(1e-3, (phase < dash_px ? dash_px : 2 * dash_px) - phase));
      if (phase < dash_px)
        pieces.emplace_back(from + (at / whole) * (to - from), from + ((at + step) / whole) * (to - from));
      at += step, walked += step;
    }
  }
  return pieces;
}

std::vector<std::pair<Point2, Point2>> pieces_of(std::span<const Point2> corners, bool closed, double dash_px,
                                                 Stroke stroke) {
  if (stroke == Stroke::kDashed) return dashes(corners, closed, dash_px);
  std::vector<std::pair<Point2, Point2>> pieces;
  for (std::size_t k = 0; k + (closed ? 0 : 1) < corners.size(); ++k)
    pieces.emplace_back(corners[k], corners[(k + 1) % corners.size()]);
  return pieces;
}

// Places as OpenCV counts them: from the middle of a frame's first pixel.
std::vector<Point2> places_in(const PixelRect& frame, std::span<const Point2> places) {
  std::vector<Point2> out(places.begin(), places.end());
  for (Point2& p : out)
    p = {std::clamp(p.x - frame.x - 0.5, -kFarthestPx, kFarthestPx),
         std::clamp(p.y - frame.y - 0.5, -kFarthestPx, kFarthestPx)};
  return out;
}

cv::Point fixed_point(Point2 p) {
  return {static_cast<int>(std::lround(p.x * (1 << kShift))),
          static_cast<int>(std::lround(p.y * (1 << kShift)))};
}

}  // namespace

Drawing::Drawing(int width, int height, Ink paper) : pixels_(width, height, 3), frame_{0, 0, width, height} {
  fill(frame_, paper);
}

void Drawing::fill(const PixelRect& area, Ink ink, double opacity) {
  const int x0 = std::max(area.x, frame_.x), x1 = std::min(area.x + area.width, frame_.x + frame_.width);
  const int y0 = std::max(area.y, frame_.y), y1 = std::min(area.y + area.height, frame_.y + frame_.height);
  const std::uint8_t rgb[3] = {ink.r, ink.g, ink.b};
  const bool opaque = opacity == 1;  // whole sheets are
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x)
      for (int c = 0; c < 3; ++c) {
        std::uint8_t& value = pixels_.at(x, y, c);
        value = opaque ? rgb[c] : static_cast<std::uint8_t>(std::lround(value + opacity * (rgb[c] - value)));
      }
}

void Drawing::paste(const Image<std::uint8_t>& rgb, int x, int y) {
  for (int v = 0; v < rgb.height(); ++v)
    for (int u = 0; u < rgb.width(); ++u)
      if (pixels_.contains(x + u, y + v))
        for (int c = 0; c < 3; ++c) pixels_.at(x + u, y + v, c) = rgb.at(u, v, c);
}

void Drawing::tint(const Image<float>& strength, int x, int y, Ink ink) {
  for (int v = 0; v < strength.height(); ++v)
    for (int u = 0; u < strength.width(); ++u)
      if (strength.at(u, v) > 0) fill({x + u, y + v, 1, 1}, ink, std::min(1.0f, strength.at(u, v)));
}

void Drawing::fill(std::span<const Point2> corners, Ink ink, double opacity) {
  if (corners.size() < 3) return;
  const std::vector<Point2> places = places_in(frame_, corners);
  double x0 = frame_.width, y0 = frame_.height, x1 = 0, y1 = 0;
  for (const Point2& p : places) {
    x0 = std::min(x0, p.x - 2), x1 = std::max(x1, p.x + 3);
    y0 = std::min(y0, p.y - 2), y1 = std::max(y1, p.y + 3);
  }
  const auto whole = [](double at, int limit) {
    return static_cast<int>(std::clamp(at, 0.0, double(limit)));
  };
  const int left = whole(x0, frame_.width), top = whole(y0, frame_.height);
  const int wide = whole(x1, frame_.width) - left, high = whole(y1, frame_.height) - top;
  if (wide <= 0 || high <= 0) return;
  cv::Mat mask = cv::Mat::zeros(high, wide, CV_8U);
  std::vector<cv::Point> fixed;
  for (const Point2& p : places) fixed.push_back(fixed_point({p.x - left, p.y - top}));
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{fixed}, cv::Scalar(255), cv::LINE_AA, kShift);
  Image<float> strength(wide, high);
  for (int v = 0; v < high; ++v)
    for (int u = 0; u < wide; ++u)
      strength.at(u, v) = static_cast<float>(opacity * mask.at<std::uint8_t>(v, u) / 255);
  tint(strength, frame_.x + left, frame_.y + top, ink);
}

void Drawing::line(std::span<const Point2> places, Ink ink, double width_px, Stroke stroke) {
  if (places.size() < 2 || frame_.empty()) return;
  cv::Mat all = mat_of(pixels_);
  cv::Mat frame = all(cv::Rect(frame_.x, frame_.y, frame_.width, frame_.height));
  const int thickness = std::max(1, static_cast<int>(std::lround(width_px)));
  for (const auto& [a, b] : pieces_of(places_in(frame_, places), false, 3 * width_px, stroke))
    cv::line(frame, fixed_point(a), fixed_point(b), color_of(ink), thickness, cv::LINE_AA, kShift);
}

void Drawing::outline(std::span<const Point2> corners, bool closed, Ink ink, double width_px, Stroke stroke) {
  if (corners.size() < 2 || frame_.empty()) return;
  const auto pieces = pieces_of(places_in(frame_, corners), closed, 5 * width_px, stroke);
  cv::Mat all = mat_of(pixels_);
  cv::Mat frame = all(cv::Rect(frame_.x, frame_.y, frame_.width, frame_.height));
  const int thin = std::max(1, static_cast<int>(std::lround(width_px)));
  const int rim = std::max(1, static_cast<int>(std::lround(width_px / 2)));
  for (const bool dark : {true, false})
    for (const auto& [a, b] : pieces)
      cv::line(frame, fixed_point(a), fixed_point(b), color_of(dark ? kRim : ink),
               dark ? thin + 2 * rim : thin, cv::LINE_AA, kShift);
}

void Drawing::text(Point2 base, const std::string& text, double capital_px, Ink ink, Face face) {
  const Font font(capital_px, face);
  const std::string shown = printable(text);
  int below = 0;
  const cv::Size size = cv::getTextSize(shown, font.face_index, font.scale, font.thickness, &below);
  // Room for strokes and descenders all around, in whole px of the picture.
  const int margin = static_cast<int>(capital_px) + 2, x = static_cast<int>(std::lround(base.x)) - margin,
            y = static_cast<int>(std::lround(base.y)) - static_cast<int>(std::ceil(capital_px)) - margin;
  const int wide = size.width / kOversampling + 2 * margin + 1,
            high = static_cast<int>(std::ceil(capital_px)) + 2 * margin;
  cv::Mat large = cv::Mat::zeros(high * kOversampling, wide * kOversampling, CV_8U);
  cv::putText(large, shown,
              {margin * kOversampling, (static_cast<int>(std::lround(base.y)) - y) * kOversampling},
              font.face_index, font.scale, cv::Scalar(255), font.thickness, cv::LINE_AA);
  Image<float> strength(wide, high);
  cv::Mat small;
  cv::resize(large, small, {wide, high}, 0, 0, cv::INTER_AREA);
  for (int v = 0; v < high; ++v)
    for (int u = 0; u < wide; ++u) strength.at(u, v) = static_cast<float>(small.at<std::uint8_t>(v, u)) / 255;
  tint(strength, x, y, ink);
}

double text_width(const std::string& text, double capital_px, Face face) {
  const Font font(capital_px, face);
  int below = 0;
  const int width =
      cv::getTextSize(printable(text), font.face_index, font.scale, font.thickness, &below).width;
  return static_cast<double>(width) / kOversampling;
}

std::string fitted(const std::string& text, double width_px, double capital_px, Face face) {
  std::string shown = printable(text);
  if (text_width(shown, capital_px, face) <= width_px) return shown;
  while (!shown.empty() && text_width(shown + "...", capital_px, face) > width_px) shown.pop_back();
  return shown + "...";
}

Image<std::uint8_t> resized(const Image<std::uint8_t>& picture, int width, int height) {
  return resized(picture, {0, 0, picture.width(), picture.height()}, width, height);
}

Image<std::uint8_t> resized(const Image<std::uint8_t>& picture, const PixelRect& part, int width,
                            int height) {
  Image<std::uint8_t> out(width, height, picture.channels());
  cv::Mat to = mat_of(out);
  const cv::Mat from(part.height, part.width, CV_8UC(picture.channels()),
                     const_cast<std::uint8_t*>(&picture.at(part.x, part.y)), picture.row_elements());
  const bool shrinks = width <= part.width && height <= part.height;
  cv::resize(from, to, to.size(), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_CUBIC);
  return out;
}

std::vector<Polygon> contours(const Image<std::uint8_t>& mask) {
  // A rim of empty cells: OpenCV takes the outermost pixels for background.
  cv::Mat padded = cv::Mat::zeros(mask.height() + 2, mask.width() + 2, CV_8U);
  for (int y = 0; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x)
      padded.at<std::uint8_t>(y + 1, x + 1) = mask.at(x, y) > 0 ? 255 : 0;
  std::vector<std::vector<cv::Point>> parts;
  cv::findContours(padded, parts, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  std::vector<Polygon> out;
  for (const auto& part : parts) {
    Polygon polygon;
    for (const cv::Point& p : part) polygon.push_back({p.x - 0.5, p.y - 0.5});
    out.push_back(std::move(polygon));
  }
  return out;
}

Image<float> resized(const Image<float>& map, int width, int height) {
  Image<float> out(width, height);
  cv::Mat to(height, width, CV_32F, out.row(0));
  const cv::Mat from(map.height(), map.width(), CV_32F, const_cast<float*>(map.row(0)));
  cv::resize(from, to, to.size(), 0, 0, cv::INTER_LINEAR);
  return out;
}

}  // namespace smp
