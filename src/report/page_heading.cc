// Top of the page: verdict, facts, one sentence, failed nodes.
#include <algorithm>

#include "report/page_parts.h"

namespace dataworks::detail::report {
namespace {

constexpr std::size_t kMostListed = 100;  // failed nodes; the table has them all

void writeFact(const Page& page, std::string_view label, std::string_view value) {
  page.out.raw("<div><dt>").raw(label).raw("<dd>").text(value).raw("</div>\n");
}

void writeFacts(const Page& page) {
  const Model& model = page.model;
  const DagRun& run = *model.run;
  page.out.raw("<dl class=\"facts\">\n");
  if (model.bizdate.isSet()) writeFact(page, page.texts.bizdate, model.bizdate.day());
  if (run.dagId != 0) writeFact(page, page.texts.dag, std::to_string(run.dagId));
  if (model.hasTimes) writeFact(page, page.texts.started, peopleTime(model.begin));
  if (!model.over) {
    writeFact(page, page.texts.observedAt, peopleTime(run.observedAt));
  } else if (model.hasTimes) {
    writeFact(page, page.texts.ended, peopleTime(model.end));
  }
  if (model.hasTimes) {
    writeFact(page, model.over ? page.texts.elapsed : page.texts.soFar, formatDuration(model.length()));
  }
  page.out.raw("</dl>\n");
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
  page.out.raw("</li>\n");
}

void writeNotRun(const Page& page) {
  page.out.raw("<details><summary>")
      .text(notRunText(page.model, page.options.language))
      .raw("</summary>\n<ul class=\"names\">\n");
  for (const Row* row : page.model.notRun) page.out.raw("<li>").text(row->node->nodeName).raw("\n");
  page.out.raw("</ul>\n</details>\n");
}

}  // namespace

void writeHeading(const Page& page) {
  const Verdict verdict = verdictOf(page);
  page.out.raw("<header>\n<p class=\"verdict ").raw(classOf(verdict.outcome)).raw("\"><span class=\"mark\">");
  page.out.raw(markOf(verdict.outcome)).raw("</span> ").raw(verdict.word).raw("</p>\n<h1><bdi>");
  page.out.text(page.model.run->projectName).raw("</bdi>");
  if (!page.options.flowName.empty()) page.out.raw("<span> / </span><bdi>").text(page.options.flowName).raw("</bdi>");
  page.out.raw("</h1>\n");
  writeFacts(page);
  page.out.raw("</header>\n<p class=\"lede\">").text(verdictSentence(page.model, page.options.language)).raw("</p>\n");
}

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
  if (!model.notRun.empty()) writeNotRun(page);
  page.out.raw("<p class=\"soft\">").raw(page.texts.operationCenter).raw("</p>\n</section>\n");
}

}  // namespace dataworks::detail::report
