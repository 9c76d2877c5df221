#pragma once  // A command line of options, positionals and subcommands. Hides the parser it is made with.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace smp::app {

/// Options that every tool has.
struct CommonOptions {
  int threads = 0;        ///< 0: all available
  bool quiet = false;     ///< nothing but errors and the data asked for
  bool log_json = false;  ///< errors as one JSON object a line
};

/// What to do once the line is parsed; the result is the exit status.
using Action = std::function<int(const CommonOptions&)>;

/// Describes one tool or one of its subcommands. Variables passed in must outlive the run.
class CommandLine {
 public:
  explicit CommandLine(const std::string& tool);
  ~CommandLine();
  CommandLine(CommandLine&&) noexcept;

  void description(const std::string& text);
  void positional(const std::string& name, std::string& value, const std::string& help, bool required = true);
  /// One or more.
  void positional(const std::string& name, std::vector<std::string>& values, const std::string& help);
  /// `names` as "-o,--output". An option given twice keeps the last value.
  void option(const std::string& names, std::string& value, const std::string& help);
  void option(const std::string& names, std::optional<std::string>& value, const std::string& help);
  /// May be repeated; every value is kept in order.
  void option(const std::string& names, std::vector<std::string>& values, const std::string& help);
  /// Finite numbers from `low` to `high`.
  void option(const std::string& names, double& value, double low, double high, const std::string& help);
  void option(const std::string& names, int& value, int low, int high, const std::string& help);
  void option(const std::string& names, std::string& value, const std::vector<std::string>& choices,
              const std::string& help);
  void flag(const std::string& names, bool& value, const std::string& help);
  /// A required option of those above: call it with the name used there.
  void require(const std::string& name);
  /// Exactly one subcommand must then be given; where they are optional, the tool has an action of its own
  /// and checks in it what else it requires.
  CommandLine& subcommand(const std::string& name, const std::string& help, bool optional = false);
  void action(Action run);

  /// Parses and runs the action of the subcommand given, or of the tool itself.
  /// @throws Error kUsage.
  int run(int argc, const char* const* argv);

 private:
  struct Parser;
  explicit CommandLine(std::unique_ptr<Parser> parser);
  std::unique_ptr<Parser> parser_;
};

}  // namespace smp::app
