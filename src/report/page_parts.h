// SPDX-License-Identifier: Apache-2.0
// The parts of the HTML page, one function each, in the order of the page.
#pragma once

#include <string>
#include <string_view>

#include "report/markup.h"
#include "report/model.h"
#include "report/texts.h"

namespace dataworks::detail::report {

/// The input of every part.
struct Page {
  const Model& model;
  const ReportOptions& options;
  const Texts& texts;
  Markup& out;

  /// `03:00:04`, preceded by the day if the run spans several.
  [[nodiscard]] std::string clock(WallTime time) const;
};

/// How the run ended, or that it has not.
struct Verdict {
  std::string_view word;
  Outcome outcome;  // for its colour and mark
};
[[nodiscard]] Verdict verdictOf(const Page& page);

void writeHeading(const Page& page);      // page_heading.cc: verdict, facts, the sentence
void writeFailedNodes(const Page& page);  // page_failures.cc: failed nodes, what to do about them
void writeNextSteps(const Page& page);
void writeAgainst(const Page& page);   // page_against.cc: compared with another run
void writeTimeSums(const Page& page);  // page_sums.cc: where the time went, slowest nodes
void writeSlowest(const Page& page);
void writeTimeline(const Page& page);  // page_timeline.cc: axis, strip, Gantt chart
void writeTable(const Page& page);     // page_table.cc: all nodes, footer
void writeFooter(const Page& page);

/// ✓, ✗ and so on: a mark repeats what colour shows.
[[nodiscard]] std::string_view markOf(Outcome outcome) noexcept;
/// Returns the name of the CSS class.
[[nodiscard]] std::string_view classOf(Outcome outcome) noexcept;
[[nodiscard]] std::string_view classOf(NodePhase phase) noexcept;
[[nodiscard]] std::string classesOf(const Segment& segment);

/// Writes a node's status and durations, for a `title` attribute.
void writeTooltip(const Page& page, const Row& row);
/// Writes the name of a node beside its bar, with its mark.
void writeName(const Page& page, const Row& row);

}  // namespace dataworks::detail::report
