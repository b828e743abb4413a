// SPDX-License-Identifier: Apache-2.0
// The words, marks and tones of the terminal, in English and Chinese. Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dataworks/dag_run.h"
#include "terminal/line.h"
#include "terminal/style.h"

namespace dataworks::terminal {

struct PollState;

/// Statuses that are counted together, in the order of display.
enum class Group { kSucceeded, kFailed, kRunning, kChecking, kQueued, kWaitingForTime, kUnknown, kNotRun };
inline constexpr std::array kGroups = {Group::kSucceeded, Group::kFailed,         Group::kRunning, Group::kChecking,
                                       Group::kQueued,    Group::kWaitingForTime, Group::kUnknown, Group::kNotRun};

[[nodiscard]] bool isKnown(NodeStatus status) noexcept;  ///< This version has a name for it.
[[nodiscard]] Group groupOf(NodeStatus status) noexcept;
[[nodiscard]] Tone toneOf(Group group) noexcept;
/// One column: `✓`, `✗`, `>`, `-`, `?` or a blank.
[[nodiscard]] std::string_view markOf(Group group, Charset charset) noexcept;

/// `RUNNING`, `运行中`; with its number if this version has no name for it: `UNKNOWN 9`.
[[nodiscard]] std::string statusWord(NodeStatus status, Language language);
[[nodiscard]] std::string excludedWord(Language language);                      ///< `EXCLUDED`
[[nodiscard]] std::string excludedCount(std::size_t nodes, Language language);  ///< ` (1 excluded)`
/// `RUNNING`, `NOT FOUND YET`, `运行中`.
[[nodiscard]] std::string stateWord(DagRunState state, Language language);

/// `2 succeeded`, `2 个成功`; with `more`: `2 more running`, `另有 2 个运行中`.
[[nodiscard]] std::string countWord(Group group, std::size_t count, Language language, bool more = false);

/// The first of several counts, with the total: `2 of 6 succeeded`, `共 6 个：2 个成功`.
[[nodiscard]] std::string countOfTotal(Group group, std::size_t count, std::size_t total, Language language);

/// Fixed words of the table.
struct Words {
  std::string_view status, node, waited, ran;                                   // columns of one run
  std::string_view state, dagColumn, run, elapsed, nodes;                       // columns of several
  std::string_view bizdate, dag;                                                // in the title
  std::string_view phaseUpstream, phaseSchedule, phaseResources, phaseRunning;  // legend of the bars
  std::string_view notFoundYet, lost;
  std::string_view stopsWatchingRun, stopsWatchingRuns, comeBack;
};
[[nodiscard]] const Words& wordsOf(Language language) noexcept;

/// Sentences with something filled in.
[[nodiscard]] std::string failedWhileRunning(std::size_t failed, Language language);         // , 1 FAILED
[[nodiscard]] std::string moreRuns(std::size_t runs, Language language);                     // ... 3 more runs
[[nodiscard]] std::string endedOf(std::size_t ended, std::size_t nodes, Language language);  // 97 of 200 ended
[[nodiscard]] std::string longestWord(std::string_view name, std::string_view duration, Language language);
/// `poll 31, next in 8s`; with what limits the wait: `poll 31 of 60, next in 8s`, `poll 31, next in 8s, 42 calls left
/// today`. `poll.problem` must be printable.
[[nodiscard]] std::string pollText(const PollState& poll, long long nextInSeconds, Language language);

/// The soonest poll of several runs: `next poll in 8s`, `a poll failed (Throttling.User), next poll in 8s`.
[[nodiscard]] std::string nextPollText(const PollState& poll, long long nextInSeconds, Language language);

/// What kind of error it was, as a person says it: `network`, `网络错误`.
[[nodiscard]] std::string kindWord(ErrorKind kind, Language language);

/// `clean_orders  instance 2427622331  failed 2026-11-23 03:02:05 +08:00 after 12s`
[[nodiscard]] std::string failedNode(std::string_view printableName, const NodeInsInfo& node,
                                     std::chrono::system_clock::time_point observedAt, Language language);
[[nodiscard]] std::string dagWord(std::int64_t dagId, Language language);  // dag 332455685:
[[nodiscard]] std::string firstFailure(std::string_view failedNode, Language language);
[[nodiscard]] std::string neverRan(std::size_t nodes, Language language);
[[nodiscard]] std::string howToReadLogs(const std::string& command, Language language);  // log: dataworks logs 7

}  // namespace dataworks::terminal
