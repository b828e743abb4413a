// SPDX-License-Identifier: Apache-2.0
#include "terminal/summary.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "terminal/language.h"
#include "terminal/parts.h"
#include "terminal/rows.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "text/count.h"
#include "text/duration.h"
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

std::string inCharset(std::string text, Charset charset) {
  constexpr std::pair<std::string_view, std::string_view> kPlain[] = {{"→", "->"}, {"…", "..."}};
  for (const auto& [glyph, plain] : kPlain) {
    if (charset == Charset::kUtf8) break;
    for (std::size_t at = 0; (at = text.find(glyph, at)) != std::string::npos; at += plain.size()) {
      text.replace(at, glyph.size(), plain);
    }
  }
  return printable(text, charset);
}

// `what decided the duration: 2m43s = extract 15s → load 43s: 2 of 6 nodes, inferred from times`
std::string chainLine(const DagRun& run, const Style& style) {
  const std::string chain = toString(criticalChain(run), run, style.language);
  return cli::in(style.language, "what decided the duration: ", "决定总耗时的节点：") +
         (!chain.empty() ? inCharset(chain, charsetOfNames(style))
                         : cli::in(style.language, "not known (times are missing or contradict each other)",
                                   "未知（时间缺失或相互矛盾）"));
}

// `longer by 9m: clean_orders ran 12m (3m), waited for resources 4s (4s), on the critical chain`; in brackets as it
// was.
std::string differenceText(const NodeDifference& node, Language language) {
  using cli::in;
  const std::string by = detail::formatDuration(std::chrono::abs(node.change));
  std::string text;
  switch (node.kind) {
    case NodeChangeKind::kLonger: text = in(language, "longer by " + by, "多 " + by); break;
    case NodeChangeKind::kShorter: text = in(language, "shorter by " + by, "少 " + by); break;
    case NodeChangeKind::kNew: text = in(language, "new", "新增"); break;
    case NodeChangeKind::kGone: return in(language, "gone: ", "已移除：") + node.nodeName;
  }
  text += in(language, ": ", "：") + node.nodeName;
  const auto add = [&](std::string_view english, std::string_view chinese,
                       std::chrono::milliseconds NodeDurations::*part, std::string_view separator) {
    const auto now = (*node.now).*part;
    const auto before = node.before ? (*node.before).*part : std::chrono::milliseconds(0);
    if (part != &NodeDurations::running && now < std::chrono::seconds(1) && before < std::chrono::seconds(1)) return;
    text.append(separator).append(in(language, english, chinese)).append(detail::formatDuration(now));
    if (node.before)
      text += in(language, " (" + detail::formatDuration(before) + ")", "（" + detail::formatDuration(before) + "）");
  };
  if (node.now) {
    add(" ran ", " 运行 ", &NodeDurations::running, "");
    add("waited for resources ", "等待资源 ", &NodeDurations::waitResources, in(language, ", ", "，"));
    add("waited for its time ", "等待定时 ", &NodeDurations::waitSchedule, in(language, ", ", "，"));
  }
  return text + (node.onChain ? in(language, ", on the critical chain", "，在关键链路上") : "");
}

}  // namespace

std::vector<std::string> finalSummary(const DagRun& run, const WatchedRun& watched, const Style& style,
                                      const std::string& logsCommand, Above above) {
  std::vector<std::string> lines;
  if (above == Above::kNothing) lines.push_back(verdict(run, watched, style));
  if (run.beginTime && run.finishTime) lines.push_back(period(run, style.language));
  const std::string excluded = watched.excluded.empty() ? "" : excludedCount(watched.excluded.size(), style.language);
  if (above == Above::kNothing && !run.nodes.empty()) lines.push_back(counts(run, style) + excluded);
  const bool isOver = run.finished() && run.activeCount() == 0;
  if (isOver && run.nodes.size() > 1) lines.push_back(chainLine(run, style));
  for (const NodeInsInfo* node : byStart(run)) {
    if (node->status != NodeStatus::kFailure) continue;
    lines.push_back(
        "  " + failedNode(printable(node->nodeName, charsetOfNames(style)), *node, run.observedAt, style.language));
  }
  const std::size_t notRun = run.count(NodeStatus::kNotRun);
  if (isOver && notRun > 0) lines.push_back(neverRan(notRun, style.language));
  if (run.count(NodeStatus::kFailure) > 0 && !logsCommand.empty()) {
    lines.push_back(howToReadLogs(logsCommand, style.language));
  }
  return lines;
}

std::vector<std::string> comparisonLines(const DagRun& run, const Baseline& baseline, const Style& style) {
  constexpr std::size_t kShown = 10;
  const Language language = style.language;
  const RunComparison comparison = compareRuns(run, baseline);
  std::vector<std::string> lines{inCharset(toString(comparison, baseline, language), charsetOfNames(style))};
  const std::size_t shown = std::min(comparison.nodes.size(), kShown);
  for (std::size_t i = 0; i < shown; ++i) {
    lines.push_back("  " + inCharset(differenceText(comparison.nodes[i], language), charsetOfNames(style)));
  }
  if (const std::size_t more = comparison.nodes.size() - shown; more > 0) {
    const std::string count = detail::countText(more);
    lines.push_back(cli::in(language, "  ... " + count + " more differ, with less effect",
                            "  ... 另有 " + count + " 个节点有差异，影响更小"));
  }
  return lines;
}

}  // namespace dataworks::terminal
