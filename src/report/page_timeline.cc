// SPDX-License-Identifier: Apache-2.0
// The Gantt chart. Positions are percentages of the run, so the chart fits any width. Above it, in a big run, a strip
// shows how many nodes ran and queued at once.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "report/page_parts.h"

namespace dataworks::detail::report {
namespace {

using std::chrono::milliseconds;

// Ticks at the smallest round step that makes at most ten of them after 0.
std::vector<milliseconds> ticksOf(milliseconds length) {
  using namespace std::chrono_literals;
  constexpr std::array<milliseconds, 21> kSteps{100ms, 200ms, 500ms, 1s,    2s, 5s, 10s, 15s, 30s, 1min, 2min,
                                                5min,  10min, 15min, 30min, 1h, 2h, 3h,  6h,  12h, 24h};
  const auto fits = [length](milliseconds step) { return length <= step * 10; };
  const auto found = std::ranges::find_if(kSteps, fits);
  milliseconds step = found != kSteps.end() ? *found : kSteps.back();
  while (!fits(step)) step *= 2;
  std::vector<milliseconds> ticks;
  for (milliseconds tick{0}; tick <= length; tick += step) ticks.push_back(tick);
  return ticks;
}

void writePercent(const Page& page, double fraction) {
  page.out.decimal(100 * std::clamp(fraction, 0.0, 1.0)).raw("%");
}

void writeAxis(const Page& page) {
  page.out.raw("<div class=\"axis\"><span></span><div class=\"scale\"><p class=\"clock\"><span>");
  page.out.text(page.clock(page.model.begin)).raw(" +08:00</span><span>");
  if (!page.model.over) page.out.raw(page.texts.observedAt).raw(" ");
  page.out.text(page.clock(page.model.end)).raw("</span></p><p class=\"ticks\">");
  const std::vector<milliseconds> ticks = ticksOf(page.model.length());
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    page.out.raw(i % 2 == 0 ? "<span style=\"left:" : "<span class=\"odd\" style=\"left:");
    writePercent(page, page.model.fraction(page.model.begin + ticks[i]));
    page.out.raw("\">").text(i == 0 ? "0" : formatDuration(ticks[i])).raw("</span>");
  }
  page.out.raw("</p></div><span></span></div>\n");
}

void writeGridLines(const Page& page) {
  page.out.raw("<div class=\"lines\" aria-hidden=\"true\">");
  for (const milliseconds tick : ticksOf(page.model.length())) {
    page.out.raw("<b style=\"left:");
    writePercent(page, page.model.fraction(page.model.begin + tick));
    page.out.raw("\"></b>");
  }
  page.out.raw(page.model.over ? "</div>\n" : "<b class=\"now\" style=\"left:100%\"></b></div>\n");
}

void writeSegment(const Page& page, const Segment& segment, bool hairline) {
  const double begin = page.model.fraction(segment.begin);
  page.out.raw("<i class=\"").raw(classesOf(segment)).raw(hairline ? " thin" : "").raw("\" style=\"left:");
  writePercent(page, begin);
  page.out.raw(";width:");
  writePercent(page, page.model.fraction(segment.end) - begin);
  page.out.raw("\"></i>");
}

// A line below the bar, from when the node was ready to its end: the lines of a chain make a staircase.
void writeChainLine(const Page& page, const Row& row) {
  const auto& ready = row.node->beginWaitTimeTime.time;
  const WallTime end = row.segments.back().end;
  const double begin = page.model.fraction(ready && *ready < end ? *ready : row.segments.back().begin);
  page.out.raw("<b class=\"chain\" style=\"left:");
  writePercent(page, begin);
  page.out.raw(";width:");
  writePercent(page, page.model.fraction(end) - begin);
  page.out.raw("\"></b>");
}

void writeBar(const Page& page, const Row& row) {
  page.out.raw("<div class=\"row\" title=\"");
  writeTooltip(page, row);
  page.out.raw("\">");
  writeName(page, row);
  page.out.raw("<div class=\"bar\">");
  if (row.segments.empty()) page.out.raw("<span class=\"none\">—</span>");
  for (const Segment& segment : row.segments) writeSegment(page, segment, row.outcome == Outcome::kNotRun);
  if (row.critical && page.model.rows.size() > 1 && !row.segments.empty()) writeChainLine(page, row);
  if (row.outcome == Outcome::kFailed && !row.segments.empty()) {
    page.out.raw("<em style=\"left:");
    writePercent(page, page.model.fraction(row.segments.back().end));
    page.out.raw("\">✗</em>");
  }
  page.out.raw("</div><span class=\"figure\">");
  if (row.ran) page.out.text(formatDuration(*row.ran));
  page.out.raw("</span></div>\n");
}

// Explains what the chart shows, and nothing else.
void writeLegend(const Page& page) {
  const auto shows = [&page](const auto& kind) {
    return std::ranges::any_of(page.model.bars,
                               [&kind](const Row* row) { return std::ranges::any_of(row->segments, kind); });
  };
  const auto writeKey = [&page](std::string_view classes, std::string_view label) {
    page.out.raw("<li><i class=\"key ").raw(classes).raw("\"></i>").raw(label).raw("</li>");
  };
  page.out.raw("<ul class=\"legend\">");
  for (const PhaseFields& fields : kPhases) {
    const auto isOfIt = [&fields](const Segment& segment) { return segment.phase == fields.phase && !segment.failed; };
    if (shows(isOfIt)) writeKey(classOf(fields.phase), labelOf(fields.phase, page.texts));
  }
  if (shows(&Segment::failed)) writeKey("r f", page.texts.failure);
  if (shows(&Segment::open)) writeKey("r open", page.texts.openEnd);
  if (page.model.rows.size() > 1 && !page.model.chain.links.empty()) writeKey("chain", page.texts.chainKey);
  page.out.raw("</ul>\n");
}

// A band between two lists of counts, one step a sample.
void writeBand(const Page& page, std::string_view kind, const std::vector<std::size_t>& low,
               const std::vector<std::size_t>& height) {
  page.out.raw("<path class=\"").raw(kind).raw("\" d=\"M0 ").number(static_cast<std::int64_t>(low.front()));
  const auto y = [](std::size_t count) { return static_cast<std::int64_t>(count); };
  for (std::size_t i = 0; i < low.size(); ++i) page.out.raw("V").number(y(low[i] + height[i])).raw("h1");
  for (std::size_t i = low.size(); i-- > 0;) page.out.raw("V").number(y(low[i])).raw("h-1");
  page.out.raw("z\"/>");
}

void writeStrip(const Page& page) {
  const Concurrency& running = page.model.running;
  const Concurrency& queued = page.model.queued;
  std::size_t highest = 1;
  for (std::size_t i = 0; i < running.samples.size(); ++i) {
    highest = std::max(highest, running.samples[i] + queued.samples[i]);
  }
  const std::string height = std::to_string(highest);
  page.out.raw("<div class=\"row strip\"><span class=\"name\"><span><i class=\"key r\"></i>")
      .raw(page.texts.runningAtOnce);
  page.out.raw(" <strong>").text(countText(running.peak)).raw("</strong></span><span><i class=\"key q\"></i>");
  page.out.raw(page.texts.queuedAtOnce).raw(" <strong>").text(countText(queued.peak)).raw("</strong></span></span>");
  page.out.raw("<svg viewBox=\"0 0 ").number(static_cast<std::int64_t>(running.samples.size())).raw(" ").raw(height);
  page.out.raw("\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><g transform=\"matrix(1 0 0 -1 0 ")
      .raw(height)
      .raw(")\">");
  writeBand(page, "r", std::vector<std::size_t>(running.samples.size()), running.samples);
  writeBand(page, "q", running.samples, queued.samples);
  page.out.raw("</g></svg><span></span></div>\n");
}

// The width that the longest name needs, in rem: 0.5 a byte, and the mark before it. The style sheet limits it.
double widthOfNames(const Model& model) {
  const auto sizeOf = [](const Row* row) { return row->node->nodeName.size(); };
  return 1 + 0.5 * static_cast<double>(sizeOf(*std::ranges::max_element(model.bars, {}, sizeOf)));
}

// Opens a chart: axis and grid lines.
void beginChart(const Page& page) {
  page.out.raw("<div class=\"gantt\" style=\"--names:").decimal(widthOfNames(page.model)).raw("rem\">\n");
  writeGridLines(page);
  writeAxis(page);
}

}  // namespace

void writeTimeline(const Page& page) {
  const Model& model = page.model;
  page.out.raw("<section id=\"timeline\">\n<h2>").raw(page.texts.timeline).raw("</h2>\n");
  if (!model.hasTimes) {
    page.out.raw("<p class=\"soft\">").raw(page.texts.noTimes).raw("</p>\n</section>\n");
    return;
  }
  if (model.rows.size() > 1 && model.over) {
    page.out.raw("<p>").raw(page.texts.criticalChain);
    if (model.chain.links.empty()) page.out.raw(page.texts.chainNotKnown);
    page.out.text(toString(model.chain, *model.run, page.options.language)).raw("</p>\n");
  }
  const bool folded = model.bars.size() > kMostOpenBars;
  if (model.hasStrip()) {
    beginChart(page);
    writeStrip(page);
    page.out.raw("</div>\n");
  }
  if (folded) page.out.raw("<details><summary>").text(barsNote(model, page.options.language)).raw("</summary>\n");
  writeLegend(page);
  beginChart(page);
  for (const Row* row : model.bars) writeBar(page, *row);
  page.out.raw(folded ? "</div>\n</details>\n</section>\n" : "</div>\n</section>\n");
}

}  // namespace dataworks::detail::report
