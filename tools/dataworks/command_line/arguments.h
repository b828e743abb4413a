// SPDX-License-Identifier: Apache-2.0
// Reads the arguments of a run into the library's types: `K=V`, `ID:K=V`, a business date.
//
// A word that cannot be read throws `BadArgument`; its text names the word, the mistake and the correct form, and it
// ends the program with exit code 2.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "command_line/flow_trigger.h"
#include "dataworks/manual_dag.h"
#include "terminal/language.h"

namespace dataworks::cli {

/// In both languages; `what()` is English.
class BadArgument : public std::runtime_error {
 public:
  explicit BadArgument(const std::string& english) : BadArgument(Text(english, english)) {}
  explicit BadArgument(Text text) : std::runtime_error(text.english), text_(std::move(text)) {}
  BadArgument(std::string english, std::string chinese) : BadArgument(Text(std::move(english), std::move(chinese))) {}

  [[nodiscard]] const Text& text() const noexcept { return text_; }

 private:
  Text text_;
};

/// `K=V`; one word may hold several, separated by blanks, as the API writes them.
[[nodiscard]] Parameters readParameters(const std::vector<std::string>& words);

/// `ID:K=V`, repeated for one node or several; or the API's form, `{"ID": "K=V K=V"}`.
[[nodiscard]] NodeParameters readNodeParameters(const std::vector<std::string>& words);

/// For `call`: `Name=Value`; the value may be any text.
[[nodiscard]] Parameters readRpcParameters(const std::vector<std::string>& words);

/// A positive id of a run.
[[nodiscard]] std::int64_t readDagId(std::string_view word);

/// `--only` and `--except`: ids of nodes, separated by commas; sorted and unique. Refuses an empty list, which would
/// mean all nodes.
[[nodiscard]] std::vector<std::int64_t> readNodeIds(std::string_view flag, const std::vector<std::string>& words);

/// The same for all three flags. Refuses a node that is in both lists.
[[nodiscard]] FlowPart readFlowPart(const std::vector<std::string>& only, const std::vector<std::string>& except,
                                    std::optional<ProjectEnv> env);

struct ChosenBizdate {
  Bizdate bizdate;
  std::string shown;    ///< `2026-11-22 (yesterday in Shanghai, now 00:05 +08:00)`
  std::string warning;  ///< Empty, or why the service will reject this date.
};

/// Reads `yesterday`, `2026-11-22`, `20261122` or `2026-11-22 00:00:00`.
[[nodiscard]] ChosenBizdate chooseBizdate(std::string_view text, std::chrono::system_clock::time_point now,
                                          Language language);

/// A warning for each value that may be the rest of a scheduling expression that the shell expanded.
[[nodiscard]] std::vector<std::string> shellWarnings(const CreateManualDagRequest& request, Language language);

/// `city=shanghai level=3`, parameters of nodes as `103180025:test=${yyyymmdd}`; empty if there are none.
[[nodiscard]] std::string showParameters(const CreateManualDagRequest& request);

/// `only 7, 8`, `in dev`: what is not the whole flow in production; empty if nothing was given.
[[nodiscard]] std::string showPart(const FlowPart& part, Language language);

}  // namespace dataworks::cli
