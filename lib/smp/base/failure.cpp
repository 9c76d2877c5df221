#include "smp/base/failure.h"

#include <new>

namespace smp {

Failure describe(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    return {error.kind(), error.text()};
  } catch (const std::bad_alloc&) {
    return {ErrorKind::kBadInput,
            {"", "", "not enough memory for this input", "close other programs or use a smaller input"}};
  } catch (...) {
    return {ErrorKind::kInternal, {"", "", "internal fault", "please report it with the command used"}};
  }
}

}  // namespace smp
