#include "report/model.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>

namespace dataworks::report {
namespace {

using std::chrono::milliseconds;

Fate fateOf(NodeStatus status) {
  switch (status) {
    case NodeStatus::kFailure: return Fate::kFailed;
    case NodeStatus::kSuccess: return Fate::kSucceeded;
    case NodeStatus::kNotRun: return Fate::kNotRun;
    default: return Fate::kActive;  // an unknown status counts as active, as everywhere in this library
  }
}

using Times = std::array<const Timestamp*, 5>;

Times timesIn(const NodeInsInfo& node) {
  return {&node.createTime, &node.beginWaitTimeTime, &node.beginWaitResTime, &node.beginRunningTime, &node.finishTime};
}

// The axis spans all that the service said, also where the caller's clock is behind the service's.
void setAxis(Model& model) {
  const DagRun& run = *model.run;
  std::optional<Moment> earliest = run.beginTime;
  std::optional<Moment> latest;
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

// Each stretch stands where its own begin says, so that times which contradict each other do not shift the rest.
std::vector<Stretch> stretchesOf(const NodeInsInfo& node, const NodeDurations& times) {
  std::vector<Stretch> stretches;
  for (const LifePart& life : kLife) {
    const std::optional<Moment>& begin = (node.*life.begin).time;
    const bool ran = life.part == Part::kRunning;  // kept even when it took no time: it did run
    if (begin && (ran || times.*life.time > milliseconds(0))) {
      stretches.push_back({life.part, *begin, *begin + times.*life.time});
    }
  }
  return stretches;
}

Row rowOf(const NodeInsInfo& node, const Model& model) {
  Row row;
  row.node = &node;
  row.fate = fateOf(node.status);
  row.times = durationsOf(node, model.end);
  row.stretches = stretchesOf(node, row.times);
  const bool ended = row.fate == Fate::kFailed || row.fate == Fate::kSucceeded;
  if (node.beginRunningTime.time && (node.finishTime.time || !ended)) row.ran = row.times.running;
  if (!row.stretches.empty()) {
    row.stretches.back().failed = row.fate == Fate::kFailed;
    row.stretches.back().open = !ended && !model.over;
  }
  return row;
}

// When a node began to do something of its own: waiting for upstream nodes is what all of them begin with.
Moment startOf(const Row& row) {
  for (const Timestamp* time :
       {&row.node->beginRunningTime, &row.node->beginWaitResTime, &row.node->beginWaitTimeTime}) {
    if (time->time) return *time->time;
  }
  return Moment::max();
}

bool startsBefore(const Row* a, const Row* b) {
  return std::tuple(startOf(*a), a->node) < std::tuple(startOf(*b), b->node);
}

std::vector<const Row*> rowsOf(const Model& model, Fate fate) {
  std::vector<const Row*> found;
  for (const Row& row : model.rows) {
    if (row.fate == fate) found.push_back(&row);
  }
  return found;
}

// All failed and active ones, then those that ran longest.
std::vector<const Row*> barsOf(const Model& model) {
  std::vector<const Row*> bars;
  for (const Row& row : model.rows) bars.push_back(&row);
  if (bars.size() > kMostBars) {
    const auto rank = [](const Row* row) {
      const Fate group = row->fate == Fate::kNotRun ? Fate::kSucceeded : row->fate;
      return std::tuple(group, -row->times.running, row->node);
    };
    std::ranges::partial_sort(bars, bars.begin() + kMostBars, {}, rank);
    bars.resize(kMostBars);
  }
  std::ranges::sort(bars, startsBefore);
  return bars;
}

std::vector<Slow> slowestAt(Part part, const Model& model) {
  std::vector<Slow> slowest;
  for (const Row& row : model.rows) {
    for (const Stretch& stretch : row.stretches) {
      if (stretch.part == part && stretch.length() > milliseconds(0)) slowest.push_back({&row, &stretch});
    }
  }
  std::ranges::sort(slowest, {}, [](const Slow& slow) { return std::tuple(-slow.stretch->length(), slow.row->node); });
  slowest.resize(std::min(slowest.size(), kSlowest));
  return slowest;
}

// Nodes that never ran waited for nothing that came: in the sum of a finished run they would drown the rest.
void sumUp(Model& model) {
  for (const Row& row : model.rows) {
    if (row.stretches.empty() || (model.over && !row.node->beginRunningTime.time)) continue;
    ++model.summed;
    for (const LifePart& life : kLife) model.sum.*life.time += row.times.*life.time;
  }
}

// Exact, unlike the samples that are drawn. A stretch does not hold its own end.
std::size_t mostAtOnce(const Model& model, Part part) {
  std::vector<std::pair<Moment, int>> steps;
  for (const Row& row : model.rows) {
    for (const Stretch& stretch : row.stretches) {
      if (stretch.part != part || stretch.begin == stretch.end) continue;
      steps.emplace_back(stretch.begin, 1);
      steps.emplace_back(stretch.end, -1);
    }
  }
  std::ranges::sort(steps);
  std::ptrdiff_t now = 0;
  std::ptrdiff_t most = 0;
  for (const auto& [moment, step] : steps) most = std::max(most, now += step);
  return static_cast<std::size_t>(most);
}

std::vector<std::size_t> sampled(const Model& model, Part part) {
  constexpr std::size_t kSamples = 400;
  std::array<std::ptrdiff_t, kSamples + 1> steps{};
  const auto sampleAfter = [&model](Moment time) {
    return static_cast<std::size_t>(std::clamp(model.fraction(time), 0.0, 1.0) * static_cast<double>(kSamples));
  };
  for (const Row& row : model.rows) {
    for (const Stretch& stretch : row.stretches) {
      if (stretch.part != part) continue;
      ++steps[sampleAfter(stretch.begin)];
      --steps[sampleAfter(stretch.end)];
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

}  // namespace

double Model::fraction(Moment time) const noexcept {
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
  for (const Row& row : model.rows) ++model.counts[static_cast<std::size_t>(row.fate)];
  std::ranges::sort(model.rows, {}, [](const Row& row) { return std::tuple(row.fate, startOf(row), row.node); });

  model.failed = rowsOf(model, Fate::kFailed);
  std::ranges::stable_sort(model.failed, {}, [](const Row* row) { return row->node->finishTime.time; });
  model.notRun = rowsOf(model, Fate::kNotRun);
  std::ranges::sort(model.notRun, {}, &Row::node);
  model.bars = barsOf(model);
  model.slowestRunning = slowestAt(Part::kRunning, model);
  model.slowestQueued = slowestAt(Part::kResources, model);
  sumUp(model);
  if (model.someLeftOut()) {
    model.running = {sampled(model, Part::kRunning), mostAtOnce(model, Part::kRunning)};
    model.queued = {sampled(model, Part::kResources), mostAtOnce(model, Part::kResources)};
  }
  return model;
}

}  // namespace dataworks::report
