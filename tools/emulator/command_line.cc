// SPDX-License-Identifier: Apache-2.0
#include "command_line.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "decimal.h"
#include "suggestion.h"
#include "terminal/language.h"
#include "terminal/text.h"

namespace dataworks::emulator {
namespace {

using cli::in;
using cli::Text;

/// An option, and what it sets. `set` returns false if the value is not what `expected` says.
struct Option {
  std::string_view name;
  std::string_view argument;  // empty: a flag
  Text help;
  Text expected;  // for messages: "--port must be " + expected
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
  static const Text faultHelp{
      "Make requests fail, each with the probability P from 0 to 1 (default: 1); may be repeated. Kinds: " +
          faultNames(),
      "使请求失败，每个请求的概率为 P（0 到 1，默认 1）；可重复。种类：" + faultNames()};
  static const Text faultExpected{
      "one of " + faultNames() + ", or one with a probability from 0 to 1, such as reset:0.1",
      faultNames() + " 之一，可附 0 到 1 的概率，例如 reset:0.1"};
  static const std::vector<Option> options = {
      {"--port",
       "N",
       {"Port to listen on; 0: any free port (default: 0)", "监听的端口；0 表示任一空闲端口（默认 0）"},
       {"a number from 0 to 65535", "0 到 65535 之间的整数"},
       [](CommandLine& line, const std::string& value) { return readNumber(value, 0, 65535, line.port); }},
      {"--bind",
       "ADDRESS",
       {"Address to listen on (default: 127.0.0.1)", "监听的地址（默认 127.0.0.1）"},
       {"an address", "地址"},
       textInto(&CommandLine::bind)},
      {"--flows",
       "FILE",
       {"Your projects and flows, beside the built-in test_project",
        "自定义的工作空间和业务流程，与自带的 test_project 并存"},
       {"a file", "文件"},
       textInto(&CommandLine::flowsFile)},
      {"--check",
       "FILE",
       {"Check such a file, print everything that is wrong with it, and exit",
        "检查这样的文件，列出其中所有错误，然后退出"},
       {"a file", "文件"},
       textInto(&CommandLine::checkFile)},
      {"--speed",
       "N",
       {"Run flows N times as fast (default: 1)", "以 N 倍速度运行流程（默认 1）"},
       {"a number greater than 0, at most 1000000", "大于 0 且不超过 1000000 的数"},
       [](CommandLine& line, const std::string& value) {
         line.service.speed = parseDecimal(value).value_or(0);
         return line.service.speed > 0 && line.service.speed <= 1e6;
       }},
      {"--access-key-id",
       "ID",
       {"Id of the only access key that is accepted (default: testid)", "唯一接受的 AccessKey 的 ID（默认 testid）"},
       {"an id", "ID"},
       [](CommandLine& line, const std::string& value) {
         line.service.accessKey.id = value;
         return !value.empty();
       }},
      {"--access-key-secret",
       "SECRET",
       {"Secret of that access key (default: testsecret)", "该 AccessKey 的密钥（默认 testsecret）"},
       {"a secret", "密钥"},
       [](CommandLine& line, const std::string& value) {
         line.service.accessKey.secret = value;
         return !value.empty();
       }},
      {"--dialect",
       "NAME",
       {"Spelling of responses: wire, as SDKs expect it (default), or reference, as in the samples of the API "
        "reference",
        "响应的写法：wire 为各 SDK 所用（默认），reference 为 API 参考文档示例所用"},
       {"wire or reference", "wire 或 reference"},
       [](CommandLine& line, const std::string& value) {
         line.dialect = value == "reference" ? Dialect::kReference : Dialect::kWire;
         return value == "wire" || value == "reference";
       }},
      {"--quota",
       "N",
       {"Reject all calls but the first N with Throttling.Resource, as an edition with N calls a day",
        "只接受前 N 次调用，其余以 Throttling.Resource 拒绝，如同每天限 N 次调用的版本"},
       {"a number of calls", "调用次数"},
       [](CommandLine& line, const std::string& value) { return readCount(value, line.service.limits.quota); }},
      {"--qps",
       "N",
       {"Reject calls beyond N in a second with Throttling.User, as the rate limit of an edition",
        "每秒超过 N 次的调用以 Throttling.User 拒绝，如同各版本的频率限制"},
       {"a number of calls", "调用次数"},
       [](CommandLine& line, const std::string& value) { return readCount(value, line.service.limits.perSecond); }},
      {"--fault", "KIND[:P]", faultHelp, faultExpected,
       [](CommandLine& line, const std::string& value) {
         const auto fault = parseRandomFault(value);
         if (fault) line.service.faults.push_back(*fault);
         return fault.has_value();
       }},
      {"--tls",
       "",
       {"Serve https; prints the file with the certificate to trust to stderr",
        "以 https 提供服务；应信任的证书的文件名输出到标准错误"},
       {},
       flagInto(&CommandLine::tls)},
      {"--exit-with-parent",
       "",
       {"Exit when the process that started the emulator exits", "启动模拟器的进程退出时，模拟器随之退出"},
       {},
       flagInto(&CommandLine::exitWithParent)},
      {"--help", "", {"Print this help and exit", "显示本帮助，然后退出"}, {}, flagInto(&CommandLine::help)},
      {"--version", "", {"Print the version and exit", "显示版本，然后退出"}, {}, flagInto(&CommandLine::version)},
  };
  return options;
}

/// `-h`, `help` and the like are the long options that they abbreviate.
std::string longName(const std::string& name) {
  if (name == "-h" || name == "help") return "--help";
  if (name == "-V" || name == "version") return "--version";
  return name;
}

std::string unknownOption(const std::string& name, Language language) {
  if (!name.starts_with('-')) {
    return in(language, inQuotes(name) + " is not an option; write a command behind --",
              inQuotes(name) + " 不是选项；命令应写在 -- 之后");
  }
  Names names;
  for (const Option& option : allOptions()) names.push_back(option.name);
  const std::string_view meant = detail::closestTo(name, names);
  const std::string suggestion = meant.empty() ? "" : "；是否指 " + std::string(meant) + "？";
  return in(language, name + " is not an option" + didYouMean(name, names), "未知选项 " + name + suggestion);
}

/// Lines of at most `width` columns, each but the first behind `indent` blanks.
std::string wrapped(std::string_view text, int width, int indent) {
  std::string lines;
  for (const std::string& line : terminal::wrap(text, width - indent)) {
    lines += (lines.empty() ? "" : "\n" + std::string(static_cast<std::size_t>(indent), ' ')) + line;
  }
  return lines;
}

}  // namespace

CommandLine readCommandLine(const std::vector<std::string>& arguments, Language language) {
  CommandLine line;
  for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
    if (*argument == "--") {
      line.command.assign(argument + 1, arguments.end());
      if (line.command.empty()) line.error = in(language, "no command behind --", "-- 之后没有命令");
      return line;
    }
    const auto equals = argument->starts_with("--") ? argument->find('=') : std::string::npos;
    const std::string name = longName(argument->substr(0, equals));
    const auto option = std::ranges::find(allOptions(), std::string_view(name), &Option::name);
    if (option == allOptions().end()) return {.error = unknownOption(name, language)};

    std::optional<std::string> value;
    if (equals != std::string::npos) {
      value = argument->substr(equals + 1);
    } else if (!option->argument.empty() && argument + 1 != arguments.end()) {
      value = *++argument;
    }
    if (option->argument.empty() && value) return {.error = name + in(language, " has no value", " 不带值")};
    const std::string& expected = option->expected.in(language);
    if (!option->argument.empty() && !value) {
      return {.error = name + in(language, " needs a value: ", " 需要一个值：") + expected};
    }
    if (!option->set(line, value.value_or(""))) {
      return {.error = in(language, name + " must be " + expected + ", not " + inQuotes(*value),
                          name + " 的值无效：" + inQuotes(*value) + "，应为 " + expected)};
    }
  }
  return line;
}

std::string helpText(int width, Language language) {
  constexpr int kColumn = 30;
  const bool isNarrow = width < 2 * kColumn;
  const int indent = isNarrow ? 6 : kColumn;
  std::string text = wrapped(in(language, "A local DataWorks service for trying out and testing clients.",
                                "本地的 DataWorks 服务，用于试用和测试客户端。"),
                             width, 0) +
                     in(language, "\nUsage: dataworks-emulator [OPTIONS] [-- COMMAND...]\n\n",
                        "\n用法：dataworks-emulator [选项] [-- 命令...]\n\n") +
                     wrapped(in(language,
                                "Serves until a signal ends it; the first line printed is the URL. With COMMAND, it "
                                "runs COMMAND against itself, ends when COMMAND ends, and exits with its exit code.",
                                "持续提供服务，直到被信号终止；输出的第一行是 URL。给出命令时，对自身运行该命令，"
                                "命令结束则随之结束，并以其退出码退出。"),
                             width, 0) +
                     in(language, "\n\nOptions:\n", "\n\n选项：\n");
  for (const Option& option : allOptions()) {
    std::string head = "  " + std::string(option.name);
    if (!option.argument.empty()) head += ' ' + std::string(option.argument);
    text += isNarrow ? head + "\n      " : terminal::padRight(head, indent);
    text += wrapped(option.help.in(language), width, indent) + '\n';
  }
  return text;
}

}  // namespace dataworks::emulator
