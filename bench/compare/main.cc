// Compares this library with bare libcurl doing the same calls: alternating in one process, against a server that
// answers at once.
//
//   dataworks_compare HTTP_URL HTTPS_URL CA_FILE      all comparisons, one JSON object on stdout
//   dataworks_compare --calls KIND N URL              N calls of one kind, to be counted under callgrind
//   dataworks_compare --first KIND URL CA_FILE        one call and no more, to be timed from outside
//
// bench/run.py starts the server, runs this, and prints the table.
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
    for (const bool cpu : {true, false}) {
      for (std::size_t other = 1; other < work_.size(); ++other) {
        std::vector<double> ratios;
        for (int round = 0; round < rounds; ++round) {
          const auto figure = [&](std::size_t i) {
            const Sample& sample = work_[i].samples[static_cast<std::size_t>(round)];
            return cpu ? sample.cpu : sample.wall;
          };
          ratios.push_back(figure(0) / figure(other));
        }
        std::printf(
            "%s\n  {\"work\": \"%s\", \"figure\": \"%s\", \"against\": \"%s\", \"ratio\": %.3f, \"low\": %.3f, "
            "\"high\": %.3f}",
            first ? "" : ",", name_.c_str(), cpu ? "cpu" : "wall", work_[other].name.c_str(), median(ratios),
            *std::min_element(ratios.begin(), ratios.end()), *std::max_element(ratios.begin(), ratios.end()));
        first = false;
      }
    }
    std::fflush(stdout);
  }

  static bool first;

 private:
  struct Contestant {
    std::string name;
    std::function<void()> work;
    std::vector<Sample> samples;
  };
  std::string name_;
  std::vector<Contestant> work_;
};
bool Contest::first = true;

void printFigure(const char* work, const char* figure, double value) {
  std::printf("%s\n  {\"work\": \"%s\", \"figure\": \"%s\", \"value\": %.3f}", Contest::first ? "" : ",", work, figure,
              value);
  Contest::first = false;
}

void printRatio(const char* work, const char* figure, const char* against, double ratio) {
  std::printf(",\n  {\"work\": \"%s\", \"figure\": \"%s\", \"against\": \"%s\", \"ratio\": %.3f}", work, figure,
              against, ratio);
}

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
                                             .caFile = caFile,
                                             .maxConnections = connections});
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

// `total` asynchronous triggers, `width` of them in flight.
void createMany(const dw::DataWorksClient& client, int total, int width) {
  std::counting_semaphore<> room(width);
  std::atomic<int> left = total;
  std::binary_semaphore over(0);
  for (int i = 0; i < total; ++i) {
    room.acquire();
    client.createManualDagAsync(createRequest()).then([&](dw::Result<dw::CreateManualDagResponse> created) {
      require(created);
      room.release();
      if (--left == 0) over.release();
    });
  }
  over.acquire();
}

void inThreads(int threads, const std::function<void()>& work) {
  std::vector<std::jthread> all;
  for (int i = 0; i < threads; ++i) all.emplace_back(work);
}

std::vector<std::unique_ptr<BareCall>> bareCalls(std::size_t count, const std::string& url, Place place,
                                                 const std::string& ca) {
  std::vector<std::unique_ptr<BareCall>> calls;
  for (std::size_t i = 0; i < count; ++i) calls.push_back(std::make_unique<BareCall>(url, place, ca));
  return calls;
}

std::vector<BareCall*> pointers(const std::vector<std::unique_ptr<BareCall>>& calls) {
  std::vector<BareCall*> list;
  for (const auto& call : calls) list.push_back(call.get());
  return list;
}

// --- the contests
// -----------------------------------------------------------------------------------------------------------------

void oneThread(const char* name, const std::string& url, const std::string& ca) {
  constexpr int kCalls = 300;
  const auto client = makeClient(url, ca);
  BareCall longUrl(url, Place::kLongUrl, ca);
  BareCall formBody(url, Place::kFormBody, ca);
  const std::function<void()> calls[] = {[&] { createOnce(client); }, [&] { longUrl.perform(); },
                                         [&] { formBody.perform(); }};
  const char* const names[] = {"ours", "long URL", "form body"};
  std::vector<double> latencies[3];
  Contest contest(name);
  for (std::size_t who = 0; who < 3; ++who) {
    contest.add(names[who], [&, who] {
      for (int i = 0; i < kCalls; ++i) latencies[who].push_back(measure(calls[who]).wall);
    });
  }
  contest.run(15);
  for (std::size_t peer : {1, 2}) printRatio(name, "p50", names[peer], median(latencies[0]) / median(latencies[peer]));
}

void inFlight(const std::string& url) {
  constexpr int kCalls = 2000;
  constexpr int kWidth = 64;
  const auto client = makeClient(url, "");
  const auto longUrl = bareCalls(kWidth, url, Place::kLongUrl, "");
  const auto formBody = bareCalls(kWidth, url, Place::kFormBody, "");
  Contest contest("64 in flight");
  contest.add("ours", [&] { createMany(client, kCalls, kWidth); });
  contest.add("long URL", [&] { bench::performMany(pointers(longUrl), kCalls); });
  contest.add("form body", [&] { bench::performMany(pointers(formBody), kCalls); });
  contest.run(9);
}

long residentKiB() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

void thousandSlow() {
  constexpr int kCalls = 1000;
  const bench::SlowServer server(std::chrono::milliseconds(200), kCreated);
  const auto client = makeClient(server.url(), "", kCalls);
  const auto bare = bareCalls(kCalls, server.url(), Place::kFormBody, "");
  Contest contest("1,000 in flight, 200 ms");
  contest.add("ours", [&] { createMany(client, kCalls, kCalls); });
  contest.add("form body", [&] { bench::performMany(pointers(bare), kCalls); });
  const long before = residentKiB();
  bench::performMany(pointers(bare), kCalls);
  const long afterBare = residentKiB();
  createMany(client, kCalls, kCalls);
  printFigure("1,000 in flight, 200 ms", "KiB a call beyond bare libcurl",
              static_cast<double>((residentKiB() - afterBare) - (afterBare - before)) / kCalls);
  contest.run(5);
}

void eightThreads(const std::string& url) {
  constexpr int kCalls = 200;
  const auto client = makeClient(url, "");
  const auto bare = bareCalls(8, url, Place::kFormBody, "");
  Contest contest("8 threads, one client");
  contest.add("ours", [&] {
    inThreads(8, [&] {
      for (int i = 0; i < kCalls; ++i) createOnce(client);
    });
  });
  contest.add("eight easy handles", [&] {
    std::atomic<std::size_t> next = 0;
    inThreads(8, [&] {
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
    std::vector<std::jthread> threads;
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

// --- for the time from the start of a program to its first answer
// ---------------------------------------------------------------------------------

int firstAnswer(const std::string& kind, const std::string& url, const std::string& ca) {
  if (kind == "ours") {
    createOnce(makeClient(url, ca));
  } else {
    BareCall(url, Place::kLongUrl, ca).perform();
  }
  return 0;
}

// --- for callgrind
// ----------------------------------------------------------------------------------------------------------------

int countCalls(const std::string& kind, int calls, const std::string& url) {
  std::function<void()> call;
  std::unique_ptr<BareCall> bare;
  std::unique_ptr<dw::DataWorksClient> client;
  if (kind == "long-url" || kind == "form-body") {
    bare = std::make_unique<BareCall>(url, kind == "long-url" ? Place::kLongUrl : Place::kFormBody, "");
    call = [&] { bare->perform(); };
  } else {
    client = std::make_unique<dw::DataWorksClient>(makeClient(url, ""));
    call = [&] { createOnce(*client); };
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
  if (argc == 5 && std::strcmp(argv[1], "--calls") == 0) return countCalls(argv[2], std::atoi(argv[3]), argv[4]);
  if (argc == 5 && std::strcmp(argv[1], "--first") == 0) return firstAnswer(argv[2], argv[3], argv[4]);
  if (argc != 4) {
    std::fprintf(stderr,
                 "usage: dataworks_compare HTTP_URL HTTPS_URL CA_FILE | --calls ours|long-url|form-body N URL | "
                 "--first ours|bare URL CA_FILE\n");
    return 2;
  }
  const std::string http = argv[1];
  const std::string https = argv[2];
  const std::string ca = argv[3];
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  std::printf("[");
  tlsConnections(https, ca);
  oneThread("create, one thread, http", http, "");
  oneThread("create, one thread, https", https, ca);
  inFlight(http);
  thousandSlow();
  eightThreads(http);
  std::printf("\n]\n");
}
