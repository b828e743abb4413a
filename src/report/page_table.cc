// SPDX-License-Identifier: Apache-2.0
// All nodes, and the footer.
//
// The table makes the page of a big run big, so a row is short: HTML allows to leave out `</td>` and `</tr>`, and a
// phase of 0 is an empty cell, which is also easier to read.
#include "report/page_parts.h"

namespace dataworks::detail::report {
namespace {

using std::chrono::milliseconds;

void writeTime(const Page& page, const Timestamp& timestamp) {
  if (!timestamp.time) {
    page.out.raw("<td>");
    return;
  }
  const auto sinceBegin = std::chrono::floor<milliseconds>(*timestamp.time - page.model.begin);
  page.out.raw("<td data-v=").number(sinceBegin.count()).raw(">").text(page.clock(*timestamp.time));
}

void writeDuration(const Page& page, milliseconds duration, bool known) {
  if (!known) {
    page.out.raw("<td>");
    return;
  }
  page.out.raw("<td data-v=").number(duration.count()).raw(">").text(formatDuration(duration));
}

void writeRow(const Page& page, const Row& row) {
  const NodeInsInfo& node = *row.node;
  page.out.raw("<tr><td class=")
      .raw(classOf(row.outcome))
      .raw(" data-v=")
      .number(static_cast<int>(row.outcome))
      .raw(">");
  page.out.raw(markOf(row.outcome)).raw(" ").text(statusText(page.model, row, page.options.language));
  page.out.raw("<td>").text(node.nodeName).raw("<td>").number(node.instanceId);
  writeTime(page, node.beginRunningTime);
  writeTime(page, node.finishTime);
  writeDuration(page, row.durations.waitUpstream, row.durations.waitUpstream > milliseconds(0));
  writeDuration(page, row.durations.waitSchedule, row.durations.waitSchedule > milliseconds(0));
  writeDuration(page, row.durations.waitResources, row.durations.waitResources > milliseconds(0));
  writeDuration(page, row.durations.running, row.ran.has_value());
  page.out.raw("\n");
}

// The browser lays a big table out when it comes into view. Until then it assumes the height of one-line rows.
void writeBigStyle(const Page& page) {
  const double rems = 6 + 1.84 * static_cast<double>(page.model.rows.size());
  page.out.raw(" class=\"big\" style=\"contain-intrinsic-size:auto ").decimal(rems).raw("rem\"");
}

}  // namespace

void writeTable(const Page& page) {
  const Texts& texts = page.texts;
  page.out.raw("<section id=\"all\"");
  if (page.model.leavesBarsOut()) writeBigStyle(page);
  page.out.raw(">\n<h2>").raw(texts.allNodes).raw(" <span class=\"soft\">");
  page.out.text(countText(page.model.rows.size())).raw("</span></h2>\n");
  page.out.raw("<div class=\"wide\"><table id=\"nodes\">\n<thead><tr>");
  for (const std::string_view label : {texts.status, texts.node, texts.instanceId, texts.start, texts.finish}) {
    page.out.raw("<th scope=\"col\">").raw(label).raw("</th>");
  }
  for (const std::string_view label :
       {texts.shortUpstream, texts.shortSchedule, texts.shortResources, texts.shortRan}) {
    page.out.raw("<th scope=\"col\" class=\"n\">").raw(label).raw("</th>");
  }
  page.out.raw("</tr></thead>\n<tbody>\n");
  for (const Row& row : page.model.rows) writeRow(page, row);
  page.out.raw("</tbody></table></div>\n</section>\n");
}

void writeFooter(const Page& page) {
  page.out.raw("<footer>\n<p>").text(page.options.madeBy).raw(" · ").raw(page.texts.madeAt).raw(" ");
  page.out.text(peopleTime(page.options.madeAt));
  if (!page.options.regionId.empty()) page.out.raw(" · ").raw(page.texts.region).raw(" ").text(page.options.regionId);
  if (!page.model.run->requestId.empty()) {
    page.out.raw(" · ")
        .raw(page.texts.requestId)
        .raw(" <code class=\"id\">")
        .text(page.model.run->requestId)
        .raw("</code>");
  }
  page.out.raw("</p>\n");
  if (page.model.rows.size() > 1) page.out.raw("<p>").raw(page.texts.noEdges).raw("</p>\n");
  page.out.raw("</footer>\n");
}

}  // namespace dataworks::detail::report
