// SPDX-License-Identifier: Apache-2.0
// The command line of the emulator: the one table of its options, from which parsing and help are made.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataworks/error.h"
#include "responses.h"
#include "service.h"

namespace dataworks::emulator {

struct CommandLine {
  ServiceOptions service = {};
  int port = 0;  // 0: any free port
  std::string bind = "127.0.0.1";
  Dialect dialect = Dialect::kWire;
  std::string flowsFile = {};
  std::string checkFile = {};
  bool tls = false;
  bool exitWithParent = false;
  bool help = false;
  bool version = false;
  std::vector<std::string> command = {};  // behind `--`
  std::string error = {};                 // what is wrong, for people; then nothing else counts
};

/// `language`: of `error`.
[[nodiscard]] CommandLine readCommandLine(const std::vector<std::string>& arguments,
                                          Language language = Language::kEnglish);

/// Wrapped at this width.
[[nodiscard]] std::string helpText(int width, Language language = Language::kEnglish);

}  // namespace dataworks::emulator
