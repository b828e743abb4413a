#include "help_formatter.h"

namespace dataworks::cli {

namespace {

bool isWordWithName(const CLI::Option& option) { return option.get_positional() && !option.get_lnames().empty(); }

/// The name of what is described as a word already.
class NameOfWord : public CLI::Formatter {
 public:
  explicit NameOfWord(const CLI::Formatter& formatter) : CLI::Formatter(formatter) {}

  std::string make_option_opts(const CLI::Option* option) const override {
    return " " + option->get_type_name() + (option->get_expected_max() > 1 ? " ..." : "");
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    return "The same as " + option->get_name(true);
  }
};

class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { label("REQUIRED", "(required)"); }

  std::string make_option(const CLI::Option* option, bool isWord) const override {
    if (!isWord && isWordWithName(*option)) return NameOfWord(*this).make_option(option, isWord);
    return CLI::Formatter::make_option(option, isWord);
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_envname().empty()) return CLI::Formatter::make_option_opts(option);
    return " " + option->get_type_name();
  }

  std::string make_option_desc(const CLI::Option* option) const override {
    const std::string& description = option->get_description();
    if (isWordWithName(*option)) return description + ", or --" + option->get_lnames().front();
    const std::string variable = option->get_envname();
    if (variable.empty()) return description;
    const std::string unlessSet = " (required unless " + variable + " is set)";
    return description + (option->get_required() ? unlessSet : " (default: " + variable + ")");
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> helpFormatter() { return std::make_shared<HelpFormatter>(); }

}  // namespace dataworks::cli
