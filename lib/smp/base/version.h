#pragma once
namespace smp {
/// Version of the kit; CMake checks that it equals the project's.
inline constexpr const char* kVersion = "0.1.0";
}  // namespace smp
