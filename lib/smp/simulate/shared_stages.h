#pragma once  // What one case leaves to the next: the photo decoded, the survey, the dots.
#include <memory>

namespace smp {

class StageStore;

/// Stages of the case before, each with the inputs it was worked out from. A `Case` that is given one takes
/// from it what its own inputs would give again to the bit, and leaves its own stages behind: cases on one
/// photo decode it once; those that differ in shades alone place no dots again. Never changes a result.
/// docs/architecture.md tells which stage depends on what. Holds one photo and one treatment at most. Not for
/// several threads at a time; must outlive the cases that it was given to.
class SharedStages {
 public:
  SharedStages();
  ~SharedStages();
  SharedStages(SharedStages&&) noexcept;
  SharedStages& operator=(SharedStages&&) noexcept;

  /// How often each stage was taken over so far, for tests and benchmarks. A case that looks at the photo
  /// before it places dots surveys it twice.
  struct Taken {
    int photo = 0, reduced = 0, ground = 0, dots = 0, survey = 0;
    friend bool operator==(const Taken&, const Taken&) = default;
  };
  const Taken& taken() const;

  StageStore& store() { return *store_; }  ///< internal to the module

 private:
  std::unique_ptr<StageStore> store_;
};

}  // namespace smp
