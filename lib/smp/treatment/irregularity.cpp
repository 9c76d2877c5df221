#include "smp/treatment/irregularity.h"

#include <algorithm>
#include <cmath>

#include "smp/base/point.h"
#include "smp/base/random.h"

namespace smp {
namespace {

constexpr double kLengthSpread = 0.27;  // of half-waves, either way, as a share
constexpr double kHeightSpread = 0.45;  // the same of their height
constexpr double kPull = 0.08;          // share of the lead or lag made good by the next half-wave
constexpr double kMostGain = 1.6;       // where the weight takes much away the amplitude is not forced

// Waves stay small where the course turns within little more than their own size.
double wave_weight(const HeadCurve& course, double room_mm, double arc) {
  double weight = 1;
  for (const double reach : {1.5, 3.0}) {
    const Point3 before = course.direction(arc - reach), after = course.direction(arc + reach);
    const double turn = std::acos(std::clamp(dot(before, after), -1.0, 1.0));
    weight = std::min(weight, 2 * reach / std::max(turn, 1e-3) / std::max(room_mm, 1e-3));
  }
  return weight;
}

// Smooth along the line (means over some mm), and 0 at its ends.
class WaveWeight {
 public:
  WaveWeight(const HeadCurve& course, double room_mm) : length_(course.length_mm()) {
    const auto count = static_cast<std::size_t>(course.length_mm()) + 1;
    std::vector<double> raw;
    for (std::size_t i = 0; i <= count; ++i)
      raw.push_back(wave_weight(course, room_mm, static_cast<double>(i)));
    constexpr std::size_t kHalf = 4;
    for (std::size_t i = 0; i <= count; ++i) {
      double sum = 0, least = 1;
      int n = 0;
      for (std::size_t k = i < kHalf ? 0 : i - kHalf; k <= std::min(count, i + kHalf); ++k)
        sum += raw[k], least = std::min(least, raw[k]), ++n;
      values_.push_back(0.5 * (sum / n + least));
    }
  }
  double operator()(double arc) const {
    const double at = std::clamp(arc, 0.0, static_cast<double>(values_.size() - 1));
    const auto i = std::min(static_cast<std::size_t>(at), values_.size() - 2);
    const double t = at - static_cast<double>(i);
    const double to_end = std::clamp(std::min(arc, length_ - arc) / std::min(5.0, length_ / 8), 0.0, 1.0);
    return to_end * ((1 - t) * values_[i] + t * values_[i + 1]);
  }

 private:
  double length_;
  std::vector<double> values_;  // every mm
};

}  // namespace

Undulation::Undulation(double amplitude_mm, double wavelength_mm, const std::vector<double>& parts_mm,
                       const std::function<double(double)>& weight, std::uint64_t seed, std::uint64_t index)
    : weight_(weight) {
  if (!(amplitude_mm > 0) || parts_mm.size() < 2) return;
  RandomStream random(seed, RandomPurpose::kHairlineWaves, index);
  const double half = wavelength_mm / 2;
  double sign = random.uniform() < 0.5 ? -1 : 1;
  double due = parts_mm.front() - (1 + random.uniform()) * half, turn = due;
  while (turn < parts_mm.back() + half || turns_mm_.size() < 2) {
    turns_mm_.push_back(turn);
    heights_mm_.push_back(sign * amplitude_mm * (1 + kHeightSpread * random.uniform(-1, 1)));
    sign = -sign;
    turn += half * (1 + kLengthSpread * random.uniform(-1, 1)) - kPull * (turn - due);
    due += half;
  }
  scale_parts(amplitude_mm, parts_mm);
}

double Undulation::wave(double arc_mm) const {
  const auto next = std::upper_bound(turns_mm_.begin() + 1, turns_mm_.end() - 1, arc_mm);
  const auto i = static_cast<std::size_t>(next - turns_mm_.begin());
  const double t = std::clamp((arc_mm - turns_mm_[i - 1]) / (turns_mm_[i] - turns_mm_[i - 1]), 0.0, 1.0);
  const double rise = 0.5 - 0.5 * std::cos(kPi * t);
  return heights_mm_[i - 1] + rise * (heights_mm_[i] - heights_mm_[i - 1]);
}

double Undulation::at(double arc_mm) const {
  if (turns_mm_.empty()) return 0;
  return wave(arc_mm) * weight_(arc_mm);
}

// Gives each part its amplitude; half-waves across a joint belong to the part of their crest.
void Undulation::scale_parts(double amplitude_mm, const std::vector<double>& parts_mm) {
  constexpr int kRounds = 4, kSamples = 400;
  for (int round = 0; round < kRounds; ++round)
    for (std::size_t part = 0; part + 1 < parts_mm.size(); ++part) {
      const double from = parts_mm[part], to = parts_mm[part + 1];
      double sum = 0, squares = 0;
      for (int k = 0; k < kSamples; ++k) {
        const double v = at(from + (to - from) * (k + 0.5) / kSamples);
        sum += v, squares += v * v;
      }
      const double spread = std::sqrt(std::max(0.0, squares / kSamples - sum * sum / (kSamples * kSamples)));
      const double gain =
          std::clamp(amplitude_mm / std::sqrt(2.0) / std::max(1e-9, spread), 1 / kMostGain, kMostGain);
      for (std::size_t k = 0; k < turns_mm_.size(); ++k)
        if ((turns_mm_[k] >= from || part == 0) && (turns_mm_[k] < to || part + 2 == parts_mm.size()))
          heights_mm_[k] = std::clamp(gain * heights_mm_[k], -2 * amplitude_mm, 2 * amplitude_mm);
    }
}

EdgeWaves::EdgeWaves(const HeadCurve& course, const HairlineShape& shape, const std::vector<double>& parts_mm,
                     std::uint64_t seed)
    : step_mm_(std::min(0.7, shape.micro_wavelength_mm / 12)) {
  const WaveWeight weight(course, 2.8 * (shape.macro_mm + shape.micro_mm));
  macro_ = Undulation(shape.macro_mm, shape.macro_wavelength_mm, parts_mm, weight, seed, 0);
  micro_ = Undulation(shape.micro_mm, shape.micro_wavelength_mm, parts_mm, weight, seed, 1);
}

}  // namespace smp
