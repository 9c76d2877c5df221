#pragma once  // Small phantoms of the template head as photos, with the part of a spec that poses it.
#include <optional>
#include <string>

#include "smp/fields/json_parse.h"
#include "smp/fields/json_value.h"
#include "smp/phantom/phantom.h"
#include "support/phantom_survey.h"

namespace smp::testing {

struct HeadPhoto {
  Photo photo;
  std::string head;  ///< the spec's "head": every landmark
  PhantomTruth truth;
};

/// A head seen from above the forehead, 2 px per mm.
inline PhantomScene head_scene(HairPattern hair = HairPattern::kNone, int width = 400, int height = 380) {
  PhantomScene scene;
  scene.width = width, scene.height = height;
  scene.px_per_mm = 2.0 * width / 400;
  scene.kind = PhantomKind::kHead;
  scene.skull = HeadSex::kMale;
  scene.shape.center_px = {0.5 * width, 0.55 * height};
  scene.shape.angles.pitch_deg = 30;
  scene.hair.where = hair;
  return with_skull(scene);
}

inline HeadPhoto head_photo(const PhantomScene& scene) {
  Phantom phantom = make_phantom(scene);
  HeadPhoto out;
  out.head = to_line(*parse_json(truth_json(scene, phantom.truth)).find("head"));
  out.photo = photo_of(phantom);
  out.truth = std::move(phantom.truth);
  return out;
}

/// The bald one, made once.
inline const HeadPhoto& bald_head() {
  static const HeadPhoto head = head_photo(head_scene());
  return head;
}

/// A spec on a head: `parts` follow its version and head, such as "\"regions\": [...]".
inline std::string head_spec(const HeadPhoto& head, const std::string& parts) {
  return R"({"smp": 1, "seed": 7, "head": )" + head.head + ", " + parts + "}";
}

}  // namespace smp::testing
