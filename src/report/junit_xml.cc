// JUnit's XML as Jenkins and GitLab read it: each node a test case, in the order of the page's table.
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
  out.raw(secondsText(row.times.running)).raw("\"");
  const std::string status = statusText(model, node, Language::kEnglish);
  switch (row.fate) {
    case Fate::kSucceeded: out.raw("/>\n"); return;
    case Fate::kFailed:
      out.raw(">\n      <failure type=\"").raw(name(node.status)).raw("\" message=\"").text(node.nodeName);
      out.raw(" failed after ").text(durationText(row.times.running)).raw("\">");
      writeDetails(out, node);
      out.raw("</failure>\n");
      break;
    case Fate::kActive:
    case Fate::kNotRun: out.raw(">\n      <skipped message=\"").text(status).raw("\"/>\n"); break;
  }
  out.raw("    </testcase>\n");
}

void writeCounts(Markup& out, const Model& model) {
  const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
  out.raw(" tests=\"").number(count(model.rows.size()));
  out.raw("\" failures=\"").number(count(model.count(Fate::kFailed))).raw("\" errors=\"0\" skipped=\"");
  out.number(count(model.count(Fate::kActive) + model.count(Fate::kNotRun))).raw("\" time=\"");
  out.raw(secondsText(model.length())).raw("\"");
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
  xml.raw("  </testsuite>\n</testsuites>\n");
  out << xml.str();
}

}  // namespace dataworks
