#include "smp/scalp/survey.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "smp/base/parallel.h"
#include "smp/scalp/camera.h"
#include "smp/scalp/hair.h"
#include "smp/scalp/hair_units.h"
#include "smp/scalp/scalp.h"
#include "smp/scalp/skin.h"

namespace smp {
namespace {

using Cells = Image<std::uint8_t>;

constexpr double kBrightestSkin = 90;  // L* that no skin has [assumption]

void add(const Cells& cells, Cells& to) {
  for (std::size_t k = 0; k < to.values().size(); ++k)
    to.values()[k] = static_cast<std::uint8_t>(to.values()[k] | (cells.values()[k] != 0 ? 255 : 0));
}

bool none(const Cells& cells) {
  return std::all_of(cells.values().begin(), cells.values().end(),
                     [](std::uint8_t cell) { return cell == 0; });
}

// The user's word on the tone stands above what was read.
void apply_tone(const SkinToneOptions& told, SkinReading& reading) {
  const SkinTone tone = resolve_skin_tone(told);
  if (tone.source != "given") return;
  reading.source = tone.source;
  reading.ita_deg = tone.ita_deg;
  reading.ita_error_deg = 0;
  if (told.lab) {
    const std::array<double, 3>& lab = *told.lab;
    reading.lab = {lab[0], lab[1], lab[2]};
    reading.spread = {};
  }
}

class Surveyor {
 public:
  Surveyor(const Photo& photo, const ReducedPhoto& reduced, const SurveyPlaces& places,
           const SurveyOptions& options)
      : photo_(photo), reduced_(reduced), places_(places), options_(options) {}

  Survey run() && {
    out_.grey_photo = scalp::is_grey_photo(reduced_);
    likelihood_ = scalp::skin_likelihood(reduced_, out_.grey_photo, options_.threads);
    treated_ = Cells(reduced_.width(), reduced_.height(), 1, 0);
    if (!places_.treated.empty())
      add(places_.treated, treated_);
    else
      for (const Cells& region : places_.regions) add(region, treated_);
    sample_ = cells_in(reduced_, places_.skin_sample);
    look_where();
    // Neither is worth several threads by itself.
    parallel_for(options_.threads, 2, [&](std::size_t stage) {
      if (stage == 0)
        scalp::map_body_and_gloss(reduced_, likelihood_, interest_, options_.surface, options_.threads,
                                  out_.map);
      else
        out_.camera = scalp::read_camera(photo_, reduced_, likelihood_, options_.camera, options_.threads);
    });
    note_noise();
    look_for_hair();  // how far the camera blurs tells how much of a hair is to be seen
    read_skins();
    return std::move(out_);
  }

 private:
  void look_where() {
    interest_ = treated_;
    add(sample_, interest_);
    told_ = !none(interest_);
    if (!told_) add(found_cells(), interest_);
  }

  // The skin found without being told; looked for only once and only if need be.
  const Cells& found_cells() {
    if (found_.empty()) {
      out_.found = scalp::find_skin(reduced_, likelihood_);
      found_ = cells_in(reduced_, out_.found.outline_px);
    }
    return found_;
  }

  void look_for_hair() {
    const Cells sample = cells_in(reduced_, places_.hair_sample);
    const scalp::HairInput input{.photo = photo_,
                                 .reduced = reduced_,
                                 .likelihood = likelihood_,
                                 .interest = interest_,
                                 .sample = sample,
                                 .options = options_.hair,
                                 .surface = options_.surface,
                                 .threads = options_.threads,
                                 .blur_px = out_.camera.blur_px,
                                 .found = !told_};
    out_.hair = scalp::read_hair(input, out_.map);
    if (options_.unit_places) scalp::find_units(input, treated_, places_.regions, out_.map, out_.hair);
  }

  void read_skins() {
    scalp::ReadingInput input{.reduced = reduced_,
                              .likelihood = likelihood_,
                              .map = out_.map,
                              .hair = out_.hair.mask,
                              .surface = options_.surface};
    if (!places_.white_reference.empty()) {
      const auto gains = scalp::white_gains(reduced_, places_.white_reference, places_.white_reflectance);
      if (gains) input.gains = *gains;
      input.white_used = out_.white_used = gains.has_value();
    }
    // A grey photo shows what is light and dark but no colour of skin.
    const auto read = [&](const Cells& area) {
      SkinReading reading = scalp::read_skin(input, area);
      if (out_.grey_photo) reading = assumed(reading);
      return reading;
    };
    out_.skin = read_whole(read);
    if (out_.white_used && out_.skin.lab.l > kBrightestSkin) {  // what was called white is not
      input.gains = {1, 1, 1};
      input.white_used = out_.white_used = false;
      out_.skin = read_whole(read);
    }
    apply_tone(options_.tone, out_.skin);
    for (const Cells& region : places_.regions) {
      SkinReading reading = read(region);
      if (reading.source == "assumed") reading = with_colour_of(out_.skin, reading);
      apply_tone(options_.tone, reading);
      out_.regions.push_back(std::move(reading));
    }
  }

  // The sample, else what is treated, else the skin found: the first that shows plain skin.
  template <class Read>
  SkinReading read_whole(const Read& read) {
    SkinReading whole = read(none(sample_) ? interest_ : sample_);
    if (whole.source == "measured" || out_.grey_photo) return whole;
    if (!none(sample_)) {
      out_.skin_sample_unusable = true;
      const SkinReading treated = read(interest_);
      if (treated.source == "measured") return treated;
    }
    if (none(interest_)) return whole;
    const SkinReading nearby = read(found_cells());
    return nearby.source == "measured" ? with_colour_of(nearby, whole) : whole;
  }

  static SkinReading assumed(const SkinReading& reading) {
    SkinReading out;
    out.clipped_share = reading.clipped_share;
    return out;
  }

  // An area that shows no skin has the colour of another, but its own shares.
  static SkinReading with_colour_of(const SkinReading& other, const SkinReading& area) {
    SkinReading out = other;
    out.usable_share = area.usable_share, out.gloss_share = area.gloss_share;
    out.clipped_share = area.clipped_share;
    return out;
  }

  void note_noise() {
    if (out_.camera.noise_source == "assumed") return;
    constexpr double kLeastNoise = 0.0008, kSkinLight = 0.25;  // codes of 8 bits alone make as much
    const NoiseModel& noise = out_.camera.noise;
    out_.map.noise =
        std::max(kLeastNoise, std::sqrt(noise.read * noise.read + noise.shot * noise.shot * kSkinLight));
  }

  const Photo& photo_;
  const ReducedPhoto& reduced_;
  const SurveyPlaces& places_;
  const SurveyOptions& options_;
  Survey out_;
  Image<float> likelihood_;
  Cells treated_, sample_, interest_, found_;
  bool told_ = false;  // where to look
};

}  // namespace

Survey survey_photo(const Photo& photo, const ReducedPhoto& reduced, const SurveyPlaces& places,
                    const SurveyOptions& options) {
  return Surveyor(photo, reduced, places, options).run();
}

}  // namespace smp
