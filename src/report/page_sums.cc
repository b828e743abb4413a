// SPDX-License-Identifier: Apache-2.0
// Where the time went, summed over the nodes, and the slowest nodes.
#include <cmath>

#include "report/page_parts.h"

namespace dataworks::detail::report {
namespace {

using std::chrono::milliseconds;

double percentOf(milliseconds part, milliseconds whole) {
  return 100.0 * static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

// Whole percent, but never 0 for something and never 100 for less than all.
std::string percentText(milliseconds part, milliseconds whole) {
  const double percent = percentOf(part, whole);
  if (part.count() > 0 && percent < 1) return "<1%";
  if (part < whole && percent > 99) return ">99%";
  return std::to_string(std::lround(percent)) + '%';
}

void writeSlowestAt(const Page& page, const std::vector<SlowSegment>& slowest, std::string_view title) {
  if (slowest.empty()) return;
  const milliseconds longest = slowest.front().segment->length();
  page.out.raw("<div><h3>").raw(title).raw("</h3>\n<ol class=\"slowest\">\n");
  for (const auto& [row, segment] : slowest) {
    page.out.raw("<li title=\"");
    writeTooltip(page, *row);
    page.out.raw("\">");
    writeName(page, *row);
    page.out.raw("<span class=\"figure\">").text(formatDuration(segment->length()));
    page.out.raw("</span><span class=\"bar\"><i class=\"").raw(classesOf(*segment)).raw("\" style=\"left:0;width:");
    page.out.decimal(percentOf(segment->length(), longest)).raw("%\"></i></span></li>\n");
  }
  page.out.raw("</ol></div>\n");
}

}  // namespace

void writeTimeSums(const Page& page) {
  const NodeDurations& sum = page.model.sum;
  const milliseconds whole = sum.waited() + sum.running;
  if (whole == milliseconds(0)) return;
  page.out.raw("<section id=\"sums\">\n<h2>").raw(page.texts.whereTimeWent).raw("</h2>\n<div class=\"stack\">");
  for (const PhaseFields& fields : kPhases) {
    if (sum.*fields.duration == milliseconds(0)) continue;
    page.out.raw("<i class=\"").raw(classOf(fields.phase)).raw("\" style=\"flex-grow:");
    page.out.decimal(percentOf(sum.*fields.duration, whole)).raw("\"></i>");
  }
  page.out.raw("</div>\n<dl class=\"shares\">\n");
  for (const PhaseFields& fields : kPhases) {
    const milliseconds time = sum.*fields.duration;
    if (time == milliseconds(0)) continue;
    page.out.raw("<div><dt><i class=\"key ").raw(classOf(fields.phase)).raw("\"></i>");
    page.out.raw(labelOf(fields.phase, page.texts)).raw("<dd>").text(formatDuration(time));
    page.out.raw(" <span class=\"soft\">").text(percentText(time, whole)).raw("</span></div>\n");
  }
  page.out.raw("</dl>\n<p class=\"soft\">").text(sumNote(page.model, page.options.language)).raw("</p>\n</section>\n");
}

void writeSlowest(const Page& page) {
  const Model& model = page.model;
  if (model.slowestRunning.empty() && model.slowestQueued.empty()) return;
  page.out.raw("<section id=\"slowest\">\n<h2>").raw(page.texts.slowest).raw("</h2>\n<div class=\"columns\">\n");
  writeSlowestAt(page, model.slowestRunning, page.texts.slowestRunning);
  writeSlowestAt(page, model.slowestQueued, page.texts.slowestQueued);
  page.out.raw("</div>\n</section>\n");
}

}  // namespace dataworks::detail::report
