// Where the time went, summed over the nodes, and the nodes that took most of it.
#include <cmath>

#include "report/page_parts.h"

namespace dataworks::report {
namespace {

using std::chrono::milliseconds;

double percentOf(milliseconds part, milliseconds whole) {
  return 100.0 * static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

// The whole per cent, but never 0 for something and never 100 for less than all.
std::string percentText(milliseconds part, milliseconds whole) {
  const double percent = percentOf(part, whole);
  if (part.count() > 0 && percent < 1) return "<1%";
  if (part < whole && percent > 99) return ">99%";
  return std::to_string(std::lround(percent)) + '%';
}

void writeSlowestAt(const Page& page, const std::vector<Slow>& slowest, std::string_view title) {
  if (slowest.empty()) return;
  const milliseconds longest = slowest.front().stretch->length();
  page.out.raw("<div><h3>").raw(title).raw("</h3>\n<ol class=\"slowest\">\n");
  for (const auto& [row, stretch] : slowest) {
    page.out.raw("<li title=\"");
    writeStory(page, *row);
    page.out.raw("\">");
    writeName(page, *row);
    page.out.raw("<span class=\"figure\">").text(durationText(stretch->length()));
    page.out.raw("</span><span class=\"bar\"><i class=\"").raw(classesOf(*stretch)).raw("\" style=\"left:0;width:");
    page.out.decimal(percentOf(stretch->length(), longest)).raw("%\"></i></span></li>\n");
  }
  page.out.raw("</ol></div>\n");
}

}  // namespace

void writeTimeSums(const Page& page) {
  const NodeDurations& sum = page.model.sum;
  const milliseconds whole = sum.waited() + sum.running;
  if (whole == milliseconds(0)) return;
  page.out.raw("<section id=\"sums\">\n<h2>").raw(page.texts.whereTimeWent).raw("</h2>\n<div class=\"stack\">");
  for (const LifePart& life : kLife) {
    if (sum.*life.time == milliseconds(0)) continue;
    page.out.raw("<i class=\"").raw(classOf(life.part)).raw("\" style=\"flex-grow:");
    page.out.decimal(percentOf(sum.*life.time, whole)).raw("\"></i>");
  }
  page.out.raw("</div>\n<dl class=\"shares\">\n");
  for (const LifePart& life : kLife) {
    const milliseconds time = sum.*life.time;
    page.out.raw("<div><dt><i class=\"key ").raw(classOf(life.part)).raw("\"></i>");
    page.out.raw(labelOf(life.part, page.texts)).raw("<dd>").text(durationText(time));
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

}  // namespace dataworks::report
