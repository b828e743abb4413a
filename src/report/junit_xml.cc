// SPDX-License-Identifier: Apache-2.0
// JUnit XML as Jenkins and GitLab read it: each node is a test case, in the order of the page's table.
#include <algorithm>
#include <ostream>

#include "report/markup.h"
#include "report/model.h"
#include "report/texts.h"
#include "text/shell.h"

namespace dataworks {
namespace detail::report {
namespace {

// Jenkins makes packages of names with dots: project, then flow.
std::string suiteName(const DagRun& run, const ReportOptions& options) {
  return options.flowName.empty() ? run.projectName : run.projectName + '.' + options.flowName;
}

void writeProperty(Markup& out, std::string_view property, std::string_view value) {
  out.raw("      <property name=\"").raw(property).raw("\" value=\"").text(value).raw("\"/>\n");
}

// The element for the outcome of a node; none if it succeeded. An excluded node succeeded without running. A node that
// did not run because others failed is skipped. Any other unfinished node is an error, so that an unfinished run is
// never green.
std::string_view elementOf(const Row& row, const Model& model) {
  switch (row.outcome) {
    case Outcome::kSucceeded: return row.excluded ? "skipped" : std::string_view();
    case Outcome::kFailed: return "failure";
    case Outcome::kNotRun: return model.failed.empty() ? "error" : "skipped";
    case Outcome::kActive: break;
  }
  return "error";
}

std::string messageOf(const Row& row, const Model& model) {
  std::string status = statusText(model, row, Language::kEnglish);
  const std::string_view element = elementOf(row, model);
  if (element == "skipped") return status;
  if (element == "error") return "not finished at the last poll: " + status;
  return row.node->nodeName + " failed" + (row.ran ? " after " + formatDuration(*row.ran) : "");
}

void writeDetails(Markup& out, const Model& model, const NodeInsInfo& node) {
  out.raw("instance ").number(node.instanceId).raw("\n");
  if (node.beginRunningTime.time) out.raw("began ").text(peopleTime(*node.beginRunningTime.time)).raw("\n");
  if (node.finishTime.time) out.raw("ended ").text(peopleTime(*node.finishTime.time)).raw("\n");
  if (!node.paraValue.empty()) out.raw("parameters ").text(node.paraValue).raw("\n");
  if (model.run->dagId == 0) return;
  out.raw("log: dataworks logs ").number(model.run->dagId).raw(" ").number(node.instanceId);
  if (!model.run->projectName.empty()) out.raw(" -p ").text(shellQuoted(model.run->projectName));
  if (model.run->env == ProjectEnv::kDev) out.raw(" --env dev");
  out.raw("\n");
}

void writeCase(Markup& out, const Model& model, const Row& row, std::string_view suite) {
  const NodeInsInfo& node = *row.node;
  out.raw("    <testcase classname=\"").text(suite).raw("\" name=\"").text(node.nodeName).raw("\" time=\"");
  out.raw(secondsText(row.durations.running)).raw("\">");
  const std::string_view element = elementOf(row, model);
  if (!element.empty()) {
    out.raw("\n      <").raw(element).raw(" type=\"").raw(name(node.status)).raw("\" message=\"");
    out.text(messageOf(row, model)).raw("\">");
    if (element != "skipped") writeDetails(out, model, node);
    out.raw("</").raw(element).raw(">\n    ");
  }
  if (const auto log = model.logs.find(row.node); log != model.logs.end()) {
    out.raw("  <system-out>").text(logNote(log->second, Language::kEnglish)).raw("\n");
    out.text(log->second.text).raw("</system-out>\n    ");
  }
  out.raw("</testcase>\n");
}

// A run without nodes is one test case: a suite without any would be green.
void writeRunItself(Markup& out, std::string_view suite) {
  out.raw("    <testcase classname=\"").text(suite).raw("\" name=\"run\" time=\"0.000\">\n");
  out.raw("      <error type=\"NOT_FOUND_YET\" message=\"the service lists no node of this run yet\"></error>\n");
  out.raw("    </testcase>\n");
}

void writeCounts(Markup& out, const Model& model) {
  const auto count = [&model](std::string_view element) {
    return std::ranges::count(model.rows, element, [&model](const Row& row) { return elementOf(row, model); });
  };
  const std::ptrdiff_t itself = model.rows.empty() ? 1 : 0;
  out.raw(" tests=\"").number(std::ssize(model.rows) + itself).raw("\" failures=\"").number(count("failure"));
  out.raw("\" errors=\"").number(count("error") + itself).raw("\" skipped=\"").number(count("skipped"));
  out.raw("\" time=\"").raw(secondsText(model.length())).raw("\"");
}

}  // namespace
}  // namespace detail::report

using namespace detail::report;

void writeJUnitXml(const DagRun& run, std::ostream& out, const ReportOptions& options) {
  const Model model = modelOf(run, options);
  const std::string suite = suiteName(run, options);
  Markup xml;
  xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
  writeCounts(xml, model);
  xml.raw(">\n  <testsuite name=\"").text(suite).raw("\"");
  writeCounts(xml, model);
  xml.raw(" timestamp=\"").raw(shanghaiTimestamp(model.begin)).raw("\">\n    <properties>\n");
  writeProperty(xml, "dagId", std::to_string(run.dagId));
  writeProperty(xml, "bizdate", model.bizdate.isSet() ? model.bizdate.day() : "");
  writeProperty(xml, "state", name(run.state));
  writeProperty(xml, "requestId", run.requestId);
  xml.raw("    </properties>\n");
  for (const Row& row : model.rows) writeCase(xml, model, row, suite);
  if (model.rows.empty()) writeRunItself(xml, suite);
  xml.raw("  </testsuite>\n</testsuites>\n");
  out << xml.str();
}

}  // namespace dataworks
