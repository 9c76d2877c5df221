#include "smp/photo/jpeg_error.h"

#include <cstdio>

#include <jpeglib.h>  // first: the numbers of the messages depend on how libjpeg was built

#include <jerror.h>

namespace smp {

// libjpeg hands out a pointer to the first member.
struct JpegErrors::Manager {
  jpeg_error_mgr base = {};
  JpegErrors* owner = nullptr;

  static JpegErrors& owner_of(j_common_ptr codec) { return *reinterpret_cast<Manager*>(codec->err)->owner; }
  [[noreturn]] static void leave(j_common_ptr codec) { std::longjmp(owner_of(codec).escape_, 1); }
  static void emit(j_common_ptr codec, int level);
  static void say_nothing(j_common_ptr) {}
};

void JpegErrors::Manager::emit(j_common_ptr codec, int level) {
  if (level >= 0) return;  // trace
  switch (codec->err->msg_code) {
    case JWRN_JPEG_EOF:  // whether pixels are missing is judged by the reader
      owner_of(codec).reached_end_ = true;
      return;
    case JWRN_ADOBE_XFORM:  // oddities of metadata
    case JWRN_JFIF_MAJOR:
    case JWRN_BOGUS_ICC:
      return;
    default:
      leave(codec);
  }
}

JpegErrors::JpegErrors() : manager_(std::make_unique<Manager>()) {
  jpeg_std_error(&manager_->base);
  manager_->base.error_exit = Manager::leave;
  manager_->base.emit_message = Manager::emit;
  manager_->base.output_message = Manager::say_nothing;
  manager_->owner = this;
}

JpegErrors::~JpegErrors() = default;

jpeg_error_mgr* JpegErrors::manager() { return &manager_->base; }

}  // namespace smp
