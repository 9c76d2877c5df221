#include "smp/sweep/sweep_record.h"

#include <filesystem>

#include "smp/base/version.h"

namespace smp {
namespace {

JsonValue base_name(const std::string& file) {
  return JsonValue(std::filesystem::path(file).filename().string());
}

JsonValue texts(const std::vector<std::string>& values) {
  JsonValue::Array list;
  for (const std::string& value : values) list.emplace_back(value);
  return list;
}

JsonValue axes_json(const std::vector<Axis>& axes) {
  JsonValue::Array list;
  for (const Axis& axis : axes) {
    JsonValue object = JsonValue::Object{};
    object.set("pointer", axis.pointer);
    object.set("values", axis.values);
    list.push_back(std::move(object));
  }
  return list;
}

JsonValue case_json(const RecordedCase& recorded) {
  JsonValue object = JsonValue::Object{};
  object.set("name", recorded.planned->name);
  object.set("photo", base_name(recorded.planned->files.photo));
  object.set("spec", base_name(recorded.planned->files.spec));
  JsonValue sha256 = JsonValue::Object{};
  for (const auto& [file, digest] : recorded.sha256) sha256.set(file, digest);
  object.set("sha256", std::move(sha256));
  object.set("document", recorded.planned->document);
  return object;
}

}  // namespace

std::string sweep_record(const SweepRequest& request, const std::vector<Axis>& axes,
                         const std::vector<RecordedCase>& cases) {
  JsonValue record = JsonValue::Object{};
  record.set("toolkit", kVersion);
  record.set("vary", axes_json(axes));
  record.set("zip", request.zip);
  record.set("at", texts(moments_of(request)));
  record.set("set", texts(request.overrides));
  JsonValue::Array list;
  for (const RecordedCase& one : cases) list.push_back(case_json(one));
  record.set("cases", std::move(list));
  return to_text(record);
}

}  // namespace smp
