// SPDX-License-Identifier: Apache-2.0
// A service that triggers flows and watches them, all on one client and one background thread.
//
//   service PROJECT FLOW...
//
// SIGTERM ends the watching at once, not the runs. The exit code is the number of flows that did not succeed.
#include <dataworks/dataworks.h>
#include <signal.h>

#include <cstdio>
#include <iostream>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace dw = dataworks;

namespace {

void report(const std::string& flow, const dw::Result<dw::DagRun>& run) {
  if (run) {
    std::cout << flow << ": " << *run << std::endl;
  } else if (run.error().dagId) {
    std::cout << flow << ": started as " << *run.error().dagId << ", then lost track: " << run.error() << std::endl;
  } else if (run.error().mayHaveExecuted()) {
    std::cout << flow << ": may have started, check before you trigger it again: " << run.error() << std::endl;
  } else {
    std::cout << flow << ": not started: " << run.error() << std::endl;
  }
}

/// Waits for SIGTERM or SIGINT on a thread of its own, so that no signal handler is needed.
class Terminator {
 public:
  Terminator() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGUSR1);  // our own: the work is done
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    thread_ = std::thread([this] {
      int signal = 0;
      sigwait(&signals_, &signal);
      if (signal != SIGUSR1) stop_.request_stop();
    });
  }
  ~Terminator() {
    pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
  }
  Terminator(const Terminator&) = delete;
  Terminator& operator=(const Terminator&) = delete;

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  sigset_t signals_{};
  std::stop_source stop_;
  std::thread thread_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: service PROJECT FLOW...\n";
    return 2;
  }
  const Terminator terminator;  // before the client: its thread must not get the signals
  auto client = dw::DataWorksClient::create();
  if (!client) {
    std::cerr << client.error() << '\n';
    return 2;
  }

  std::vector<std::pair<std::string, dw::Pending<dw::DagRun>>> running;
  for (int i = 2; i < argc; ++i) {
    dw::CreateManualDagRequest request;
    request.projectName = argv[1];
    request.flowName = argv[i];
    request.bizdate = dw::Bizdate::yesterday();
    dw::WaitOptions options;
    options.stop = terminator.token();
    options.onUpdate = [flow = request.flowName](const dw::DagRun& now) {  // on the client's thread: be quick
      for (const dw::NodeChange& change : now.changes) {
        const dw::NodeInsInfo& node = now.nodes[change.node];
        std::fprintf(stderr, "%s: %s %s\n", flow.c_str(), node.nodeName.c_str(), dw::name(node.status).data());
      }
    };
    running.emplace_back(request.flowName, client->runManualDagAsync(request, options));
  }

  int notSucceeded = 0;
  for (auto& [flow, pending] : running) {
    const auto run = std::move(pending).get();
    report(flow, run);
    if (!run || run->state != dw::DagRunState::kSucceeded) ++notSucceeded;
  }
  return notSucceeded;
}
