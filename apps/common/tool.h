#pragma once  // How every tool starts, reports and ends.
#include <functional>
#include <string>
#include <string_view>

#include "common/command_line.h"
#include "smp/base/error.h"

namespace smp::app {

/// Runs a tool: `configure` describes its command line and sets its actions. Everything thrown ends
/// here as one line on stderr and an exit status of `ErrorKind`.
///
/// Before that: descriptors 0 to 2 that are closed are opened on /dev/null, so that no result is ever
/// written into a log; SIGPIPE and SIGXFSZ are ignored and become errors of write; core dumps, which
/// would hold the photo, are switched off.
int run_tool(const char* tool, int argc, char** argv, const std::function<void(CommandLine&)>& configure);

/// Writes data to standard output, all of it.
/// @throws Error kReadWrite where it was closed at start, is full, or its reader has gone.
void write_stdout(std::string_view data);

/// The line for an error, without its end: "smp: error: file: place: cause; advice", at most 500
/// bytes of UTF-8 without control characters.
std::string error_line(const ErrorText& text);

/// The same as a JSON object with code, file, where, cause and job (null where empty).
std::string error_json(ErrorKind kind, const ErrorText& text, const std::string& job = {});

/// Prints an error on stderr in the form asked for.
void report_error(const CommonOptions& common, ErrorKind kind, const ErrorText& text,
                  const std::string& job = {});

}  // namespace smp::app
