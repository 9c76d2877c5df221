#include "smp/base/image.h"

#include <sys/mman.h>

#include <cstdlib>
#include <mutex>

namespace smp {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

std::size_t whole_pages(std::size_t bytes) { return (bytes + kHugePage - 1) / kHugePage * kHugePage; }

// The frame freed last, for the next one of its size: clearing new pages costs as much as copying a frame.
class SpareFrame {
 public:
  /// Null where there is none of this size; one of another size is given up.
  void* take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    void* const memory = memory_;
    memory_ = nullptr;
    if (bytes == bytes_) return memory;
    std::free(memory);
    return nullptr;
  }
  void keep(void* memory, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    std::free(memory_);
    memory_ = memory, bytes_ = bytes;
  }

 private:
  std::mutex mutex_;
  void* memory_ = nullptr;
  std::size_t bytes_ = 0;
};

SpareFrame& spare_frame() {
  static SpareFrame* const spare = new SpareFrame;  // never destroyed: frames of static pictures end later
  return *spare;
}

}  // namespace

void* allocate_large(std::size_t bytes) {
  const std::size_t rounded = whole_pages(bytes);
  if (void* const spare = spare_frame().take(rounded)) return spare;
  void* memory = rounded >= bytes ? std::aligned_alloc(kHugePage, rounded) : nullptr;
  if (!memory) throw std::bad_alloc();
  madvise(memory, rounded, MADV_HUGEPAGE);  // only a wish; without it pages are small
  return memory;
}

void free_large(void* memory, std::size_t bytes) noexcept { spare_frame().keep(memory, whole_pages(bytes)); }

}  // namespace smp
