#include "smp/base/image.h"

#include <sys/mman.h>

#include <cstdlib>

namespace smp {

void* allocate_large(std::size_t bytes) {
  constexpr std::size_t kHugePage = std::size_t{2} << 20;
  const std::size_t rounded = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  void* memory = rounded >= bytes ? std::aligned_alloc(kHugePage, rounded) : nullptr;
  if (!memory) throw std::bad_alloc();
  madvise(memory, rounded, MADV_HUGEPAGE);  // only a wish; without it pages are small
  return memory;
}

void free_large(void* memory) noexcept { std::free(memory); }

}  // namespace smp
