// The HTML page: its frame and the order of its parts.
#include <ostream>

#include "report/page_parts.h"
#include "report/page_script.h"
#include "report/page_style.h"

namespace dataworks {
namespace report {
namespace {

std::string_view verdictMark(DagRunState state) {
  switch (state) {
    case DagRunState::kSucceeded: return markOf(Fate::kSucceeded);
    case DagRunState::kFailed: return markOf(Fate::kFailed);
    default: return markOf(Fate::kActive);
  }
}

// Nothing may be loaded and no script may run but ours, even if a name got past the escaping.
void writeHead(const Page& page) {
  const DagRun& run = *page.model.run;
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
  page.out.raw(verdictMark(run.state)).raw(" ").text(run.projectName);
  if (!page.options.flowName.empty()) page.out.raw("/").text(page.options.flowName);
  if (page.model.bizdate.isSet()) page.out.raw(" ").text(page.model.bizdate.day());
  page.out.raw("</title>\n<style>").raw(kStyle).raw("</style>\n</head>\n");
}

void writeBody(const Page& page) {
  const std::size_t count = page.model.rows.size();
  page.out.raw("<body>\n<main>\n");
  writeHeading(page);
  if (count > 1) {
    writeFailedNodes(page);
    writeTimeSums(page);
  }
  if (count > 0) writeTimeline(page);
  if (count > 1) writeSlowest(page);
  if (count > 0) writeTable(page);
  writeFooter(page);
  page.out.raw("</main>\n<script>").raw(kScript).raw("</script>\n</body>\n</html>\n");
}

}  // namespace

std::string Page::clock(Moment time) const {
  const std::string day = shanghaiDay(time);
  const bool oneDay = shanghaiDay(model.begin) == shanghaiDay(model.end);
  return oneDay ? shanghaiClock(time) : day.substr(5) + ' ' + shanghaiClock(time);
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
