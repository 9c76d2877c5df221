#include "smp/simulate/moment_pictures.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/simulate/compose.h"
#include "smp/simulate/treated_area.h"

namespace smp {
namespace {

// "x,y,width,height" in px, or "auto": the treated area with a margin.
PixelRect crop_area(const std::string& text, const Simulation& record) {
  if (text == "auto") return treated_area(record);
  const int width = record.photo.width(), height = record.photo.height();
  const PixelRect r = rectangle_from(text).value_or(PixelRect{});
  if (r.x < 0 || r.y < 0 || r.width < 1 || r.height < 1 || r.x > width - r.width || r.y > height - r.height)
    throw Error(
        ErrorKind::kUsage,
        {"", "--crop",
         "lies outside the photo (" + std::to_string(width) + " x " + std::to_string(height) + " px)", ""});
  return r;
}

Moment moment_of(const Case& prepared, const std::string& name) {
  try {
    return prepared.moment(name);
  } catch (const InvalidArgument& error) {
    throw Error(ErrorKind::kUsage, {"", "--at", error.text().cause, ""});
  }
}

std::vector<std::string> caption_of(const Simulation& record, const MomentResult& result) {
  if (result.moment.untreated) return {"before"};
  std::vector<std::string> lines = {result.moment.name};
  const auto de = mean_de_to_skin(record, result);
  lines.push_back(fmt::format("day {:.0f}", result.moment.day) +
                  (de ? fmt::format(", dE {:.1f} to bare skin", *de) : std::string()));
  return lines;
}

}  // namespace

std::optional<PixelRect> rectangle_from(std::string_view text) {
  std::array<int, 4> values{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), values[i]);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i == 3) break;
    if (!text.starts_with(',')) return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return PixelRect{values[0], values[1], values[2], values[3]};
}

MomentPictures::MomentPictures(const RenderRequest& request, Case& prepared, OutputFiles& outputs,
                               const WhenDrawn& when_drawn)
    : request_(request), prepared_(prepared), outputs_(outputs), when_drawn_(when_drawn) {
  for (const std::string& name : request.moments) moments_.push_back(moment_of(prepared, name));
  if (request.crop) area_ = crop_area(*request.crop, prepared.record());
  if (request.strip && request.ensemble == 0)
    strip_.emplace(area_.value_or(treated_area(prepared.record())), amid_dots(prepared.record()));
}

std::vector<MomentResult> MomentPictures::draw() {
  const bool keep_photo = request_.ensemble > 0 || request_.before_after || when_drawn_;
  std::vector<MomentResult> results;
  for (std::size_t k = 0; k < moments_.size(); ++k)
    results.push_back(draw_one(moments_[k], k + 1 == moments_.size(), keep_photo));
  if (strip_) outputs_.add_photo(*request_.strip, strip_->draw());
  return results;
}

MomentResult MomentPictures::draw_one(const Moment& moment, bool last, bool keep_photo) {
  const std::string path = path_at(request_.output, moment.name, moments_.size());
  // A result that is written as it stands is encoded while it is rendered.
  std::vector<std::uint8_t> encoded;
  WhileRendering encode;
  if (!area_ && !request_.output.empty())
    encode = [&](const Photo& photo, const RowProgress& progress) {
      encoded = outputs_.encode(path, photo, &progress);
    };
  Drawn drawn = last && !keep_photo
                    ? prepared_.draw_last(moment, encode)
                    : prepared_.draw(moment, encode, /*more_to_come=*/!last || request_.ensemble > 0);
  if (strip_) strip_->add(drawn.photo, caption_of(prepared_.record(), drawn.result));
  if (request_.before_after) {
    const Photo& before = prepared_.record().photo;
    outputs_.add_photo(path_at(*request_.before_after, moment.name, moments_.size()),
                       area_ ? side_by_side(cropped(before, *area_), cropped(drawn.photo, *area_))
                             : side_by_side(before, drawn.photo));
  }
  if (when_drawn_) when_drawn_(prepared_.record(), drawn, outputs_);
  if (!request_.output.empty())
    outputs_.add_bytes(path,
                       area_ ? outputs_.encode(path, cropped(drawn.photo, *area_)) : std::move(encoded));
  if (last && !keep_photo) last_photo_ = std::move(drawn.photo);
  return std::move(drawn.result);
}

Ensemble draw_span(const RenderRequest& request, const Case& prepared, const Spec& spec,
                   const SpecFiles& files, const SimulateOptions& options, OutputFiles& outputs) {
  const PixelRect area =
      request.crop ? crop_area(*request.crop, prepared.record()) : treated_area(prepared.record());
  Strip strip(area, amid_dots(prepared.record()));
  const auto show = [&](const EnsembleDraw& draw, const Photo& photo) {
    strip.add(
        photo,
        {fmt::format("dE {:.1f}", draw.mean_de),
         fmt::format("loses {:.0f} % early, {:.0f} %/year", 100 * draw.early_loss, 100 * draw.fade_per_year),
         fmt::format("grows {:.0f} %/year, scale x {:.3f}", 100 * draw.growth_per_year, draw.scale_factor)},
        draw.mean_de);
  };
  Ensemble span = draw_ensemble(prepared, spec, files, options, request.moments[0], request.ensemble, show);
  if (request.strip) outputs.add_photo(*request.strip, strip.draw());
  return span;
}

}  // namespace smp
