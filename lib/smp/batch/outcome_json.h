#pragma once  // Internal to the module: parts of an outcome as JSON, in messages and in the journal.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "smp/batch/job.h"
#include "smp/fields/json_value.h"

namespace smp {

/// What `parse_json` takes back: control characters and bytes that are no UTF-8 are escaped.
std::string printable(const std::string& text);

/// A list of [name, sha256].
JsonValue files_to_json(const std::vector<JobFile>& files);
/// Nothing where it is no such list.
std::optional<std::vector<JobFile>> files_from_json(const JsonValue& json);

/// The kind of this exit status; nothing where there is none.
std::optional<ErrorKind> kind_from(std::int64_t status);

}  // namespace smp
