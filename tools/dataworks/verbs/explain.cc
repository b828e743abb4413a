// SPDX-License-Identifier: Apache-2.0
// `dataworks explain CODE|EXIT`: what a code of the service, or an exit code of this program, means.
#include <algorithm>
#include <limits>

#include "command_line/options.h"
#include "dataworks/error.h"
#include "errors/codes.h"
#include "session/exit_code.h"
#include "session/json.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "text/ascii.h"
#include "text/number.h"
#include "text/suggest.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct ExplainOptions {
  std::string code;
  std::string requestId;
  OutputOptions output;
};

std::optional<ExitCodeText> asExitCode(const std::string& text, Language language) {
  const auto code = detail::wholeNumber(text);
  if (!code || *code > std::numeric_limits<int>::max()) return std::nullopt;
  return explainExitCode(static_cast<int>(*code), language);
}

void showExitCode(const ExplainOptions& options, const ExitCodeText& text, Language language) {
  if (!options.output.table()) {
    writeResult(jsonLines({{"exitCode", std::stoi(options.code)},
                           {"meaning", text.meaning},
                           {"started", text.started},
                           {"whatToDo", text.whatToDo}}));
    return;
  }
  const auto labelled = [&](std::string_view english, std::string_view chinese, std::string_view value) {
    return in(language, english, chinese).append(value);
  };
  writeResultLines({labelled("exit code ", "退出码 ", options.code) + in(language, ": ", "：").append(text.meaning),
                    labelled("  started:    ", "  是否启动：", text.started),
                    labelled("  what to do: ", "  如何处理：", text.whatToDo)});
}

/// The patterns of all known codes, without the `*` that stands for any rest.
std::vector<std::string> knownCodes() {
  std::vector<std::string> codes;
  for (const detail::KnownCode& known : detail::knownCodes()) {
    const std::string_view pattern = known.pattern;
    codes.emplace_back(pattern.ends_with('*') ? pattern.substr(0, pattern.size() - 1) : pattern);
  }
  return codes;
}

/// The code as the service spells it, where it is known but for its case.
std::string asSpelled(const std::string& code) {
  if (!explainCode(code).empty()) return code;
  const std::vector<std::string> codes = knownCodes();
  for (const bool whole : {true, false}) {
    for (const std::string& known : codes) {
      const std::string begin = code.substr(0, whole ? code.size() : known.size());
      if (!detail::equalInAnyCase(begin, known)) continue;
      std::string spelled = known + code.substr(begin.size());
      if (!explainCode(spelled).empty()) return spelled;
    }
  }
  return code;
}

/// The known code that was probably meant; empty if none is near. Of two numbers, one is no misspelling of the other.
std::string meantBy(const std::string& code) {
  if (code.find_first_not_of("0123456789") == std::string::npos) return {};
  const std::vector<std::string> known = knownCodes();
  std::vector<std::string> lower;
  for (const std::string& each : known) lower.push_back(detail::inLowerCase(each));
  const std::string wanted = detail::inLowerCase(code);
  const std::string_view meant = detail::closestTo(wanted, lower);
  if (meant.empty()) return {};
  return known[static_cast<std::size_t>(std::find(lower.begin(), lower.end(), meant) - lower.begin())];
}

std::string unknownText(const std::string& code, Language language) {
  const std::string meant = meantBy(code);
  if (meant.empty())
    return in(language, "not known to this version; this page may explain it:", "当前版本尚无说明，可查看：");
  return in(language, "not known to this version; did you mean " + meant + "? This page may explain it:",
            "当前版本尚无说明；是否指 " + meant + "？也可查看：");
}

int explain(const ExplainOptions& options, Session& session) {
  const Language language = chooseLanguage(options.output.language, session.environment);
  if (const auto text = asExitCode(options.code, language)) {
    showExitCode(options, *text, language);
    return exitCodeOf(ExitCode::kSucceeded);
  }
  const std::string code = asSpelled(options.code);
  const std::string explanation = explainCode(code, language);
  const std::string url = troubleshootingUrl(code, options.requestId);
  if (!options.output.table()) {
    writeResult(jsonLines({{"code", code}, {"explanation", explanation}, {"url", url}}));
  } else {
    writeResultLines(
        {terminal::printable(code) + ": " + (explanation.empty() ? unknownText(code, language) : explanation),
         "  " + url});
  }
  return exitCodeOf(explanation.empty() ? ExitCode::kUsage : ExitCode::kSucceeded);
}

}  // namespace

Verb explainVerb() {
  auto options = std::make_shared<ExplainOptions>();
  return {
      "explain",
      {"Explain a code of the service or an exit code of this program", "解释服务的错误码或本程序的退出码"},
      together({{Option("CODE", &options->code,
                        {"A code such as Throttling.User or 600011, or an exit code from 0 to 143",
                         "错误码，例如 Throttling.User、600011；或 0 至 143 的退出码"},
                        {.type = "", .required = true}),
                 Option("--request-id", &options->requestId,
                        {"Request id to put into the link to the troubleshooting page", "写入排查页面链接的请求 ID"},
                        {.type = "ID"})},
                outputOptions(options->output, {"table", "json"})}),
      {"dataworks explain SignatureDoesNotMatch", "dataworks explain 6 --lang zh"},
      {},
      executing(explain, options)};
}

}  // namespace dataworks::cli
