// JUnit's XML as Jenkins and GitLab read it: each node a test case, in the order of the page's table.
#include <algorithm>
#include <ostream>

#include "report/markup.h"
#include "report/model.h"
#include "report/texts.h"

namespace dataworks {
namespace report {
namespace {

// Dots make packages out of names in Jenkins: project, then flow.
std::string suiteName(const DagRun& run, const ReportOptions& options) {
  return options.flowName.empty() ? run.projectName : run.projectName + '.' + options.flowName;
}

void writeProperty(Markup& out, std::string_view property, std::string_view value) {
  out.raw("      <property name=\"").raw(property).raw("\" value=\"").text(value).raw("\"/>\n");
}

// The element that says what became of a node; none if it succeeded. What did not run because others failed is skipped;
// anything else that did not end is an error, so that the page of a run that is not over is never green.
std::string_view outcomeOf(const Row& row, const Model& model) {
  switch (row.fate) {
    case Fate::kSucceeded: return {};
    case Fate::kFailed: return "failure";
    case Fate::kNotRun: return model.failed.empty() ? "error" : "skipped";
    case Fate::kActive: break;
  }
  return "error";
}

std::string messageOf(const Row& row, const Model& model) {
  std::string status = statusText(model, *row.node, Language::kEnglish);
  const std::string_view outcome = outcomeOf(row, model);
  if (outcome == "skipped") return status;
  if (outcome == "error") return "not over when last looked at: " + status;
  return row.node->nodeName + " failed" + (row.ran ? " after " + durationText(*row.ran) : "");
}

void writeDetails(Markup& out, const NodeInsInfo& node) {
  out.raw("instance ").number(node.instanceId).raw("\n");
  if (node.beginRunningTime.time) out.raw("began ").text(shanghaiDateTime(*node.beginRunningTime.time)).raw("\n");
  if (node.finishTime.time) out.raw("ended ").text(shanghaiDateTime(*node.finishTime.time)).raw("\n");
  if (!node.paraValue.empty()) out.raw("parameters ").text(node.paraValue).raw("\n");
  out.raw("logs: Operation Center, under the instance id\n");
}

void writeCase(Markup& out, const Model& model, const Row& row, std::string_view suite) {
  const NodeInsInfo& node = *row.node;
  out.raw("    <testcase classname=\"").text(suite).raw("\" name=\"").text(node.nodeName).raw("\" time=\"");
  out.raw(secondsText(row.times.running)).raw("\">");
  const std::string_view outcome = outcomeOf(row, model);
  if (!outcome.empty()) {
    out.raw("\n      <").raw(outcome).raw(" type=\"").raw(name(node.status)).raw("\" message=\"");
    out.text(messageOf(row, model)).raw("\">");
    if (outcome != "skipped") writeDetails(out, node);
    out.raw("</").raw(outcome).raw(">\n    ");
  }
  out.raw("</testcase>\n");
}

// A run without nodes is one case: a page without any would be green.
void writeRunItself(Markup& out, std::string_view suite) {
  out.raw("    <testcase classname=\"").text(suite).raw("\" name=\"run\" time=\"0.000\">\n");
  out.raw("      <error type=\"NOT_VISIBLE\" message=\"the service lists no node of this run yet\"></error>\n");
  out.raw("    </testcase>\n");
}

void writeCounts(Markup& out, const Model& model) {
  const auto count = [&model](std::string_view outcome) {
    return std::ranges::count(model.rows, outcome, [&model](const Row& row) { return outcomeOf(row, model); });
  };
  const std::ptrdiff_t itself = model.rows.empty() ? 1 : 0;
  out.raw(" tests=\"").number(std::ssize(model.rows) + itself).raw("\" failures=\"").number(count("failure"));
  out.raw("\" errors=\"").number(count("error") + itself).raw("\" skipped=\"").number(count("skipped"));
  out.raw("\" time=\"").raw(secondsText(model.length())).raw("\"");
}

}  // namespace
}  // namespace report

void writeJUnitXml(const DagRun& run, std::ostream& out, const ReportOptions& options) {
  const report::Model model = report::modelOf(run, options);
  const std::string suite = report::suiteName(run, options);
  report::Markup xml;
  xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
  report::writeCounts(xml, model);
  xml.raw(">\n  <testsuite name=\"").text(suite).raw("\"");
  report::writeCounts(xml, model);
  xml.raw(" timestamp=\"").raw(report::shanghaiTimestamp(model.begin)).raw("\">\n    <properties>\n");
  report::writeProperty(xml, "dagId", std::to_string(run.dagId));
  report::writeProperty(xml, "bizdate", model.bizdate.isSet() ? model.bizdate.day() : "");
  report::writeProperty(xml, "state", name(run.state));
  report::writeProperty(xml, "requestId", run.requestId);
  xml.raw("    </properties>\n");
  for (const report::Row& row : model.rows) report::writeCase(xml, model, row, suite);
  if (model.rows.empty()) report::writeRunItself(xml, suite);
  xml.raw("  </testsuite>\n</testsuites>\n");
  out << xml.str();
}

}  // namespace dataworks
