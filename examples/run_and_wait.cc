// SPDX-License-Identifier: Apache-2.0
// Triggers a run and watches it to its end:   example_run_and_wait PROJECT FLOW
// Exit codes: 0 succeeded, 1 failed or did not start, 2 wrong call, 6 may be running: check before you trigger it
// again.
#include <dataworks/dataworks.h>

#include <iostream>

namespace dw = dataworks;
using namespace std::chrono_literals;

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: example_run_and_wait PROJECT FLOW\n";
    return 2;
  }
  auto client = dw::DataWorksClient::create();
  if (!client) {
    std::cerr << client.error() << '\n';
    return 2;
  }
  auto run = client->runManualDag({.projectName = argv[1], .flowName = argv[2], .bizdate = dw::Bizdate::yesterday()},
                                  {.timeout = 2h, .onUpdate = [](const dw::DagRun& now) { std::cout << now << '\n'; }});
  if (!run) {
    std::cerr << run.error() << '\n';
    return run.error().mayHaveExecuted() ? 6 : 1;
  }
  return run->state == dw::DagRunState::kSucceeded ? 0 : 1;
}
