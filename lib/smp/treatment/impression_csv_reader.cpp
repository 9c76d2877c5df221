// Strict reading of an impressions CSV (RFC 4180): people edit these lists by hand, so every fault
// names its line and column.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/base/text.h"
#include "smp/treatment/impression.h"

namespace smp {
namespace {

constexpr std::size_t kMaxText = 256;

[[noreturn]] void refuse(std::size_t line, const std::string& column, const std::string& cause) {
  const std::string where =
      column.empty() ? fmt::format("line {}", line) : fmt::format("line {}, {}", line, column);
  throw Error(ErrorKind::kBadInput, {"", where, cause, ""});
}

// Splits text into records of cells; quotes may hold separators and line breaks.
class RecordReader {
 public:
  explicit RecordReader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }
  std::size_t line() const { return line_; }

  /// Next record, or false at the end.
  bool next(std::vector<std::string>& cells) {
    line_ = next_line_;
    if (at_ >= text_.size()) return false;
    cells.clear();
    for (;;) {
      cells.push_back(text_[at_ < text_.size() ? at_ : 0] == '"' && at_ < text_.size() ? quoted_cell()
                                                                                       : plain_cell());
      if (cells.size() > 64) refuse(line_, "", "has more than 64 cells");
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (at_ < text_.size() && text_[at_] == '\r') ++at_;
      if (at_ < text_.size()) {
        if (text_[at_] != '\n') refuse(line_, "", "has text after a closing quote");
        ++at_;
        ++next_line_;
      }
      return true;
    }
  }

 private:
  std::string plain_cell() {
    const std::size_t end = std::min(text_.find_first_of(",\r\n\"", at_), text_.size());
    if (end < text_.size() && text_[end] == '"') refuse(line_, "", "has a quote inside an unquoted cell");
    return take(end);
  }
  std::string quoted_cell() {
    std::string cell;
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) refuse(line_, "", "has a quote that is never closed");
      if (text_[at_] == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      if (text_[at_] == '\n') ++next_line_;
      cell += text_[at_];
      if (cell.size() > kMaxText) refuse(line_, "", "has a cell of more than 256 characters");
    }
    ++at_;
    return cell;
  }
  std::string take(std::size_t end) {
    if (end - at_ > kMaxText) refuse(line_, "", "has a cell of more than 256 characters");
    std::string cell(text_.substr(at_, end - at_));
    at_ = end;
    return cell;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1, next_line_ = 1;
};

// Names in the order they appear, found again by their text.
class Names {
 public:
  std::optional<std::uint16_t> index_of(const std::string& name) {
    const auto known = indices_.find(name);
    if (known != indices_.end()) return known->second;
    if (list_.size() == std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
    list_.push_back(name);
    return indices_[name] = static_cast<std::uint16_t>(list_.size() - 1);
  }
  // Columns left out still need a name to point at.
  std::vector<std::string> list_or(const char* fallback) && {
    if (list_.empty()) list_.emplace_back(fallback);
    return std::move(list_);
  }

 private:
  std::vector<std::string> list_;
  std::map<std::string, std::uint16_t> indices_;
};

struct NameLists {
  Names regions, needles, pigments;
};

struct Column {
  const char* name;
  bool required;
  double low, high;  // of a number; unused for texts
  void (*set_number)(Impression&, double);
  Names NameLists::*names = nullptr;  // of a text
  std::uint16_t Impression::*index = nullptr;
  bool whole = false;
};

// One row per column of the file: the only place that knows them.
const std::vector<Column>& columns() {
  constexpr double kFar = 1e6;
  static const std::vector<Column> list = {
      {"id", false, 0, 4294967295.0, [](Impression& i, double v) { i.id = static_cast<std::uint32_t>(v); },
       nullptr, nullptr, true},
      {"region", false, 0, 0, nullptr, &NameLists::regions, &Impression::region},
      {"session", false, 1, 100, [](Impression& i, double v) { i.session = static_cast<std::uint16_t>(v); },
       nullptr, nullptr, true},
      {"x_px", true, -kFar, kFar, [](Impression& i, double v) { i.position_px.x = v; }},
      {"y_px", true, -kFar, kFar, [](Impression& i, double v) { i.position_px.y = v; }},
      {"x_mm", false, -kFar, kFar, [](Impression& i, double v) { i.position_mm.x = v; }},
      {"y_mm", false, -kFar, kFar, [](Impression& i, double v) { i.position_mm.y = v; }},
      {"z_mm", false, -kFar, kFar, [](Impression& i, double v) { i.position_mm.z = v; }},
      {"needle", false, 0, 0, nullptr, &NameLists::needles, &Impression::needle},
      {"diameter_mm", true, 0.02, 3, [](Impression& i, double v) { i.diameter_mm = v; }},
      {"depth_mm", true, 0.05, 3, [](Impression& i, double v) { i.depth_mm = v; }},
      {"tilt_deg", false, 0, 80, [](Impression& i, double v) { i.tilt_deg = v; }},
      {"azimuth_deg", false, -360, 360, [](Impression& i, double v) { i.azimuth_deg = v; }},
      {"pigment", false, 0, 0, nullptr, &NameLists::pigments, &Impression::pigment},
      {"dilution", false, 0, 1000, [](Impression& i, double v) { i.dilution = v; }},
      {"mu_per_mm", true, 0, 1000, [](Impression& i, double v) { i.mu_per_mm = v; }},
      {"scarred", false, 0, 1, [](Impression& i, double v) { i.scarred = v != 0; }, nullptr, nullptr, true},
  };
  return list;
}

std::vector<const Column*> read_header(const std::vector<std::string>& cells) {
  std::vector<std::string> known;
  for (const Column& column : columns()) known.emplace_back(column.name);
  std::vector<const Column*> order;
  for (const std::string& cell : cells) {
    const Column* found = nullptr;
    for (const Column& column : columns())
      if (cell == column.name) found = &column;
    if (!found) {
      const std::string near = nearest_word(cell, known);
      refuse(1, "",
             "unknown column " + quoted(cell) + (near.empty() ? "" : "; did you mean " + quoted(near) + "?"));
    }
    for (const Column* earlier : order)
      if (earlier == found) refuse(1, "", "column " + quoted(cell) + " appears twice");
    order.push_back(found);
  }
  for (const Column& column : columns())
    if (column.required && std::find(order.begin(), order.end(), &column) == order.end())
      refuse(1, "", std::string("column \"") + column.name + "\" is missing");
  return order;
}

double read_number(const std::string& cell, const Column& column, std::size_t line) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
    refuse(line, column.name, "must be a number (got " + quoted(cell) + ")");
  if (value < column.low || value > column.high)
    refuse(line, column.name, fmt::format("must be {} to {} (got {})", column.low, column.high, value));
  if (column.whole && value != std::floor(value))
    refuse(line, column.name, "must be a whole number (got " + quoted(cell) + ")");
  return value;
}

}  // namespace

Treatment read_impressions_csv(std::string_view text, std::size_t max_impressions) {
  if (!is_utf8(text)) throw Error(ErrorKind::kBadInput, {"", "", "is not UTF-8 text", ""});
  RecordReader reader(text);
  std::vector<std::string> cells;
  if (!reader.next(cells)) throw Error(ErrorKind::kBadInput, {"", "", "is empty", ""});
  const std::vector<const Column*> order = read_header(cells);
  Treatment treatment;
  NameLists names;
  while (reader.next(cells)) {
    if (cells.size() != order.size())
      refuse(reader.line(), "",
             fmt::format("has {} cells but the header names {} columns", cells.size(), order.size()));
    if (treatment.impressions.size() == max_impressions)
      refuse(reader.line(), "", fmt::format("more than {} impressions", max_impressions));
    Impression impression;
    impression.id = static_cast<std::uint32_t>(treatment.impressions.size());
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const Column& column = *order[c];
      if (column.set_number) {
        column.set_number(impression, read_number(cells[c], column, reader.line()));
        continue;
      }
      const auto index = (names.*column.names).index_of(cells[c]);
      if (!index) refuse(reader.line(), column.name, "is one of more than 65535 different names");
      impression.*column.index = *index;
    }
    treatment.impressions.push_back(impression);
  }
  treatment.regions = std::move(names.regions).list_or("impressions");
  treatment.needles = std::move(names.needles).list_or("");
  treatment.pigments = std::move(names.pigments).list_or("carbon-black");
  return treatment;
}

}  // namespace smp
