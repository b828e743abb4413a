// SPDX-License-Identifier: Apache-2.0
// Many waits of one client, each for a run of an hour, in simulated time: what they cost, and whether the promises of
// waiting hold at that number.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <latch>
#include <memory>
#include <utility>
#include <vector>

#include "dataworks/dataworks.h"
#include "dataworks/testing/manual_clock.h"
#include "dataworks/testing/scripted_transport.h"

namespace {

namespace dw = dataworks;
using namespace std::chrono_literals;
using dw::testing::ManualClock;

/// Every run lasts an hour, and is looked at no sooner than all are waited for.
class AnHour final : public dw::Transport {
 public:
  explicit AnHour(std::shared_ptr<ManualClock> clock) : clock_(std::move(clock)) {}

  void send(dw::HttpRequest /*request*/, std::stop_token /*stop*/,
            std::function<void(dw::TransportOutcome)> done) override {
    allWait.wait();
    ++looks;
    done(clock_->passed() < 1h ? running_ : succeeded_);
  }

  std::latch allWait{1};
  std::atomic<std::int64_t> looks = 0;

 private:
  std::shared_ptr<ManualClock> clock_;
  dw::TransportOutcome running_ = dw::testing::nodes({{"load", dw::NodeStatus::kRunning}})({});
  dw::TransportOutcome succeeded_ = dw::testing::nodes({{"load", dw::NodeStatus::kSuccess}})({});
};

std::ptrdiff_t threadsOfThisProcess() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator());
}

void waitsOfAnHour(benchmark::State& state) {
  const auto runs = state.range(0);
  const auto rate = static_cast<double>(state.range(1));
  for (auto _ : state) {
    const auto clock = std::make_shared<ManualClock>();
    const auto service = std::make_shared<AnHour>(clock);
    const auto threadsBefore = threadsOfThisProcess();
    auto client = dw::DataWorksClient::create({.regionId = "cn-shanghai",
                                               .credentials = dw::staticCredentials("testid", "testsecret"),
                                               .pollsPerSecond = rate,
                                               .transport = service,
                                               .clock = clock})
                      .value();
    std::atomic<std::int64_t> succeeded = 0;
    std::atomic<std::int64_t> latest = 0;  // seconds after the end of the runs at which the last one was noticed
    std::latch over(runs);
    for (std::int64_t run = 1; run <= runs; ++run) {
      client.waitForManualDagAsync({.projectName = "sales", .dagId = run}).then([&](const dw::Result<dw::DagRun>& end) {
        succeeded += end && end->state == dw::DagRunState::kSucceeded ? 1 : 0;
        latest = std::chrono::ceil<std::chrono::seconds>(clock->passed() - 1h).count();
        over.count_down();
      });
    }
    state.counters["threads"] = static_cast<double>(threadsOfThisProcess() - threadsBefore);
    service->allWait.count_down();
    over.wait();
    if (succeeded != runs) state.SkipWithError("not every wait ended well");
    const auto simulated = std::chrono::duration<double>(clock->passed()).count();
    const auto looks = static_cast<double>(service->looks.load());
    const double bound = std::max(30.0, 2 * static_cast<double>(runs) / rate);
    state.counters["looks"] = looks;
    state.counters["looksPerSecondOverRate"] = looks / simulated / rate;
    state.counters["noticedOverBound"] = static_cast<double>(latest.load()) / bound;
  }
}

}  // namespace

// Runs, and looks a second of their client.
BENCHMARK(waitsOfAnHour)
    ->Args({10'000, 5})
    ->Args({100'000, 100})
    ->MeasureProcessCPUTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
