// smp-spec: validates and drafts specs, prints the JSON Schema and the reference page.
#include <map>

#include "common/files.h"
#include "common/tool.h"
#include "smp/spec/read_spec.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

struct Arguments {
  std::string file;
  std::vector<std::string> overrides;
  std::string surface = "plane";
  double px_per_mm = 10;
  int max_spec_mb = 16;
};

int check(const Arguments& arguments, const CommonOptions& common) {
  const smp::SpecLimits limits = {.max_bytes = static_cast<std::size_t>(arguments.max_spec_mb) << 20};
  const std::string text = smp::app::read_text_file(arguments.file, limits.max_bytes);
  try {
    const smp::Spec spec = smp::read_spec(text, arguments.overrides, limits);
    const std::size_t count = spec.regions.size();
    const std::string what =
        count > 0 ? std::to_string(count) + (count == 1 ? " region" : " regions") : "impressions from a file";
    if (!common.quiet) smp::app::write_stdout("ok: " + what + "\n");
  } catch (const smp::Error& error) {
    throw error.in_file(arguments.file);
  }
  return 0;
}

int draft(const Arguments& arguments) {
  const std::map<std::string, smp::SurfaceKind> kinds = {{"plane", smp::SurfaceKind::kPlane},
                                                         {"ellipsoid", smp::SurfaceKind::kEllipsoid},
                                                         {"depth", smp::SurfaceKind::kDepth}};
  smp::app::write_stdout(
      smp::draft_spec({.surface = kinds.at(arguments.surface), .px_per_mm = arguments.px_per_mm}));
  return 0;
}

void configure(CommandLine& line, Arguments& arguments) {
  line.description("Validates and drafts specs of scalp micropigmentation.");

  CommandLine& check_line = line.subcommand("check", "Validate a spec; says what is wrong and where");
  check_line.positional("FILE", arguments.file, "Spec to validate (JSON)");
  check_line.option("--set", arguments.overrides, "Change a value first: /json/pointer=value (repeatable)");
  check_line.option("--max-spec-mb", arguments.max_spec_mb, 1, 1024, "Largest spec accepted, in MiB");
  check_line.action([&](const CommonOptions& common) { return check(arguments, common); });

  CommandLine& new_line = line.subcommand("new", "Print a small valid spec to start from");
  new_line.option("--surface", arguments.surface, {"plane", "ellipsoid", "depth"},
                  "Shape of the head in the photo");
  new_line.option("--px-per-mm", arguments.px_per_mm, 0.3, 200, "Scale of the photo");
  new_line.action([&](const CommonOptions&) { return draft(arguments); });

  line.subcommand("schema", "Print the JSON Schema of specs").action([](const CommonOptions&) {
    smp::app::write_stdout(smp::spec_schema());
    return 0;
  });
  line.subcommand("reference", "Print the reference page of specs (Markdown)")
      .action([](const CommonOptions&) {
        smp::app::write_stdout(smp::spec_reference_markdown());
        return 0;
      });
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  return smp::app::run_tool("smp-spec", argc, argv, [&](CommandLine& line) { configure(line, arguments); });
}
