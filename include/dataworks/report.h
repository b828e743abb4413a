// A report on a run: one HTML page that answers "where did the time go?", and the same run for other programs.
//
// Link `dataworks::report`. Everything here is made from a `DagRun`, with no connection and no clock, so a saved answer
// gives the same report years later. The functions are safe to call from several threads on objects of their own.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <string_view>

#include "dataworks/dag_run.h"
#include "dataworks/error.h"
#include "dataworks/export.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "dataworks/version.h"

namespace dataworks {

/// What a report says besides the run itself. The service's answer holds none of it, so give what you know.
struct ReportOptions {
  std::string flowName{};                  ///< Of the business flow.
  Bizdate bizdate{};                       ///< Unset: as the nodes say.
  std::string regionId{};                  ///< For the footer.
  Language language = Language::kEnglish;  ///< Of the page; the other formats are never translated.
  std::chrono::system_clock::time_point madeAt = std::chrono::system_clock::now();  ///< For the footer.
  std::string madeBy = "dataworks " DATAWORKS_VERSION;                              ///< For the footer.
};

/// One self-contained HTML page: it loads nothing, needs no script, prints, and fits a phone. 5,000 nodes make 1 MB in
/// some 10 ms.
DATAWORKS_EXPORT void writeHtmlReport(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// The run as JSON: the answer's own fields, and what a report needs besides. `readRunJson` reads it back.
DATAWORKS_EXPORT void writeJson(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// An answer as JSON, with the names of this library's fields and times as the service's text; each node has its
/// `statusName` too.
DATAWORKS_EXPORT void writeJson(const SearchManualDagNodeInstanceResponse& response, std::ostream& out);

/// JUnit's XML, for the test pages of Jenkins and GitLab: a node is a test case, a failed one a failure. What did not
/// run because others failed is skipped; anything else that did not end is an error, so that the page of a run that is
/// not over is never green.
DATAWORKS_EXPORT void writeJUnitXml(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// Chrome trace events, for ui.perfetto.dev and chrome://tracing: one track a node, one slice each for what it waited
/// for and for its running.
DATAWORKS_EXPORT void writeTraceJson(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// A run read back, with the options that its report was saved with (flow, business date, region).
struct SavedRun {
  DagRun run{};             ///< As it was when it was saved.
  ReportOptions options{};  ///< As far as they were saved.
};

/// Reads what either `writeJson` wrote, or the `run` inside a larger object. Where it does not say when the answer was
/// true, the latest time in it counts. Anything else is `kInvalidArgument`, naming the field.
[[nodiscard]] DATAWORKS_EXPORT Result<SavedRun> readRunJson(std::string_view text);

}  // namespace dataworks
