// The HTML page: its frame and the order of its parts.
#include <ostream>

#include "report/page_parts.h"
#include "report/page_script.h"
#include "report/page_style.h"

namespace dataworks {
namespace report {
namespace {

// Nothing may be loaded and no script may run but ours, even if a name got past the escaping.
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
  page.out.raw(markOf(verdictOf(page).fate)).raw(" ").text(page.model.run->projectName);
  if (!page.options.flowName.empty()) page.out.raw("/").text(page.options.flowName);
  if (page.model.bizdate.isSet()) page.out.raw(" ").text(page.model.bizdate.day());
  page.out.raw("</title>\n<style>").raw(kStyle).raw("</style>\n</head>\n");
}

void writeBody(const Page& page) {
  const std::size_t count = page.model.rows.size();
  page.out.raw("<body>\n<main>\n");
  writeHeading(page);
  writeFailedNodes(page);
  if (count > 1) writeTimeSums(page);
  if (count > 0) writeTimeline(page);
  if (count > 1) writeSlowest(page);
  if (count > 0) writeTable(page);
  writeFooter(page);
  page.out.raw("</main>\n<script>").raw(kScript).raw("</script>\n</body>\n</html>\n");
}

}  // namespace

std::string Page::clock(Moment time) const {
  return model.oneDay ? shanghaiClock(time) : shanghaiDay(time).substr(5) + ' ' + shanghaiClock(time);
}

Verdict verdictOf(const Page& page) {
  switch (page.model.run->state) {
    case DagRunState::kSucceeded: return {page.texts.succeeded, Fate::kSucceeded};
    case DagRunState::kFailed: return {page.texts.failed, Fate::kFailed};
    case DagRunState::kRunning: return {page.texts.running, Fate::kActive};
    case DagRunState::kNotFoundYet: break;
  }
  return {page.texts.notVisible, Fate::kNotRun};
}

std::string_view markOf(Fate fate) noexcept {
  switch (fate) {
    case Fate::kFailed: return "✗";
    case Fate::kActive: return "▸";
    case Fate::kSucceeded: return "✓";
    case Fate::kNotRun: break;
  }
  return "–";
}

std::string_view classOf(Fate fate) noexcept {
  switch (fate) {
    case Fate::kFailed: return "bad";
    case Fate::kActive: return "busy";
    case Fate::kSucceeded: return "good";
    case Fate::kNotRun: break;
  }
  return "idle";
}

std::string_view classOf(Part part) noexcept {
  switch (part) {
    case Part::kUpstream: return "u";
    case Part::kTime: return "t";
    case Part::kResources: return "q";
    case Part::kRunning: break;
  }
  return "r";
}

std::string classesOf(const Stretch& stretch) {
  std::string classes(classOf(stretch.part));
  if (stretch.failed) classes += " f";
  if (stretch.open) classes += " open";
  return classes;
}

void writeStory(const Page& page, const Row& row) {
  page.out.text(row.node->nodeName).raw(" · ").text(statusText(page.model, *row.node, page.options.language));
  for (const LifePart& life : kLife) {
    const std::chrono::milliseconds time = row.times.*life.time;
    if (time.count() == 0) continue;
    page.out.raw("\n").raw(labelOf(life.part, page.texts)).raw(" ").text(durationText(time));
  }
}

void writeName(const Page& page, const Row& row) {
  page.out.raw("<span class=\"name\"><span class=\"").raw(classOf(row.fate)).raw(" mark\">").raw(markOf(row.fate));
  page.out.raw("</span>&nbsp;").text(row.node->nodeName).raw("</span>");
}

}  // namespace report

void writeHtmlReport(const DagRun& run, std::ostream& out, const ReportOptions& options) {
  const report::Model model = report::modelOf(run, options);
  report::Markup markup;
  markup.reserve(32UL * 1024 + run.nodes.size() * 400);
  const report::Page page{model, options, report::textsIn(options.language), markup};
  report::writeHead(page);
  report::writeBody(page);
  out << markup.str();
}

}  // namespace dataworks
