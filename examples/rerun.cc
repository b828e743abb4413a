// SPDX-License-Identifier: Apache-2.0
// Re-runs what failed of a run, watches it, and shows the log of what failed again:   example_rerun PROJECT DAG_ID
// Exit codes: 0 succeeded, 1 failed again or refused, 2 wrong call, 6 a restart may have been executed: look first.
#include <dataworks/dataworks.h>

#include <cstdlib>
#include <iostream>

namespace dw = dataworks;
using namespace std::chrono_literals;

int main(int argc, char** argv) {
  const std::int64_t dagId = argc == 3 ? std::atoll(argv[2]) : 0;
  if (dagId <= 0) {
    std::cerr << "usage: example_rerun PROJECT DAG_ID\n";
    return 2;
  }
  auto client = dw::DataWorksClient::create();
  if (!client) {
    std::cerr << client.error() << '\n';
    return 2;
  }
  const auto onInstance = [](const dw::InstanceEvent& event) {
    std::cout << event.node.nodeName << ": " << name(event.progress) << '\n';
  };
  auto run = client->rerunManualDag({.projectName = argv[1], .dagId = dagId},
                                    {.wait = {.timeout = 2h}, .onInstance = onInstance});
  if (!run) {
    std::cerr << run.error() << '\n';
    return run.error().execution == dw::Execution::kMaybeExecuted ? 6 : 1;
  }
  std::cout << *run << '\n';
  for (const dw::NodeInsInfo& node : run->nodes) {
    if (node.status != dw::NodeStatus::kFailure) continue;
    auto log = client->call(dw::GetInstanceLogRequest{.instanceId = node.instanceId});
    if (log) std::cout << "==> " << node.nodeName << " <==\n" << log->data;
  }
  return run->state == dw::DagRunState::kSucceeded ? 0 : 1;
}
