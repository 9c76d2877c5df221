#pragma once  // SHA-256, and the key under which a result is known.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "smp/batch/job.h"

namespace smp {

/// 64 hexadecimal digits.
std::string sha256(std::span<const std::uint8_t> bytes);
std::string sha256(std::string_view text);

/// What to do with a name that is a link.
enum class LinkAt { kFollowed, kRefused };
/// Of a regular file, read piece by piece. Nothing where there is none or it cannot be read to its end.
std::optional<std::string> sha256_of_file(const std::filesystem::path& path, LinkAt link);

/// The hash of all that decides a job's results: contents of its inputs, changes to the spec, all of the
/// request but `force`, and the toolkit's version; never names of inputs, times or the machine.
std::string job_key(const Job& job, const std::vector<JobFile>& inputs);

}  // namespace smp
