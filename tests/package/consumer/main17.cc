// SPDX-License-Identifier: Apache-2.0
// The C++17 program of docs/guides/cpp17.md; the wrapper comes from there.
#include "dataworks_wrapper.h"

static_assert(__cplusplus == 201703L);

int main() {
  const StartedRun run = startFlow("sales", "nightly");
  return run.started == Started::kYes && run.dagId > 0 && startFlow("sales", "no_such_flow").started == Started::kNo
             ? 0
             : 1;
}
