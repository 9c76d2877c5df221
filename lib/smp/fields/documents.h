#pragma once  // What can be done with a struct that has `visit_fields`: read, write, schema, reference.
#include <string>

#include "smp/fields/fields.h"
#include "smp/fields/json_value.h"

namespace smp {

/// Which files a document may name (`TextKind::kFile`).
enum class FilesFrom {
  kFolder,    ///< only such as lie beside it: relative, not leading out of its folder
  kAnywhere,  ///< also absolute names and such as lead out; web addresses never
};

/// Fills the visited members from a document. What the document leaves out keeps its value.
/// @throws Error kBadInput with the JSON pointer of the fault, also for keys that no row names.
void read_object(const JsonValue& document, const FieldVisitor::Body& fields,
                 FilesFrom files = FilesFrom::kFolder);

/// The visited members as a document: all values, absent ones and empty objects left out.
JsonValue write_object(const FieldVisitor::Body& fields);

/// JSON Schema, draft 2020-12. The members must hold their defaults.
JsonValue schema_of(const std::string& title, const FieldVisitor::Body& fields);

/// One Markdown table per object: key, type, unit, range, default, basis, meaning. The members must
/// hold their defaults. `root` is the heading of the first table.
std::string reference_of(const std::string& root, const FieldVisitor::Body& fields);

/// The same for a struct.
template <class T>
void read_fields(const JsonValue& document, T& object, FilesFrom files = FilesFrom::kFolder) {
  read_object(
      document, [&](FieldVisitor& field) { visit_fields(field, object); }, files);
}
template <class T>
JsonValue write_fields(T object) {
  return write_object([&](FieldVisitor& field) { visit_fields(field, object); });
}

}  // namespace smp
