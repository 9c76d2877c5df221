#include "smp/sweep/case_names.h"

#include <filesystem>
#include <map>

#include "smp/base/error.h"
#include "smp/batch/digest.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

constexpr int kForms = 4;
constexpr std::size_t kPhoto = 48, kSpec = 16;  // bytes of a name; an id has at most 200

std::string folder_of(const fs::path& path) {
  const std::string name = path.parent_path().filename().string();
  return name.empty() || name == "." || name == ".." ? std::string() : name + "-";
}

// The longer forms tell more; the last tells any two cases apart.
std::string form_of(const SweepCase& c, int form) {
  const fs::path photo(c.photo), spec(c.spec);
  switch (form) {
    case 0:
      return safe_name(photo.stem().string(), kPhoto);
    case 1:
      return safe_name(folder_of(photo) + photo.filename().string(), kPhoto);
    case 2:
      return safe_name(folder_of(photo) + photo.filename().string(), kPhoto) + "-" +
             safe_name(spec.stem().string(), kSpec);
    default:
      // By the paths as given, of which nothing is shown.
      return form_of(c, 2) + "-" +
             sha256(fs::path(c.photo).lexically_normal().string() + "\n" +
                    fs::path(c.spec).lexically_normal().string())
                 .substr(0, 8);
  }
}

}  // namespace

std::vector<std::string> case_names(const std::vector<SweepCase>& cases) {
  std::vector<int> forms(cases.size(), 0);
  std::vector<std::string> names(cases.size());
  for (int form = 0; form < kForms; ++form) {
    std::map<std::string, int> uses;
    for (std::size_t c = 0; c < cases.size(); ++c) ++uses[names[c] = form_of(cases[c], forms[c])];
    if (uses.size() == cases.size()) return names;
    for (std::size_t c = 0; c < cases.size(); ++c)
      if (uses[names[c]] > 1) ++forms[c];
  }
  for (std::size_t c = 0; c < cases.size(); ++c)
    for (std::size_t d = 0; d < c; ++d)
      if (form_of(cases[c], kForms - 1) == form_of(cases[d], kForms - 1))
        throw Error(ErrorKind::kUsage, {cases[c].photo, "", "is given twice with the same spec", ""});
  for (std::size_t c = 0; c < cases.size(); ++c) names[c] = form_of(cases[c], kForms - 1);
  return names;
}

}  // namespace smp
