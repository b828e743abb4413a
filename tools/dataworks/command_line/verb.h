// SPDX-License-Identifier: Apache-2.0
// The verbs and their options as plain data, from which parsing, help, completion and man pages are made.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "dataworks/manual_dag.h"
#include "session/session.h"
#include "terminal/language.h"

namespace dataworks::cli {

/// Where the value of an option goes, and thereby what it may be. A `bool` is a flag. A list takes all the words at its
/// place, or one value each time that its name is given; a list of pairs takes two.
using Destination = std::variant<bool*, std::string*, std::optional<std::string>*, std::vector<std::string>*,
                                 std::size_t*, std::optional<std::size_t>*, std::optional<std::chrono::milliseconds>*,
                                 std::optional<ProjectEnv>*, std::vector<std::pair<std::string, std::string>>*>;

enum class Existing { kNeedNot, kFile, kFileOrFolder };

struct OptionDetails {
  std::string type = "TEXT";           ///< What the help calls the value.
  bool required = false;               ///< Or given by the environment.
  std::string variable{};              ///< Of the environment; stands in for the option.
  std::vector<std::string> choices{};  ///< All that the value may be; empty: anything.
  std::optional<int> least{};          ///< Of a number. The greatest is a million.
  Existing mustExist = Existing::kNeedNot;
  bool showsDefault = false;      ///< The destination holds it.
  std::string excludes{};         ///< The name of an option before this one.
  std::string group = "Options";  ///< Of the help; empty: not in the help.
};

struct Option {
  Option(std::string its, Destination to, Text says, OptionDetails other = {})
      : names(std::move(its)), destination(to), help(std::move(says)), details(std::move(other)) {}

  /// `-p,--project,--ProjectName`. A first name without dashes makes it a word at its place: `ID,--dag-id`.
  std::string names;
  Destination destination;
  Text help;
  OptionDetails details;
};

struct Verb {
  std::string name;
  Text help;
  std::vector<Option> options;
  std::vector<std::string> examples;       ///< Command lines.
  Text notes;                              ///< What else there is to know.
  std::function<int(Session&)> execute{};  ///< Once the destinations hold the values.
};

/// Lists of options, one behind the other.
[[nodiscard]] inline std::vector<Option> together(std::initializer_list<std::vector<Option>> lists) {
  std::vector<Option> all;
  for (const std::vector<Option>& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

/// A function of a verb with the options that it reads.
template <class Options>
[[nodiscard]] std::function<int(Session&)> executing(int (*execute)(const Options&, Session&),
                                                     std::shared_ptr<Options> options) {
  return [execute, options = std::move(options)](Session& session) { return execute(*options, session); };
}

}  // namespace dataworks::cli
