// A report on a run: one HTML page that shows where the time went, and formats for other programs.
//
// Link `dataworks::report`. Everything here is made from a `DagRun`, without connection or clock, so a saved run makes
// the same report years later. The functions may be called from several threads, each with its own objects.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/dag_run.h"
#include "dataworks/error.h"
#include "dataworks/export.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "dataworks/version.h"

namespace dataworks {

/// The log of a failed node, from `GetInstanceLog`.
struct NodeLog {
  std::string nodeName{};       ///< As in the run.
  std::int64_t instanceId = 0;  ///< As in the run.
  std::string text{};           ///< All that is known of it; a report shows the end.
};

/// What a report says besides the run itself. The service's response contains none of it, so set what you know.
struct ReportOptions {
  std::string flowName{};                  ///< The business flow.
  Bizdate bizdate{};                       ///< Unset: taken from the nodes.
  std::string regionId{};                  ///< Shown in the footer.
  Language language = Language::kEnglish;  ///< Language of the page; other formats are never translated.
  std::chrono::system_clock::time_point madeAt = std::chrono::system_clock::now();  ///< Shown in the footer.
  std::string madeBy = "dataworks " DATAWORKS_VERSION;                              ///< Shown in the footer.
  /// Logs of failed nodes. The page and JUnit XML show those of the first ten, at most the last 64 KiB of each, without
  /// control sequences, and mask the secrets that they recognize; others remain. `writeJson` does the same for all.
  std::vector<NodeLog> logs{};
  /// Instances of nodes that were excluded from a run of a part of the flow: the service lists them as succeeded. They
  /// are shown as excluded, and skipped in JUnit XML.
  std::vector<std::int64_t> excludedInstances{};
};

/// Writes one self-contained HTML page. It loads nothing, needs no script, can be printed, and fits a phone. 5,000
/// nodes make 1 MB in about 10 ms.
DATAWORKS_EXPORT void writeHtmlReport(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// Writes the run as JSON: the fields of the response, and what else a report needs. `readRunJson` reads it back.
DATAWORKS_EXPORT void writeJson(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// Writes a response as JSON. Fields are named as in this library, times are the service's text, and each node also has
/// its `statusName`.
DATAWORKS_EXPORT void writeJson(const SearchManualDagNodeInstanceResponse& response, std::ostream& out);

/// Writes JUnit XML, for the test pages of Jenkins and GitLab. Each node is a test case, and a failed node is a
/// failure. A node that was excluded, or did not run because others failed, is skipped. Any other unfinished node is an
/// error, so that an unfinished run never shows green.
DATAWORKS_EXPORT void writeJUnitXml(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// Writes Chrome trace events, for ui.perfetto.dev and chrome://tracing: one track per node, with a slice for each
/// phase.
DATAWORKS_EXPORT void writeTraceJson(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// A saved run, with the options that were saved (flow, business date, region, logs, excluded instances).
struct SavedRun {
  DagRun run{};             ///< As it was when saved.
  ReportOptions options{};  ///< Those that were saved.
};

/// Reads what either `writeJson` wrote, or the `run` inside a larger object. Without an `observedAt`, the latest time
/// in it is used. Anything else fails with `kInvalidArgument`, naming the field.
[[nodiscard]] DATAWORKS_EXPORT Result<SavedRun> readRunJson(std::string_view text);

}  // namespace dataworks
