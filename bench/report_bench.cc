// SPDX-License-Identifier: Apache-2.0
// How long the report of a run takes to make. The page of 5,000 nodes must be there within 100 ms.
#include <benchmark/benchmark.h>

#include <sstream>

#include "../tests/support/sample_runs.h"
#include "dataworks/report.h"

namespace {

using dataworks::DagRun;
using dataworks::ReportOptions;
using dataworks::testing::SampleOutcome;

DagRun runOf(const benchmark::State& state) {
  return dataworks::testing::sampleRun(static_cast<std::size_t>(state.range(0)), SampleOutcome::kFailed);
}

template <void (*kWrite)(const DagRun&, std::ostream&, const ReportOptions&)>
void write(benchmark::State& state) {
  const DagRun run = runOf(state);
  std::size_t bytes = 0;
  for (auto _ : state) {
    std::ostringstream out;
    kWrite(run, out, {.flowName = "nightly"});
    bytes = out.view().size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

void readBack(benchmark::State& state) {
  std::ostringstream saved;
  dataworks::writeJson(runOf(state), saved, {.flowName = "nightly"});
  for (auto _ : state) benchmark::DoNotOptimize(dataworks::readRunJson(saved.view()));
}

void findChain(benchmark::State& state) {
  const DagRun run = runOf(state);
  for (auto _ : state) benchmark::DoNotOptimize(dataworks::criticalChain(run));
}

void compare(benchmark::State& state) {
  const DagRun run = runOf(state);
  const dataworks::Baseline baseline = dataworks::baselineOf(run);
  for (auto _ : state) benchmark::DoNotOptimize(dataworks::compareRuns(run, baseline));
}

}  // namespace

BENCHMARK(findChain)->Name("CriticalChain")->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(compare)->Name("CompareRuns")->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(write<dataworks::writeHtmlReport>)->Name("ReportHtml")->Arg(30)->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(write<dataworks::writeJson>)->Name("ReportJson")->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(write<dataworks::writeJUnitXml>)->Name("ReportJUnitXml")->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(write<dataworks::writeTraceJson>)->Name("ReportTraceJson")->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(readBack)->Name("ReportReadBack")->Arg(5000)->Unit(benchmark::kMillisecond);
