#include "terminal/summary.h"

#include "terminal/language.h"
#include "terminal/parts.h"
#include "terminal/rows.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "text/time.h"

namespace dataworks::terminal {
namespace {

// `sales/nightly  bizdate 2026-11-22  dag 332455685  FAILED  2m05s`
std::string verdict(const DagRun& run, const WatchedRun& watched, const Style& style) {
  const Words& words = wordsOf(style.language);
  std::string text = runName(watched, style);
  const std::string bizdate = bizdateOf(run, watched);
  if (!bizdate.empty()) text.append("  ").append(words.bizdate).append(" ").append(bizdate);
  text.append("  ").append(words.dag).append(" ").append(std::to_string(watched.dagId));
  Line state = stateLine(run, false, style);
  text.append("  ").append(state.toString(state.width(), style.colour));
  if (const auto elapsed = elapsedAt(run, run.observedAt)) text.append("  ").append(durationText(*elapsed));
  return text;
}

std::string counts(const DagRun& run, const Style& style) {
  std::string text;
  for (const Line& item : countItems(run, style)) {
    text.append(text.empty() ? "" : "  ").append(item.toString(item.width(), false));
  }
  return text;
}

// `2026-11-23 03:00:04 +08:00 to 2026-11-23 03:02:09 +08:00`
std::string period(const DagRun& run, Language language) {
  return detail::peopleTime(*run.beginTime)
      .append(cli::in(language, " to ", " 至 "))
      .append(detail::peopleTime(*run.finishTime));
}

}  // namespace

std::vector<std::string> finalSummary(const DagRun& run, const WatchedRun& watched, const Style& style,
                                      const std::string& logsCommand, Above above) {
  std::vector<std::string> lines;
  if (above == Above::kNothing) lines.push_back(verdict(run, watched, style));
  if (run.beginTime && run.finishTime) lines.push_back(period(run, style.language));
  const std::string excluded = watched.excluded.empty() ? "" : excludedCount(watched.excluded.size(), style.language);
  if (above == Above::kNothing && !run.nodes.empty()) lines.push_back(counts(run, style) + excluded);
  for (const NodeInsInfo* node : byStart(run)) {
    if (node->status != NodeStatus::kFailure) continue;
    lines.push_back(
        "  " + failedNode(printable(node->nodeName, charsetOfNames(style)), *node, run.observedAt, style.language));
  }
  const std::size_t notRun = run.count(NodeStatus::kNotRun);
  if (run.finished() && run.activeCount() == 0 && notRun > 0) lines.push_back(neverRan(notRun, style.language));
  if (run.count(NodeStatus::kFailure) > 0 && !logsCommand.empty()) {
    lines.push_back(howToReadLogs(logsCommand, style.language));
  }
  return lines;
}

}  // namespace dataworks::terminal
