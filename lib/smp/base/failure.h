#pragma once  // Anything thrown, as what the user is told.
#include <exception>

#include "smp/base/error.h"

namespace smp {

struct Failure {
  ErrorKind kind;
  ErrorText text;
};

/// Kind and text of anything that was thrown; no memory left is a fault of the input, what is no `smp::Error`
/// one of ours.
Failure describe(const std::exception_ptr& thrown);

}  // namespace smp
