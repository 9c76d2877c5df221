#include <fmt/format.h>

#include "smp/sweep/plot_page.h"

namespace smp {
namespace {

// Of common sans-serif letters: height of a capital as a share of the font's size.
constexpr double kCapitalShare = 0.716;

std::string color_text(Ink ink) { return fmt::format("#{:02x}{:02x}{:02x}", ink.r, ink.g, ink.b); }

// Text between tags; what XML does not allow was escaped before.
std::string xml(const std::string& text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  return out;
}

std::string points_text(const std::vector<Point2>& places) {
  std::string out;
  for (const Point2& p : places) out += fmt::format("{}{:.2f},{:.2f}", out.empty() ? "" : " ", p.x, p.y);
  return out;
}

std::string element(const PageLine& line) {
  return fmt::format(
      "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" "
      "stroke-linejoin=\"round\"{}/>\n",
      points_text(line.places), color_text(line.ink), line.width,
      line.dashed ? " stroke-dasharray=\"5 4\"" : "");
}
std::string element(const PageArea& area) {
  return fmt::format("<polygon points=\"{}\" fill=\"{}\"{}/>\n", points_text(area.corners),
                     color_text(area.ink),
                     area.opacity < 1 ? fmt::format(" fill-opacity=\"{}\"", area.opacity) : "");
}
std::string element(const PageText& text) {
  return fmt::format("<text x=\"{:.2f}\" y=\"{:.2f}\" font-size=\"{:.2f}\" fill=\"{}\"{}>{}</text>\n",
                     text.base.x, text.base.y, text.capital / kCapitalShare, color_text(text.ink),
                     text.face == Face::kBold ? " font-weight=\"bold\"" : "", xml(text.text));
}

}  // namespace

std::string plots_svg(const std::vector<Plot>& plots, int columns) {
  const PlotPage page = lay_out(plots, columns);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"Helvetica, Arial, sans-serif\">\n<rect width=\"{0}\" height=\"{1}\" "
      "fill=\"#ffffff\"/>\n",
      page.width, page.height);
  for (const PageItem& item : page.items)
    out += std::visit([](const auto& one) { return element(one); }, item);
  return out + "</svg>\n";
}

}  // namespace smp
