#pragma once  // libjpeg's errors as ours. Private to the JPEG codec.
#include <csetjmp>
#include <memory>

struct jpeg_error_mgr;

namespace smp {

/// libjpeg reports errors by a function that must not return. `guarded` catches them: it returns false
/// where the library failed. Nothing with a destructor may live inside the body, because a failure jumps
/// out of it.
class JpegErrors {
 public:
  JpegErrors();
  JpegErrors(const JpegErrors&) = delete;
  JpegErrors& operator=(const JpegErrors&) = delete;
  ~JpegErrors();

  /// For the `err` field of a codec.
  jpeg_error_mgr* manager();
  /// True once the file ended before its end marker.
  bool reached_end() const { return reached_end_; }

  template <class Body>
  bool guarded(Body&& body) {
    if (setjmp(escape_) != 0) return false;
    body();
    return true;
  }

 private:
  struct Manager;
  std::unique_ptr<Manager> manager_;
  std::jmp_buf escape_ = {};
  bool reached_end_ = false;
};

}  // namespace smp
