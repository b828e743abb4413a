// SPDX-License-Identifier: Apache-2.0
// The exact bytes of a trigger on the wire, as a server reads them.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "api/operations.h"
#include "api/prepare.h"
#include "call/call.h"
#include "dataworks/testing/manual_clock.h"
#include "event_loop/blocking.h"
#include "http/curl_backend.h"
#include "loopback_client.h"
#include "options/finalize_options.h"
#include "support/call_fixture.h"
#include "support/faults.h"

namespace dataworks::testing {

using namespace detail;

namespace {

using namespace std::chrono_literals;

/// The time of day stands still; waiting takes as long as it takes.
class StampClock final : public Clock {
 public:
  std::chrono::system_clock::time_point wallNow() override { return ManualClock().wallNow(); }
  std::chrono::steady_clock::time_point steadyNow() override { return real_->steadyNow(); }
  std::chrono::nanoseconds timeUntil(std::chrono::steady_clock::time_point wakeAt) override {
    return real_->timeUntil(wakeAt);
  }

 private:
  std::shared_ptr<Clock> real_ = systemClock();
};

/// Triggers with a known nonce and time, and responds what the server read.
SeenRequest wireOf(const CreateManualDagRequest& request) {
  FaultServer server;
  ClientOptions options = optionsFor(server.url());
  options.clock = std::make_shared<StampClock>();
  ClientState client(finalizeOptions(options, {[](const char*) { return std::string(); }}).value(), 0);
  client.settings.random = [] { return RandomBits{0x0123456789abcdef, 0xfedcba9876543210}; };
  EventLoop loop(options.clock, std::make_unique<CurlBackend>(BackendOptions{.proxy = "", .caFile = {}}));
  Signer signer;
  CallContext context{loop, signer, client, *cacheOf(client.settings.credentials)};
  const auto error = runHere<std::optional<Error>>(loop, {}, [&](auto done) {
    return startCall(
        context, prepare(request, CallOptions{}, client.settings).value().request,
        [](const HttpResponse&) { return std::optional<Error>(); }, std::move(done));
  });
  EXPECT_FALSE(error);
  return server.requests().at(0);
}

/// Without what differs from one run, or one release, to the next.
std::string masked(std::string head) {
  const auto replace = [&head](const std::string& what, const std::string& with) {
    if (const auto at = head.find(what); at != std::string::npos) head.replace(at, what.size(), with);
  };
  const auto port = head.find(':', head.find("Host: 127.0.0.1") + 5);
  replace(head.substr(port, head.find("\r\n", port) - port), "");
  replace("dataworks-cpp/" DATAWORKS_VERSION, "dataworks-cpp/VERSION");
  return head;
}

TEST(TriggerOnTheWire, IsThisToTheByte) {
  CreateManualDagRequest request = trigger();
  request.projectName = "sales";
  request.nodePara = {{103180025, {{"test", "${yyyy-mm-dd}"}}}};
  const SeenRequest seen = wireOf(request);
  std::ifstream file(DATAWORKS_GOLDEN_DIR "/wire/trigger.http", std::ios::binary);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(masked(seen.head) + seen.body, golden.str());
}

// libcurl would ask first whether a large body is welcome, and send it once more after a 417.
TEST(TriggerOnTheWire, HasTheSameHeadersWhateverItsSize) {
  const auto headersOf = [](const CreateManualDagRequest& request) {
    std::string head = masked(wireOf(request).head);
    const auto length = head.find("Content-Length: ");
    return head.erase(length, head.find("\r\n", length) - length);
  };
  CreateManualDagRequest large = trigger();
  large.dagPara = {{"blob", std::string(2U << 20U, 'x')}};
  EXPECT_EQ(headersOf(large), headersOf(trigger()));
}

}  // namespace

}  // namespace dataworks::testing
