// SPDX-License-Identifier: Apache-2.0
#include "simulation.h"

#include <algorithm>
#include <queue>
#include <tuple>

namespace dataworks::emulator {
namespace {

using std::chrono::milliseconds;

/// Moves the nodes of a run from one moment at which something happens to the next.
class Simulator {
 public:
  Simulator(const Flow& flow, const RunPlan& plan, milliseconds elapsed, double speed)
      : flow_(flow),
        plan_(plan),
        elapsed_(elapsed),
        speed_(speed),
        states_(flow.nodes.size()),
        suspended_(flow.nodes.size()) {}

  std::vector<NodeState> run() && {
    for (std::size_t index = 0; index < plan_.events.size(); ++index) schedule(plan_.events[index].at, kEvent, index);
    for (std::size_t node = 0; node < flow_.nodes.size(); ++node) startIfReady(node, milliseconds(0));
    while (!moments_.empty()) {
      const auto [at, kind, index] = moments_.top();
      moments_.pop();
      if (kind == kEnd) {
        end(index, at);
      } else {
        apply(plan_.events[index], at);
      }
    }
    for (NodeState& state : states_) {
      if (!state.attempts.empty()) reveal(state.attempts.back());
    }
    return std::move(states_);
  }

 private:
  enum MomentKind { kEnd, kEvent };  // at the same moment, an attempt ends before anything is done to it
  using Moment = std::tuple<milliseconds, MomentKind, std::size_t>;

  void schedule(milliseconds at, MomentKind kind, std::size_t index) {
    if (at <= elapsed_) moments_.emplace(at, kind, index);
  }

  [[nodiscard]] NodeMode modeOf(std::size_t node) const {
    return plan_.modes.empty() ? NodeMode::kRun : plan_.modes[node];
  }

  /// Status and times of an attempt that goes on are those of its whole course until it ends, or until `reveal`.
  [[nodiscard]] bool goesOn(std::size_t node, milliseconds at) const {
    const auto& attempts = states_[node].attempts;
    return !attempts.empty() && *attempts.back().finish > at;
  }

  void startIfReady(std::size_t node, milliseconds at) {
    const bool ready = !suspended_[node] && states_[node].attempts.empty() &&
                       std::ranges::all_of(flow_.nodes[node].after, [&](std::size_t before) {
                         return states_[before].status() == NodeStatus::kSuccess && !goesOn(before, at);
                       });
    if (ready) start(node, at, scaled(flow_.nodes[node].waits, speed_));
  }

  void start(std::size_t node, milliseconds at, milliseconds waits) {
    const Node& facts = flow_.nodes[node];
    const bool runs = modeOf(node) == NodeMode::kRun;
    Attempt attempt;
    attempt.status = runs && facts.fails(states_[node].attempts.size()) ? NodeStatus::kFailure : NodeStatus::kSuccess;
    attempt.beginWaitTime = at;
    attempt.beginWaitResource = at + (runs ? waits : milliseconds(0));
    attempt.beginRunning = *attempt.beginWaitResource + (runs ? scaled(facts.queued, speed_) : milliseconds(0));
    attempt.finish = *attempt.beginRunning + (runs ? scaled(facts.runs, speed_) : milliseconds(0));
    attempt.modified = *attempt.finish;
    states_[node].attempts.push_back(attempt);
    schedule(*attempt.finish, kEnd, node);
  }

  void end(std::size_t node, milliseconds at) {
    if (states_[node].latest().finish == at) releaseDownstream(node, at);  // else it was stopped before
  }

  void releaseDownstream(std::size_t node, milliseconds at) {
    if (states_[node].status() != NodeStatus::kSuccess) return;
    for (const std::size_t next : flow_.nodes[node].downstream) startIfReady(next, at);
  }

  void apply(const Event& event, milliseconds at) {
    auto& attempts = states_[event.node].attempts;
    const bool ended = !attempts.empty() && !goesOn(event.node, at);
    switch (event.kind) {
      case Event::Kind::kStop:
        if (goesOn(event.node, at) && attempts.size() - 1 == event.attempt) stop(attempts.back(), at);
        return;
      case Event::Kind::kRestart:
        if (ended) start(event.node, at, milliseconds(0));
        return;
      case Event::Kind::kSetSuccess:
        if (!ended || attempts.back().status != NodeStatus::kFailure) return;
        attempts.back().status = NodeStatus::kSuccess;
        attempts.back().modified = at;
        return releaseDownstream(event.node, at);
      case Event::Kind::kSuspend: suspended_[event.node] = true; return;
      case Event::Kind::kResume: suspended_[event.node] = false; return startIfReady(event.node, at);
    }
  }

  static void stop(Attempt& attempt, milliseconds at) {
    attempt.status = NodeStatus::kFailure;
    attempt.stopped = true;
    attempt.finish = attempt.modified = at;
    if (attempt.beginRunning > at) attempt.beginRunning.reset();
    if (attempt.beginWaitResource > at) attempt.beginWaitResource.reset();
  }

  /// Takes from the course of an attempt what comes after this moment.
  void reveal(Attempt& attempt) const {
    if (attempt.finish <= elapsed_) return;
    attempt.finish.reset();
    if (attempt.beginRunning <= elapsed_) {
      attempt.status = NodeStatus::kRunning;
      attempt.modified = *attempt.beginRunning;
      return;
    }
    attempt.beginRunning.reset();
    if (attempt.beginWaitResource <= elapsed_) {
      attempt.status = NodeStatus::kWaitResource;
      attempt.modified = *attempt.beginWaitResource;
      return;
    }
    attempt.beginWaitResource.reset();
    attempt.status = NodeStatus::kWaitTime;
    attempt.modified = *attempt.beginWaitTime;
  }

  const Flow& flow_;
  const RunPlan& plan_;
  milliseconds elapsed_;
  double speed_;
  std::vector<NodeState> states_;
  std::vector<bool> suspended_;
  std::priority_queue<Moment, std::vector<Moment>, std::greater<>> moments_;
};

}  // namespace

std::vector<NodeState> simulate(const Flow& flow, const RunPlan& plan, milliseconds elapsed, double speed) {
  return Simulator(flow, plan, elapsed, speed).run();
}

milliseconds scaled(milliseconds inFlow, double speed) {
  static constexpr double kMax = 1e12;  // three decades; more is the same to any client, and must not overflow
  return milliseconds(static_cast<std::int64_t>(std::min(static_cast<double>(inFlow.count()) / speed, kMax)));
}

}  // namespace dataworks::emulator
