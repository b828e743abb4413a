// SPDX-License-Identifier: Apache-2.0
// Chrome trace events, which Perfetto reads: one track a node, with a slice for the whole node and, inside, one for
// each segment.
#include <ostream>

#include "report/escape.h"
#include "report/model.h"
#include "report/texts.h"

namespace dataworks {
namespace detail::report {
namespace {

// The members that all events have. Track 0 is the run's own.
void appendEvent(std::string& out, char phase, std::size_t track, std::string_view name) {
  out.append(",\n{\"ph\":\"").append(1, phase).append("\",\"pid\":1,\"tid\":").append(std::to_string(track));
  out += ",\"name\":";
  appendJson(out, name);
}

void appendTrackName(std::string& out, std::size_t track, std::string_view kind, std::string_view trackName) {
  appendEvent(out, 'M', track, kind);
  out += ",\"args\":{\"name\":";
  appendJson(out, trackName);
  out += "}}";
}

void appendSpan(std::string& out, WallTime begin, WallTime end) {
  const auto microseconds = [](auto duration) {
    return std::chrono::floor<std::chrono::microseconds>(duration).count();
  };
  out += ",\"ts\":";
  appendInteger(out, microseconds(begin.time_since_epoch()));
  out += ",\"dur\":";
  appendInteger(out, microseconds(end - begin));
}

void appendNode(std::string& out, const Row& row, std::size_t track) {
  const NodeInsInfo& node = *row.node;
  const Texts& texts = textsIn(Language::kEnglish);
  appendTrackName(out, track, "thread_name", node.nodeName);
  if (row.segments.empty()) return;
  appendEvent(out, 'X', track, node.nodeName);
  appendSpan(out, row.segments.front().begin, row.segments.back().end);
  out += ",\"args\":{\"status\":";
  appendJson(out, name(node.status));
  out += ",\"instanceId\":";
  appendJson(out, std::to_string(node.instanceId));  // as text: a number of JavaScript has 53 bits
  out += ",\"paraValue\":";
  appendJson(out, node.paraValue);
  out += "}}";
  for (const Segment& segment : row.segments) {
    appendEvent(out, 'X', track, labelOf(segment.phase, texts));
    appendSpan(out, segment.begin, segment.end);
    out += "}";
  }
}

}  // namespace
}  // namespace detail::report

using namespace detail::report;

void writeTraceJson(const DagRun& run, std::ostream& out, const ReportOptions& options) {
  const Model model = modelOf(run, options);
  const std::string flow = options.flowName.empty() ? "" : '/' + options.flowName;
  std::string json =
      "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n{\"ph\":\"M\",\"pid\":1,\"name\":\"process_labels\"";
  json += ",\"args\":{\"labels\":";
  appendJson(json, "dag " + std::to_string(run.dagId));
  json += "}}";
  appendTrackName(json, 0, "process_name", run.projectName + flow);
  for (std::size_t i = 0; i < model.rows.size(); ++i) appendNode(json, model.rows[i], i + 1);
  out << json << "\n]}\n";
}

}  // namespace dataworks
