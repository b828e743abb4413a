// SPDX-License-Identifier: Apache-2.0
#include "instance_log.h"

#include "parameters.h"
#include "text/time.h"

namespace dataworks::emulator {
namespace {

using std::chrono::milliseconds;

constexpr int kSteps = 10;

class LogWriter {
 public:
  LogWriter(WallTime created, WallTime now) : created_(created), now_(now) {}

  /// A line that is in the log from this moment on.
  void add(milliseconds at, const std::string& text) {
    const WallTime time = created_ + at;
    if (time <= now_) log_ += detail::shanghaiTime(time) + ' ' + text + '\n';
  }

  std::string take() { return std::move(log_); }

 private:
  WallTime created_;
  WallTime now_;
  std::string log_;
};

void addSteps(LogWriter& log, milliseconds begin, milliseconds end) {
  for (int step = 1; step <= kSteps; ++step) {
    log.add(begin + (end - begin) * step / kSteps,
            "INFO  " + std::to_string(step * 100 / kSteps) + "% of the rows read");
  }
}

std::string madeLog(const Run& run, std::size_t node, std::size_t attempt, const Attempt& state, WallTime now) {
  const Node& facts = run.flow->nodes[node];
  const std::string instance = std::to_string(run.instanceId(node));
  const std::string parameters = run.parametersOf(node);
  LogWriter log(run.created, now);
  const milliseconds begin = *state.beginRunning;
  log.add(begin, "INFO  node " + facts.name + ", instance " + instance + ", attempt " + std::to_string(attempt + 1) +
                     ", bizdate " + detail::dayText(run.bizdate.date()));
  if (!parameters.empty()) log.add(begin, "INFO  parameters: " + parameters);
  if (!run.plan.modes.empty() && run.plan.modes[node] != NodeMode::kRun) {
    log.add(begin, "INFO  dry run: nothing is executed");
    return log.take();
  }
  // As in real logs, the link has a token that grants access: programs that show logs must mask it.
  log.add(begin, "INFO  Log view: http://logview.emulator.invalid/logview/?i=" + instance +
                     "&token=ZW11bGF0b3ItdG9rZW4tb2Yt" + instance);
  if (!state.finish) {
    log.add(begin, "INFO  reading rows");
    return log.take();
  }
  const milliseconds end = *state.finish;
  if (state.stopped) {
    log.add(end, "ERROR stopped by a user");
  } else if (facts.fails(attempt)) {
    addSteps(log, begin, begin + (end - begin) / 2);
    log.add(end, "ERROR ODPS-0130131:[1,22] Table not found - table " + facts.name + "_input cannot be resolved");
    log.add(end, "ERROR job failed, exit code 1");
  } else {
    addSteps(log, begin, end);
    log.add(end, "INFO  job succeeded, exit code 0");
  }
  return log.take();
}

}  // namespace

std::string logOf(const Run& run, std::size_t node, std::size_t attempt, const Attempt& state, WallTime now) {
  if (!state.beginRunning) return {};
  const auto& given = run.flow->nodes[node].log;
  return given ? *given : madeLog(run, node, attempt, state, now);
}

}  // namespace dataworks::emulator
