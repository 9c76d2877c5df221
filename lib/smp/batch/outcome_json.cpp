#include "smp/batch/outcome_json.h"

#include "smp/base/text.h"

namespace smp {

std::string printable(const std::string& text) { return escaped(text, text.size()); }

JsonValue files_to_json(const std::vector<JobFile>& files) {
  JsonValue::Array list;
  for (const JobFile& file : files) list.push_back(JsonValue::Array{printable(file.name), file.sha256});
  return list;
}

std::optional<std::vector<JobFile>> files_from_json(const JsonValue& json) {
  const auto* list = json.get_if<JsonValue::Array>();
  if (!list) return std::nullopt;
  std::vector<JobFile> files;
  for (const JsonValue& entry : *list) {
    const auto* pair = entry.get_if<JsonValue::Array>();
    if (!pair || pair->size() != 2) return std::nullopt;
    const auto *name = (*pair)[0].get_if<std::string>(), *hash = (*pair)[1].get_if<std::string>();
    if (!name || !hash) return std::nullopt;
    files.push_back({*name, *hash});
  }
  return files;
}

std::optional<ErrorKind> kind_from(std::int64_t status) {
  for (const ErrorKind kind :
       {ErrorKind::kUsage, ErrorKind::kBadInput, ErrorKind::kMissingInput, ErrorKind::kInternal,
        ErrorKind::kCannotCreate, ErrorKind::kReadWrite, ErrorKind::kInterrupted})
    if (static_cast<std::int64_t>(kind) == status) return kind;
  return std::nullopt;
}

}  // namespace smp
