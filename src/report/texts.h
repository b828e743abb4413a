// Every word of the page, in both languages.
#pragma once

#include <string>
#include <string_view>

#include "report/model.h"

namespace dataworks::report {

/// Titles and labels. Sentences that count something are functions below.
struct Texts {
  std::string_view languageTag;
  std::string_view succeeded, failed, running, notVisible;  // the verdict on the run
  std::string_view bizdate, dag, begun, ended, observedAt, elapsed, soFar;
  std::string_view failedNodes, whereTimeWent, timeline, slowest, allNodes;
  std::string_view instance, parameters, ranFor, failedAt, neverRan;
  std::string_view upstream, time, resources, ran, failure;  // what a stretch is: legend, sums
  std::string_view status, node, instanceId, start, finish, shortUpstream, shortTime, shortResources,
      shortRan;  // columns
  std::string_view slowestRunning, slowestQueued, noTimes;
  std::string_view runningAtOnce, queuedAtOnce;
  std::string_view region, requestId, madeAt, noEdges, operationCenter, openEnd;
};

[[nodiscard]] const Texts& textsIn(Language language);

/// Returns what a node did during a stretch of that kind.
[[nodiscard]] std::string_view labelOf(Part part, const Texts& texts) noexcept;
/// Returns one or two words for the status of a node; an unknown status is named by its number.
[[nodiscard]] std::string statusText(const Model& model, const NodeInsInfo& node, Language language);

/// Says what became of the run, in one or two sentences.
[[nodiscard]] std::string verdictSentence(const Model& model, Language language);
/// `86 nodes never ran`
[[nodiscard]] std::string notRunText(const Model& model, Language language);
/// Says over which nodes the time is summed up.
[[nodiscard]] std::string sumNote(const Model& model, Language language);
/// Says which nodes the Gantt chart shows; empty if all.
[[nodiscard]] std::string barsNote(const Model& model, Language language);
/// Says how many failed nodes the list above the chart leaves out.
[[nodiscard]] std::string moreFailedText(std::size_t more, Language language);

}  // namespace dataworks::report
