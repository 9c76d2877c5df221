// The scalp and forehead as the upper part of the most head-like blob of skin colour.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "smp/scalp/outline.h"
#include "smp/scalp/skin.h"
#include "smp/scalp/smooth.h"

namespace smp::scalp {
namespace {

using Mask = Image<std::uint8_t>;

constexpr int kBlocksAcross = 110;  // of a square photo
constexpr float kPlain = 0.5f;      // mean likelihood of a block of skin
// Changes of log luminance between blocks, and shares of the skin-like blocks that are darker, which part
// a head from what has its colour too; each gives candidates.
constexpr std::array<float, 3> kEdges = {0.6f, 0.3f, 0.15f};
constexpr std::array<double, 5> kDarker = {0, 0.15, 0.3, 0.45, 0.6};
constexpr int kClosing = 2;            // blocks: highlights have lost the hue of skin
constexpr double kLeastShare = 0.004;  // of the picture
constexpr double kSureShare = 0.03;    // of the picture: a smaller head may be someone in the background
constexpr double kBrowShare = 0.62;    // from the top of the head to the brows, per width of the head
constexpr double kHeadShare = 1.1;     // length of a head seen from above or behind, per width
// Around the brows: rows that are looked at, margin at both sides, per width of the head; change of log
// luminance between blocks, and share of blocks that have it where there are brows and eyes.
constexpr double kFaceReach = 0.15, kFaceMargin = 0.15, kFaceShare = 0.02;
constexpr float kFaceEdge = 0.12f;
// Share of the variance of log luminance between two parts of a blob, and step between them, from which on
// the darker part is not of the head.
constexpr double kTwoLights = 0.75, kOtherLight = 1.0;
constexpr std::ptrdiff_t kBackdropBorder = 4;  // blocks of it at the border of the picture
constexpr double kCloseUp = 0.25;              // share of the border beyond which skin fills the picture
constexpr double kEvenLight = 0.3;  // standard deviation of log luminance of skin that fills the picture
constexpr std::size_t kMostCorners = 60;

struct Coarse {
  int size = 1;                    // cells
  Image<float> likelihood, light;  // light: log luminance
  Image<float> edge;               // change of light from block to block
};

Coarse coarse_of(const ReducedPhoto& reduced, const Image<float>& likelihood) {
  const int w = reduced.width(), h = reduced.height();
  Coarse out;
  out.size = std::max(1, static_cast<int>(std::sqrt(static_cast<double>(w) * h) / kBlocksAcross));
  const int bw = (w + out.size - 1) / out.size, bh = (h + out.size - 1) / out.size;
  out.likelihood = Image<float>(bw, bh, 1, 0.0f), out.light = Image<float>(bw, bh, 1, 0.0f);
  out.edge = Image<float>(bw, bh);
  Image<float> count(bw, bh, 1, 0.0f);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const float* p = &reduced.rgb.at(x, y);
      const int i = x / out.size, j = y / out.size;
      out.likelihood.at(i, j) += likelihood.at(x, y);
      out.light.at(i, j) += 0.21264f * p[0] + 0.71517f * p[1] + 0.07219f * p[2];
      count.at(i, j) += 1;
    }
  for (std::size_t k = 0; k < count.values().size(); ++k) {
    out.likelihood.values()[k] /= count.values()[k];
    out.light.values()[k] = std::log(std::max(0.003f, out.light.values()[k] / count.values()[k]));
  }
  for (int y = 0; y < bh; ++y)
    for (int x = 0; x < bw; ++x) {
      const float across = out.light.at(std::min(x + 1, bw - 1), y) - out.light.at(std::max(x - 1, 0), y);
      const float down = out.light.at(x, std::min(y + 1, bh - 1)) - out.light.at(x, std::max(y - 1, 0));
      out.edge.at(x, y) = 0.5f * std::max(std::abs(across), std::abs(down));
    }
  return out;
}

// Blocks of skin brighter than `least_light` and without strong edges.
Mask mask_of(const Coarse& coarse, float most_edge, float least_light) {
  Mask mask(coarse.light.width(), coarse.light.height());
  for (std::size_t k = 0; k < mask.values().size(); ++k)
    mask.values()[k] = coarse.likelihood.values()[k] > kPlain && coarse.edge.values()[k] < most_edge &&
                               coarse.light.values()[k] >= least_light
                           ? 255
                           : 0;
  return mask;
}

// Pixels whose four neighbours are set (or, growing, that have one that is).
Mask grown(const Mask& mask, bool shrink) {
  Mask out(mask.width(), mask.height());
  for (int y = 0; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x) {
      bool any = mask.at(x, y) != 0, all = any;
      for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
        const int i = std::clamp(x + dx, 0, mask.width() - 1), j = std::clamp(y + dy, 0, mask.height() - 1);
        any = any || mask.at(i, j) != 0, all = all && mask.at(i, j) != 0;
      }
      out.at(x, y) = (shrink ? all : any) ? 255 : 0;
    }
  return out;
}

struct Blob {
  std::vector<std::pair<int, int>> places;
  int touches = 0;  // blocks at the left, top and right border
  double mean_y = 0, likelihood = 0;
  double score = 0;
};

std::vector<Blob> blobs_of(const Mask& mask, const Image<float>& likelihood) {
  std::vector<Blob> blobs;
  Mask seen(mask.width(), mask.height(), 1, 0);
  for (int y = 0; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x) {
      if (mask.at(x, y) == 0 || seen.at(x, y) != 0) continue;
      Blob blob;
      blob.places.emplace_back(x, y);
      seen.at(x, y) = 1;
      for (std::size_t k = 0; k < blob.places.size(); ++k) {
        const auto [i, j] = blob.places[k];
        blob.touches += i == 0 || j == 0 || i == mask.width() - 1 ? 1 : 0;
        blob.mean_y += j, blob.likelihood += likelihood.at(i, j);
        for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}})
          if (mask.contains(i + dx, j + dy) && mask.at(i + dx, j + dy) != 0 && seen.at(i + dx, j + dy) == 0) {
            seen.at(i + dx, j + dy) = 1;
            blob.places.emplace_back(i + dx, j + dy);
          }
      }
      const auto n = static_cast<double>(blob.places.size());
      blob.mean_y /= n, blob.likelihood /= n;
      blobs.push_back(std::move(blob));
    }
  return blobs;
}

// Large, round, high up and not along the border, as a wall would be.
void rate(Blob& blob, const Image<float>& light) {
  const int width = light.width(), height = light.height();
  const auto n = static_cast<double>(blob.places.size());
  double mx = 0, xx = 0, yy = 0, l = 0, ll = 0;
  for (const auto& [x, y] : blob.places) mx += x / n, l += light.at(x, y) / n;
  for (const auto& [x, y] : blob.places) ll += (light.at(x, y) - l) * (light.at(x, y) - l) / n;
  for (const auto& [x, y] : blob.places)
    xx += (x - mx) * (x - mx) / n, yy += (y - blob.mean_y) * (y - blob.mean_y) / n;
  const double ellipse = 4 * 3.14159 * std::sqrt((xx + 0.1) * (yy + 0.1));
  const double round = std::clamp(n / ellipse, 0.1, 1.0);
  const double along_border = blob.touches / (2.0 * height + width);
  const bool close_up = n > 0.6 * width * height && ll < kEvenLight * kEvenLight;
  const double border = close_up ? 1 : std::exp(-along_border / 0.08);
  const double high = 1.3 - blob.mean_y / height;
  blob.score = n * round * round * border * high * blob.likelihood;
}

void fill_holes(Mask& mask) {
  Mask outside(mask.width(), mask.height(), 1, 0);
  std::vector<std::pair<int, int>> front;
  const auto visit = [&](int x, int y) {
    if (!mask.contains(x, y) || mask.at(x, y) != 0 || outside.at(x, y) != 0) return;
    outside.at(x, y) = 1;
    front.emplace_back(x, y);
  };
  for (int x = 0; x < mask.width(); ++x) visit(x, 0), visit(x, mask.height() - 1);
  for (int y = 0; y < mask.height(); ++y) visit(0, y), visit(mask.width() - 1, y);
  while (!front.empty()) {
    const auto [x, y] = front.back();
    front.pop_back();
    visit(x - 1, y), visit(x + 1, y), visit(x, y - 1), visit(x, y + 1);
  }
  for (std::size_t k = 0; k < mask.values().size(); ++k)
    if (outside.values()[k] == 0) mask.values()[k] = 255;
}

// Drops what is so much darker than the rest of a blob that it is something else of skin's colour behind it.
void drop_dark_part(Blob& blob, const Image<float>& light) {
  std::vector<float> lights;
  for (const auto& [x, y] : blob.places) lights.push_back(light.at(x, y));
  std::sort(lights.begin(), lights.end());
  double all = 0, squares = 0;
  for (const float l : lights) all += l, squares += double{l} * l;
  // The threshold of greatest variance between what lies below and above (Otsu 1979).
  const auto n = static_cast<double>(lights.size());
  const double variance = squares / n - all / n * all / n;
  double below = 0, best = 0, step = 0;
  float least = lights.front();
  for (std::size_t k = 1; k < lights.size(); ++k) {
    below += lights[k - 1];
    const auto count = static_cast<double>(k);
    const double apart = (all - below) / (n - count) - below / count;
    const double between = count * (n - count) / (n * n) * apart * apart;
    if (between > best) best = between, step = apart, least = lights[k];
  }
  if (best < kTwoLights * variance || step < kOtherLight) return;
  const auto darker = [&](const auto& place) { return light.at(place.first, place.second) < least; };
  const auto at_border = std::count_if(blob.places.begin(), blob.places.end(), [&](const auto& place) {
    const auto [x, y] = place;
    return darker(place) && (x <= 1 || y <= 1 || x >= light.width() - 2);
  });
  if (at_border >= kBackdropBorder) std::erase_if(blob.places, darker);
}

// Extent of a mask's row, and the width of the widest row down to it.
struct Row {
  int left = 0, right = -1;
  double widest = 0;
};
std::vector<Row> rows_of(const Mask& mask) {
  std::vector<Row> rows;
  double widest = 0;
  for (int y = 0; y < mask.height(); ++y) {
    Row row;
    for (int x = 0; x < mask.width(); ++x) {
      if (mask.at(x, y) == 0) continue;
      if (row.right < row.left) row.left = x;
      row.right = x;
    }
    widest = std::max(widest, row.right - row.left + 1.0);
    row.widest = widest;
    rows.push_back(row);
  }
  return rows;
}

// Whether brows and eyes lie around a row: light changes often there, on skin from above or behind it does
// not.
bool shows_face(const Coarse& coarse, const std::vector<Row>& rows, int y, double width) {
  const int reach = std::max(2, static_cast<int>(kFaceReach * width));
  int seen = 0, edges = 0;
  for (int j = std::max(0, y - reach); j < std::min(static_cast<int>(rows.size()), y + reach + 1); ++j) {
    const Row& row = rows[static_cast<std::size_t>(j)];
    const int margin = static_cast<int>(kFaceMargin * (row.right - row.left));
    for (int x = row.left + margin; x <= row.right - margin; ++x)
      ++seen, edges += coarse.edge.at(x, j) > kFaceEdge ? 1 : 0;
  }
  return edges > kFaceShare * seen;
}

// Cuts a head at its brows: eyes, nose and beard lie below, and so do neck and shoulders. Seen from above or
// behind a head goes on as long as heads are.
void cut_face(const Coarse& coarse, Mask& mask) {
  const std::vector<Row> rows = rows_of(mask);
  const auto first = std::find_if(rows.begin(), rows.end(), [](const Row& r) { return r.right >= r.left; });
  const int top = static_cast<int>(first - rows.begin());
  const auto cut_at = [&](double share) {
    constexpr double kTip = 8;  // blocks: the top row may be as narrow as one
    int y = top;
    while (y < mask.height() &&
           y - top <= share * std::max(kTip, rows[static_cast<std::size_t>(std::max(top, y - 1))].widest))
      ++y;
    return y;
  };
  int cut = cut_at(kBrowShare);
  if (cut < mask.height() && !shows_face(coarse, rows, cut, rows[static_cast<std::size_t>(cut)].widest))
    cut = cut_at(kHeadShare);
  for (int y = cut; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x) mask.at(x, y) = 0;
}

Mask largest(const Mask& mask, const Image<float>& likelihood) {
  Mask out(mask.width(), mask.height(), 1, 0);
  const std::vector<Blob> blobs = blobs_of(mask, likelihood);
  const auto most = std::max_element(blobs.begin(), blobs.end(), [](const Blob& a, const Blob& b) {
    return a.places.size() < b.places.size();
  });
  if (most != blobs.end())
    for (const auto& [x, y] : most->places) out.at(x, y) = 255;
  return out;
}

// The best blob of all candidates, and the best score of another place.
struct Choice {
  Blob best;
  double other = 0;
};
Choice choose(const Coarse& coarse) {
  const int w = coarse.light.width(), h = coarse.light.height();
  std::vector<float> lights;
  for (std::size_t k = 0; k < coarse.light.values().size(); ++k)
    if (coarse.likelihood.values()[k] > kPlain) lights.push_back(coarse.light.values()[k]);
  std::sort(lights.begin(), lights.end());
  std::vector<Blob> candidates;
  if (lights.empty()) return {};
  for (const double darker : kDarker)
    for (const float edge : kEdges) {
      const float least = lights[static_cast<std::size_t>(darker * static_cast<double>(lights.size()))];
      for (Blob& blob : blobs_of(grown(mask_of(coarse, edge, least), /*shrink=*/true), coarse.likelihood)) {
        if (static_cast<double>(blob.places.size()) < kLeastShare * w * h) continue;
        rate(blob, coarse.light);
        candidates.push_back(std::move(blob));
      }
    }
  Choice choice;
  for (const Blob& blob : candidates)
    if (blob.score > choice.best.score) choice.best = blob;
  Mask taken(w, h, 1, 0);
  for (const auto& [x, y] : choice.best.places) taken.at(x, y) = 255;
  for (const Blob& blob : candidates) {
    std::size_t shared = 0;
    for (const auto& [x, y] : blob.places) shared += taken.at(x, y) != 0 ? 1 : 0;
    if (shared == 0) choice.other = std::max(choice.other, blob.score);
  }
  return choice;
}

}  // namespace

FoundSkin find_skin(const ReducedPhoto& reduced, const Image<float>& likelihood) {
  const Coarse coarse = coarse_of(reduced, likelihood);
  const int w = coarse.light.width(), h = coarse.light.height();
  Choice choice = choose(coarse);
  FoundSkin found;
  if (choice.best.places.empty()) return found;
  drop_dark_part(choice.best, coarse.light);
  Mask mask(w, h, 1, 0);
  for (const auto& [x, y] : choice.best.places) mask.at(x, y) = 255;
  for (int k = 0; k < kClosing + 1; ++k) mask = grown(mask, /*shrink=*/false);
  for (int k = 0; k < kClosing; ++k) mask = grown(mask, /*shrink=*/true);
  fill_holes(mask);
  const bool close_up = choice.best.touches > kCloseUp * (2.0 * h + w);
  if (!close_up) cut_face(coarse, mask);
  found.outline_px =
      outline_of(largest(mask, coarse.likelihood), coarse.size * reduced.step_px, kMostCorners);
  for (Point2& p : found.outline_px) {
    p.x = std::min(p.x, static_cast<double>(reduced.width_px));
    p.y = std::min(p.y, static_cast<double>(reduced.height_px));
  }
  if (found.outline_px.empty()) return found;
  const double share = static_cast<double>(choice.best.places.size()) / (static_cast<double>(w) * h);
  found.confidence = std::clamp(choice.best.likelihood * (1 - 0.7 * choice.other / choice.best.score) *
                                    std::min(1.0, share / kSureShare),
                                0.0, 1.0);
  return found;
}

}  // namespace smp::scalp
