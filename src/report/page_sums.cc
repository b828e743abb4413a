// Where the time went, summed over the nodes, and the nodes that took most of it.
#include <array>
#include <cmath>

#include "report/page_parts.h"

namespace dataworks::report {
namespace {

using std::chrono::milliseconds;

std::array<std::pair<Part, milliseconds>, 4> sharesOf(const NodeTimes& times) {
  return {{{Part::kUpstream, times.upstream},
           {Part::kTime, times.time},
           {Part::kResources, times.resources},
           {Part::kRunning, times.running}}};
}

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

void writeSlowestBy(const Page& page, const std::vector<const Row*>& rows, milliseconds NodeTimes::*part, Part kind,
                    std::string_view title, std::string_view none) {
  page.out.raw("<div><h3>").raw(title).raw("</h3>\n");
  if (rows.empty()) {
    page.out.raw("<p class=\"soft\">").raw(none).raw("</p></div>\n");
    return;
  }
  const milliseconds longest = rows.front()->times.*part;
  page.out.raw("<ol class=\"slowest\">\n");
  for (const Row* row : rows) {
    const milliseconds time = row->times.*part;
    const bool failed = kind == Part::kRunning && row->fate == Fate::kFailed;
    page.out.raw("<li><span class=\"name\">");
    if (failed) page.out.raw("<span class=\"bad mark\">✗</span> ");
    page.out.text(row->node->nodeName).raw("</span><span class=\"figure\">").text(durationText(time));
    page.out.raw("</span><span class=\"bar\"><i class=\"").raw(classOf(kind)).raw(failed ? " f" : "");
    page.out.raw("\" style=\"left:0;width:").decimal(percentOf(time, longest)).raw("%\"></i></span></li>\n");
  }
  page.out.raw("</ol></div>\n");
}

}  // namespace

void writeTimeSums(const Page& page) {
  const NodeTimes& sum = page.model.sum;
  const milliseconds whole = sum.waited() + sum.running;
  if (whole == milliseconds(0)) return;
  page.out.raw("<section id=\"sums\">\n<h2>").raw(page.texts.whereTimeWent).raw("</h2>\n<div class=\"stack\">");
  for (const auto& [part, time] : sharesOf(sum)) {
    if (time == milliseconds(0)) continue;
    page.out.raw("<i class=\"").raw(classOf(part)).raw("\" style=\"flex-grow:");
    page.out.decimal(percentOf(time, whole)).raw("\"></i>");
  }
  page.out.raw("</div>\n<dl class=\"shares\">\n");
  for (const auto& [part, time] : sharesOf(sum)) {
    page.out.raw("<div><dt><i class=\"key ")
        .raw(classOf(part))
        .raw("\"></i>")
        .raw(labelOf(part, page.texts))
        .raw("<dd>");
    page.out.text(durationText(time)).raw(" <span class=\"soft\">").text(percentText(time, whole));
    page.out.raw("</span></div>\n");
  }
  page.out.raw("</dl>\n<p class=\"soft\">").text(sumNote(page.model, page.options.language)).raw("</p>\n</section>\n");
}

void writeSlowest(const Page& page) {
  const Model& model = page.model;
  page.out.raw("<section id=\"slowest\">\n<h2>").raw(page.texts.slowest).raw("</h2>\n<div class=\"columns\">\n");
  writeSlowestBy(page, model.slowestRunning, &NodeTimes::running, Part::kRunning, page.texts.slowestRunning,
                 page.texts.noneRan);
  writeSlowestBy(page, model.slowestQueued, &NodeTimes::resources, Part::kResources, page.texts.slowestQueued,
                 page.texts.noneQueued);
  page.out.raw("</div>\n</section>\n");
}

}  // namespace dataworks::report
