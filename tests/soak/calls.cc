// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <malloc.h>

#include <atomic>
#include <cstring>
#include <fstream>
#include <optional>
#include <thread>

#include "loopback_client.h"
#include "random_faults.h"
#include "soak.h"

namespace dataworks::soak {

namespace {

using namespace std::chrono_literals;

constexpr int kThreads = 8;

DataWorksClient clientOf(const ServerProcess& server, bool tls, SignatureVersion signature = SignatureVersion::kV1) {
  ClientOptions options = testing::optionsFor(server.url(tls));
  options.signature = signature;
  options.http.maxResponseBytes = 64 * 1024;
  options.timeout = 5s;
  return testing::clientFor(std::move(options));
}

/// Runs `call(number)` for all numbers on eight threads.
template <class Call>
void onThreads(int from, int to, Call call) {
  std::atomic<int> next = from;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int number = next++; number < to; number = next++) call(number);
    });
  }
  for (auto& thread : threads) thread.join();
}

// Every tenth call has so little time that its deadline falls anywhere in it.
CallOptions optionsOf(int number) {
  if (number % 10 != 0) return {};
  return {.timeout = std::chrono::milliseconds(1 + number / 10 % 8)};
}

// A third of the triggers is asynchronous.
template <class Response>
std::optional<Error> errorIn(const Result<Response>& result) {
  return result ? std::nullopt : std::optional(result.error());
}

std::optional<Error> errorOfFlow(const DataWorksClient& client, int number) {
  const CreateManualDagRequest request = testing::trigger(std::to_string(number));
  return errorIn(number % 3 == 0 ? client.createManualDagAsync(request, optionsOf(number)).get()
                                 : client.createManualDag(request, optionsOf(number)));
}

std::optional<Error> errorOfPart(const DataWorksClient& client, int number) {
  const CreateManualDagRequest whole = testing::trigger(std::to_string(number));
  const RunManualDagNodesRequest request{.projectName = whole.projectName,
                                         .flowName = whole.flowName,
                                         .bizdate = whole.bizdate,
                                         .dagPara = whole.dagPara,
                                         .includeNodeIds = {7, 8}};
  return errorIn(number % 3 == 0 ? client.callAsync(request, optionsOf(number)).get()
                                 : client.call(request, optionsOf(number)));
}

// What a process holds on to, from Linux's own books.
struct Holdings {
  long kibibytes = 0;
  long descriptors = 0;
  long threads = 0;
};

Holdings holdings() {
  ::malloc_trim(0);
  Holdings now;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmRSS:") status >> now.kibibytes;
    if (word == "Threads:") status >> now.threads;
  }
  if (DIR* directory = opendir("/proc/self/fd")) {
    while (readdir(directory) != nullptr) ++now.descriptors;
    closedir(directory);
    now.descriptors -= 3;  // ".", ".." and the directory itself
  }
  return now;
}

}  // namespace

bool triggers(int count, TriggerKind kind) {
  count = std::min(count, kMostTriggers);
  ServerProcess server(randomFaults(20));
  std::vector<std::uint8_t> attempts(static_cast<std::size_t>(count));
  std::vector<Execution> said(static_cast<std::size_t>(count), Execution::kExecuted);
  {
    const DataWorksClient http = clientOf(server, false, kind.signature);
    const DataWorksClient https = clientOf(server, true, kind.signature);
    onThreads(0, count, [&](int number) {
      const DataWorksClient& client = number % 2 == 0 ? http : https;
      const std::optional<Error> error = kind.parts ? errorOfPart(client, number) : errorOfFlow(client, number);
      if (!error) return;
      said[static_cast<std::size_t>(number)] = error->execution;
      attempts[static_cast<std::size_t>(number)] = static_cast<std::uint8_t>(std::min(error->attempts, 255));
    });
  }
  server.stop();

  const Ledger& ledger = server.ledger();
  long executed = 0;
  long maybe = 0;
  long notExecuted = 0;
  long copies = 0;
  long actedTwice = 0;
  long denied = 0;
  long untrueSuccess = 0;
  long moreThanAttempts = 0;
  for (std::size_t i = 0; i < said.size(); ++i) {
    copies += ledger.read[i];
    actedTwice += ledger.acted[i] > 1 ? 1 : 0;
    executed += said[i] == Execution::kExecuted ? 1 : 0;
    maybe += said[i] == Execution::kMaybeExecuted ? 1 : 0;
    notExecuted += said[i] == Execution::kNotExecuted ? 1 : 0;
    denied += said[i] == Execution::kNotExecuted && ledger.acted[i] > 0 ? 1 : 0;
    untrueSuccess += said[i] == Execution::kExecuted && ledger.acted[i] == 0 ? 1 : 0;
    moreThanAttempts += said[i] != Execution::kExecuted && ledger.read[i] > attempts[i] ? 1 : 0;
  }
  std::printf("triggers%s, signature %s, random faults, 8 threads, http and https, blocking and asynchronous\n",
              kind.parts ? " of parts of a flow" : "", kind.signature == SignatureVersion::kV3 ? "V3" : "V1");
  line("triggers", count);
  line("said: executed", executed);
  line("said: maybe executed", maybe);
  line("said: not executed", notExecuted);
  line("complete copies that the server read", copies);
  line("nonces read twice (a second copy of one try)", ledger.repeatedNonces);
  line("triggers with more copies than attempts", moreThanAttempts);
  line("triggers that the server could act on twice", actedTwice);
  line("\"not executed\" of one that the server could act on", denied);
  line("\"executed\" of one that the server never acted on", untrueSuccess);
  return ledger.repeatedNonces + moreThanAttempts + actedTwice + denied + untrueSuccess == 0;
}

bool calls(int count) {
  ServerProcess server(randomFaults(50));
  const Holdings before = holdings();
  std::optional<DataWorksClient> http(clientOf(server, false));
  std::optional<DataWorksClient> https(clientOf(server, true));
  std::atomic<long> succeeded = 0;
  const auto call = [&](int number) {
    const DataWorksClient& client = number / 4 % 2 == 0 ? *http : *https;
    const CallOptions options = optionsOf(number);
    const std::string flow = std::to_string(number % kMostTriggers);
    bool ok = false;
    switch (number % 4) {
      case 0: ok = client.createManualDag(testing::trigger(flow), options).has_value(); break;
      case 1: ok = client.createManualDagAsync(testing::trigger(flow), options).get().has_value(); break;
      case 2: ok = client.searchManualDagNodeInstance(testing::poll(), options).has_value(); break;
      default: ok = client.searchManualDagNodeInstanceAsync(testing::poll(), options).get().has_value();
    }
    if (ok) ++succeeded;
  };

  std::printf("calls, half of them faulted, 8 threads, http and https, blocking and asynchronous\n");
  std::printf("  %10s %12s %12s %8s\n", "calls", "memory KiB", "descriptors", "threads");
  constexpr int kParts = 10;
  Holdings warm;
  Holdings last;
  for (int part = 0; part < kParts; ++part) {
    const auto at = [count](int which) { return static_cast<int>(static_cast<long>(count) * which / kParts); };
    onThreads(at(part), at(part + 1), call);
    last = holdings();
    if (part == 0) warm = last;
    std::printf("  %10d %12ld %12ld %8ld\n", at(part + 1), last.kibibytes, last.descriptors, last.threads);
    std::fflush(stdout);
  }
  // While the clients live, descriptors come and go with the connections that they keep.
  http.reset();
  https.reset();
  const Holdings after = holdings();
  line("succeeded", succeeded);
  line("requests that the servers read", server.ledger().requests);
  line("growth of memory after the first tenth", last.kibibytes - warm.kibibytes, "KiB");
  line("growth of threads after the first tenth", last.threads - warm.threads);
  line("descriptors left when the clients are gone", after.descriptors - before.descriptors);
  line("threads left when the clients are gone", after.threads - before.threads);
  const bool enough = count >= 100'000;  // for the memory to have settled
  return (!enough || last.kibibytes - warm.kibibytes <= 1024) && last.threads == warm.threads &&
         after.descriptors == before.descriptors && after.threads == before.threads;
}

}  // namespace dataworks::soak
