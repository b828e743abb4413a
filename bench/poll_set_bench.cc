// SPDX-License-Identifier: Apache-2.0
// What it costs to ask the kernel which of so many idle connections is ready.
#include <benchmark/benchmark.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "http/poll_set.h"

namespace dataworks::detail {
namespace {

void watchedSockets(benchmark::State& state) {
  std::vector<std::array<int, 2>> pairs(static_cast<std::size_t>(state.range(0)));
  PollSet watch;
  for (auto& ends : pairs) {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) return state.SkipWithError("no descriptor is left");
    watch.watch(ends[0], POLLIN, PollSet::kNowhere);
  }
  for (auto _ : state) watch.sleep({});
  for (const auto& ends : pairs) close(ends[0]), close(ends[1]);
}
BENCHMARK(watchedSockets)->Arg(1)->Arg(64)->Arg(400);

}  // namespace
}  // namespace dataworks::detail
