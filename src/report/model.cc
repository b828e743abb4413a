// SPDX-License-Identifier: Apache-2.0
#include "report/model.h"

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <tuple>
#include <utility>

#include "text/mask_log.h"

namespace dataworks::detail::report {
namespace {

using std::chrono::milliseconds;

Outcome outcomeOf(NodeStatus status) {
  switch (status) {
    case NodeStatus::kFailure: return Outcome::kFailed;
    case NodeStatus::kSuccess: return Outcome::kSucceeded;
    case NodeStatus::kNotRun: return Outcome::kNotRun;
    default: return Outcome::kActive;  // an unknown status counts as active, as everywhere in this library
  }
}

using Times = std::array<const Timestamp*, 5>;

Times timesIn(const NodeInsInfo& node) {
  return {&node.createTime, &node.beginWaitTimeTime, &node.beginWaitResTime, &node.beginRunningTime, &node.finishTime};
}

// The axis covers every time of the service, even if the caller's clock is behind.
void setAxis(Model& model) {
  const DagRun& run = *model.run;
  std::optional<WallTime> earliest = run.beginTime;
  std::optional<WallTime> latest;
  for (const NodeInsInfo& node : run.nodes) {
    for (const Timestamp* timestamp : timesIn(node)) {
      if (!timestamp->time) continue;
      earliest = std::min(earliest.value_or(*timestamp->time), *timestamp->time);
      latest = std::max(latest.value_or(*timestamp->time), *timestamp->time);
    }
  }
  model.hasTimes = latest.has_value();
  model.begin = earliest.value_or(run.observedAt);
  model.end =
      std::max(latest.value_or(run.observedAt), model.over ? run.finishTime.value_or(model.begin) : run.observedAt);
  model.oneDay = shanghaiDay(model.begin) == shanghaiDay(model.end);
}

// Each segment starts at its own begin time, so that contradictory times do not shift the others.
std::vector<Segment> segmentsOf(const NodeInsInfo& node, const NodeDurations& times) {
  std::vector<Segment> segments;
  for (const PhaseFields& fields : kPhases) {
    const std::optional<WallTime>& begin = (node.*fields.begin).time;
    const bool ran = fields.phase == NodePhase::kRunning;  // kept even if its length is 0: it did run
    if (begin && (ran || times.*fields.duration > milliseconds(0))) {
      segments.push_back({fields.phase, *begin, *begin + times.*fields.duration});
    }
  }
  return segments;
}

Row rowOf(const NodeInsInfo& node, const Model& model) {
  Row row;
  row.node = &node;
  row.outcome = outcomeOf(node.status);
  row.durations = durationsOf(node, model.end);
  row.segments = segmentsOf(node, row.durations);
  const bool ended = row.outcome == Outcome::kFailed || row.outcome == Outcome::kSucceeded;
  if (node.beginRunningTime.time && (node.finishTime.time || !ended)) row.ran = row.durations.running;
  if (!row.segments.empty()) {
    row.segments.back().failed = row.outcome == Outcome::kFailed;
    row.segments.back().open = !ended && !model.over;
  }
  return row;
}

// When the node itself started: every node begins with waiting for upstream nodes.
WallTime startOf(const Row& row) {
  for (const Timestamp* time :
       {&row.node->beginRunningTime, &row.node->beginWaitResTime, &row.node->beginWaitTimeTime}) {
    if (time->time) return *time->time;
  }
  return WallTime::max();
}

bool startsBefore(const Row* a, const Row* b) {
  return std::tuple(startOf(*a), a->node) < std::tuple(startOf(*b), b->node);
}

void markExcluded(Model& model, std::vector<std::int64_t> instanceIds) {
  std::ranges::sort(instanceIds);
  for (Row& row : model.rows) {
    row.excluded = row.outcome == Outcome::kSucceeded && std::ranges::binary_search(instanceIds, row.node->instanceId);
  }
}

std::vector<const Row*> rowsOf(const Model& model, Outcome outcome) {
  std::vector<const Row*> found;
  for (const Row& row : model.rows) {
    if (row.outcome == outcome) found.push_back(&row);
  }
  return found;
}

// All that failed or are active, the critical chain, then those that ran longest.
std::vector<const Row*> barsOf(const Model& model) {
  std::vector<const Row*> bars;
  for (const Row& row : model.rows) bars.push_back(&row);
  if (bars.size() > kMostBars) {
    const auto rank = [](const Row* row) {
      const Outcome group = row->outcome == Outcome::kNotRun ? Outcome::kSucceeded : row->outcome;
      return std::tuple(group, !row->critical, -row->durations.running, row->node);
    };
    std::ranges::partial_sort(bars, bars.begin() + kMostBars, {}, rank);
    bars.resize(kMostBars);
  }
  std::ranges::sort(bars, startsBefore);
  return bars;
}

std::vector<SlowSegment> slowestAt(NodePhase phase, const Model& model) {
  std::vector<SlowSegment> slowest;
  for (const Row& row : model.rows) {
    for (const Segment& segment : row.segments) {
      if (segment.phase == phase && segment.length() > milliseconds(0)) slowest.push_back({&row, &segment});
    }
  }
  std::ranges::sort(slowest, {},
                    [](const SlowSegment& slow) { return std::tuple(-slow.segment->length(), slow.row->node); });
  slowest.resize(std::min(slowest.size(), kSlowest));
  return slowest;
}

// Waiting of nodes that never ran led to nothing; in the sum of a finished run it would hide the rest.
void sumUp(Model& model) {
  for (const Row& row : model.rows) {
    if (row.segments.empty() || (model.over && !row.node->beginRunningTime.time)) continue;
    ++model.summed;
    for (const PhaseFields& fields : kPhases) model.sum.*fields.duration += row.durations.*fields.duration;
  }
}

// Exact, unlike the samples in the drawing. A segment does not include its end.
std::size_t peakOf(const Model& model, NodePhase phase) {
  std::vector<std::pair<WallTime, int>> steps;
  for (const Row& row : model.rows) {
    for (const Segment& segment : row.segments) {
      if (segment.phase != phase || segment.begin == segment.end) continue;
      steps.emplace_back(segment.begin, 1);
      steps.emplace_back(segment.end, -1);
    }
  }
  std::ranges::sort(steps);
  std::ptrdiff_t now = 0;
  std::ptrdiff_t most = 0;
  for (const auto& [moment, step] : steps) most = std::max(most, now += step);
  return static_cast<std::size_t>(most);
}

std::vector<std::size_t> sampled(const Model& model, NodePhase phase) {
  constexpr std::size_t kSamples = 400;
  std::array<std::ptrdiff_t, kSamples + 1> steps{};
  const auto sampleAfter = [&model](WallTime time) {
    return static_cast<std::size_t>(std::clamp(model.fraction(time), 0.0, 1.0) * static_cast<double>(kSamples));
  };
  for (const Row& row : model.rows) {
    for (const Segment& segment : row.segments) {
      if (segment.phase != phase) continue;
      ++steps[sampleAfter(segment.begin)];
      --steps[sampleAfter(segment.end)];
    }
  }
  std::vector<std::size_t> counts;
  std::ptrdiff_t now = 0;
  for (std::size_t i = 0; i < kSamples; ++i) counts.push_back(static_cast<std::size_t>(now += steps[i]));
  return counts;
}

Bizdate bizdateOf(const DagRun& run, const ReportOptions& options) {
  if (options.bizdate.isSet()) return options.bizdate;
  for (const NodeInsInfo& node : run.nodes) {
    if (node.bizdate.time) return *Bizdate::parse(shanghaiDay(*node.bizdate.time));
  }
  return {};
}

std::map<const NodeInsInfo*, LogExcerpt> logsOf(const Model& model, const ReportOptions& options) {
  std::map<const NodeInsInfo*, LogExcerpt> logs;
  for (std::size_t i = 0; i < std::min(model.failed.size(), kMostLogs); ++i) {
    const Row* row = model.failed[i];
    const auto log = std::ranges::find(options.logs, row->node->instanceId, &NodeLog::instanceId);
    if (log != options.logs.end()) logs[row->node] = excerptOf(log->text);
  }
  return logs;
}

}  // namespace

LogExcerpt excerptOf(std::string_view log) {
  constexpr std::size_t kMostBytes = 64UL * 1024;
  MaskedLog shown = maskLog(log);  // all of it: a cut could separate a secret from its name
  LogExcerpt excerpt{.masked = shown.masked};
  if (shown.text.size() > kMostBytes) {
    std::size_t begin = shown.text.size() - kMostBytes;
    if (const std::size_t line = shown.text.find('\n', begin - 1); line != std::string::npos) {
      begin = line + 1;
    } else {
      while ((static_cast<unsigned char>(shown.text[begin]) & 0xC0U) == 0x80U) ++begin;
    }
    shown.text.erase(0, begin);
    excerpt.cut = true;
  }
  excerpt.text = std::move(shown.text);
  return excerpt;
}

double Model::fraction(WallTime time) const noexcept {
  if (end <= begin) return 0;
  return std::chrono::duration<double>(time - begin) / std::chrono::duration<double>(end - begin);
}

Model modelOf(const DagRun& run, const ReportOptions& options) {
  Model model;
  model.run = &run;
  model.over = run.finished() && run.activeCount() == 0;
  model.bizdate = bizdateOf(run, options);
  setAxis(model);
  model.rows.reserve(run.nodes.size());
  for (const NodeInsInfo& node : run.nodes) model.rows.push_back(rowOf(node, model));
  markExcluded(model, options.excludedInstances);
  model.chain = criticalChain(run);
  for (const ChainLink& link : model.chain.links) model.rows[link.node].critical = true;
  if (options.against && model.over) model.against = compareRuns(run, *options.against);
  for (const Row& row : model.rows) ++model.counts[static_cast<std::size_t>(row.outcome)];
  std::ranges::sort(model.rows, {}, [](const Row& row) { return std::tuple(row.outcome, startOf(row), row.node); });

  model.failed = rowsOf(model, Outcome::kFailed);
  std::ranges::stable_sort(model.failed, {}, [](const Row* row) { return row->node->finishTime.time; });
  model.logs = logsOf(model, options);
  model.notRun = rowsOf(model, Outcome::kNotRun);
  std::ranges::sort(model.notRun, {}, &Row::node);
  model.bars = barsOf(model);
  model.slowestRunning = slowestAt(NodePhase::kRunning, model);
  model.slowestQueued = slowestAt(NodePhase::kResources, model);
  sumUp(model);
  if (model.hasStrip()) {
    model.running = {sampled(model, NodePhase::kRunning), peakOf(model, NodePhase::kRunning)};
    model.queued = {sampled(model, NodePhase::kResources), peakOf(model, NodePhase::kResources)};
  }
  return model;
}

}  // namespace dataworks::detail::report
