// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/dag_run.h"
#include "support/sample_runs.h"

namespace dataworks {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using testing::done;
using testing::sampleNode;
using testing::sampleRun;

std::vector<std::string> namesIn(const CriticalChain& chain, const DagRun& run) {
  std::vector<std::string> names;
  for (const ChainLink& link : chain.links) names.push_back(run.nodes[link.node].nodeName);
  return names;
}

using Names = std::vector<std::string>;

TEST(CriticalChain, GoesBackFromTheNodeThatFinishedLast) {
  const DagRun run = sampleRun({done("extract", 0, 0, 1, 16), done("users", 0, 0, 1, 12), done("load", 16, 18, 22, 65),
                                done("profile", 12, 12, 13, 40), done("report", 65.2, 65.2, 66, 163)},
                               200);
  const CriticalChain chain = criticalChain(run);
  EXPECT_EQ(namesIn(chain, run), (Names{"extract", "load", "report"}));
  EXPECT_FALSE(chain.ambiguous());
  EXPECT_EQ(chain.unexplained(), 0ms);
  EXPECT_EQ(chain.duration, 163s);
  EXPECT_EQ(chain.links[1].durations.running, 43s);
  EXPECT_EQ(chain.links[1].durations.waitResources, 4s);
  EXPECT_EQ(chain.links[1].durations.waitSchedule, 2s);
  EXPECT_EQ(chain.links[2].gap, 200ms);
  EXPECT_EQ(toString(chain, run),
            "2m43s = extract 15s (1s in the queue) → load 43s (2s for its scheduled time, 4s in the queue) → "
            "report 1m37s: 3 of 5 nodes, inferred from times");
  EXPECT_EQ(toString(chain, run, Language::kChinese),
            "2m43s = extract 15s（排队 1s） → load 43s（等定时 2s，排队 4s） → report 1m37s；5 个节点中的 3 "
            "个，根据时间推断");
}

TEST(CriticalChain, OfAFailedRunEndsWithTheLastFailure) {
  const DagRun run = sampleRun({done("a", 0, 0, 0, 10), sampleNode("bad", NodeStatus::kFailure, {10, 10, 11, 30}),
                                sampleNode("never", NodeStatus::kNotRun)},
                               40);
  EXPECT_EQ(namesIn(criticalChain(run), run), (Names{"a", "bad"}));
}

TEST(CriticalChain, NeverContinuesWithAFailure) {
  const DagRun run =
      sampleRun({sampleNode("bad", NodeStatus::kFailure, {0, 0, 0, 10}), done("other", 10, 10, 10, 20)}, 30);
  const CriticalChain chain = criticalChain(run);
  EXPECT_EQ(namesIn(chain, run), (Names{"other"}));
  EXPECT_EQ(chain.unexplained(), 10s);
  EXPECT_EQ(toString(chain, run), "20s = 10s not explained → other 10s: 1 of 2 nodes, inferred from times");
  EXPECT_EQ(toString(chain, run, Language::kChinese),
            "20s = 10s 原因不明 → other 10s；2 个节点中的 1 个，根据时间推断");
}

TEST(CriticalChain, SaysWhereItIsAmbiguous) {
  struct Row {
    const char* what;
    std::vector<NodeInsInfo> nodes;
    Names names;
    std::vector<bool> ambiguous;
  };
  const std::vector<Row> rows{
      {"two within a second: the closest",
       {done("a", 0, 0, 0, 9.5), done("b", 0, 0, 0, 9.9), done("c", 10, 10, 10, 20)},
       {"b", "c"},
       {true, false}},
      {"two at once: the longer one",
       {done("a", 0, 0, 1, 10), done("b", 0, 0, 2, 10), done("c", 10, 10, 10, 20)},
       {"a", "c"},
       {true, false}},
      {"two that end the run", {done("a", 0, 0, 0, 10), done("b", 0, 0, 0, 10)}, {"a"}, {true}},
      {"more than a second apart",
       {done("a", 0, 0, 0, 8.9), done("b", 0, 0, 0, 10), done("c", 10, 10, 10, 20)},
       {"b", "c"},
       {false, false}},
      {"nodes of no length at the same moment",
       {done("a", 5, 5, 5, 5), done("b", 5, 5, 5, 5), done("c", 5, 5, 5, 6)},
       {"a", "b", "c"},
       {false, true, false}},
  };
  for (const Row& row : rows) {
    const DagRun run = sampleRun(row.nodes, 30);
    const CriticalChain chain = criticalChain(run);
    EXPECT_EQ(namesIn(chain, run), row.names) << row.what;
    std::vector<bool> ambiguous;
    for (const ChainLink& link : chain.links) ambiguous.push_back(link.ambiguous);
    EXPECT_EQ(ambiguous, row.ambiguous) << row.what;
    const bool any = std::ranges::count(row.ambiguous, true) > 0;
    EXPECT_EQ(toString(chain, run).ends_with(", inferred from times, ambiguous"), any) << row.what;
  }
}

TEST(CriticalChain, IsNotGuessedFromTimesThatDoNotSay) {
  struct Row {
    const char* what;
    std::vector<NodeInsInfo> nodes;
    Names names;
    milliseconds unexplained;
  };
  const NodeInsInfo a = done("a", 0, 0, 0, 10);
  const NodeInsInfo b = done("b", 10, 10, 10, 20);
  const std::vector<Row> rows{
      {"an active node", {a, sampleNode("busy", NodeStatus::kRunning, {10, 10, 10})}, {}, 0ms},
      {"no node", {}, {}, 0ms},
      {"an end at an unknown time", {a, b, sampleNode("bad", NodeStatus::kFailure, {10, 10, 10})}, {}, 0ms},
      {"the last was ready at an unknown time", {a, done("b", -1, 10, 10, 20)}, {}, 0ms},
      {"the last contradicts itself", {a, done("b", 10, 10, 25, 20)}, {}, 0ms},
      {"the last began before it was created", {a, done("b", 10, 5, 15, 20)}, {}, 0ms},
      {"the one before was ready at an unknown time", {done("a", -1, 0, 0, 10), b}, {"a", "b"}, 10s},
      {"the one before contradicts itself", {done("a", 5, 4, 6, 10), b}, {"a", "b"}, 10s},
      {"nothing ended when the last became ready", {done("a", 0, 0, 0, 8), b}, {"b"}, 10s},
  };
  for (const Row& row : rows) {
    const DagRun run = sampleRun(row.nodes, 30);
    const CriticalChain chain = criticalChain(run);
    EXPECT_EQ(namesIn(chain, run), row.names) << row.what;
    EXPECT_EQ(chain.unexplained(), row.unexplained) << row.what;
    EXPECT_EQ(toString(chain, run).empty(), row.names.empty()) << row.what;
  }
}

TEST(CriticalChain, ShowsTheLongestLinksOnOneLine) {
  std::vector<NodeInsInfo> nodes;
  double at = 0;
  for (const int length : {9, 2, 8, 2, 2, 7, 6, 2}) {
    const std::string name(1, static_cast<char>('a' + nodes.size()));
    nodes.push_back(done(name, at, at, at, at + length));
    at += length;
  }
  const DagRun run = sampleRun(nodes, 50);
  EXPECT_EQ(toString(criticalChain(run), run),
            "38s = a 9s → … → c 8s → … → f 7s → g 6s → …: 8 of 8 nodes, inferred from times");
}

// --- runs with known edges

class Random {
 public:
  explicit Random(std::uint32_t seed) : state_(seed * 2'654'435'761U + 1) {}
  int below(int bound) {
    state_ = state_ * 1'664'525U + 1'013'904'223U;
    return static_cast<int>((static_cast<std::uint64_t>(state_) * static_cast<std::uint64_t>(bound)) >> 32U);
  }

 private:
  std::uint32_t state_;
};

struct Circumstances {
  const char* what;
  int delay = 0;        // of the scheduler, at most, in milliseconds
  int granularity = 1;  // of the service's clock, in milliseconds
  bool ties = false;    // whole seconds for everything
  bool retries = false;
  bool missing = false;  // some nodes have no `beginWaitTimeTime`
};

struct Generated {
  DagRun run;
  std::vector<std::vector<std::size_t>> edges;  // of each node, to those that it waits for
  std::vector<int> finish;                      // before the clock rounds
};

// Chains, diamonds, fans and layers, chosen by `seed`.
Generated generate(std::uint32_t seed, const Circumstances& how) {
  Random random(seed);
  Generated made;
  const int shape = random.below(4);
  const auto count = static_cast<std::size_t>(3 + random.below(38));
  std::vector<NodeInsInfo> nodes;
  std::vector<int> ready(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::size_t>& edges = made.edges.emplace_back();
    const auto earlier = [&] { return static_cast<std::size_t>(random.below(static_cast<int>(i))); };
    if (i > 0 && shape == 0) edges = {i - 1};
    if (i > 0 && shape == 1) edges = i % 3 == 0 ? std::vector{i - 1, i - 2} : std::vector{i - i % 3};  // diamonds
    if (i > 0 && shape == 2) edges = i + 1 == count ? std::vector<std::size_t>{} : std::vector<std::size_t>{0};
    if (i > 0 && shape == 2 && i + 1 == count) {
      for (std::size_t j = 1; j < i; ++j) edges.push_back(j);
    }
    if (i > 2 && shape == 3) edges = {earlier(), earlier(), earlier()};

    const auto lasting = [&](int least, int most) {
      return how.ties ? (least + random.below(most - least)) / 1000 * 1000 : least + random.below(most - least);
    };
    int at = 0;
    for (const std::size_t edge : edges) at = std::max(at, made.finish[edge]);
    at += how.delay > 0 && !edges.empty() ? 1 + random.below(how.delay) : 0;
    const int schedule = at + (random.below(6) == 0 ? lasting(1000, 60'000) : 0);
    int runs = schedule + lasting(0, 20'000);
    if (how.retries && random.below(4) == 0) runs += lasting(2000, 90'000);  // the times are those of the last attempt
    made.finish.push_back(runs + lasting(2000, 300'000));
    const auto seen = [&how](int time) { return time / how.granularity * how.granularity / 1000.0; };
    const bool missing = how.missing && random.below(10) == 0;
    nodes.push_back(sampleNode("n" + std::to_string(i), NodeStatus::kSuccess,
                               {missing ? -1 : seen(at), seen(schedule), seen(runs), seen(made.finish.back())}));
  }
  made.run = sampleRun(std::move(nodes), 100'000);
  return made;
}

// Each link is one of the nodes that made the next one ready, the first waited for none, the last ended the run.
bool isTrue(const CriticalChain& chain, const Generated& made) {
  if (chain.links.empty()) return false;
  const std::vector<int>& finish = made.finish;
  if (finish[chain.links.back().node] != std::ranges::max(finish)) return false;
  if (!made.edges[chain.links.front().node].empty()) return false;
  for (std::size_t i = 1; i < chain.links.size(); ++i) {
    const std::vector<std::size_t>& edges = made.edges[chain.links[i].node];
    const std::size_t before = chain.links[i - 1].node;
    const bool isEdge = std::ranges::find(edges, before) != edges.end();
    const auto later = [&](std::size_t edge) { return finish[edge] > finish[before]; };
    if (!isEdge || std::ranges::any_of(edges, later)) return false;
  }
  return true;
}

// A chain that stops early says so, and is right as far as it goes.
bool isHonest(const CriticalChain& chain, const Generated& made) {
  return chain.links.empty() || chain.ambiguous() || chain.unexplained() > 0ms || isTrue(chain, made);
}

TEST(CriticalChain, OfGeneratedRunsIsTrueOrSaysThatItIsAmbiguous) {
  const std::vector<Circumstances> table{
      {.what = "exact times"},
      {.what = "a scheduler that needs up to 50 ms", .delay = 50},
      {.what = "a scheduler that needs up to 900 ms", .delay = 900},
      {.what = "retries", .delay = 50, .retries = true},
      {.what = "a clock of whole seconds", .delay = 50, .granularity = 1000},
      {.what = "ties", .ties = true},
      {.what = "missing times", .delay = 50, .missing = true},
  };
  constexpr int kRuns = 2000;
  for (const Circumstances& how : table) {
    int certain = 0;
    int trueCertain = 0;
    int isRight = 0;
    int honest = 0;
    for (std::uint32_t seed = 1; seed <= kRuns; ++seed) {
      const Generated made = generate(seed, how);
      const CriticalChain chain = criticalChain(made.run);
      milliseconds sum{0};
      for (const ChainLink& link : chain.links) {
        sum += link.gap + link.durations.waited() + link.durations.running - link.durations.waitUpstream;
      }
      ASSERT_EQ(sum, chain.duration) << how.what << seed;
      const bool right = isTrue(chain, made);
      const bool isCertain = !chain.links.empty() && !chain.ambiguous() && chain.unexplained() == 0ms;
      certain += isCertain ? 1 : 0;
      trueCertain += isCertain && right ? 1 : 0;
      isRight += right ? 1 : 0;
      honest += isHonest(chain, made) ? 1 : 0;
    }
    EXPECT_GE(trueCertain, certain * 99 / 100) << how.what;
    EXPECT_GE(honest, kRuns * 99 / 100) << how.what;
    if (!how.ties && !how.missing && how.granularity == 1 && how.delay <= 50) {
      EXPECT_GE(isRight, kRuns * 99 / 100) << how.what;
    }
  }
}

}  // namespace
}  // namespace dataworks
