// SPDX-License-Identifier: Apache-2.0
#include "command_line.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "decimal.h"
#include "suggestion.h"

namespace dataworks::emulator {
namespace {

/// An option, and what it sets. `set` returns false if the value is not what `expected` says.
struct Option {
  std::string_view name;
  std::string_view argument;  // empty: a flag
  std::string_view help;
  std::string_view expected;  // for messages: "--port must be " + expected
  std::function<bool(CommandLine&, const std::string& value)> set;
};

template <class Number>
bool readNumber(const std::string& text, Number least, Number most, Number& number) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc() && end == text.data() + text.size() && number >= least && number <= most;
}

bool readCount(const std::string& text, std::optional<std::int64_t>& count) {
  return readNumber<std::int64_t>(text, 0, INT64_MAX, count.emplace());
}

template <class Member>
auto textInto(Member CommandLine::*member) {
  return [member](CommandLine& line, const std::string& value) {
    line.*member = value;
    return !value.empty();
  };
}

auto flagInto(bool CommandLine::*member) {
  return [member](CommandLine& line, const std::string&) { return line.*member = true; };
}

const std::vector<Option>& allOptions() {
  static const std::string faultHelp =
      "Make requests fail, each with the probability P from 0 to 1 (default: 1); may be repeated. Kinds: " +
      faultNames();
  static const std::string faultExpected =
      "one of " + faultNames() + ", or one with a probability from 0 to 1, such as reset:0.1";
  static const std::vector<Option> options = {
      {"--port", "N", "Port to listen on; 0: any free port (default: 0)", "a number from 0 to 65535",
       [](CommandLine& line, const std::string& value) { return readNumber(value, 0, 65535, line.port); }},
      {"--bind", "ADDRESS", "Address to listen on (default: 127.0.0.1)", "an address", textInto(&CommandLine::bind)},
      {"--flows", "FILE", "Your projects and flows, beside the built-in test_project", "a file",
       textInto(&CommandLine::flowsFile)},
      {"--check", "FILE", "Check such a file, print everything that is wrong with it, and exit", "a file",
       textInto(&CommandLine::checkFile)},
      {"--speed", "N", "Run flows N times as fast (default: 1)", "a number greater than 0, at most 1000000",
       [](CommandLine& line, const std::string& value) {
         line.service.speed = parseDecimal(value).value_or(0);
         return line.service.speed > 0 && line.service.speed <= 1e6;
       }},
      {"--access-key-id", "ID", "Id of the only access key that is accepted (default: testid)", "an id",
       [](CommandLine& line, const std::string& value) {
         line.service.accessKey.id = value;
         return !value.empty();
       }},
      {"--access-key-secret", "SECRET", "Secret of that access key (default: testsecret)", "a secret",
       [](CommandLine& line, const std::string& value) {
         line.service.accessKey.secret = value;
         return !value.empty();
       }},
      {"--dialect", "NAME",
       "Spelling of responses: wire, as SDKs expect it (default), or reference, as in the samples "
       "of the API reference",
       "wire or reference",
       [](CommandLine& line, const std::string& value) {
         line.dialect = value == "reference" ? Dialect::kReference : Dialect::kWire;
         return value == "wire" || value == "reference";
       }},
      {"--quota", "N", "Reject all calls but the first N with Throttling.Resource, as an edition with N calls a day",
       "a number of calls",
       [](CommandLine& line, const std::string& value) { return readCount(value, line.service.limits.quota); }},
      {"--qps", "N", "Reject calls beyond N in a second with Throttling.User, as the rate limit of an edition",
       "a number of calls",
       [](CommandLine& line, const std::string& value) { return readCount(value, line.service.limits.perSecond); }},
      {"--fault", "KIND[:P]", faultHelp, faultExpected,
       [](CommandLine& line, const std::string& value) {
         const auto fault = parseRandomFault(value);
         if (fault) line.service.faults.push_back(*fault);
         return fault.has_value();
       }},
      {"--tls", "", "Serve https; prints the file with the certificate to trust to stderr", "",
       flagInto(&CommandLine::tls)},
      {"--exit-with-parent", "", "Exit when the process that started the emulator exits", "",
       flagInto(&CommandLine::exitWithParent)},
      {"--help", "", "Print this help and exit", "", flagInto(&CommandLine::help)},
      {"--version", "", "Print the version and exit", "", flagInto(&CommandLine::version)},
  };
  return options;
}

/// `-h`, `help` and the like are the long options that they abbreviate.
std::string longName(const std::string& name) {
  if (name == "-h" || name == "help") return "--help";
  if (name == "-V" || name == "version") return "--version";
  return name;
}

std::string unknownOption(const std::string& name) {
  if (!name.starts_with('-')) return inQuotes(name) + " is not an option; write a command behind --";
  Names names;
  for (const Option& option : allOptions()) names.push_back(option.name);
  return name + " is not an option" + didYouMean(name, names);
}

/// Words of `text` in lines of at most `width`, each but the first behind `indent` blanks.
std::string wrap(std::string_view text, std::size_t width, std::size_t indent) {
  std::string wrapped;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (column > indent && column + 1 + word.size() > width) {
      wrapped += '\n' + std::string(indent, ' ');
      column = indent;
    }
    wrapped += (column > indent ? " " : "") + std::string(word);
    column += word.size() + (column > indent ? 1 : 0);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return wrapped;
}

}  // namespace

CommandLine readCommandLine(const std::vector<std::string>& arguments) {
  CommandLine line;
  for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
    if (*argument == "--") {
      line.command.assign(argument + 1, arguments.end());
      if (line.command.empty()) line.error = "no command behind --";
      return line;
    }
    const auto equals = argument->starts_with("--") ? argument->find('=') : std::string::npos;
    const std::string name = longName(argument->substr(0, equals));
    const auto option = std::ranges::find(allOptions(), std::string_view(name), &Option::name);
    if (option == allOptions().end()) return {.error = unknownOption(name)};

    std::optional<std::string> value;
    if (equals != std::string::npos) {
      value = argument->substr(equals + 1);
    } else if (!option->argument.empty() && argument + 1 != arguments.end()) {
      value = *++argument;
    }
    if (option->argument.empty() && value) return {.error = name + " has no value"};
    if (!option->argument.empty() && !value)
      return {.error = name + " needs a value: " + std::string(option->expected)};
    if (!option->set(line, value.value_or(""))) {
      return {.error = name + " must be " + std::string(option->expected) + ", not " + inQuotes(*value)};
    }
  }
  return line;
}

std::string helpText(std::size_t width) {
  static constexpr std::size_t kColumn = 30;
  const bool isNarrow = width < 2 * kColumn;
  const std::size_t indent = isNarrow ? 6 : kColumn;
  std::string text =
      wrap("A local DataWorks service for trying out and testing clients.", width, 0) +
      "\nUsage: dataworks-emulator [OPTIONS] [-- COMMAND...]\n\n" +
      wrap(
          "Serves until a signal ends it; the first line printed is the URL. With COMMAND, it runs COMMAND "
          "against itself, ends when COMMAND ends, and exits with its exit code.",
          width, 0) +
      "\n\nOptions:\n";
  for (const Option& option : allOptions()) {
    std::string head = "  " + std::string(option.name);
    if (!option.argument.empty()) head += ' ' + std::string(option.argument);
    if (!isNarrow) head.resize(indent, ' ');
    text += head + (isNarrow ? "\n      " : "");
    text += wrap(option.help, width, indent) + '\n';
  }
  return text;
}

}  // namespace dataworks::emulator
