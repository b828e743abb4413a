// SPDX-License-Identifier: Apache-2.0
// Top of the page: verdict, facts, one sentence.
#include "report/page_parts.h"

namespace dataworks::detail::report {
namespace {

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

}  // namespace dataworks::detail::report
