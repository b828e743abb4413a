// SPDX-License-Identifier: Apache-2.0
#include "credentials/child_process.h"

#include "credentials/child.h"
#include "credentials/source.h"

namespace dataworks::detail {
namespace {

constexpr std::size_t kMaxOutput = 64UL * 1024;

/// The command's name, for errors; its arguments may hold secrets, and so may what would be a variable to a shell.
std::string called(const std::vector<std::string>& words) {
  const std::string& first = words.front();
  const std::size_t equals = first.find('=');
  if (equals == std::string::npos || first.find('/') < equals) return "credentials command " + first;
  return "credentials command " + first.substr(0, equals) + "=… (no shell runs it: variables cannot be set here)";
}

}  // namespace

Result<std::string> outputOf(const std::vector<std::string>& words, const FetchContext& context) {
  if (auto error = givenUp(context)) return *std::move(error);
  Child child;
  if (const std::string why = child.start(words); !why.empty()) {
    return credentialsError(called(words) + " cannot be run: " + why);
  }

  std::string output;
  while (const auto some = child.readSome()) {
    if (auto error = givenUp(context)) return *std::move(error);
    if (output.size() + some->size() > kMaxOutput) return credentialsError(called(words) + " wrote too much");
    output += *some;
  }
  std::optional<std::string> how;
  while (!(how = child.ended())) {
    if (auto error = givenUp(context)) return *std::move(error);
  }
  if (how->empty()) return output;
  return credentialsError(called(words) + *how);
}

std::optional<std::vector<std::string>> splitCommand(std::string_view command) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::vector<std::string> words;
  bool inWord = false;
  char quote = '\0';
  for (std::size_t i = 0; i < command.size(); ++i) {
    char c = command[i];
    if (quote == '\0' && kBlanks.find(c) != std::string_view::npos) {
      inWord = false;
      continue;
    }
    if (!inWord) words.emplace_back();
    inWord = true;
    if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else {
      const bool escapes = c == '\\' && quote != '\'' && i + 1 < command.size() &&
                           (quote == '\0' || std::string_view("\"\\$`").find(command[i + 1]) != std::string_view::npos);
      words.back() += escapes ? command[++i] : c;
    }
  }
  if (quote != '\0' || words.empty() || words.front().empty()) return std::nullopt;
  return words;
}

}  // namespace dataworks::detail
