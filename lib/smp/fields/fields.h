#pragma once  // One function per struct lists its parameters; readers, writers and documents visit it.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "smp/base/point.h"
#include "smp/base/trust.h"

namespace smp {

/// Finite numbers from `low` to `high`; an open end is not part of it.
struct Range {
  double low = 0, high = 0;
  bool low_open = false;
  bool contains(double value) const {  // false for NaN
    return (low_open ? value > low : value >= low) && value <= high;
  }
};
constexpr Range closed(double low, double high) { return {low, high, false}; }
constexpr Range above(double low, double high) { return {low, high, true}; }

/// How many entries a list may have.
struct Count {
  std::size_t least = 0, most = 0;
};

/// What is said about one parameter. `doc` is one line; `trust` and `source` are about its default.
struct Row {
  const char* name;
  const char* unit = "";
  const char* doc = "";
  Trust trust = Trust::kNone;
  const char* source = "";
  bool required = false;
  bool automatic = false;      ///< see or_auto
  const char* shorthand = "";  ///< see short_for
};

/// Marks a row that has no default.
constexpr Row required(Row row) {
  row.required = true;
  return row;
}

/// Marks a number, text, list of numbers or object for which the text "auto" may stand: it makes an optional
/// member absent and leaves an object's members at their defaults. Absent members are written as "auto".
constexpr Row or_auto(Row row) {
  row.automatic = true;
  return row;
}

/// Marks an object for which a text may stand: "x" is short for {"key": "x"}.
constexpr Row short_for(const char* key, Row row) {
  row.shorthand = key;
  return row;
}

enum class TextKind {
  kName,  ///< any text but an empty one
  kFile,  ///< a file beside the document: relative, not leading out of its folder, no URL
};

/// A member of type T or std::optional<T>.
template <class T>
class Slot {
 public:
  Slot(T& value) : plain_(&value) {}
  Slot(std::optional<T>& value) : optional_(&value) {}
  /// Null where an optional is absent.
  const T* get() const { return plain_ ? plain_ : *optional_ ? &**optional_ : nullptr; }
  void reset() const {
    if (optional_) optional_->reset();
  }
  T& make() const { return plain_ ? *plain_ : *optional_ ? **optional_ : optional_->emplace(); }

 private:
  T* plain_ = nullptr;
  std::optional<T>* optional_ = nullptr;
};

class FieldVisitor;

/// A list of structs of a type that visitors need not know.
class ListAccess {
 public:
  virtual ~ListAccess() = default;
  virtual bool present() const = 0;
  virtual void clear() = 0;  ///< makes an optional list absent, another one empty
  virtual std::size_t size() const = 0;
  virtual void append(FieldVisitor& field) = 0;  ///< adds an entry with defaults and visits it
  virtual void visit(std::size_t index, FieldVisitor& field) = 0;
  virtual void visit_defaults(FieldVisitor& field) = 0;  ///< visits an entry that is in no list
};

/// A member of an enum, as an index into its names.
struct ChoiceAccess {
  std::function<std::size_t()> get;
  std::function<void(std::size_t)> set;
};

/// Reads, writes or documents parameters. A struct takes part by one free function in its namespace,
///   void visit_fields(FieldVisitor& field, CameraOptions& o);
/// which calls one method per parameter, in the order of the document.
class FieldVisitor {
 public:
  using Body = std::function<void(FieldVisitor&)>;
  using Keys = std::vector<std::string>;

  virtual ~FieldVisitor() = default;
  virtual void number(const Row& row, Slot<double> value, Range range) = 0;
  /// 5.0 and 5e0 are not whole numbers; 5 is.
  virtual void whole(const Row& row, Slot<int> value, Range range) = 0;
  /// Any whole number from 0 to 2^64 - 1.
  virtual void seed(const Row& row, std::uint64_t& value) = 0;
  virtual void flag(const Row& row, bool& value) = 0;
  /// A plain member that is empty counts as absent. `choices`: the only texts allowed, if any.
  virtual void text(const Row& row, Slot<std::string> value, TextKind kind, const Keys& choices = {}) = 0;
  /// A list of texts, none of them empty.
  virtual void texts(const Row& row, std::vector<std::string>& value, Count count) = 0;
  /// A required key that has one allowed value.
  virtual void constant(const Row& row, int value) = 0;
  virtual void point(const Row& row, Slot<Point2> value, Range range) = 0;
  /// A plain member that is empty counts as absent.
  virtual void points(const Row& row, Slot<std::vector<Point2>> value, Range range, Count count) = 0;
  /// A list of as many numbers as there are ranges.
  virtual void numbers(const Row& row, Slot<std::vector<double>> value, std::span<const Range> ranges) = 0;
  /// An object of numbers with at least one key, all among `keys` (any, where that is empty). Replaces the
  /// default as a whole.
  virtual void shares(const Row& row, Slot<std::map<std::string, double>> value, const Keys& keys,
                      Range range) = 0;
  virtual void choice(const Row& row, const Keys& names, const ChoiceAccess& value) = 0;
  /// Another object. An absent one keeps its defaults. `present`: whether a writer writes it.
  virtual void object(const Row& row, const Body& body, bool present) = 0;
  /// `automatic`: the text "auto" stands for an absent list.
  virtual void list(const Row& row, ListAccess& value, Count count, bool automatic) = 0;

  /// Rows that belong to one value of a choice visited before. Elsewhere they are refused.
  virtual void when(const char* key, const char* value, bool active, const Body& body) = 0;
  virtual void exactly_one(std::initializer_list<const char*> names) = 0;
  virtual void at_least_one(std::initializer_list<const char*> names) = 0;
  /// A writer writes the first of these only.
  virtual void at_most_one(std::initializer_list<const char*> names) = 0;
  virtual void together(std::initializer_list<const char*> names) = 0;

  // Conveniences on top of the above.

  template <class E>
  void choice_of(const Row& row, E& value, std::initializer_list<std::pair<const char*, E>> names) {
    Keys keys;
    std::vector<E> values;
    for (const auto& [name, entry] : names) {
      keys.push_back(name);
      values.push_back(entry);
    }
    const auto get = [&] {
      for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] == value) return i;
      return std::size_t{0};
    };
    choice(row, keys, {get, [&](std::size_t index) { value = values[index]; }});
  }

  template <class T>
  void object(const Row& row, T& member) requires(!std::is_invocable_v<T&, FieldVisitor&>) {
    object(row, Body([&member](FieldVisitor& field) { visit_fields(field, member); }), /*present=*/true);
  }
  /// One that exists only where it is given.
  template <class T>
  void object(const Row& row, std::optional<T>& member) {
    object(row,
           Body([&member](FieldVisitor& field) { visit_fields(field, member ? *member : member.emplace()); }),
           member.has_value());
  }

  template <class T>
  void list(const Row& row, std::vector<T>& value, Count count);
  template <class T>
  void list_or_auto(const Row& row, std::optional<std::vector<T>>& value, Count count);

  template <std::size_t N>
  void numbers(const Row& row, std::array<double, N>& value, const std::array<Range, N>& ranges) {
    std::vector<double> copy(value.begin(), value.end());
    numbers(row, Slot<std::vector<double>>(copy), std::span<const Range>(ranges));
    std::copy(copy.begin(), copy.end(), value.begin());
  }
  template <std::size_t N>
  void numbers(const Row& row, std::optional<std::array<double, N>>& value,
               const std::array<Range, N>& ranges) {
    std::optional<std::vector<double>> copy;
    if (value) copy.emplace(value->begin(), value->end());
    numbers(row, Slot<std::vector<double>>(copy), std::span<const Range>(ranges));
    if (copy) std::copy(copy->begin(), copy->end(), value.emplace().begin());
  }
  template <std::size_t N>
  void points(const Row& row, std::optional<std::array<Point2, N>>& value, Range range) {
    std::optional<std::vector<Point2>> copy;
    if (value) copy.emplace(value->begin(), value->end());
    points(row, Slot<std::vector<Point2>>(copy), range, Count{N, N});
    if (copy) std::copy(copy->begin(), copy->end(), value.emplace().begin());
  }
};

namespace detail {

template <class T>
class VectorAccess : public ListAccess {
 public:
  explicit VectorAccess(std::vector<T>& value) : plain_(&value) {}
  explicit VectorAccess(std::optional<std::vector<T>>& value) : optional_(&value) {}
  bool present() const override { return plain_ ? !plain_->empty() : optional_->has_value(); }
  void clear() override { plain_ ? plain_->clear() : optional_->reset(); }
  std::size_t size() const override {
    return plain_ ? plain_->size() : *optional_ ? (*optional_)->size() : 0;
  }
  void append(FieldVisitor& field) override {
    if (optional_ && !*optional_) optional_->emplace();
    std::vector<T>& list = plain_ ? *plain_ : **optional_;
    visit_fields(field, list.emplace_back());
  }
  void visit(std::size_t index, FieldVisitor& field) override {
    visit_fields(field, plain_ ? (*plain_)[index] : (**optional_)[index]);
  }
  void visit_defaults(FieldVisitor& field) override {
    T defaults;
    visit_fields(field, defaults);
  }

 private:
  std::vector<T>* plain_ = nullptr;
  std::optional<std::vector<T>>* optional_ = nullptr;
};

}  // namespace detail

template <class T>
void FieldVisitor::list(const Row& row, std::vector<T>& value, Count count) {
  detail::VectorAccess<T> access(value);
  list(row, static_cast<ListAccess&>(access), count, false);
}

template <class T>
void FieldVisitor::list_or_auto(const Row& row, std::optional<std::vector<T>>& value, Count count) {
  detail::VectorAccess<T> access(value);
  list(row, static_cast<ListAccess&>(access), count, true);
}

/// "0 to 5", "above 0, up to 400".
std::string range_text(Range range);

}  // namespace smp
