// SPDX-License-Identifier: Apache-2.0
// dataworks_soak MODE [COUNT]: see soak.h. `all` is every mode at full length, `short` every mode at a length that a
// test suite can bear.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "soak.h"

namespace {

int usage() {
  std::fputs(
      "dataworks_soak triggers [N] [v3] [parts]\n"
      "                               random faults: nothing arrives twice, nothing is denied (100,000); signature "
      "V3,\n"
      "                               parts of a flow\n"
      "dataworks_soak reruns [N]      the same of re-runs; no old failure is taken for a new one (10,000)\n"
      "dataworks_soak calls [N]       growth of memory, descriptors, threads (1,000,000)\n"
      "dataworks_soak deadlines [N]   overshoot in each phase, N calls each (200)\n"
      "dataworks_soak cancels [N]     latency in each phase, N calls each (200)\n"
      "dataworks_soak memory          peak under hostile responses\n"
      "dataworks_soak all | short\n",
      stderr);
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  using namespace dataworks::soak;
  if (count < 2) return usage();
  const std::string_view mode = arguments[1];
  int given = 0;
  TriggerKind kind;
  for (int i = 2; i < count; ++i) {
    const std::string_view word = arguments[i];
    if (word == "v3" && mode == "triggers") {
      kind.signature = dataworks::SignatureVersion::kV3;
    } else if (word == "parts" && mode == "triggers") {
      kind.parts = true;
    } else {
      given = std::atoi(arguments[i]);
    }
  }
  const auto times = [given](int usual) { return given > 0 ? given : usual; };
  bool holds = true;
  if (mode == "triggers") {
    holds = triggers(times(100'000), kind);
  } else if (mode == "reruns") {
    holds = reruns(times(10'000));
  } else if (mode == "calls") {
    holds = calls(times(1'000'000));
  } else if (mode == "deadlines") {
    holds = deadlines(times(200));
  } else if (mode == "cancels") {
    holds = cancels(times(200));
  } else if (mode == "memory") {
    holds = memory();
  } else if (mode == "all" || mode == "short") {
    const bool all = mode == "all";
    // First what forks a server: a process has no other threads yet.
    holds = triggers(all ? 100'000 : 2'000) && holds;
    const TriggerKind signedAnew{.signature = dataworks::SignatureVersion::kV3};
    holds = triggers(all ? 100'000 : 500, signedAnew) && holds;
    const TriggerKind parts{.parts = true};
    holds = triggers(all ? 10'000 : 500, parts) && holds;
    holds = calls(all ? 1'000'000 : 4'000) && holds;
    holds = memory() && holds;
    holds = deadlines(all ? 200 : 3) && holds;
    holds = cancels(all ? 200 : 3) && holds;
    holds = reruns(all ? 10'000 : 500) && holds;
  } else {
    return usage();
  }
  std::puts(holds ? "holds" : "DOES NOT HOLD");
  return holds ? 0 : 1;
}
