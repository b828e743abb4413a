// SPDX-License-Identifier: Apache-2.0
// How to test code that uses the client, without a service and without waiting: a scripted transport and a manual
// clock.
#include <dataworks/dataworks.h>
#include <dataworks/testing/manual_clock.h>
#include <dataworks/testing/scripted_transport.h>

#include <iostream>

namespace dw = dataworks;
using namespace dw::testing;

// The code under test: did the nightly run succeed?
bool nightlySucceeded(const dw::DataWorksClient& client, std::chrono::system_clock::time_point now) {
  auto run =
      client.runManualDag({.projectName = "sales", .flowName = "nightly", .bizdate = dw::Bizdate::yesterday(now)});
  return run && run->state == dw::DagRunState::kSucceeded;
}

int main() {
  auto script = std::make_shared<ScriptedTransport>();
  script
      ->reply("CreateManualDag", rejected("Throttling.User"))  // the client backs off and sends it again …
      .reply("CreateManualDag", accepted(42))
      .reply("SearchManualDagNodeInstance", nodes({{"extract", dw::NodeStatus::kRunning}}))
      .reply("SearchManualDagNodeInstance",
             dropConnection(dw::RequestSent::kMaybe))  // … and survives a lost response while it waits
      .reply("SearchManualDagNodeInstance", nodes({{"extract", dw::NodeStatus::kSuccess}}));
  auto clock = std::make_shared<ManualClock>();
  auto client = dw::DataWorksClient::create({.regionId = "cn-test",
                                             .credentials = dw::staticCredentials("id", "secret"),
                                             .transport = script,
                                             .clock = clock});

  const bool succeeded = nightlySucceeded(*client, clock->wallNow());
  const bool asScripted = script->unused().empty() && script->requests().front().parameters.at("FlowName") == "nightly";
  std::cout << (succeeded && asScripted ? "as expected" : "not as expected")
            << ", in no time at all: " << std::chrono::duration_cast<std::chrono::seconds>(clock->passed()).count()
            << " s on the manual clock\n";
  return succeeded && asScripted ? 0 : 1;
}
