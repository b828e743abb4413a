// The parts of the HTML page, one function each, in the order of the page.
#pragma once

#include <string>
#include <string_view>

#include "report/markup.h"
#include "report/model.h"
#include "report/texts.h"

namespace dataworks::report {

/// What the parts are made from.
struct Page {
  const Model& model;
  const ReportOptions& options;
  const Texts& texts;
  Markup& out;

  /// `03:00:04`, preceded by the day if the run spans several.
  [[nodiscard]] std::string clock(Moment time) const;
};

/// What became of the run.
struct Verdict {
  std::string_view word;
  Fate fate;  // gives its colour and mark
};
[[nodiscard]] Verdict verdictOf(const Page& page);

void writeHeading(const Page& page);  // page_heading.cc: verdict, facts, the sentence, failed nodes
void writeFailedNodes(const Page& page);
void writeTimeSums(const Page& page);  // page_sums.cc: where the time went, slowest nodes
void writeSlowest(const Page& page);
void writeTimeline(const Page& page);  // page_timeline.cc: axis, strip, Gantt chart
void writeTable(const Page& page);     // page_table.cc: all nodes, footer
void writeFooter(const Page& page);

/// ✓, ✗ and so on: whatever colour says, a mark says too.
[[nodiscard]] std::string_view markOf(Fate fate) noexcept;
/// Returns the name of the CSS class.
[[nodiscard]] std::string_view classOf(Fate fate) noexcept;
[[nodiscard]] std::string_view classOf(Part part) noexcept;
[[nodiscard]] std::string classesOf(const Stretch& stretch);

/// Writes the whole story of a node, for the `title` of whatever shows it.
void writeStory(const Page& page, const Row& row);
/// Writes the name of a node beside its bar, with its mark.
void writeName(const Page& page, const Row& row);

}  // namespace dataworks::report
