// SPDX-License-Identifier: Apache-2.0
// The HTML page: its frame and the order of its parts.
#include <ostream>

#include "report/page_parts.h"
#include "report/page_script.h"
#include "report/page_style.h"

namespace dataworks {
namespace detail::report {
namespace {

// The page may load nothing and run only its own script, even if a name got past the escaping.
void writeHead(const Page& page) {
  page.out.raw("<!doctype html>\n<html lang=\"")
      .raw(page.texts.languageTag)
      .raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
  page.out
      .raw(
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
          "style-src 'unsafe-inline'; script-src '")
      .raw(kScriptHash)
      .raw("'; base-uri 'none'; form-action 'none'\">\n");
  page.out.raw(
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>");
  page.out.raw(markOf(verdictOf(page).outcome)).raw(" ").text(page.model.run->projectName);
  if (!page.options.flowName.empty()) page.out.raw("/").text(page.options.flowName);
  if (page.model.bizdate.isSet()) page.out.raw(" ").text(page.model.bizdate.day());
  page.out.raw("</title>\n<style>").raw(kStyle).raw("</style>\n</head>\n");
}

void writeBody(const Page& page) {
  const std::size_t count = page.model.rows.size();
  page.out.raw("<body>\n<main>\n");
  writeHeading(page);
  writeFailedNodes(page);
  writeNextSteps(page);
  writeAgainst(page);
  if (count > 1) writeTimeSums(page);
  if (count > 1) writeSlowest(page);
  if (count > 0) writeTimeline(page);
  if (count > 0) writeTable(page);
  writeFooter(page);
  page.out.raw("</main>\n<script>").raw(kScript).raw("</script>\n</body>\n</html>\n");
}

}  // namespace

std::string Page::clock(WallTime time) const {
  return model.oneDay ? shanghaiClock(time) : shanghaiDay(time).substr(5) + ' ' + shanghaiClock(time);
}

Verdict verdictOf(const Page& page) {
  switch (page.model.run->state) {
    case DagRunState::kSucceeded: return {page.texts.succeeded, Outcome::kSucceeded};
    case DagRunState::kFailed: return {page.texts.failed, Outcome::kFailed};
    case DagRunState::kRunning: return {page.texts.running, Outcome::kActive};
    case DagRunState::kNotFoundYet: break;
  }
  return {page.texts.notFoundYet, Outcome::kNotRun};
}

std::string_view markOf(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::kFailed: return "✗";
    case Outcome::kActive: return "▸";
    case Outcome::kSucceeded: return "✓";
    case Outcome::kNotRun: break;
  }
  return "–";
}

std::string_view classOf(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::kFailed: return "bad";
    case Outcome::kActive: return "busy";
    case Outcome::kSucceeded: return "good";
    case Outcome::kNotRun: break;
  }
  return "idle";
}

std::string_view classOf(NodePhase phase) noexcept {
  switch (phase) {
    case NodePhase::kUpstream: return "u";
    case NodePhase::kSchedule: return "t";
    case NodePhase::kResources: return "q";
    case NodePhase::kRunning: break;
  }
  return "r";
}

std::string classesOf(const Segment& segment) {
  std::string classes(classOf(segment.phase));
  if (segment.failed) classes += " f";
  if (segment.open) classes += " open";
  return classes;
}

void writeTooltip(const Page& page, const Row& row) {
  page.out.text(row.node->nodeName).raw(" · ").text(statusText(page.model, row, page.options.language));
  for (const PhaseFields& fields : kPhases) {
    const std::chrono::milliseconds time = row.durations.*fields.duration;
    if (time.count() == 0) continue;
    page.out.raw("\n").raw(labelOf(fields.phase, page.texts)).raw(" ").text(formatDuration(time));
  }
}

void writeName(const Page& page, const Row& row) {
  page.out.raw("<span class=\"name\"><span class=\"")
      .raw(classOf(row.outcome))
      .raw(" mark\">")
      .raw(markOf(row.outcome));
  page.out.raw("</span>&nbsp;").text(row.node->nodeName).raw("</span>");
}

}  // namespace detail::report

using namespace detail::report;

void writeHtmlReport(const DagRun& run, std::ostream& out, const ReportOptions& options) {
  const Model model = modelOf(run, options);
  Markup markup;
  markup.reserve(32UL * 1024 + run.nodes.size() * 400);
  const Page page{model, options, textsIn(options.language), markup};
  writeHead(page);
  writeBody(page);
  out << markup.str();
}

}  // namespace dataworks
