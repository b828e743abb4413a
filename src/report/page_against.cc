// SPDX-License-Identifier: Apache-2.0
// The run compared with another one, or with what is usual.
#include <algorithm>
#include <optional>
#include <vector>

#include "report/page_parts.h"

namespace dataworks::detail::report {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostShown = 20;

void writeDuration(const Page& page, const std::optional<NodeDurations>& durations, milliseconds NodeDurations::*part) {
  page.out.raw("<td>").text(durations ? formatDuration((*durations).*part) : "–");
}

std::string_view wordOf(NodeChangeKind kind, const Texts& texts) {
  switch (kind) {
    case NodeChangeKind::kLonger: return texts.longer;
    case NodeChangeKind::kShorter: return texts.shorter;
    case NodeChangeKind::kNew: return texts.isNew;
    case NodeChangeKind::kGone: break;
  }
  return texts.isGone;
}

void writeRow(const Page& page, const NodeDifference& node) {
  const bool isTimed = node.kind == NodeChangeKind::kLonger || node.kind == NodeChangeKind::kShorter;
  page.out.raw("<tr><td>").raw(wordOf(node.kind, page.texts));
  if (isTimed) page.out.raw(" ").text(formatDuration(std::chrono::abs(node.change)));
  page.out.raw("<td>").text(node.nodeName);
  page.out.raw("<td>").raw(node.onChain ? page.texts.onChain : "");
  writeDuration(page, node.now, &NodeDurations::running);
  writeDuration(page, node.before, &NodeDurations::running);
  writeDuration(page, node.now, &NodeDurations::waitResources);
  writeDuration(page, node.before, &NodeDurations::waitResources);
  page.out.raw("\n");
}

void writeTableOf(const Page& page, const std::vector<NodeDifference>& nodes, std::size_t shown) {
  const Texts& texts = page.texts;
  page.out.raw("<div class=\"wide\"><table class=\"against\">\n<thead><tr>");
  for (const std::string_view label : {texts.change, texts.node, texts.chainColumn}) {
    page.out.raw("<th scope=\"col\">").raw(label).raw("</th>");
  }
  for (const std::string_view label : {texts.shortRan, texts.before, texts.shortResources, texts.before}) {
    page.out.raw("<th scope=\"col\" class=\"n\">").raw(label).raw("</th>");
  }
  page.out.raw("</tr></thead>\n<tbody>\n");
  for (std::size_t i = 0; i < shown; ++i) writeRow(page, nodes[i]);
  page.out.raw("</tbody></table></div>\n");
}

}  // namespace

void writeAgainst(const Page& page) {
  const auto& comparison = page.model.against;
  if (!comparison) return;
  const Baseline& baseline = *page.options.against;
  const Language language = page.options.language;
  page.out.raw("<section id=\"against\">\n<h2>").text(againstTitle(baseline, language)).raw("</h2>\n<p>");
  page.out.text(toString(*comparison, baseline, language)).raw("</p>\n");
  const std::size_t shown = std::min(comparison->nodes.size(), kMostShown);
  if (shown > 0) writeTableOf(page, comparison->nodes, shown);
  if (const std::size_t more = comparison->nodes.size() - shown; more > 0) {
    page.out.raw("<p class=\"soft\">").text(moreDifferencesText(more, language)).raw("</p>\n");
  }
  page.out.raw("</section>\n");
}

}  // namespace dataworks::detail::report
