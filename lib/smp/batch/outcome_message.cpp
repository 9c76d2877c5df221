// Outcomes on their way from a worker to its parent.
#include <utility>

#include "smp/batch/outcome_json.h"
#include "smp/batch/run_job.h"
#include "smp/fields/json_parse.h"
#include "smp/fields/json_value.h"

namespace smp {
namespace {

[[noreturn]] void refuse() {
  throw Error(ErrorKind::kInternal, {"", "", "a worker's report cannot be read", "please report it"});
}

const JsonValue& member(const JsonValue& message, std::string_view key) {
  const JsonValue* value = message.find(key);
  if (!value) refuse();
  return *value;
}

template <class T>
const T& member(const JsonValue& message, std::string_view key) {
  const T* value = member(message, key).get_if<T>();
  if (!value) refuse();
  return *value;
}

// Whole ones are written without a point.
double number(const JsonValue& message, std::string_view key) {
  if (const auto* whole = member(message, key).get_if<std::uint64_t>()) return static_cast<double>(*whole);
  return member<double>(message, key);
}

template <class T>
T known(std::optional<T> value) {
  if (!value) refuse();
  return *std::move(value);
}

JsonValue parsed(const std::string& message) {
  try {
    return parse_json(message, {.max_bytes = message.size(), .max_characters = message.size()});
  } catch (const Error&) {
    refuse();
  }
}

}  // namespace

std::string outcome_to_message(const JobOutcome& outcome) {
  JsonValue message;
  if (outcome.refused) {
    message.set("refused", static_cast<int>(*outcome.refused));
    message.set("file", printable(outcome.error.file));
    message.set("where", printable(outcome.error.where));
    message.set("cause", printable(outcome.error.cause));
    message.set("advice", printable(outcome.error.advice));
  }
  message.set("key", outcome.key);
  message.set("inputs", files_to_json(outcome.inputs));
  message.set("outputs", files_to_json(outcome.outputs));
  message.set("data", printable(outcome.data));
  message.set("ms", outcome.ms);
  return to_line(message);
}

JobOutcome outcome_from_message(const std::string& text) {
  const JsonValue message = parsed(text);
  JobOutcome outcome;
  if (message.find("refused")) {
    outcome.refused = known(kind_from(static_cast<std::int64_t>(member<std::uint64_t>(message, "refused"))));
    outcome.error = {member<std::string>(message, "file"), member<std::string>(message, "where"),
                     member<std::string>(message, "cause"), member<std::string>(message, "advice")};
  }
  outcome.key = member<std::string>(message, "key");
  outcome.inputs = known(files_from_json(member(message, "inputs")));
  outcome.outputs = known(files_from_json(member(message, "outputs")));
  outcome.data = member<std::string>(message, "data");
  outcome.ms = number(message, "ms");
  return outcome;
}

}  // namespace smp
