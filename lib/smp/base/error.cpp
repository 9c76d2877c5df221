#include "smp/base/error.h"

#include <utility>

#include "smp/base/text.h"

namespace smp {
namespace {

std::string compose(const ErrorText& text) {
  std::string message;
  if (!text.file.empty()) message += escaped(text.file, 200) + ": ";
  if (!text.where.empty()) message += escaped(text.where, 120) + ": ";
  message += text.cause;
  if (!text.advice.empty()) message += "; " + text.advice;
  return message;
}

}  // namespace

Error::Error(ErrorKind kind, ErrorText text)
    : kind_(kind), text_(std::move(text)), message_(compose(text_)) {}

Error Error::in_file(const std::string& file) const {
  ErrorText text = text_;
  if (text.file.empty()) text.file = file;
  return Error(kind_, std::move(text));
}

InvalidArgument::InvalidArgument(std::string cause, std::string where)
    : Error(ErrorKind::kBadInput, {"", std::move(where), std::move(cause), ""}) {}

std::string quoted(const std::string& text) { return "\"" + escaped(text, 60) + "\""; }

}  // namespace smp
