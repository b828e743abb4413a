// SPDX-License-Identifier: Apache-2.0
#include "run/failure.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "result/error_text.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "run/call_counter.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/screen.h"
#include "terminal/text.h"

namespace dataworks::cli {

namespace {

void writeEnd(const RunEnding& end, const std::string& format) {
  if (format == "json") writeResult(endJson(end));
  if (format == "jsonl") writeResult(finishedEvent(std::chrono::system_clock::now(), end));
}

void writeEnd(int exitCode, const Error& error, const std::string& format) {
  writeEnd({exitCode, error.execution, error.dagId.value_or(0), &error, nullptr}, format);
}

/// A signal before anything was sent, or in the pause after a rejected attempt.
bool endedUnstarted(const Error& error, const Session& session) {
  return session.signals.received() != 0 && error.kind == ErrorKind::kCancelled && !error.mayHaveExecuted();
}

std::string notDoneText(const Error& error, Language language) {
  if (!error.code.empty()) {
    return in(language, "; nothing was started (rejected: ", "；未启动（被拒绝：") + error.code +
           in(language, ")", "）");
  }
  return error.attempts > 1 ? in(language, "; nothing was started", "；未启动")
                            : in(language, "; nothing was sent", "；未发送任何请求");
}

/// In as many lines as it takes, all but the first indented.
void logWrapped(std::string_view line, int columns) {
  constexpr int kIndent = 2;
  const std::string indent(kIndent, ' ');
  bool first = !line.starts_with(indent);
  for (const std::string& part : terminal::wrap(line, columns - kIndent - 1)) {
    logLine((std::exchange(first, false) ? "" : indent) + part);
  }
}

}  // namespace

void logError(const std::string& opening, const Error& error, int exitCode, Language language) {
  if (::isatty(STDERR_FILENO) != 0) {
    const int columns = terminal::sizeOf(STDERR_FILENO).value_or(terminal::Size{}).width;
    for (const std::string& line : errorLines(opening, error, exitCode, language)) {
      logWrapped(terminal::printable(line), columns);
    }
  } else {
    const bool ours = error.code.empty();  // the service's text stays as it is
    logLine(opening + terminal::printable(ours ? withFlags(toString(error)) : toString(error)));
  }
  if (isDailyQuota(error)) {
    logLine("  " + in(language, "today's calls are used up; ", "今日调用次数已用尽；") + tomorrowText(language) +
            in(language, "the same command again", "重新执行该命令"));
  }
}

std::string signalText(int signal, const std::string& rest, Language language) {
  return in(language, "dataworks: ended by signal ", "dataworks: 被信号终止：") + std::to_string(signal) + rest;
}

int endWithError(const Error& error, Activity doing, const OutputOptions& output, const Session& session) {
  const int exitCode = exitCodeOf(error, doing, {.signal = session.signals.received()});
  const Language language = languageOnStderr(output, session.environment);
  if (doing == Activity::kTriggering && endedUnstarted(error, session)) {
    logLine(signalText(session.signals.received(), terminal::printable(notDoneText(error, language)), language));
  } else {
    logError("dataworks: ", error, exitCode, language);
  }
  writeEnd(exitCode, error, output.format);
  return exitCode;
}

int endWithFailedTrigger(const std::string& verb, const Error& error, const FlowTrigger& request,
                         const ConnectionOptions& connection, const OutputOptions& output, const Session& session,
                         const LookForRun& look) {
  const Language language = languageOnStderr(output, session.environment);
  const int exitCode = exitCodeOf(error, Activity::kTriggering, {.signal = session.signals.received()});
  if (error.execution == Execution::kNotExecuted && isDailyQuota(error)) {
    const int limit = error.code == kDailyCallsUsedUp ? dailyCallsLimit(session.environment) : 0;
    logLine(terminal::printable("dataworks: " + usedUpText(limit, language) +
                                in(language, "; nothing was started; ", "；未启动；") + tomorrowText(language) +
                                triggerCommand(verb, request, connection)));
    writeEnd(exitCode, error, output.format);
    return exitCode;
  }
  if (error.execution != Execution::kMaybeExecuted) return endWithError(error, Activity::kTriggering, output, session);
  const std::vector<std::string> lines = unknownOutcome(verb, request, connection, error, language);
  const auto known = lines.begin() + 2;  // what is known stands before what to do
  const auto log = [](const std::string& line) { logLine(terminal::printable(line)); };
  std::for_each(lines.begin(), known, log);
  const Looked looked = look ? look() : Looked{};
  const std::vector<std::string>& found = looked.lines;
  if (found.empty()) {
    std::for_each(known, lines.end(), log);
  } else {
    std::for_each(found.begin(), found.end(), log);
    if (hidesPassword(connection)) log(lines.back());
  }
  RunEnding end{exitCode, error.execution, error.dagId.value_or(0), &error, nullptr};
  end.looksForCandidates = true;
  end.candidates = looked.candidates ? &*looked.candidates : nullptr;
  writeEnd(end, output.format);
  return exitCode;
}

namespace {

int endUnacted(const Error& error, int exitCode, std::int64_t dagId, std::string_view key, const std::string& format) {
  const RunEnding end{exitCode, Execution::kNotExecuted, dagId, &error, nullptr};
  if (format == "json") writeResult(actionJson(end, key, {}));
  if (format == "jsonl") writeResult(finishedEvent(std::chrono::system_clock::now(), end));
  return exitCode;
}

}  // namespace

int endUnacted(const Error& error, std::int64_t dagId, std::string_view key, const OutputOptions& output,
               const Session& session) {
  const int exitCode = exitCodeOf(error, Activity::kReading, {.signal = session.signals.received()});
  const Language language = languageOnStderr(output, session.environment);
  if (session.signals.received() != 0 && error.kind == ErrorKind::kCancelled) {
    logLine(signalText(session.signals.received(), in(language, "; nothing was sent", "；未发送任何请求"), language));
  } else {
    logError("dataworks: ", error, exitCode, language);
  }
  return endUnacted(error, exitCode, dagId, key, output.format);
}

int endUnsent(std::int64_t dagId, std::string_view key, const OutputOptions& output, const Session& session) {
  const int signal = session.signals.received();
  const bool late = std::chrono::steady_clock::now() >= session.end;
  Error error;
  error.kind = signal != 0 || !late ? ErrorKind::kCancelled : ErrorKind::kTimeout;
  error.message = "nothing was sent";
  logLine("dataworks: " + in(languageOnStderr(output, session.environment), "nothing was sent", "未发送任何请求"));
  const int exitCode = signal != 0 ? exitCodeOf(ExitCode::kSignal) + signal
                                   : exitCodeOf(late ? ExitCode::kNotReached : ExitCode::kUsage);
  return endUnacted(error, exitCode, dagId, key, output.format);
}

int endWithUsage(const Text& message, const std::string& format, Language language) {
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  error.message = message.english;
  const std::string line = "dataworks: " + terminal::printable(message.in(language));
  if (::isatty(STDERR_FILENO) != 0) {
    logWrapped(line, terminal::sizeOf(STDERR_FILENO).value_or(terminal::Size{}).width);
  } else {
    logLine(line);
  }
  writeEnd(exitCodeOf(ExitCode::kUsage), error, format);
  return exitCodeOf(ExitCode::kUsage);
}

int endWithBug(const std::string& message, const std::string& format) {
  logLine("dataworks: a bug of this program, please report it: " + terminal::printable(message));
  const int exitCode = exitCodeOf(ExitCode::kBug);
  writeEnd({.exitCode = exitCode, .execution = Execution::kMaybeExecuted, .bug = message}, format);
  return exitCode;
}

}  // namespace dataworks::cli
