#pragma once  // Pixel buffers: interleaved channels, rows one after another, no padding.
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

namespace smp {

/// Memory of at least `kLargeBytes` for a frame, on huge pages where the system grants them: a frame
/// of 36 MB otherwise costs 9000 page faults, a tenth of a whole render. The memory freed last is kept for
/// the next of its size. Thread-safe.
void* allocate_large(std::size_t bytes);
void free_large(void* memory, std::size_t bytes) noexcept;
inline constexpr std::size_t kLargeBytes = std::size_t{4} << 20;

/// Allocator that leaves trivial elements uninitialised, so that a frame is not written twice.
template <class T>
struct UninitializedAllocator : std::allocator<T> {
  T* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_array_new_length();
    if (count * sizeof(T) < kLargeBytes) return std::allocator<T>::allocate(count);
    return static_cast<T*>(allocate_large(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) {
    if (count * sizeof(T) < kLargeBytes)
      std::allocator<T>::deallocate(memory, count);
    else
      free_large(memory, count * sizeof(T));
  }
  template <class U>
  struct rebind {
    using other = UninitializedAllocator<U>;
  };
  template <class U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
  }
};

/// A rectangle of size px starting at (x, y).
struct PixelRect {
  int x = 0, y = 0, width = 0, height = 0;
  bool empty() const { return width <= 0 || height <= 0; }
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

/// An owned picture of `width` x `height` pixels with `channels` values each.
template <class T>
class Image {
 public:
  Image() = default;
  /// Pixel values are not initialised.
  Image(int width, int height, int channels = 1)
      : width_(width),
        height_(height),
        channels_(channels),
        data_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
              static_cast<std::size_t>(channels)) {}
  Image(int width, int height, int channels, T value) : Image(width, height, channels) {
    for (T& element : data_) element = value;
  }

  int width() const { return width_; }
  int height() const { return height_; }
  int channels() const { return channels_; }
  bool empty() const { return data_.empty(); }
  std::size_t row_elements() const {
    return static_cast<std::size_t>(width_) * static_cast<std::size_t>(channels_);
  }
  bool contains(int x, int y) const { return x >= 0 && y >= 0 && x < width_ && y < height_; }

  T* row(int y) { return data_.data() + static_cast<std::size_t>(y) * row_elements(); }
  const T* row(int y) const { return data_.data() + static_cast<std::size_t>(y) * row_elements(); }
  T& at(int x, int y, int channel = 0) { return row(y)[x * channels_ + channel]; }
  const T& at(int x, int y, int channel = 0) const { return row(y)[x * channels_ + channel]; }
  std::span<T> values() & { return data_; }
  std::span<const T> values() const& { return data_; }
  std::span<const T> values() const&& = delete;  // would outlive its picture in a range-for
  friend bool operator==(const Image& a, const Image& b) {
    return a.width_ == b.width_ && a.height_ == b.height_ && a.channels_ == b.channels_ && a.data_ == b.data_;
  }

 private:
  int width_ = 0, height_ = 0, channels_ = 1;
  std::vector<T, UninitializedAllocator<T>> data_;
};

}  // namespace smp
