// SPDX-License-Identifier: Apache-2.0
// A user's program in small: it triggers, waits, looks at a failure and writes a report.
#include <dataworks/dataworks.h>
#include <dataworks/report.h>
#include <dataworks/testing/manual_clock.h>
#include <dataworks/testing/scripted_transport.h>

#include <iostream>
#include <sstream>

namespace dw = dataworks;
using namespace dw::testing;

int main() {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("CreateManualDag", accepted(42))
      .reply("SearchManualDagNodeInstance", nodes({{"extract", dw::NodeStatus::kSuccess}}), 2)  // looked at twice
      .reply("CreateManualDag", dropConnection(dw::RequestSent::kMaybe))
      .reply("GetInstanceLog", respond(200, R"({"RequestId":"r","Success":true,"Data":"a line\n"})"), 2);
  const auto clock = std::make_shared<ManualClock>();
  const auto client = dw::DataWorksClient::create({.regionId = "cn-test",
                                                   .credentials = dw::staticCredentials("id", "secret"),
                                                   .transport = script,
                                                   .clock = clock});
  const dw::CreateManualDagRequest request{.projectName = "sales",
                                           .flowName = "nightly",
                                           .bizdate = dw::Bizdate::yesterday(clock->wallNow()),
                                           .dagPara = {{"city", "shanghai"}}};
  const auto run = client->runManualDag(request);
  const auto again = client->createManualDagAsync(request).get();

  const dw::GetInstanceLogRequest logRequest{.instanceId = 1};
  const auto log = client->call(logRequest);
  const auto sameLog = client->callAsync(logRequest).get();

  std::ostringstream page;
  if (run) dw::writeHtmlReport(*run, page);
  const bool asExpected = run && run->state == dw::DagRunState::kSucceeded && !again &&
                          again.error().mayHaveExecuted() && log && log->data == "a line\n" && sameLog &&
                          page.str().find("extract") != std::string::npos;
  std::cout << (asExpected ? "as expected\n" : "not as expected\n");
  return asExpected ? 0 : 1;
}
