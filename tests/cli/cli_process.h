// SPDX-License-Identifier: Apache-2.0
// Runs the real command line, usually inside the real emulator, and captures its output.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dataworks::cli {

struct ProcessResult {
  int exitCode = -1;  ///< 128 + n if signal n ended it.
  std::string out;
  std::string err;
};

/// Sends `signal` once `text` stands on stderr. Several are sent in their order.
struct SignalWhen {
  std::string text;
  int signal = 0;
};

/// Types `keys` on the terminal once `text` stands there. Several are typed in their order.
struct KeysWhen {
  std::string text;
  std::string keys;
};

/// In a script, `$id` is a run of that flow that has been triggered.
inline std::string triggered(const std::string& flow) { return "id=$($DW create " + flow + " -p sales -q)\n"; }

/// A folder of its own and an environment of its own for each test.
class CommandLine : public ::testing::Test {
 protected:
  CommandLine();
  ~CommandLine() override;

  /// `dataworks ARGUMENTS` inside an emulator that knows the flows of cli_flows.json, fifty times as fast.
  ProcessResult dataworks(const std::vector<std::string>& arguments, const std::vector<SignalWhen>& signals = {});

  /// The same on a terminal of `columns`: stdout and stderr are one, `out`. Ctrl-C is typed once `ctrlCWhen` stands
  /// there.
  ProcessResult onTerminal(const std::vector<std::string>& arguments, int columns = 100,
                           const std::string& ctrlCWhen = "");

  /// A bash script inside such an emulator, on such a terminal.
  ProcessResult scriptOnTerminal(const std::string& text, const std::vector<KeysWhen>& keys = {}, int columns = 100);

  /// A bash script inside such an emulator; `$DW` is the command line, `stats` prints what the emulator counted,
  /// `waitUntil COMMAND` waits for what the last background process does.
  ProcessResult script(const std::string& text, const std::vector<SignalWhen>& signals = {});

  std::filesystem::path folder;  ///< Its home, and the current folder of what it runs.
  std::map<std::string, std::string> environment;

 private:
  static std::vector<std::string> insideEmulator(const std::vector<std::string>& command);
  ProcessResult run(const std::vector<std::string>& command, const std::vector<SignalWhen>& signals) const;
  ProcessResult runOnTerminal(const std::vector<std::string>& command, const std::vector<KeysWhen>& keys,
                              int columns) const;
  [[noreturn]] void execute(const std::vector<std::string>& command) const;
};

}  // namespace dataworks::cli
