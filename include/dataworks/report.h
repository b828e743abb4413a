// SPDX-License-Identifier: Apache-2.0
// A report on a run: one HTML page that shows where the time went, and formats for other programs.
//
// Link `dataworks::report`. Everything here is made from a `DagRun`, without connection or clock, so a saved run makes
// the same report years later. The functions may be called from several threads, each with its own objects.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
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

/// How long one node took in what a run is compared with.
struct BaselineNode {
  std::string nodeName{};     ///< As the service has it.
  NodeDurations durations{};  ///< Its `waitUpstream` is ignored: that is the time of other nodes.
  /// False if its durations are not known: it never ran, or its times contradict each other. In what is usual: it is
  /// not part of most runs, and neither new nor gone.
  bool hasTimes = true;
};

/// What a run is compared with: another run, or what is usual for its flow.
struct Baseline {
  std::string label{};                                  ///< The id of the other run; empty: what is usual.
  std::size_t runs = 1;                                 ///< How many runs are behind it.
  std::optional<std::chrono::milliseconds> duration{};  ///< Unset: not known.
  std::vector<BaselineNode> nodes{};                    ///< Names that occur twice are not compared.
  bool complete = true;  ///< All nodes; false: some are missing, so that a node that is not among them need not be new.
};

/// Makes a baseline of another run; its label is the run's id.
[[nodiscard]] DATAWORKS_REPORT_EXPORT Baseline baselineOf(const DagRun& run);

/// What became of a node since the baseline.
enum class NodeChangeKind {
  kLonger = 0,   ///< It took longer: it ran longer, or it waited longer.
  kShorter = 1,  ///< It took less time.
  kNew = 2,      ///< The baseline does not have it.
  kGone = 3,     ///< The run does not have it.
};

[[nodiscard]] DATAWORKS_REPORT_EXPORT std::string_view name(NodeChangeKind kind) noexcept;  ///< `"longer"`

/// How one node differs from the baseline. Upstream nodes are left out of all durations.
struct NodeDifference {
  std::string nodeName{};                         ///< As the service has it.
  NodeChangeKind kind = NodeChangeKind::kLonger;  ///< What became of it.
  bool onChain = false;                           ///< It is a link of the critical chain of the run.
  std::optional<NodeDurations> now{};             ///< Unset: it is gone, or its times are not known.
  std::optional<NodeDurations> before{};          ///< Unset: it is new.
  std::chrono::milliseconds change{0};            ///< How much longer it took; negative: less.
};

/// A run compared with a baseline.
struct RunComparison {
  std::optional<std::chrono::milliseconds> difference{};  ///< How much longer the run took; unset: not known.
  std::vector<NodeDifference> nodes{};  ///< First what changed the critical chain, by how much; then the others.
};

/// Compares a finished run. A node differs if it took a second and 5 % more or less. Nodes whose times are missing or
/// contradict each other are not compared. 5,000 nodes take a few milliseconds.
[[nodiscard]] DATAWORKS_REPORT_EXPORT RunComparison compareRuns(const DagRun& run, const Baseline& baseline);

/// `12m later than usual: clean_orders ran 12m, usually 3m`: the difference, and the node that explains most of it.
[[nodiscard]] DATAWORKS_REPORT_EXPORT std::string toString(const RunComparison& comparison, const Baseline& baseline,
                                                           Language language = Language::kEnglish);

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
  /// What a finished run is compared with, in the page and in JSON.
  std::optional<Baseline> against{};
};

/// Writes one self-contained HTML page. It loads nothing, needs no script, can be printed, and fits a phone. 5,000
/// nodes make 1 MB in about 10 ms.
DATAWORKS_REPORT_EXPORT void writeHtmlReport(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// Writes the run as JSON: the fields of the response, and what else a report needs. `readRunJson` reads it back.
DATAWORKS_REPORT_EXPORT void writeJson(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// Writes a response as JSON. Fields are named as in this library, times are the service's text, and each node also has
/// its `statusName`.
DATAWORKS_REPORT_EXPORT void writeJson(const SearchManualDagNodeInstanceResponse& response, std::ostream& out);

/// Writes JUnit XML, for the test pages of Jenkins and GitLab. Each node is a test case, and a failed node is a
/// failure. A node that was excluded, or did not run because others failed, is skipped. Any other unfinished node is an
/// error, so that an unfinished run never shows green.
DATAWORKS_REPORT_EXPORT void writeJUnitXml(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// Writes Chrome trace events, for ui.perfetto.dev and chrome://tracing: one track per node, with a slice for each
/// phase.
DATAWORKS_REPORT_EXPORT void writeTraceJson(const DagRun& run, std::ostream& out, const ReportOptions& options = {});

/// A saved run, with the options that were saved (flow, business date, region, logs, excluded instances).
struct SavedRun {
  DagRun run{};             ///< As it was when saved.
  ReportOptions options{};  ///< Those that were saved.
};

/// Reads what either `writeJson` wrote, or the `run` inside a larger object. Without an `observedAt`, the latest time
/// in it is used. Anything else fails with `kInvalidArgument`, naming the field.
[[nodiscard]] DATAWORKS_REPORT_EXPORT Result<SavedRun> readRunJson(std::string_view text);

}  // namespace dataworks
