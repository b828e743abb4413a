// SPDX-License-Identifier: Apache-2.0
// A command that runs, and what it writes to stdout: child_posix.cc and child_windows.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dataworks::detail {

/// Returns what `Child` starts for a command, with the program's name first; empty if a quote stays open or there is no
/// word. POSIX: the command's words. Windows: its name, and the command as it is, because each program splits it
/// itself.
[[nodiscard]] std::optional<std::vector<std::string>> wordsToStart(std::string_view command);

/// Killed with its children, and not waited for, if it still runs at the end.
class Child {
 public:
  Child();
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Empty, or why it cannot be run. Its stdin is empty, and its stderr is ours.
  [[nodiscard]] std::string start(const std::vector<std::string>& words);

  /// Reads what has arrived; waits for it one slice at most. Empty once the output has ended.
  [[nodiscard]] std::optional<std::string_view> readSome();

  /// How it ended, once it has; waits one slice at most. No text stands for success.
  [[nodiscard]] std::optional<std::string> ended();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace dataworks::detail
