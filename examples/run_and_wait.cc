// Triggers a run and watches it to its end:   example_run_and_wait PROJECT FLOW
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
    const dw::Error& error = run.error();
    std::cerr << error << '\n';
    return error.dagId ? 7 : error.mayHaveExecuted() ? 6 : 5;  // started, then lost sight of; look first; did not start
  }
  return run->state == dw::DagRunState::kSucceeded ? 0 : 1;
}
