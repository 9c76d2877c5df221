#pragma once  // The inputs of tools that take a photo and a spec: names, changes, limits.
#include <optional>
#include <string>
#include <vector>

#include "common/command_line.h"
#include "smp/photo/photo.h"
#include "smp/simulate/spec_files.h"
#include "smp/spec/read_spec.h"

namespace smp::app {

struct InputArguments {
  std::string photo, spec;
  std::vector<std::string> overrides;
  bool allow_outside = false;
  double max_file_mb = 64, max_mp = 64, max_spec_mb = 16;
  int max_side = 20000, max_marks = 5'000'000;

  PhotoLimits limits() const;
  SpecLimits spec_limits() const;
};

/// `--allow-outside` and the limits.
void add_input_limits(CommandLine& line, InputArguments& a);

/// A spec with the files it names.
struct ToldSpec {
  std::optional<Spec> spec;  ///< nothing where none is named
  SpecFiles files;           ///< its identities include the spec's own file
};

/// @param required an empty name is a missing file; else it is no spec.
/// @throws Error naming the file and the place of the fault; kUsage for changes to a spec that is not named.
ToldSpec read_told_spec(const InputArguments& a, bool required);

}  // namespace smp::app
