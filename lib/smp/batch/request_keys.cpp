#include "smp/batch/request_keys.h"

namespace smp {

ErrorText keys_for_options(ErrorText text) {
  if (text.where.starts_with("--")) text.where.replace(0, 2, "/");
  for (std::size_t at; (at = text.cause.find("--")) != text.cause.npos;) text.cause.erase(at, 2);
  return text;
}

}  // namespace smp
