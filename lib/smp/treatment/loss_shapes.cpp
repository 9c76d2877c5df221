// After the charts of Hamilton (1951) and Norwood (1975), of Ludwig (1977) and of Sinclair (2004), drawn by
// hand and scaled so that the areas lie in the ranges of domain notes 2.4 on the average head. Assumption.
#include "smp/treatment/loss_shapes.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace smp {
namespace {

// Front and sides of every male shape: over the forehead to before the temples.
constexpr Point2 kForehead[] = {{0, -50}, {40, -42}, {72, -8}};

// The line of hair that is left, from the temple to the midline.
LossShape front(std::vector<Point2> line) {
  LossShape shape;
  shape.half.assign(std::begin(kForehead), std::end(kForehead));
  shape.half.insert(shape.half.end(), line.begin(), line.end());
  return shape;
}

LossShape vertex(double half_width, double ahead, double behind) {
  LossShape shape;
  shape.origin = LossOrigin::kWhorl;
  shape.unevenness = 0.6;
  shape.half = {{0, -ahead},
                {0.75 * half_width, -0.7 * ahead},
                {half_width, 0.05 * behind},
                {0.7 * half_width, 0.75 * behind},
                {0, behind}};
  return shape;
}

LossShape thinning(std::vector<Point2> half, double native_share, double soft_mm) {
  return {std::move(half), LossOrigin::kHairline, native_share, soft_mm};
}

// Ludwig: behind the frontal line, which stays.
LossShape ludwig(double half_width, double back, double native_share) {
  return thinning({{0, 9},
                   {0.4 * half_width, 11},
                   {0.75 * half_width, 21},
                   {half_width, 38},
                   {0.9 * half_width, 0.62 * back},
                   {0.55 * half_width, 0.9 * back},
                   {0, back}},
                  native_share, 22);
}

// Sinclair: a midline part that widens, most in front ("Christmas tree").
LossShape part(double half_width, double back, double native_share, double soft_mm) {
  LossShape shape = thinning({{0, 5},
                              {0.9 * half_width, 8},
                              {half_width, 20},
                              {0.8 * half_width, 0.5 * back},
                              {0.5 * half_width, 0.85 * back},
                              {0, back}},
                             native_share, soft_mm);
  shape.unevenness = std::min(1.0, half_width / 20);
  return shape;
}

using Stages = std::map<std::string, std::vector<LossShape>, std::less<>>;

Stages male_stages() {
  // Two thirds of the way from the corner to the midline the deep stages keep a tongue of hair.
  const LossShape third = front({{62, 18}, {54, 26}, {45, 30}, {35, 29.5}, {25, 18.5}, {13, 7.5}, {0, 4}});
  const LossShape fourth = front({{61, 19}, {53, 28.5}, {44, 33}, {34, 32.5}, {24, 25}, {12, 13.5}, {0, 9}});
  const LossShape fifth = front({{60, 19.5}, {52, 29}, {43, 33}, {32, 33}, {22, 35}, {11, 38}, {0, 39}});
  LossShape bridge;  // of V: narrow and sparse
  bridge.half = {{0, 28}, {9, 29}, {14, 38}, {14, 62}, {9, 74}, {0, 76}};
  bridge.native_share = 0.4;
  bridge.soft_mm = 11;
  return {
      {"norwood-2", {front({{62, 13}, {54, 18}, {44, 22.5}, {34, 22}, {25, 12}, {14, 3}, {0, 1.5}})}},
      {"norwood-2a", {front({{62, 12}, {54, 15}, {44, 17.5}, {34, 16}, {22, 11}, {10, 9}, {0, 8.5}})}},
      {"norwood-3", {third}},
      {"norwood-3a", {front({{62, 16}, {55, 24}, {46, 28}, {36, 26}, {22, 20.5}, {10, 18}, {0, 17.5}})}},
      {"norwood-3-vertex", {third, vertex(14, 13, 15)}},
      {"norwood-4", {fourth, vertex(17.5, 18, 15)}},
      {"norwood-4a", {front({{61, 22}, {54, 36}, {46, 43}, {35, 40}, {22, 35}, {10, 33}, {0, 33}})}},
      {"norwood-5", {fifth, vertex(18, 36, 13.5), bridge}},
      {"norwood-5a", {front({{60, 25}, {53, 42}, {45, 51}, {34, 52}, {22, 52}, {10, 52}, {0, 52}})}},
      {"norwood-6",
       {front({{61, 19}, {49, 28}, {36, 38}, {29.5, 56}, {26.5, 78}, {22.5, 97}, {13, 107}, {0, 110}})}},
      {"norwood-7",
       {front({{63, 22}, {53, 31}, {42, 45}, {36, 70}, {34, 92}, {27, 112}, {15, 121}, {0, 123}})}},
  };
}

Stages female_stages() {
  // Shares of Ludwig: assumption, domain notes 4; those of Sinclair are set between them.
  return {
      {"ludwig-1", {ludwig(26, 78, 0.75)}},      {"ludwig-2", {ludwig(33, 90, 0.5)}},
      {"ludwig-3", {ludwig(39, 100, 0.2)}},      {"sinclair-2", {part(7, 78, 0.75, 8)}},
      {"sinclair-3", {part(14, 84, 0.55, 14)}},  {"sinclair-4", {part(24, 92, 0.35, 20)}},
      {"sinclair-5", {part(36, 102, 0.12, 22)}},
  };
}

}  // namespace

std::vector<LossShape> loss_shapes(std::string_view name) {
  static const Stages male = male_stages(), female = female_stages();
  if (const auto found = male.find(name); found != male.end()) return found->second;
  if (const auto found = female.find(name); found != female.end()) return found->second;
  return {};
}

}  // namespace smp
