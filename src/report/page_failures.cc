// SPDX-License-Identifier: Apache-2.0
// The nodes that failed, those that did not run because of them, and what to do next.
#include <algorithm>

#include "report/page_parts.h"
#include "text/shell.h"

namespace dataworks::detail::report {
namespace {

constexpr std::size_t kMostListed = 100;    // failed nodes; the table has them all
constexpr std::size_t kMostOpenNames = 10;  // of nodes that never ran; more are folded

void writeLog(const Page& page, const Row& row) {
  const auto found = page.model.logs.find(row.node);
  if (found == page.model.logs.end()) return;
  const LogExcerpt& log = found->second;
  page.out.raw("<details class=\"log\"><summary>").text(logNote(log, page.options.language)).raw("</summary>\n<pre>");
  page.out.text(log.text).raw("</pre>\n</details>\n");
}

void writeFailedNode(const Page& page, const Row& row) {
  const NodeInsInfo& node = *row.node;
  page.out.raw("<li><p><span class=\"bad mark\">✗</span> <strong>")
      .text(node.nodeName)
      .raw("</strong> <span class=\"soft\">");
  page.out.raw(page.texts.instance).raw(" <code class=\"id\">").number(node.instanceId).raw("</code></span>");
  if (const std::string when = failedText(row, page.options.language); !when.empty()) {
    page.out.raw("<p class=\"soft\">").text(when);
  }
  if (!node.paraValue.empty()) {
    page.out.raw("<p class=\"soft\">").raw(page.texts.parameters).raw(" <code>").text(node.paraValue).raw("</code>");
  }
  writeLog(page, row);
  page.out.raw("</li>\n");
}

void writeNotRun(const Page& page) {
  page.out.raw(page.model.notRun.size() <= kMostOpenNames ? "<details open><summary>" : "<details><summary>")
      .text(notRunText(page.model, page.options.language))
      .raw("</summary>\n<ul class=\"names\">\n");
  for (const Row* row : page.model.notRun) page.out.raw("<li>").text(row->node->nodeName).raw("\n");
  page.out.raw("</ul>\n</details>\n");
}

// `dataworks VERB 332455685 -p sales -r cn-shanghai`
std::string commandOf(const Page& page, std::string_view verb) {
  const auto option = [](std::string_view shortName, std::string_view longName, const std::string& value) {
    const bool looksLikeOption = value.starts_with('-');
    return (looksLikeOption ? std::string(longName) + '=' : std::string(shortName) + ' ') + shellQuoted(value);
  };
  std::string command = "dataworks " + std::string(verb) + ' ' + std::to_string(page.model.run->dagId);
  command += option(" -p", " --project-name", page.model.run->projectName);
  if (page.model.run->env == ProjectEnv::kDev) command += " --env dev";
  if (!page.options.regionId.empty()) command += option(" -r", " --region-id", page.options.regionId);
  return command;
}

void writeStep(const Page& page, std::string_view label, std::string_view verb) {
  page.out.raw("<dt>").raw(label).raw("<dd><code class=\"id\">").text(commandOf(page, verb)).raw("</code>\n");
}

// The address is that of the web console, not part of any API; only for what can be a region.
void writeOperationCenter(const Page& page) {
  const std::string& region = page.options.regionId;
  const bool isRegion =
      !region.empty() && region.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  page.out.raw("<p class=\"soft\">");
  if (isRegion) {
    page.out.raw("<a rel=\"noopener noreferrer\" target=\"_blank\" href=\"https://workbench2-").raw(region);
    page.out.raw(".data.aliyun.com/?env=prod\">").raw(page.texts.operationCenter).raw("</a>");
  } else {
    page.out.raw(page.texts.operationCenter);
  }
  page.out.raw(page.texts.inOperationCenter).raw("</p>\n");
}

}  // namespace

void writeFailedNodes(const Page& page) {
  const Model& model = page.model;
  if (model.failed.empty()) return;
  page.out.raw("<section id=\"failed\">\n<h2>").raw(page.texts.failedNodes).raw("</h2>\n<ul class=\"failures\">\n");
  const std::size_t listed = std::min(model.failed.size(), kMostListed);
  for (std::size_t i = 0; i < listed; ++i) writeFailedNode(page, *model.failed[i]);
  page.out.raw("</ul>\n");
  if (listed < model.failed.size()) {
    page.out.raw("<p>").text(moreFailedText(model.failed.size() - listed, page.options.language)).raw("</p>\n");
  }
  if (!model.logs.empty() && model.logs.size() < model.failed.size()) {
    page.out.raw("<p class=\"soft\">");
    page.out.text(logsLeftOutText(model.failed.size() - model.logs.size(), page.options.language)).raw("</p>\n");
  }
  if (!model.notRun.empty()) writeNotRun(page);
  page.out.raw("</section>\n");
}

void writeNextSteps(const Page& page) {
  const Model& model = page.model;
  const bool identified = model.run->dagId != 0 && !model.run->projectName.empty();
  if (!identified || (model.over && model.failed.empty())) return;
  page.out.raw("<section id=\"next\">\n<h2>").raw(page.texts.nextSteps).raw("</h2>\n<dl class=\"steps\">\n");
  if (!model.failed.empty()) writeStep(page, page.texts.readLogs, "logs");
  if (!model.over) {
    writeStep(page, page.texts.watchOn, "watch");
  } else {
    writeStep(page, page.texts.rerunFailed, "rerun");
  }
  page.out.raw("</dl>\n");
  if (!model.failed.empty()) writeOperationCenter(page);
  page.out.raw("</section>\n");
}

}  // namespace dataworks::detail::report
