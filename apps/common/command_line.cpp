#include "common/command_line.h"

#include <cmath>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "common/tool.h"
#include "smp/base/error.h"
#include "smp/base/version.h"

namespace smp::app {
namespace {

constexpr const char* kFooter =
    "\nExit status: 0 done; 1 some jobs of a batch refused or not done yet; 64 wrong usage; 65 bad input "
    "data;\n"
    "66 input missing or not readable; 70 internal fault; 73 output cannot be created; 74 read or write "
    "error;\n"
    "75 interrupted or timed out.";

}  // namespace

struct CommandLine::Parser {
  CLI::App* app = nullptr;
  std::unique_ptr<CLI::App> root;  // of the tool itself only
  std::vector<std::unique_ptr<CommandLine>> subcommands;
  Action action;
  CommonOptions common;
};

CommandLine::CommandLine(const std::string& tool) : parser_(std::make_unique<Parser>()) {
  parser_->root = std::make_unique<CLI::App>("", tool);
  parser_->app = parser_->root.get();
  parser_->app->footer(kFooter);
  parser_->app->set_version_flag("--version", tool + " " + kVersion, "Print the version and exit");
  parser_->app->set_help_flag("-h,--help", "Print this help and exit");
  option("--threads", parser_->common.threads, 0, 1024, "Threads to use; 0: all available");
  flag("--quiet", parser_->common.quiet, "Print nothing but errors and the data asked for");
  flag("--log-json", parser_->common.log_json, "Print errors as one JSON object a line");
}

CommandLine::CommandLine(std::unique_ptr<Parser> parser) : parser_(std::move(parser)) {}
CommandLine::~CommandLine() = default;
CommandLine::CommandLine(CommandLine&&) noexcept = default;

void CommandLine::description(const std::string& text) { parser_->app->description(text); }

void CommandLine::positional(const std::string& name, std::string& value, const std::string& help,
                             bool required) {
  parser_->app->add_option(name, value, help)->required(required)->type_name("");
}

void CommandLine::positional(const std::string& name, std::vector<std::string>& values,
                             const std::string& help) {
  parser_->app->add_option(name, values, help)->required()->type_name("");
}

void CommandLine::option(const std::string& names, std::string& value, const std::string& help) {
  parser_->app->add_option(names, value, help)->take_last();
}

void CommandLine::option(const std::string& names, std::optional<std::string>& value,
                         const std::string& help) {
  parser_->app
      ->add_option_function<std::string>(
          names, [&value](const std::string& text) { value = text; }, help)
      ->take_last();
}

void CommandLine::option(const std::string& names, std::vector<std::string>& values,
                         const std::string& help) {
  // One value per use, so that a positional may follow.
  parser_->app->add_option(names, values, help)->expected(1)->take_all()->allow_extra_args(false);
}

void CommandLine::option(const std::string& names, double& value, double low, double high,
                         const std::string& help) {
  const auto check = [low, high](const std::string& text) {
    double number = 0;
    const bool valid =
        CLI::detail::lexical_cast(text, number) && number >= low && number <= high;  // NaN fails
    return valid ? std::string() : fmt::format("must be a number from {} to {}", low, high);
  };
  parser_->app->add_option(names, value, help)->check(CLI::Validator(check, ""))->take_last();
}

void CommandLine::option(const std::string& names, int& value, int low, int high, const std::string& help) {
  const auto check = [low, high](const std::string& text) {
    int number = 0;
    const bool valid = CLI::detail::lexical_cast(text, number) && number >= low && number <= high;
    return valid ? std::string() : fmt::format("must be a whole number from {} to {}", low, high);
  };
  parser_->app->add_option(names, value, help)->check(CLI::Validator(check, ""))->take_last();
}

void CommandLine::option(const std::string& names, std::string& value,
                         const std::vector<std::string>& choices, const std::string& help) {
  std::string list;
  for (const std::string& choice : choices) list += (list.empty() ? "" : ", ") + choice;
  const auto check = [choices, list](const std::string& text) {
    for (const std::string& choice : choices)
      if (choice == text) return std::string();
    return "must be one of " + list;
  };
  parser_->app->add_option(names, value, help + " (" + list + ")")
      ->check(CLI::Validator(check, ""))
      ->take_last();
}

void CommandLine::flag(const std::string& names, bool& value, const std::string& help) {
  parser_->app->add_flag(names, value, help);
}

void CommandLine::require(const std::string& name) { parser_->app->get_option(name)->required(); }

CommandLine& CommandLine::subcommand(const std::string& name, const std::string& help, bool optional) {
  auto parser = std::make_unique<Parser>();
  parser->app = parser_->app->add_subcommand(name, help);
  parser->app->fallthrough();  // --quiet and its like may stand after the subcommand
  parser_->app->require_subcommand(optional ? 0 : 1, 1);
  parser_->subcommands.push_back(std::unique_ptr<CommandLine>(new CommandLine(std::move(parser))));
  return *parser_->subcommands.back();
}

void CommandLine::action(Action run) { parser_->action = std::move(run); }

int CommandLine::run(int argc, const char* const* argv) {
  CLI::App& app = *parser_->app;
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    write_stdout(app.help());
    return 0;
  } catch (const CLI::CallForVersion& version) {
    write_stdout(std::string(version.what()) + "\n");
    return 0;
  } catch (const CLI::Error& error) {
    throw Error(ErrorKind::kUsage, {"", "", error.what(), "see " + app.get_name() + " --help"});
  }
  for (const auto& subcommand : parser_->subcommands)
    if (subcommand->parser_->app->parsed()) return subcommand->parser_->action(parser_->common);
  return parser_->action(parser_->common);
}

}  // namespace smp::app
