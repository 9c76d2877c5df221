#pragma once  // Spec text -> Spec, and the documents generated from its rows.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smp/spec/spec.h"

namespace smp {

struct SpecLimits {
  std::size_t max_bytes = std::size_t{16} << 20;
  bool allow_outside = false;  ///< file names may be absolute or lead out of the spec's folder
};

/// Reads a spec (strict JSON, see docs/spec.md), with `--set` overrides applied first, in order.
/// What is left out keeps its default; nameless regions are named; `depth_mm` follows
/// `needle_depth_mm`. Touches no other file.
/// @throws Error kBadInput with the JSON pointer of the fault (kUsage for a malformed override).
Spec read_spec(std::string_view text, std::span<const std::string> overrides = {},
               const SpecLimits& limits = {});

/// The spec with all defaults written out; reading it gives the same spec.
std::string to_json(const Spec& spec);

struct DraftOptions {
  SurfaceKind surface = SurfaceKind::kPlane;
  double px_per_mm = 10;  ///< not used for a depth surface and a head with landmarks
  // A spec on a posed head: where any of these is given.
  std::string pattern;                                    ///< of hair loss
  std::string hairline;                                   ///< preset or style
  std::vector<std::pair<std::string, Point2>> landmarks;  ///< by name; empty: those of a usual photo
  std::optional<HeadSex> sex;                             ///< absent: male
  bool on_head() const { return !pattern.empty() || !hairline.empty() || !landmarks.empty() || sex; }
};

/// A small valid spec to start from: scale, surface and one region; or a posed head with a region on it.
/// @throws Error kBadInput where a value is out of its range or unknown.
std::string draft_spec(const DraftOptions& options = {});

/// JSON Schema, draft 2020-12.
std::string spec_schema();

/// The reference page, docs/spec.md.
std::string spec_reference_markdown();

}  // namespace smp
