// SPDX-License-Identifier: Apache-2.0
// Every word of the page, in both languages.
#pragma once

#include <string>
#include <string_view>

#include "report/model.h"

namespace dataworks::detail::report {

/// Titles and labels. Sentences that count something are functions below.
struct Texts {
  std::string_view languageTag;
  std::string_view succeeded, failed, running, notFoundYet;  // the verdict
  std::string_view bizdate, dag, started, ended, observedAt, elapsed, soFar;
  std::string_view failedNodes, whereTimeWent, timeline, slowest, allNodes;
  std::string_view instance, parameters, neverRan;
  std::string_view upstream, schedule, resources, ran, failure;  // segments: legend, sums
  std::string_view status, node, instanceId, start, finish, shortUpstream, shortSchedule, shortResources,
      shortRan;  // columns
  std::string_view slowestRunning, slowestQueued, noTimes;
  std::string_view runningAtOnce, queuedAtOnce;
  std::string_view region, requestId, madeAt, noEdges, openEnd, criticalChain, chainKey, chainNotKnown;
  std::string_view change, before, chainColumn, onChain, longer, shorter, isNew, isGone;
  std::string_view nextSteps, readLogs, rerunFailed, watchOn, operationCenter, inOperationCenter;
};

[[nodiscard]] const Texts& textsIn(Language language);

/// Returns what a node did in that phase.
[[nodiscard]] std::string_view labelOf(NodePhase phase, const Texts& texts) noexcept;
/// Returns one or two words for the status of a node; an unknown status is named by its number.
[[nodiscard]] std::string statusText(const Model& model, const NodeInsInfo& node, Language language);
/// The same, or `excluded`.
[[nodiscard]] std::string statusText(const Model& model, const Row& row, Language language);

/// How the run ended, in one or two sentences.
[[nodiscard]] std::string verdictSentence(const Model& model, Language language);
/// `failed 2026-11-23 03:01:09 +08:00 · ran 1m02s`; empty if the time is not known.
[[nodiscard]] std::string failedText(const Row& row, Language language);
/// `86 nodes never ran`
[[nodiscard]] std::string notRunText(const Model& model, Language language);
/// `Compared with usual, the last 12 successes`
[[nodiscard]] std::string againstTitle(const Baseline& baseline, Language language);
/// How many differences the table leaves out.
[[nodiscard]] std::string moreDifferencesText(std::size_t more, Language language);
/// Which nodes the sums include.
[[nodiscard]] std::string sumNote(const Model& model, Language language);
/// Which nodes the Gantt chart shows.
[[nodiscard]] std::string barsNote(const Model& model, Language language);
/// Names an excerpt of a log and what was done to it.
[[nodiscard]] std::string logNote(const LogExcerpt& log, Language language);
/// How many failed nodes are shown without their logs.
[[nodiscard]] std::string logsLeftOutText(std::size_t count, Language language);
/// How many failed nodes the list leaves out.
[[nodiscard]] std::string moreFailedText(std::size_t more, Language language);

}  // namespace dataworks::detail::report
