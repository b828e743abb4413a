// SPDX-License-Identifier: Apache-2.0
// Compares this library with bare libcurl doing the same calls: alternating in one process, against a server that
// responses at once.
//
//   dataworks_compare CA CREATE_HTTP CREATE_HTTPS POLL_HTTP POLL_HTTPS    all comparisons, as JSON on stdout
//   dataworks_compare --calls KIND N URL     N calls of one kind, to be counted under callgrind
//   dataworks_compare --flight KIND N        N calls in flight against responses that take 200 ms: what they cost
//
// Each URL responses to one operation. bench/run.py starts the server, runs this, and prints the table.
#include <sys/resource.h>
#include <valgrind/callgrind.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "compare/bare.h"
#include "compare/slow_server.h"
#include "dataworks/dataworks.h"

namespace {

namespace dw = dataworks;
using bench::BareCall;
using bench::Place;

constexpr const char* kCreated =
    R"({"RequestId":"E6F0DBDD-5AD5-4870-A5F7-4C7B2E1D3A11","ReturnCode":"0","ReturnMessage":"","ReturnErrorSolution":"","ReturnValue":332455685})";

struct Sample {
  double wall = 0;  // seconds
  double cpu = 0;   // seconds, of the whole process
};

double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Sample measure(const std::function<void()>& work) {
  const auto wall = std::chrono::steady_clock::now();
  const double cpu = cpuSeconds();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count(), cpuSeconds() - cpu};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

bool first = true;  // of the figures that are printed

void printFigure(const char* work, const char* figure, double value) {
  std::printf("%s\n  {\"work\": \"%s\", \"figure\": \"%s\", \"value\": %.3f}", first ? "" : ",", work, figure, value);
  first = false;
}

void printRatio(const std::string& work, const char* figure, const std::string& against,
                const std::vector<double>& ratios) {
  std::printf(
      "%s\n  {\"work\": \"%s\", \"figure\": \"%s\", \"against\": \"%s\", \"ratio\": %.3f, \"low\": %.3f, \"high\": "
      "%.3f}",
      first ? "" : ",", work.c_str(), figure, against.c_str(), median(ratios),
      *std::min_element(ratios.begin(), ratios.end()), *std::max_element(ratios.begin(), ratios.end()));
  first = false;
  std::fflush(stdout);
}

// Runs the contestants in turn, `rounds` times, and prints median and spread of the first one's figure against each
// other one's.
class Contest {
 public:
  explicit Contest(std::string name) : name_(std::move(name)) {}
  void add(const std::string& contestant, std::function<void()> work) {
    work_.push_back({contestant, std::move(work), {}});
  }

  void run(int rounds) {
    for (auto& [name, work, samples] : work_) work();  // warm
    for (int round = 0; round < rounds; ++round) {
      for (auto& [name, work, samples] : work_) samples.push_back(measure(work));
    }
    for (const auto figure : {&Sample::cpu, &Sample::wall}) {
      for (std::size_t other = 1; other < work_.size(); ++other) {
        std::vector<double> ratios;
        for (std::size_t round = 0; round < work_[0].samples.size(); ++round) {
          ratios.push_back(work_[0].samples[round].*figure / (work_[other].samples[round].*figure));
        }
        printRatio(name_, figure == &Sample::cpu ? "cpu" : "wall", work_[other].name, ratios);
      }
    }
  }

 private:
  struct Contestant {
    std::string name;
    std::function<void()> work;
    std::vector<Sample> samples;
  };
  std::string name_;
  std::vector<Contestant> work_;
};

// --- the calls
// --------------------------------------------------------------------------------------------------------------------

dw::CreateManualDagRequest createRequest() {
  return {.projectName = "sales",
          .flowName = "nightly",
          .bizdate = *dw::Bizdate::parse("2026-11-22"),
          .dagPara = {{"city", "shanghai"}, {"level", "3"}},
          .nodePara = {{103180025, {{"test", "${yyyy-mm-dd}"}}}}};
}

dw::DataWorksClient makeClient(const std::string& endpoint, const std::string& caFile, int connections = 64) {
  auto client = dw::DataWorksClient::create({.regionId = "cn-shanghai",
                                             .endpoint = endpoint,
                                             .credentials = dw::staticCredentials("testid", "testsecret"),
                                             .http = {.caFile = caFile, .maxConnections = connections}});
  if (!client) {
    std::fprintf(stderr, "%s\n", dw::toString(client.error()).c_str());
    std::exit(1);
  }
  return std::move(*client);
}

template <class T>
void require(const dw::Result<T>& result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", dw::toString(result.error()).c_str());
  std::exit(1);
}

void createOnce(const dw::DataWorksClient& client) {
  static const dw::CreateManualDagRequest request = createRequest();
  require(client.createManualDag(request));
}

void pollOnce(const dw::DataWorksClient& client) {
  static const dw::SearchManualDagNodeInstanceRequest request{.projectName = "sales", .dagId = 332455685};
  require(client.searchManualDagNodeInstance(request));
}

// `total` asynchronous triggers, `width` of them in flight: each that ends starts the next.
class Triggers {
 public:
  Triggers(const dw::DataWorksClient& client, int total) : client_(client), unbegun_(total), unended_(total) {}

  void perform(int width) {
    for (int i = 0; i < width; ++i) beginNext();
    over_.acquire();
  }

 private:
  void beginNext() {
    if (unbegun_-- <= 0) return;
    client_.createManualDagAsync(createRequest()).then([this](const dw::Result<dw::CreateManualDagResponse>& created) {
      require(created);
      beginNext();
      if (--unended_ == 0) over_.release();
    });
  }

  const dw::DataWorksClient& client_;
  std::atomic<int> unbegun_;
  std::atomic<int> unended_;
  std::binary_semaphore over_{0};
};

void createMany(const dw::DataWorksClient& client, int total, int width) { Triggers(client, total).perform(width); }

void inThreads(int threads, const std::function<void()>& work) {
  std::vector<std::jthread> all;
  for (int i = 0; i < threads; ++i) all.emplace_back(work);
}

// --- the contests
// -----------------------------------------------------------------------------------------------------------------

using Once = void (*)(const dw::DataWorksClient&);

void oneThread(const std::string& name, const std::string& url, const std::string& ca, Once once, const char* form) {
  constexpr int kCalls = 300;
  constexpr int kRounds = 15;
  const auto client = makeClient(url, ca);
  BareCall longUrl(url, Place::kLongUrl, ca, form);
  BareCall formBody(url, Place::kFormBody, ca, form);
  const std::function<void()> calls[] = {[&] { once(client); }, [&] { longUrl.perform(); },
                                         [&] { formBody.perform(); }};
  const char* const names[] = {"ours", "long URL", "form body"};
  std::vector<double> p50[3];  // of each round
  Contest contest(name);
  for (std::size_t who = 0; who < 3; ++who) {
    contest.add(names[who], [&, who] {
      std::vector<double> latencies;
      for (int i = 0; i < kCalls; ++i) latencies.push_back(measure(calls[who]).wall);
      p50[who].push_back(median(std::move(latencies)));
    });
  }
  contest.run(kRounds);
  for (std::size_t peer : {1, 2}) {
    std::vector<double> ratios;
    for (std::size_t round = 1; round < p50[0].size(); ++round) ratios.push_back(p50[0][round] / p50[peer][round]);
    printRatio(name, "p50", names[peer], ratios);
  }
}

void inFlight(const std::string& url) {
  constexpr int kCalls = 2000;
  constexpr int kWidth = 64;
  const auto client = makeClient(url, "");
  bench::BareMulti longUrl(kWidth, url, Place::kLongUrl);
  bench::BareMulti formBody(kWidth, url, Place::kFormBody);
  Contest contest("64 in flight");
  contest.add("ours", [&] { createMany(client, kCalls, kWidth); });
  contest.add("long URL", [&] { longUrl.perform(kCalls); });
  contest.add("form body", [&] { formBody.perform(kCalls); });
  contest.run(9);
}

long status(const char* key) {
  std::ifstream lines("/proc/self/status");
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(key)) return std::strtol(line.c_str() + std::strlen(key), nullptr, 10);
  }
  return 0;
}

void thousandSlow() {
  constexpr int kCalls = 1000;
  const bench::SlowServer server(std::chrono::milliseconds(200), kCreated);
  const long threadsBefore = status("Threads:");
  const auto client = makeClient(server.url(), "", kCalls);
  bench::BareMulti bare(kCalls, server.url(), Place::kFormBody);
  Contest contest("1,000 in flight, 200 ms");
  contest.add("ours", [&] { createMany(client, kCalls, kCalls); });
  contest.add("form body", [&] { bare.perform(kCalls); });
  contest.run(5);
  printFigure("1,000 in flight, 200 ms", "threads", static_cast<double>(status("Threads:") - threadsBefore));
}

void eightThreads(const std::string& url) {
  constexpr int kCalls = 200;
  constexpr std::size_t kThreads = 8;
  const auto client = makeClient(url, "");
  std::vector<std::unique_ptr<BareCall>> bare;
  for (std::size_t i = 0; i < kThreads; ++i) bare.push_back(std::make_unique<BareCall>(url, Place::kFormBody, ""));
  Contest contest("8 threads, one client");
  contest.add("ours", [&] {
    inThreads(kThreads, [&] {
      for (int i = 0; i < kCalls; ++i) createOnce(client);
    });
  });
  contest.add("eight easy handles", [&] {
    std::atomic<std::size_t> next = 0;
    inThreads(kThreads, [&] {
      BareCall& call = *bare[next++];
      for (int i = 0; i < kCalls; ++i) call.perform();
    });
  });
  contest.run(9);
}

void tlsConnections(const std::string& url, const std::string& ca) {
  {
    const auto client = makeClient(url, ca);
    printFigure("64 TLS connections, one engine", "ms", 1000 * measure([&] { createMany(client, 64, 64); }).wall);
  }
  {
    const auto client = makeClient(url, ca);
    std::atomic<int> arrived = 0;
    printFigure("64 TLS connections, 64 threads", "ms",
                1000 * measure([&] {
                         inThreads(64, [&] {
                           ++arrived;
                           while (arrived < 64)
                             std::this_thread::yield();  // so that no thread finds the connection of another
                           createOnce(client);
                         });
                       }).wall);
  }
}

// --- for what calls in flight cost, each width and kind in a process of its own
// ----------------------------------------------------------------------------------

int flight(const std::string& kind, int calls) {
  const bench::SlowServer server(std::chrono::milliseconds(200), kCreated);
  const bool ours = kind == "ours";
  const auto client = makeClient(server.url(), "", calls);
  if (ours) createMany(client, 1, 1);
  if (!ours) bench::BareMulti(1, server.url(), Place::kFormBody).perform(1);
  const long before = status("VmRSS:");
  const Sample cost = measure([&] {
    if (ours) createMany(client, calls, calls);
    if (!ours) bench::BareMulti(static_cast<std::size_t>(calls), server.url(), Place::kFormBody).perform(calls);
  });
  std::printf(R"({"calls": %d, "wall": %.4f, "usACall": %.2f, "kibACall": %.2f})", calls, cost.wall,
              cost.cpu * 1e6 / calls, static_cast<double>(status("VmHWM:") - before) / calls);
  return 0;
}

// --- for callgrind
// ----------------------------------------------------------------------------------------------------------------

int countCalls(const std::string& kind, int calls, const std::string& url) {
  const bool poll = kind.starts_with("poll");
  std::function<void()> call;
  std::unique_ptr<BareCall> bare;
  std::unique_ptr<dw::DataWorksClient> client;
  if (kind.ends_with("long-url") || kind.ends_with("form-body")) {
    const Place place = kind.ends_with("long-url") ? Place::kLongUrl : Place::kFormBody;
    bare = std::make_unique<BareCall>(url, place, "", poll ? bench::kPollForm : bench::kTriggerForm);
    call = [&] { bare->perform(); };
  } else {
    client = std::make_unique<dw::DataWorksClient>(makeClient(url, ""));
    call = [&] { poll ? pollOnce(*client) : createOnce(*client); };
  }
  call();
  call();
  CALLGRIND_TOGGLE_COLLECT;
  for (int i = 0; i < calls; ++i) call();
  CALLGRIND_TOGGLE_COLLECT;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (argc == 5 && std::strcmp(argv[1], "--calls") == 0) return countCalls(argv[2], std::atoi(argv[3]), argv[4]);
  if (argc == 4 && std::strcmp(argv[1], "--flight") == 0) return flight(argv[2], std::atoi(argv[3]));
  if (argc != 6) {
    std::fprintf(stderr,
                 "usage: dataworks_compare CA CREATE_HTTP CREATE_HTTPS POLL_HTTP POLL_HTTPS | --calls "
                 "[poll-]ours|long-url|form-body N URL | "
                 "--flight ours|bare N\n");
    return 2;
  }
  const std::string ca = argv[1];
  const std::string http = argv[2];
  const std::string https = argv[3];
  std::printf("[");
  tlsConnections(https, ca);
  oneThread("create, one thread, http", http, "", createOnce, bench::kTriggerForm);
  oneThread("create, one thread, https", https, ca, createOnce, bench::kTriggerForm);
  oneThread("poll, one thread, http", argv[4], "", pollOnce, bench::kPollForm);
  oneThread("poll, one thread, https", argv[5], ca, pollOnce, bench::kPollForm);
  inFlight(http);
  thousandSlow();
  eightThreads(http);
  std::printf("\n]\n");
}
