// SPDX-License-Identifier: Apache-2.0
// A service that has one run, by the manual clock: lists, histories, restarts and stops, faults before and after the
// request was executed, lists that lag behind, and another person who restarts an instance too.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/client.h"
#include "dataworks/testing/manual_clock.h"
#include "dataworks/testing/scripted_transport.h"

namespace dataworks::testing {

/// What becomes of one request. `…Before`: it was not executed; `…After`: it was.
enum class RunFault {
  kNone,
  kNotSent,         // nothing left
  kLostBefore,      // read, but not executed; the connection broke
  kLostAfter,       // executed, and the connection broke
  kInternalBefore,  // HTTP 500, InternalError
  kInternalAfter,
  kGarbageBefore,  // HTTP 200 with half a response
  kGarbageAfter,
  kRejected,      // HTTP 400
  kSuccessFalse,  // HTTP 200, Success false
  kThrottled,
  kDailyQuota,
  kForbidden,
};
inline constexpr RunFault kLastRunFault = RunFault::kForbidden;

[[nodiscard]] inline bool executes(RunFault fault) {
  return fault == RunFault::kNone || fault == RunFault::kLostAfter || fault == RunFault::kInternalAfter ||
         fault == RunFault::kGarbageAfter;
}

class FakeRun final : public Transport {
 public:
  using Time = std::chrono::system_clock::time_point;
  using milliseconds = std::chrono::milliseconds;

  /// One attempt of an instance. It waits for resources until `begin`.
  struct Attempt {
    Time created;
    Time begin;
    Time finish;
    bool ok = false;
    bool byCall = false;  // by a request that the tested client sent
  };
  struct Instance {
    std::int64_t id = 0;
    std::string name;
    std::vector<Attempt> attempts{};
    std::int64_t after = 0;    // begins once this one has succeeded; until then NOT_RUN
    bool succeedsNext = true;  // its next attempt
    milliseconds queued{500};  // of its next attempts
    milliseconds running{10'000};
  };

  explicit FakeRun(std::shared_ptr<ManualClock> clock, std::int64_t dagId = 42)
      : clock_(std::move(clock)), dagId_(dagId), start_(clock_->wallNow()) {}

  /// An instance that failed, or succeeded, `ago` before the test began.
  FakeRun& ended(std::int64_t id, bool ok, milliseconds ago = std::chrono::minutes(5)) {
    const Time finish = start_ - ago;
    return add({.id = id,
                .name = nameOf(id),
                .attempts = {{finish - std::chrono::minutes(1), finish - std::chrono::minutes(1), finish, ok}}});
  }
  FakeRun& failed(std::int64_t id) { return ended(id, false); }
  FakeRun& succeeded(std::int64_t id) { return ended(id, true); }
  /// An instance that has been running for a minute, and will for `left`.
  FakeRun& running(std::int64_t id, milliseconds left = std::chrono::hours(1), bool ok = true) {
    return add({.id = id,
                .name = nameOf(id),
                .attempts = {{start_ - std::chrono::minutes(1), start_ - std::chrono::minutes(1), start_ + left, ok}}});
  }
  FakeRun& waitingFor(std::int64_t id, std::int64_t upstream) {
    return add({.id = id, .name = nameOf(id), .after = upstream});
  }
  FakeRun& add(Instance instance) {
    instances_.push_back(std::move(instance));
    return *this;
  }
  [[nodiscard]] Instance& at(std::int64_t id) {
    return *std::find_if(instances_.begin(), instances_.end(), [id](const Instance& each) { return each.id == id; });
  }

  /// Decides what becomes of the n-th request (from 1) with that action.
  std::function<RunFault(const SentRequest&, int n)> fault{};
  std::function<void()> beforeReply{};  // while a request is under way
  std::string neverResponds{};          // to this action, until the request is stopped
  milliseconds listLag{0};              // lists show the state of then
  milliseconds historyLag{0};
  bool showsTimes = true;        // in lists
  bool keepsOldTimes = false;    // an instance that runs again is listed with the times of the attempt before
  milliseconds stopTakes{1000};  // until a stop has taken effect

  /// Another person restarts an instance, that long after the test began.
  void restartByAnother(std::int64_t id, milliseconds when) { others_.emplace_back(start_ + when, id); }

  [[nodiscard]] int executed(const std::string& action, std::int64_t id) const {
    const auto found = executed_.find({action, id});
    return found == executed_.end() ? 0 : found->second;
  }
  [[nodiscard]] int sent(const std::string& action) const {
    const auto found = sent_.find(action);
    return found == sent_.end() ? 0 : found->second;
  }
  /// How many requests of `action` about the instance the service read.
  [[nodiscard]] int read(const std::string& action, std::int64_t id) const {
    const auto found = read_.find({action, id});
    return found == read_.end() ? 0 : found->second;
  }
  [[nodiscard]] std::vector<std::string> log() const { return log_; }

  void send(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done) override {
    const SentRequest sent = decoded(std::move(request));
    if (beforeReply) beforeReply();
    TransportOutcome outcome = replyTo(sent);
    if (sent.action != neverResponds) return done(std::move(outcome));
    hanging_ = std::make_unique<StopCallback>(std::move(stop), [done = std::move(done)] {
      done(TransportFailure{.kind = ErrorKind::kCancelled, .phase = Phase::kReceive, .sent = RequestSent::kMaybe});
    });
  }

 private:
  static std::string nameOf(std::int64_t id) { return "node" + std::to_string(id); }

  // A scripted transport knows how to decode a request.
  static SentRequest decoded(HttpRequest request) {
    ScriptedTransport decoder;
    decoder.send(std::move(request), {}, [](const TransportOutcome&) {});
    return decoder.requests().front();
  }

  TransportOutcome replyTo(const SentRequest& sent) {
    const int number = ++sent_[sent.action];
    const auto text = sent.parameters.find("InstanceId");
    const std::int64_t id = text == sent.parameters.end() ? 0 : std::stoll(text->second);
    const RunFault what = fault ? fault(sent, number) : RunFault::kNone;
    log_.push_back(sent.action + (id == 0 ? "" : " " + std::to_string(id)));
    if (what != RunFault::kNotSent) ++read_[{sent.action, id}];
    catchUp();
    std::string body;
    if (executes(what)) {
      ++executed_[{sent.action, id}];
      body = execute(sent.action, id);
    }
    return render(what, sent, std::move(body));
  }

  static TransportOutcome render(RunFault fault, const SentRequest& sent, std::string body) {
    switch (fault) {
      case RunFault::kNone: return HttpResponse{.status = 200, .body = std::move(body)};
      case RunFault::kNotSent: return dropConnection(RequestSent::kNo)(sent);
      case RunFault::kLostBefore:
      case RunFault::kLostAfter: return dropConnection(RequestSent::kMaybe)(sent);
      case RunFault::kInternalBefore:
      case RunFault::kInternalAfter: return rejected("InternalError", "trouble", 500)(sent);
      case RunFault::kGarbageBefore:
      case RunFault::kGarbageAfter: return respond(200, R"({"RequestId":"cut","Succ)")(sent);
      case RunFault::kRejected: return rejected("InvalidParameter.Instance", "cannot be re-run")(sent);
      case RunFault::kSuccessFalse:
        return respond(200, R"({"RequestId":"R","Success":false,"ErrorCode":"101","ErrorMessage":"not now"})")(sent);
      case RunFault::kThrottled: return rejected("Throttling.User", "slow down")(sent);
      case RunFault::kDailyQuota: return rejected("Throttling.Api.Risk", "tomorrow")(sent);
      case RunFault::kForbidden: return rejected("Forbidden.RAM", "may not", 403)(sent);
    }
    return {};
  }

  // What happens by itself, up to now.
  void catchUp() {
    const Time now = clock_->wallNow();
    for (auto& [when, id] : others_) {
      if (id == 0 || when > now) continue;
      restart(at(id), when, false);
      id = 0;
    }
    for (Instance& each : instances_) {
      if (each.after == 0 || !each.attempts.empty()) continue;
      const Instance& upstream = at(each.after);
      if (upstream.attempts.empty()) continue;
      const Attempt& last = upstream.attempts.back();
      if (last.ok && last.finish <= now) attempt(each, last.finish, false);
    }
  }

  std::string execute(const std::string& action, std::int64_t id) {
    const Time now = clock_->wallNow();
    if (action == "SearchManualDagNodeInstance") {
      return R"({"RequestId":"list","Success":true,"ErrCode":"0","ErrMsg":"","Data":{"NodeInsInfo":[)" +
             rows(now - listLag) + "]}}";
    }
    if (action == "ListManualDagInstances") return R"({"RequestId":"list","Instances":[)" + rows(now - listLag) + "]}";
    if (action == "ListInstanceHistory") return history(at(id), now - historyLag);
    if (action == "RestartInstance") restart(at(id), now, true);
    if (action == "StopInstance") stop(at(id), now);
    return R"({"RequestId":")" + action + R"(","Success":true,"Data":true})";
  }

  // The service takes a restart of what is not active; what is, it leaves.
  static void restart(Instance& instance, Time now, bool byCall) {
    if (!instance.attempts.empty() && instance.attempts.back().finish > now) return;
    attempt(instance, now, byCall);
  }
  static void attempt(Instance& instance, Time now, bool byCall) {
    const Time begin = now + instance.queued;
    instance.attempts.push_back({now, begin, begin + instance.running, instance.succeedsNext, byCall});
  }
  void stop(Instance& instance, Time now) const {
    if (instance.attempts.empty() || instance.attempts.back().finish <= now) return;
    instance.attempts.back().ok = false;
    instance.attempts.back().finish = std::min(instance.attempts.back().finish, now + stopTakes);
  }

  static NodeStatus statusOf(const Attempt& attempt, Time now) {
    if (now < attempt.begin) return NodeStatus::kWaitResource;
    if (now < attempt.finish) return NodeStatus::kRunning;
    return attempt.ok ? NodeStatus::kSuccess : NodeStatus::kFailure;
  }
  static std::string stamp(const char* name, Time time) {
    return std::string(",\"") + name +
           "\":" + std::to_string(std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count());
  }
  static std::string timesOf(const Attempt& attempt, Time now) {
    std::string times = stamp("CreateTime", attempt.created);
    if (attempt.begin <= now) times += stamp("BeginRunningTime", attempt.begin);
    if (attempt.finish <= now) times += stamp("FinishTime", attempt.finish);
    return times;
  }
  [[nodiscard]] std::string row(const Instance& instance, NodeStatus status) const {
    return R"({"NodeName":")" + instance.name + R"(","InstanceId":)" + std::to_string(instance.id) + R"(,"DagId":)" +
           std::to_string(dagId_) + R"(,"DagType":5,"Status":)" + std::to_string(static_cast<std::int64_t>(status));
  }

  [[nodiscard]] std::string rows(Time now) const {
    std::string list;
    for (const Instance& each : instances_) {
      const Attempt* last = nullptr;
      const Attempt* before = nullptr;
      for (const Attempt& attempt : each.attempts) {
        if (attempt.created > now) break;
        before = std::exchange(last, &attempt);
      }
      list += (list.empty() ? "" : ",") + row(each, last != nullptr ? statusOf(*last, now) : NodeStatus::kNotRun);
      const bool old = keepsOldTimes && before != nullptr && last->finish > now;
      if (showsTimes && last != nullptr) list += timesOf(old ? *before : *last, now);
      list += '}';
    }
    return list;
  }

  [[nodiscard]] std::string history(const Instance& instance, Time now) const {
    std::string list;
    std::int64_t number = 0;
    for (const Attempt& each : instance.attempts) {
      if (each.created > now) break;
      list += (list.empty() ? "" : ",") + row(instance, statusOf(each, now)) + R"(,"InstanceHistoryId":)" +
              std::to_string(++number) + timesOf(each, now) + '}';
    }
    return R"({"RequestId":"history","Success":true,"Instances":[)" + list + "]}";
  }

  using StopCallback = std::stop_callback<std::function<void()>>;

  std::shared_ptr<ManualClock> clock_;
  std::unique_ptr<StopCallback> hanging_;
  std::int64_t dagId_;
  Time start_;
  std::vector<Instance> instances_;
  std::vector<std::pair<Time, std::int64_t>> others_;
  std::map<std::string, int> sent_;
  std::map<std::pair<std::string, std::int64_t>, int> executed_;
  std::map<std::pair<std::string, std::int64_t>, int> read_;
  std::vector<std::string> log_;
};

/// A client of a service with one run.
struct RunFixture {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::shared_ptr<FakeRun> service = std::make_shared<FakeRun>(clock);
  DataWorksClient client = make();
  DagRef run{.projectName = "sales", .dagId = 42};
  std::vector<std::string> events{};  // `sending 2`, `restarted 2`

  [[nodiscard]] auto record() {
    return [this](const InstanceEvent& event) {
      events.push_back(std::string(name(event.progress)) + ' ' + std::to_string(event.node.instanceId));
    };
  }
  [[nodiscard]] DataWorksClient make(double pollsPerSecond = 0) const {
    return DataWorksClient::create({.regionId = "cn-test",
                                    .credentials = staticCredentials("testid", "testsecret"),
                                    .pollsPerSecond = pollsPerSecond,
                                    .transport = service,
                                    .clock = clock})
        .value();
  }
  [[nodiscard]] FakeRun::milliseconds passed() const {
    return std::chrono::duration_cast<FakeRun::milliseconds>(clock->passed());
  }
};

}  // namespace dataworks::testing
