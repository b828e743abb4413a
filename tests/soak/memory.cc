// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "loopback_client.h"
#include "soak.h"
#include "support/faults.h"

namespace dataworks::soak {

namespace {

long peakKibibytes() {
  std::ifstream status("/proc/self/status");
  long peak = 0;
  for (std::string word; status >> word;) {
    if (word == "VmHWM:") status >> peak;
  }
  return peak;
}

// A trigger must fail, a log is cut.
bool endsAsItMust(const DataWorksClient& client, bool isLog) {
  if (!isLog) return !client.createManualDag(testing::trigger());
  const auto log = client.call(GetInstanceLogRequest{.instanceId = 7});
  return log && log->truncated;
}

// In a process of its own: how much a call on `server` raises the peak over that of a proper one. -1: the call did not
// end as it must.
long growth(const testing::FaultServer& proper, const testing::FaultServer& server, bool isLog) {
  int figures[2];
  if (pipe(figures) != 0) std::abort();
  const pid_t child = fork();
  if (child == 0) {
    long grown = -1;
    {
      static_cast<void>(testing::clientFor(proper.url()).createManualDag(testing::trigger()));
      std::ofstream("/proc/self/clear_refs") << 5;  // the peak begins anew
      const long before = peakKibibytes();
      const DataWorksClient client = testing::clientFor(server.url());
      if (endsAsItMust(client, isLog)) grown = peakKibibytes() - before;
    }
    const bool written = write(figures[1], &grown, sizeof grown) == sizeof grown;
    ::_exit(written ? 0 : 1);
  }
  long grown = -1;
  if (read(figures[0], &grown, sizeof grown) != sizeof grown) std::abort();
  waitpid(child, nullptr, 0);
  close(figures[0]);
  close(figures[1]);
  return grown;
}

}  // namespace

bool memory() {
  using namespace testing::faults;
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const std::string megabyte(1U << 20U, 'x');
  struct Row {
    const char* name;
    testing::Fault fault;
    long most;  // KiB
    bool isLog = false;
  };
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr bool kBoundsHold = false;  // a sanitizer keeps what is freed, and a shadow of the rest
#else
  constexpr bool kBoundsHold = true;
#endif
  constexpr long kTheRest = 512;  // buffers of libcurl
  constexpr long kTwiceTheCap = 2L * 16 * 1024 + kTheRest;
  constexpr long kTwiceALog = 2L * 4 * 1024 + kTheRest;
  const std::string json = R"({"RequestId":"R","Success":true,"Data":")";
  const std::string xml = "<R><RequestId>R</RequestId><Success>true</Success><Data>";
  std::string lines;
  while (lines.size() < megabyte.size()) lines += "a line of a log\\n";
  const std::vector<Row> rows{
      {"body of 10 GB, by its length", endless(head + "Content-Length: 10737418240\r\n\r\n", megabyte), kTwiceTheCap},
      {"body without end, in chunks",
       endless(head + "Transfer-Encoding: chunked\r\n\r\n", "100000\r\n" + megabyte + "\r\n"), kTwiceTheCap},
      {"body without end, until close", endless(head + "\r\n", megabyte), kTwiceTheCap},
      {"gzip bomb", endless(head + "Content-Encoding: gzip\r\n\r\n", megabyte), 1024},
      {"headers without end", endless(head, "X-Flood: " + std::string(4000, 'x') + "\r\n"), 1024},
      {"a header line without end", endless(head + "X-Flood: ", megabyte), 1024},
      {"early hints without end", endless("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), 1024},
      {"log of 100 MB", endless(head + "Content-Length: 104857600\r\n\r\n" + json, lines), kTwiceALog, true},
      {"log of 100 MB in XML", endless(head + "Content-Length: 104857600\r\n\r\n" + xml, lines), kTwiceALog, true},
      {"log of bytes that are not UTF-8",
       endless(head + "Content-Length: 104857600\r\n\r\n" + json, std::string(1U << 20U, '\xff')), kTwiceALog, true},
  };
  std::printf("peak memory over that of a proper call, caps of 16 MiB, and 4 MiB for logs\n");
  bool holds = true;
  for (const Row& row : rows) {
    testing::FaultServer proper;
    testing::FaultServer server;
    server.play(row.fault);
    const long grown = growth(proper, server, row.isLog);
    line(row.name, grown, "KiB");
    holds = holds && grown >= 0 && (grown <= row.most || !kBoundsHold);
  }
  return holds;
}

}  // namespace dataworks::soak
