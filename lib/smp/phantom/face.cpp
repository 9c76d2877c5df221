// Brows, closed eyes, a nose and a mouth, painted on the skull so that a hairline can be judged against a
// face. They are no part of the truth but for their places, which are the template's landmarks.
#include <algorithm>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/phantom/layers.h"
#include "smp/phantom/noise.h"

namespace smp::phantom {
namespace {

double bump(double x, double width) { return std::exp(-0.5 * x * x / (width * width)); }
double step(double x, double low, double high) {
  const double t = std::clamp((x - low) / (high - low), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

// Features over the head's x and y in mm, on its front.
class Face {
 public:
  Face(const HeadShape& skull, std::uint32_t seed)
      : pupil_(skull.landmark(HeadLandmark::kPupilLeft)),
        nasion_(skull.landmark(HeadLandmark::kNasion)),
        nose_base_(skull.landmark(HeadLandmark::kNoseBase)),
        seed_(seed) {}

  /// Optical density of brows and lashes.
  double hair(Point3 p) const {
    const double x = std::abs(p.x), u = (x - 11) / 45;
    double dark = 0;
    if (u > -0.1 && u < 1.1) {
      const double middle = pupil_.y - 21 - 3 * std::sin(kPi * std::clamp(u, 0.0, 1.0)) + 2 * u;
      const double half = 4.6 * step(u, -0.1, 0.12) * (1 - 0.75 * step(u, 0.35, 1.1));
      const double inside = step(half - std::abs(p.y - middle), -1.6, 1.4) * step(1.1 - u, 0, 0.25);
      // Strokes lean outwards and up.
      const Point3 along = {0.35 * (x + 0.5 * (p.y - middle)), 1.9 * (x - 0.55 * (p.y - middle)), 0};
      dark += inside * (2.6 + 0.9 * noise_at(along, 1.4, seed_));
    }
    const double v = (x - pupil_.x) / 15;
    if (std::abs(v) < 1)
      dark += 1.3 * bump(p.y - (pupil_.y + 1 + 5 * (1 - v * v)), 0.7) * step(1 - std::abs(v), 0, 0.3);
    return std::max(0.0, dark);
  }

  /// Height over the skull, mm.
  double relief(Point3 p) const {
    const double x = std::abs(p.x), down = (p.y - nasion_.y) / (nose_base_.y - nasion_.y);
    double height = 0;
    if (down > -0.5 && down < 1.25) {
      const double rise = step(down, -0.35, 0.95) * (1 - step(down, 0.88, 1.22));
      height += 6 * rise * bump(x, 6 + 5 * std::clamp(down, 0.0, 1.0));
    }
    height -= 4.5 * bump(x - 0.8 * pupil_.x, 15) * bump(p.y - pupil_.y, 9);
    height += 3.2 * bump(x - pupil_.x, 9) * bump(p.y - pupil_.y - 1, 7);
    height += 1.8 * bump(x - 27, 20) * bump(p.y - (pupil_.y - 19), 5);
    return height;
  }

  /// Redness of the lips, as density of blood.
  double mouth(Point3 p) const {
    const double y = p.y - (nose_base_.y + 23), half = 25;
    if (std::abs(p.x) > half) return 0;
    const double full = std::sqrt(1 - p.x * p.x / (half * half));
    return 0.16 * step(6.5 * full - std::abs(y - 1), -2, 1.5) + 0.5 * bump(y, 0.8) * full;
  }

 private:
  Point3 pupil_, nasion_, nose_base_;
  std::uint32_t seed_;
};

}  // namespace

void paint_face(const PhantomScene& scene, const View& view, const Geometry& geometry, int threads,
                SkinLayers& skin, HairLayers& hair) {
  if (!scene.skull) return;
  const Face face(posed_skull(scene).shape(), static_cast<std::uint32_t>(scene.seed) + 77u);
  const double lowest = posed_skull(scene).shape().landmark(HeadLandmark::kPupilLeft).y - 40;
  parallel_for(threads, static_cast<std::size_t>(scene.height), [&](std::size_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < scene.width; ++x) {
      const float depth = geometry.depth.at(x, y);
      if (!(depth > 0)) continue;
      const Point3 head = view.head_from_photo(view.position({x + 0.5, y + 0.5}, depth));
      if (head.z > -20 || head.y < lowest) continue;
      // The spot of a hair in the skin is bluish; melanin makes up the brown of one that lies on it.
      const auto dark = static_cast<float>(face.hair(head));
      hair.shadow.at(x, y) += 0.65f * dark;
      skin.melanin.at(x, y) += 0.7f * dark;
      skin.blood.at(x, y) += static_cast<float>(face.mouth(head));
      skin.shape.at(x, y) += static_cast<float>(face.relief(head));
    }
  });
}

}  // namespace smp::phantom
