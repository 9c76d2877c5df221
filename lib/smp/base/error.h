#pragma once  // What can go wrong, and what the user is told about it.
#include <exception>
#include <string>

namespace smp {

/// Kinds of failure. The values are the exit statuses of the tools (BSD sysexits).
enum class ErrorKind {
  kUsage = 64,         ///< wrong usage of a command line
  kBadInput = 65,      ///< a photo, spec, mask or manifest cannot be used, or exceeds a limit
  kMissingInput = 66,  ///< an input is missing or not readable
  kInternal = 70,      ///< a fault of ours
  kCannotCreate = 73,  ///< an output cannot be created, or would replace an input
  kReadWrite = 74,     ///< the operating system failed a read or a write
  kInterrupted = 75,   ///< stopped by a signal or a time limit
};

/// Parts of a message: `file: where: cause; advice`. All but `cause` may be empty.
struct ErrorText {
  std::string file;    ///< the input or output at fault, as the user named it
  std::string where;   ///< a JSON pointer, an option or another place in the file
  std::string cause;   ///< what is wrong, in words for a user
  std::string advice;  ///< what to do about it
};

/// Base of everything the kit throws on purpose. Carries its parts, so that an outer layer can add
/// the name of the file it was reading.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, ErrorText text);
  const char* what() const noexcept override { return message_.c_str(); }
  ErrorKind kind() const { return kind_; }
  const ErrorText& text() const { return text_; }
  /// The same error naming `file`, unless it already names one.
  Error in_file(const std::string& file) const;

 private:
  ErrorKind kind_;
  ErrorText text_;
  std::string message_;
};

/// A value given by the user or caller is out of its range or contradicts another one.
class InvalidArgument : public Error {
 public:
  explicit InvalidArgument(std::string cause, std::string where = {});
};

/// Shortens text from an input to 60 characters and escapes what is not printable, for messages.
std::string quoted(const std::string& text);

}  // namespace smp
