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

constexpr int kBlocksAcross = 110;       // of a square photo
constexpr float kPlain = 0.5f;           // mean likelihood of a block of skin
constexpr float kEdge = 0.30f;           // change of log luminance between blocks that parts two things
constexpr double kLeastShare = 0.004;    // of the picture
constexpr double kBrowShare = 0.62;      // from the top of the head to the brows, per width of the head
constexpr double kCloseUp = 0.25;        // share of the border beyond which skin fills the picture
constexpr std::size_t kMostCorners = 60;

struct Coarse {
  int size = 1;  // cells
  Image<float> likelihood, light;  // light: log luminance
  Mask mask;                       // blocks of skin without strong edges
};

Coarse coarse_of(const ReducedPhoto& reduced, const Image<float>& likelihood) {
  const int w = reduced.width(), h = reduced.height();
  Coarse out;
  out.size = std::max(1, static_cast<int>(std::sqrt(static_cast<double>(w) * h) / kBlocksAcross));
  const int bw = (w + out.size - 1) / out.size, bh = (h + out.size - 1) / out.size;
  out.likelihood = Image<float>(bw, bh, 1, 0.0f), out.light = Image<float>(bw, bh, 1, 0.0f);
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
  out.mask = Mask(bw, bh, 1, 0);
  for (int y = 0; y < bh; ++y)
    for (int x = 0; x < bw; ++x) {
      const float across = out.light.at(std::min(x + 1, bw - 1), y) - out.light.at(std::max(x - 1, 0), y);
      const float down = out.light.at(x, std::min(y + 1, bh - 1)) - out.light.at(x, std::max(y - 1, 0));
      const bool edge = std::max(std::abs(across), std::abs(down)) > 2 * kEdge;
      out.mask.at(x, y) = out.likelihood.at(x, y) > kPlain && !edge ? 255 : 0;
    }
  return out;
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
  int touches = 0;       // blocks at the left, top and right border
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
void rate(Blob& blob, int width, int height) {
  const auto n = static_cast<double>(blob.places.size());
  double mx = 0, xx = 0, yy = 0;
  for (const auto& [x, y] : blob.places) mx += x / n;
  for (const auto& [x, y] : blob.places)
    xx += (x - mx) * (x - mx) / n, yy += (y - blob.mean_y) * (y - blob.mean_y) / n;
  const double ellipse = 4 * 3.14159 * std::sqrt((xx + 0.1) * (yy + 0.1));
  const double round = std::clamp(n / ellipse, 0.1, 1.0);
  const double along_border = blob.touches / (2.0 * height + width);
  const bool close_up = n > 0.6 * width * height;
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

// Cuts a head at its brows: eyes, nose and beard lie below, and so do neck and shoulders.
void cut_face(Mask& mask) {
  int top = -1;
  double widest = 0;
  for (int y = 0; y < mask.height(); ++y) {
    int left = mask.width(), right = -1;
    for (int x = 0; x < mask.width(); ++x)
      if (mask.at(x, y) != 0) left = std::min(left, x), right = x;
    if (top < 0 && right >= 0) top = y;
    if (top >= 0 && y - top > kBrowShare * widest) {
      for (int x = 0; x < mask.width(); ++x) mask.at(x, y) = 0;
      continue;
    }
    if (right >= left) widest = std::max(widest, right - left + 1.0);
  }
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

}  // namespace

FoundSkin find_skin(const ReducedPhoto& reduced, const Image<float>& likelihood) {
  const Coarse coarse = coarse_of(reduced, likelihood);
  const int w = coarse.mask.width(), h = coarse.mask.height();
  std::vector<Blob> blobs = blobs_of(grown(coarse.mask, /*shrink=*/true), coarse.likelihood);
  for (Blob& blob : blobs) rate(blob, w, h);
  const auto best = std::max_element(blobs.begin(), blobs.end(),
                                     [](const Blob& a, const Blob& b) { return a.score < b.score; });
  FoundSkin found;
  if (best == blobs.end() || static_cast<double>(best->places.size()) < kLeastShare * w * h) return found;
  Mask mask(w, h, 1, 0);
  for (const auto& [x, y] : best->places) mask.at(x, y) = 255;
  mask = grown(mask, /*shrink=*/false);
  fill_holes(mask);
  const bool close_up = best->touches > kCloseUp * (2.0 * h + w);
  if (!close_up) cut_face(mask);
  mask = largest(mask, coarse.likelihood);
  found.outline_px = outline_of(mask, coarse.size * reduced.step_px, kMostCorners);
  for (Point2& p : found.outline_px) {
    p.x = std::min(p.x, static_cast<double>(reduced.width_px));
    p.y = std::min(p.y, static_cast<double>(reduced.height_px));
  }
  double others = 0;
  for (const Blob& blob : blobs)
    if (&blob != &*best) others = std::max(others, blob.score);
  const double share = static_cast<double>(best->places.size()) / (static_cast<double>(w) * h);
  found.confidence = std::clamp(best->likelihood * (1 - 0.7 * others / best->score) *
                                    std::min(1.0, share / 0.03), 0.0, 1.0);
  if (found.outline_px.empty()) found.confidence = 0;
  return found;
}

}  // namespace smp::scalp
