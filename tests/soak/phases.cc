// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "guarded_network.h"
#include "http/libcurl_version.h"
#include "loopback_client.h"
#include "soak.h"
#include "support/faults.h"

namespace dataworks::soak {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Somewhere a call hangs.
struct Hang {
  const char* name;
  std::string url;
  std::function<bool(int)> reached;  ///< Waits until the n-th call is there.
};

/// All places to hang in, held open for `use`.
template <class Use>
void withHangs(Use use) {
  using namespace testing;
  const BlackHole nameServer;
  const DeafPort deaf;
  FaultServer tls({.tls = true});
  FaultServer response;
  FaultServer responseTls({.tls = true});
  FaultServer body;
  FaultServer bodyTls({.tls = true});
  FaultServer dripping;
  tls.play(faults::holdOnAccept());
  response.play(faults::holdAfterRequest());
  responseTls.play(faults::holdAfterRequest());
  body.play(faults::replyAndHold(faults::firstPart(faults::properResponse, 0.8)));
  bodyTls.play(faults::replyAndHold(faults::firstPart(faults::properResponse, 0.8)));
  dripping.play(faults::drip(faults::properResponse));
  const auto held = [](FaultServer& server) { return [&server](int n) { return server.waitUntilHeld(n); }; };
  const int before = connectsTo(deaf.port());
  const std::vector<Hang> hangs{
      {"name lookup", "https://blackhole.test", [](int n) { return waitForLookups(n); }},
      {"connect", "https://127.0.0.1:" + std::to_string(deaf.port()),
       [&](int n) { return waitForConnect(deaf.port(), before + n - 1); }},
      {"TLS handshake", tls.url(), held(tls)},
      {"before the response, http", response.url(), held(response)},
      {"before the response, https", responseTls.url(), held(responseTls)},
      {"in the body, http", body.url(), held(body)},
      {"in the body, https", bodyTls.url(), held(bodyTls)},
      {"slow drip", dripping.url(), held(dripping)},
  };
  for (const Hang& hang : hangs) {
    const bool waitsForResolver = !DATAWORKS_LIBCURL_AT_LEAST(0x075700);
    if (!waitsForResolver || hang.url != "https://blackhole.test") use(hang);
  }
}

void heading(const char* what) {
  std::printf("%s, in ms\n  %-28s %8s %8s %8s    %8s %8s %8s\n", what, "", "blocking", "", "", "async", "", "");
  std::printf("  %-28s %8s %8s %8s    %8s %8s %8s\n", "phase", "p50", "p99", "max", "p50", "p99", "max");
}

void row(const char* name, Times& here, Times& there) {
  std::printf("  %-28s %8.2f %8.2f %8.2f    %8.2f %8.2f %8.2f\n", name, here.quantile(0.5), here.quantile(0.99),
              here.quantile(1), there.quantile(0.5), there.quantile(0.99), there.quantile(1));
  std::fflush(stdout);
}

Clock::duration call(const DataWorksClient& client, bool background, const CallOptions& options, ErrorKind expected) {
  const auto begun = Clock::now();
  const auto result = background ? client.createManualDagAsync(testing::trigger(), options).get()
                                 : client.createManualDag(testing::trigger(), options);
  const auto elapsed = Clock::now() - begun;
  if (result || result.error().kind != expected) std::abort();
  return elapsed;
}

}  // namespace

bool deadlines(int each) {
  constexpr auto kTimeout = 30ms;
  bool holds = true;
  heading("overshoot of a deadline of 30 ms");
  withHangs([&](const Hang& hang) {
    const DataWorksClient client = testing::clientFor(hang.url);
    Times times[2];
    for (int i = 0; i < each; ++i) {
      for (const bool background : {false, true}) {
        const auto elapsed = call(client, background, {.timeout = kTimeout}, ErrorKind::kTimeout);
        times[background ? 1 : 0].add(elapsed - kTimeout);
      }
    }
    row(hang.name, times[0], times[1]);
    holds = holds && std::max(times[0].quantile(0.99), times[1].quantile(0.99)) <= 50;
  });
  return holds || each < 100;
}

bool cancels(int each) {
  bool holds = true;
  heading("from a stop to the end of the call");
  withHangs([&](const Hang& hang) {
    const DataWorksClient client = testing::clientFor(hang.url);
    Times times[2];
    int reached = 0;
    for (int i = 0; i < each; ++i) {
      for (const bool background : {false, true}) {
        std::stop_source stop;
        Clock::time_point stopped;
        std::thread stopper([&, n = ++reached] {
          if (!hang.reached(n)) std::abort();
          stopped = Clock::now();
          stop.request_stop();
        });
        call(client, background, {.timeout = 60s, .stop = stop.get_token()}, ErrorKind::kCancelled);
        const auto ended = Clock::now();
        stopper.join();
        times[background ? 1 : 0].add(ended - stopped);
      }
    }
    row(hang.name, times[0], times[1]);
    holds = holds && std::max(times[0].quantile(0.99), times[1].quantile(0.99)) <= 20;
  });
  return holds || each < 100;
}

}  // namespace dataworks::soak
