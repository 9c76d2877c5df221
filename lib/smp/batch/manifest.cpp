#include "smp/batch/manifest.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/base/text.h"
#include "smp/batch/real_paths.h"
#include "smp/batch/request_keys.h"
#include "smp/fields/json_override.h"
#include "smp/fields/json_parse.h"

namespace smp {
namespace {

// Longest line: a job that changes whole outlines by `set` has room, a file that is no manifest ends early.
constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxTextCharacters = 4096;  // the longest path of a Linux system
constexpr std::size_t kMaxIdCharacters = 200;
constexpr std::size_t kMaxMoments = 1000;

const std::vector<std::string> kKeys = {"id",   "photo",        "spec",         "output", "at",
                                        "set",  "summary",      "before_after", "strip",  "impressions",
                                        "crop", "jpeg_quality", "ensemble"};

std::string got(const JsonValue& value) {
  if (value.get_if<JsonValue::Array>()) return " (got a list)";
  if (value.get_if<JsonValue::Object>()) return " (got an object)";
  if (const auto* text = value.get_if<std::string>()) return " (got the text " + quoted(*text) + ")";
  return " (got " + to_line(value) + ")";
}

// Faults are thrown with `where` inside the line; who reads the lines adds the line.
[[noreturn]] void refuse(std::string where, std::string cause, std::string advice = {}) {
  throw Error(ErrorKind::kBadInput, {"", std::move(where), std::move(cause), std::move(advice)});
}

const std::string& text_in(const JsonValue& value, const std::string& where) {
  const auto* text = value.get_if<std::string>();
  if (!text) refuse(where, "must be a text in double quotes" + got(value));
  if (text->empty()) refuse(where, "must not be empty");
  return *text;
}

class LineReader {
 public:
  explicit LineReader(const JsonValue& line) : line_(line) {
    const auto* members = line.get_if<JsonValue::Object>();
    if (!members) refuse("", "must be an object in { }" + got(line));
    for (const JsonMember& member : *members)
      if (std::find(kKeys.begin(), kKeys.end(), member.key) == kKeys.end()) refuse_key(member.key);
  }

  const std::string& needed(const char* key) const {
    const JsonValue* value = line_.find(key);
    if (!value) refuse(pointer_to("", key), "is missing");
    return text_in(*value, pointer_to("", key));
  }
  std::optional<std::string> text(const char* key) const {
    const JsonValue* value = line_.find(key);
    return value ? std::optional(text_in(*value, pointer_to("", key))) : std::nullopt;
  }
  int whole(const char* key, int low, int high) const {
    const JsonValue* value = line_.find(key);
    if (!value) return 0;
    const auto* number = value->get_if<std::uint64_t>();
    if (!number || std::cmp_less(*number, low) || std::cmp_greater(*number, high))
      refuse(pointer_to("", key),
             fmt::format("must be a whole number from {} to {}", low, high) + got(*value));
    return static_cast<int>(*number);
  }
  std::vector<std::string> moments() const {
    const JsonValue* value = line_.find("at");
    if (!value) return {};
    const auto* list = value->get_if<JsonValue::Array>();
    if (!list && !value->get_if<std::string>())
      refuse("/at", "must be a text or a list of texts" + got(*value));
    if (!list) return {text_in(*value, "/at")};
    if (list->empty() || list->size() > kMaxMoments)
      refuse("/at", fmt::format("must have 1 to {} entries (got {})", kMaxMoments, list->size()));
    std::vector<std::string> names;
    for (const JsonValue& entry : *list)
      names.push_back(text_in(entry, pointer_to("/at", std::to_string(names.size()))));
    return names;
  }
  std::vector<std::string> overrides() const {
    const JsonValue* value = line_.find("set");
    if (!value) return {};
    const auto* members = value->get_if<JsonValue::Object>();
    if (!members) refuse("/set", "must be an object {\"/pointer\": value}" + got(*value));
    std::vector<std::string> changes;
    for (const JsonMember& member : *members) {
      // The change is told as `pointer=value`, which ends the pointer at the first sign.
      if (!member.key.starts_with('/') || member.key.find('=') != member.key.npos)
        refuse("/set", quoted(member.key) + " is no JSON pointer, such as \"/pigment/dilution\"");
      changes.push_back(member.key + "=" + to_line(member.value));
      check_pointer(member.key, changes.back());
    }
    return changes;
  }

 private:
  [[noreturn]] static void refuse_key(const std::string& key) {
    const std::string near = nearest_word(key, kKeys);
    refuse(pointer_to("", key), "is not a known key",
           near.empty() ? "" : "did you mean " + quoted(near) + "?");
  }
  // Whether it leads anywhere is up to the spec; whether it is a pointer is not.
  static void check_pointer(const std::string& pointer, const std::string& change) {
    try {
      JsonValue nothing(JsonValue::Object{});
      apply_override(nothing, change);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kUsage) refuse("/set", quoted(pointer) + ": " + error.text().cause);
    }
  }

  const JsonValue& line_;
};

void check_id(const std::string& id, bool given) {
  const auto characters = std::count_if(
      id.begin(), id.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (static_cast<std::size_t>(characters) <= kMaxIdCharacters) return;
  refuse(given ? "/id" : "/output", fmt::format("is longer than {} characters", kMaxIdCharacters),
         given ? "" : "give the job a shorter \"id\"");
}

// What `check_request` says of options, said of keys.
void check_keys_together(const RenderRequest& request) {
  try {
    check_request(request);
  } catch (const Error& error) {
    const ErrorText text = keys_for_options(error.text());
    refuse(text.where, text.cause, text.advice);
  }
}

class ManifestReader {
 public:
  ManifestReader(const std::filesystem::path& folder, const ManifestLimits& limits)
      : folder_(folder), limits_(limits) {}

  Job job(std::string_view text) {
    const JsonValue document =
        parse_json(text, {.max_bytes = kMaxLineBytes, .max_characters = kMaxTextCharacters});
    const LineReader line(document);
    Job job{.photo = line.needed("photo"), .spec = line.needed("spec")};
    job.request = {.output = line.needed("output"),
                   .moments = line.moments(),
                   .impressions = line.text("impressions"),
                   .summary = line.text("summary"),
                   .before_after = line.text("before_after"),
                   .strip = line.text("strip"),
                   .crop = line.text("crop"),
                   .jpeg_quality = line.whole("jpeg_quality", 1, 100),
                   .ensemble = line.whole("ensemble", kFewestDraws, kMostDraws)};
    job.overrides = line.overrides();
    const auto id = line.text("id");
    job.id = id.value_or(job.request.output);
    check_id(job.id, id.has_value());
    check_keys_together(job.request);
    job.photo_path = input(job.photo, "/photo");
    job.spec_path = input(job.spec, "/spec");
    return job;
  }

 private:
  std::filesystem::path input(const std::string& name, const char* where) {
    const std::filesystem::path path = folder_ / name;
    if (limits_.allow_outside) return path;
    if (const std::string fault = name_fault(name); !fault.empty())
      refuse(where, fault + " (got the text " + quoted(name) + ")", advice_);
    const auto [known, is_new] = inside_.try_emplace(path.native());
    if (is_new) known->second = lies_in(paths_.of(path).path, paths_.folder(folder_));
    if (!known->second) refuse(where, quoted(name) + " lies outside the manifest's folder", advice_);
    return path;
  }

  static constexpr const char* advice_ = "move it there or use --allow-outside";
  const std::filesystem::path folder_;
  const ManifestLimits& limits_;
  RealPaths paths_;
  std::unordered_map<std::string, bool> inside_;
};

// "/photo" of line 12 is "line 12: /photo"; places that the parser counts in lines are of one line.
std::string place_in(int line, const std::string& where) {
  constexpr std::string_view kFirst = "line 1, ";
  if (where.starts_with(kFirst)) return fmt::format("line {}, {}", line, where.substr(kFirst.size()));
  return fmt::format("line {}", line) + (where.empty() ? "" : ": " + where);
}

}  // namespace

std::vector<Job> read_manifest(std::string_view text, const std::string& name,
                               const std::filesystem::path& folder, const ManifestLimits& limits) {
  const auto fail = [&](ErrorKind kind, std::string where, std::string cause, std::string advice = {}) {
    throw Error(kind, {name, std::move(where), std::move(cause), std::move(advice)});
  };
  if (text.size() > limits.max_bytes)
    fail(ErrorKind::kBadInput, "",
         fmt::format("has {} bytes, more than the {} allowed", text.size(), limits.max_bytes));
  ManifestReader reader(folder, limits);
  std::vector<Job> jobs;
  int number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    start = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    if (jobs.size() >= limits.max_jobs)
      fail(ErrorKind::kBadInput, place_in(number, ""),
           fmt::format("there are more jobs than the {} allowed", limits.max_jobs), "split the manifest");
    try {
      jobs.push_back(reader.job(line));
    } catch (const Error& error) {
      fail(error.kind(), place_in(number, error.text().where), error.text().cause, error.text().advice);
    }
    jobs.back().line = number;
  }
  if (jobs.empty()) fail(ErrorKind::kBadInput, "", "holds no job");
  return jobs;
}

}  // namespace smp
