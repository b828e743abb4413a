// SPDX-License-Identifier: Apache-2.0
#include "watch/late_alarm.h"

#include <utility>

#include "command_line/arguments.h"
#include "result/result_json.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"

namespace dataworks::cli {

namespace {

std::string nameOf(const terminal::WatchedRun& run) {
  return run.projectName + (run.flowName.empty() ? "" : "/" + run.flowName);
}

std::optional<LateLimit> limitIn(const WatchFlags& flags) {
  if (flags.late.empty()) return std::nullopt;
  auto limit = parseLateLimit(flags.late);
  if (!limit)
    throw BadArgument("--late '" + flags.late + "': write 45m, or 1.5x: a multiple of what is usual",
                      "--late '" + flags.late + "'：请写 45m，或 1.5x（通常耗时的倍数）");
  return limit;
}

}  // namespace

void checkEvents(const WatchFlags& flags) {
  static_cast<void>(limitIn(flags));
  static_cast<void>(commandsOf(flags));
}

std::vector<OnEvent> commandsOf(const WatchFlags& flags) {
  std::vector<OnEvent> commands;
  for (const auto& [word, command] : flags.on) {
    const auto event = parseRunEvent(word);
    if (!event)
      throw BadArgument("--on '" + word + "': write late, failed, succeeded or unknown",
                        "--on '" + word + "'：请写 late、failed、succeeded 或 unknown");
    if (command.empty())
      throw BadArgument("--on " + word + ": name a program to run", "--on " + word + "：请给出要运行的程序");
    commands.push_back({*event, command});
  }
  return commands;
}

std::optional<std::chrono::milliseconds> lateLimitOf(const WatchFlags& flags, const terminal::WatchedRun& run) {
  const auto limit = limitIn(flags);
  return limit ? limitOf(*limit, run.usual) : std::nullopt;
}

void warnOfUnknownLimit(const WatchFlags& flags, const terminal::WatchedRun& run, Language language) {
  if (flags.late.empty() || lateLimitOf(flags, run)) return;
  logLine(terminal::printable(in(language, "dataworks: warning: --late ", "dataworks: 警告：--late ") + flags.late +
                              in(language,
                                 " has no effect: not known how long " + nameOf(run) +
                                     " usually takes (the journal needs 3 successes); give a time, such as --late 45m",
                                 " 不起作用：尚不清楚 " + nameOf(run) +
                                     " 通常耗时多久（触发记录中需有 3 次成功运行）；请给出时长，例如 --late 45m")));
}

LateAlarm::LateAlarm(const WatchFlags& flags, const terminal::WatchedRun& run, Context context)
    : run_(run), context_(std::move(context)), limit_(lateLimitOf(flags, run)), watch_(limit_, run.triggeredAt) {}

void LateAlarm::update(const DagRun& run) {
  if (!limit_) return;
  watch_.update(run);
  last_ = run;
}

void LateAlarm::poll(const PollEvent& poll) {
  if (!limit_ || poll.error != nullptr) return;
  const auto now = context_.client->now();
  const auto elapsed = watch_.late(now);
  if (!elapsed) return;
  const std::string name =
      nameOf(run_) + (run_.dagId != 0 ? in(context_.language, ", dag ", "，实例 ") + std::to_string(run_.dagId) +
                                            in(context_.language, ",", "，")
                                      : "");
  logLine("dataworks: " +
          terminal::printable(lateText(name, *elapsed, *limit_, run_.usual, context_.language, context_.charset),
                              context_.charset));
  context_.emit(lateEvent(now, run_.dagId, *elapsed, *limit_));
  context_.notifier->tell({.event = RunEvent::kLate,
                           .time = now,
                           .run = run_,
                           .regionId = context_.client->regionId(),
                           .last = &last_,
                           .elapsed = elapsed,
                           .limit = limit_,
                           .nextCommand = context_.resumeCommand});
}

}  // namespace dataworks::cli
