// `dataworks explain CODE|EXIT`: what a code of the service, or an exit code of this program, means.
#include <charconv>
#include <nlohmann/json.hpp>

#include "dataworks/error.h"
#include "exit_code.h"
#include "options.h"
#include "streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct ExplainOptions {
  std::string code;
  std::string requestId;
  OutputOptions output;
};

std::optional<ExitCodeText> asExitCode(const std::string& text, Language language) {
  int code = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return explainExitCode(code, language);
}

void showExitCode(const ExplainOptions& options, const ExitCodeText& text, Language language) {
  if (!options.output.table()) {
    writeResult(nlohmann::ordered_json{{"exitCode", std::stoi(options.code)},
                                       {"meaning", text.meaning},
                                       {"started", text.started},
                                       {"whatToDo", text.whatToDo}}
                    .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                "\n");
    return;
  }
  const auto labelled = [&](std::string_view english, std::string_view chinese, std::string_view value) {
    return in(language, english, chinese).append(value);
  };
  writeResultLines({labelled("exit code ", "退出码 ", options.code) + in(language, ": ", "：").append(text.meaning),
                    labelled("  started:    ", "  是否启动：", text.started),
                    labelled("  what to do: ", "  如何处理：", text.whatToDo)});
}

int explain(const ExplainOptions& options, Session& session) {
  const Language language = chooseLanguage(options.output.language, session.environment);
  if (const auto text = asExitCode(options.code, language)) {
    showExitCode(options, *text, language);
    return exitCodeOf(ExitCode::kSucceeded);
  }
  const std::string explanation = explainCode(options.code, language);
  const std::string url = troubleshootingUrl(options.code, options.requestId);
  if (!options.output.table()) {
    writeResult(nlohmann::ordered_json{{"code", options.code}, {"explanation", explanation}, {"url", url}}.dump(
                    2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                "\n");
  } else {
    writeResultLines(
        {terminal::printable(options.code) + ": " +
             (explanation.empty()
                  ? in(language, "not known to this version; this page may explain it:", "当前版本尚无说明，可查看：")
                  : explanation),
         "  " + url});
  }
  return exitCodeOf(explanation.empty() ? ExitCode::kUsage : ExitCode::kSucceeded);
}

}  // namespace

Verb explainVerb() {
  auto options = std::make_shared<ExplainOptions>();
  return {
      "explain", "Explain a code of the service or an exit code of this program",
      together(
          {{Option("CODE", &options->code, "A code such as Throttling.User or 600011, or an exit code from 0 to 143",
                   {.type = "", .required = true}),
            Option("--request-id", &options->requestId, "Request id to put into the link to the troubleshooting page")},
           outputOptions(options->output, {"table", "json"})}),
      "Examples:\n  dataworks explain SignatureDoesNotMatch\n  dataworks explain 6 --lang zh",
      executing(explain, options)};
}

}  // namespace dataworks::cli
