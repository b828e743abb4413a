// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <random>
#include <set>

#include "soak.h"
#include "support/fake_run.h"

namespace dataworks::soak {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using testing::FakeRun;
using testing::RunFault;
using testing::RunFixture;

// What went wrong, over all re-runs; and how they ended.
struct Tally {
  long values = 0;
  long executed = 0;
  long maybe = 0;
  long notExecuted = 0;
  long requests = 0;
  long restartedTwice = 0;
  long sentAfterMaybe = 0;
  long denied = 0;
  long untrue = 0;
  long oldFailures = 0;
  long untrueSuccesses = 0;
  long unlisted = 0;
};

class Chances {
 public:
  explicit Chances(unsigned seed) : random_(seed) {}
  [[nodiscard]] bool one(int in) { return below(in) == 0; }
  [[nodiscard]] int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  [[nodiscard]] milliseconds upTo(milliseconds most) { return milliseconds(below(static_cast<int>(most.count()) + 1)); }
  [[nodiscard]] RunFault fault() { return static_cast<RunFault>(below(static_cast<int>(testing::kLastRunFault) + 1)); }

 private:
  std::mt19937 random_;
};

constexpr int kNodes = 6;

// A run with a few failed nodes, on a service that lags behind, loses, refuses, and has other users.
void makeRun(FakeRun& service, Chances& chances) {
  for (int id = 1; id <= kNodes; ++id) {
    if (id > 1 && chances.one(4)) {
      service.waitingFor(id, id - 1);
    } else {
      service.ended(id, id > 1 && chances.one(2), 1min + chances.upTo(10min));
    }
    FakeRun::Instance& instance = service.at(id);
    instance.succeedsNext = !chances.one(3);
    instance.queued = chances.upTo(2s);
    instance.running = chances.one(4) ? chances.upTo(500ms) : chances.upTo(90s);
    if (chances.one(8)) service.restartByAnother(id, chances.upTo(20s));
  }
  if (chances.one(2)) service.listLag = chances.one(4) ? chances.upTo(7min) : chances.upTo(10s);
  if (chances.one(2)) service.historyLag = chances.one(4) ? chances.upTo(7min) : chances.upTo(10s);
  service.keepsOldTimes = chances.one(3);
  service.showsTimes = !chances.one(10);
}

void judge(const RunFixture& with, const Result<DagRun>& run, const std::set<std::int64_t>& lost, Tally& tally) {
  FakeRun& service = *with.service;
  const std::vector<InstanceOutcome>& outcomes = run ? run->instances : run.error().instances;
  long executed = 0;
  for (std::int64_t id = 1; id <= kNodes; ++id) {
    const int times = service.executed("RestartInstance", id);
    executed += times;
    tally.restartedTwice += times > 1 ? 1 : 0;
    const auto isIt = [id](const InstanceOutcome& each) { return each.instanceId == id; };
    const auto outcome = std::find_if(outcomes.begin(), outcomes.end(), isIt);
    if (outcome == outcomes.end()) {
      tally.unlisted += times > 0 ? 1 : 0;
      continue;
    }
    const bool saysNo = outcome->action == InstanceAction::kNotSent || outcome->action == InstanceAction::kRejected;
    tally.denied += times > 0 && saysNo ? 1 : 0;
    tally.untrue += times == 0 && outcome->action == InstanceAction::kDone ? 1 : 0;
    if (!run || saysNo) continue;
    // It was followed: what is reported of it is an attempt after the one that failed first.
    const auto ofIt = [id](const NodeInsInfo& node) { return node.instanceId == id; };
    const auto node = std::find_if(run->nodes.begin(), run->nodes.end(), ofIt);
    const auto& attempts = service.at(id).attempts;
    const bool old = node->status == NodeStatus::kFailure &&
                     (attempts.size() < 2 || (node->finishTime.time && *node->finishTime.time == attempts[0].finish));
    tally.oldFailures += old ? 1 : 0;
    if (run->state == DagRunState::kSucceeded && !attempts.back().ok) ++tally.untrueSuccesses;
  }
  if (run) {
    ++tally.values;
    return;
  }
  const Execution said = run.error().execution;
  tally.executed += said == Execution::kExecuted ? 1 : 0;
  tally.maybe += said == Execution::kMaybeExecuted ? 1 : 0;
  tally.notExecuted += said == Execution::kNotExecuted ? 1 : 0;
  tally.denied += said == Execution::kNotExecuted && executed > 0 ? 1 : 0;
  tally.untrue += said == Execution::kExecuted && executed == 0 ? 1 : 0;
  tally.unlisted += said == Execution::kNotExecuted && !lost.empty() ? 1 : 0;
}

void rerun(int number, Tally& tally) {
  Chances chances(static_cast<unsigned>(number));
  RunFixture with;
  makeRun(*with.service, chances);
  std::set<std::int64_t> lost;  // a restart was read, and its response did not say what became of it
  const int trouble = 2 + chances.below(20);
  with.service->fault = [&](const testing::SentRequest& sent, int) {
    if (sent.action != "RestartInstance") return chances.one(trouble) ? chances.fault() : RunFault::kNone;
    const std::int64_t id = std::stoll(sent.parameters.at("InstanceId"));
    tally.sentAfterMaybe += lost.contains(id) ? 1 : 0;
    const RunFault fault = chances.one(2) ? chances.fault() : RunFault::kNone;
    const bool certain = fault == RunFault::kNone || fault == RunFault::kNotSent || fault == RunFault::kRejected ||
                         fault == RunFault::kSuccessFalse || fault == RunFault::kThrottled ||
                         fault == RunFault::kDailyQuota || fault == RunFault::kForbidden;
    if (!certain) lost.insert(id);
    return fault;
  };
  RerunOptions options;
  options.wait.failFast = chances.one(4);
  if (chances.one(4)) options.instanceIds = {1};
  if (chances.one(5)) options.wait.timeout = 1s + chances.upTo(60s);
  const auto run = number % 10 == 0 ? with.client.rerunManualDagAsync(with.run, options).get()
                                    : with.client.rerunManualDag(with.run, options);
  tally.requests += static_cast<long>(with.service->log().size());
  judge(with, run, lost, tally);
}

}  // namespace

bool reruns(int count) {
  Tally tally;
  for (int number = 1; number <= count; ++number) rerun(number, tally);
  std::printf("re-runs, random faults of restarts, lists and histories, lists that lag, another person's restarts\n");
  line("re-runs", count);
  line("requests", tally.requests);
  line("ended with a run", tally.values);
  line("ended with an error: executed", tally.executed);
  line("ended with an error: maybe executed", tally.maybe);
  line("ended with an error: not executed", tally.notExecuted);
  line("instances restarted twice by one call", tally.restartedTwice);
  line("restarts sent after a lost response of the same", tally.sentAfterMaybe);
  line("\"not executed\" of one that was", tally.denied);
  line("\"executed\" of one that was not", tally.untrue);
  line("lost restarts that are not said", tally.unlisted);
  line("old failures reported as new", tally.oldFailures);
  line("\"succeeded\" of what had not", tally.untrueSuccesses);
  return tally.restartedTwice + tally.sentAfterMaybe + tally.denied + tally.untrue + tally.unlisted +
             tally.oldFailures + tally.untrueSuccesses ==
         0;
}

}  // namespace dataworks::soak
