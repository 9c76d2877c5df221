#pragma once  // Which format a file is in, by its content.
#include <cstdint>
#include <span>

#include "smp/photo/photo.h"

namespace smp {

/// The format by the first bytes. Throws Error kBadInput for everything outside the allow list, naming
/// the format where it is a known one.
PhotoFormat sniff_format(std::span<const std::uint8_t> bytes);

}  // namespace smp
