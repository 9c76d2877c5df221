#pragma once  // The files that a spec names, found without judging it.
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smp {

/// Every text under a key that names a file (`mask`, `file`, `impressions`), in the order written, then those
/// of the changes `/pointer=value`; each once. Of a text that is not JSON only what the changes name.
std::vector<std::string> files_named_in(std::string_view spec, std::span<const std::string> overrides);

}  // namespace smp
