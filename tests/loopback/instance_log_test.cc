// SPDX-License-Identifier: Apache-2.0
// Logs on a real connection: as long as they come, and of any bytes.
#include <gtest/gtest.h>

#include <string>

#include "loopback_client.h"
#include "support/faults.h"

namespace dataworks::testing {

namespace {

using namespace faults;

const std::string kBegin = R"({"RequestId":"R","Success":true,"Data":")";
constexpr std::size_t kLimit = 4UL * 1024 * 1024;

Result<GetInstanceLogResponse> log(const DataWorksClient& client) {
  return client.call(GetInstanceLogRequest{.instanceId = 7}, {.retry = kOnce});
}

TEST(InstanceLog, OfAHundredMegabytesIsCutWithoutBeingRead) {
  const std::string line = "2026-11-22 01:00:00 a line of a log that has no end\\n";
  std::string megabyte;
  while (megabyte.size() < (1U << 20U)) megabyte += line;
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", megabyte.size());
  const Fault faults[] = {
      endless(kHead + "Content-Length: 104857600\r\n\r\n" + kBegin, megabyte),
      endless(kHead + "Transfer-Encoding: chunked\r\n\r\n28\r\n" + kBegin + "\r\n", size + megabyte + "\r\n"),
      endless(kHead + "\r\n" + kBegin, megabyte),
      endless("HTTP/1.1 200 OK\r\n\r\n<R><RequestId>R</RequestId><Success>true</Success><Data>", megabyte),
  };
  static_assert(sizeof(R"({"RequestId":"R","Success":true,"Data":")") - 1 == 0x28);
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    const DataWorksClient client = clientFor(server.url());
    for (const Fault& fault : faults) {
      server.play(fault);
      const auto cut = log(client);
      ASSERT_TRUE(cut) << cut.error();
      EXPECT_TRUE(cut->truncated);
      EXPECT_EQ(cut->requestId, "R");
      EXPECT_LE(cut->data.size(), kLimit);
      EXPECT_GT(cut->data.size(), kLimit - kLimit / 32);  // an escape is longer than what it means
      EXPECT_EQ(cut->data.substr(0, 20), "2026-11-22 01:00:00 ");
      server.behave();
      const auto next = log(client);  // on another connection
      ASSERT_TRUE(next) << next.error();
      EXPECT_EQ(next->data, "a line\n");
      EXPECT_FALSE(next->truncated);
    }
  }
}

TEST(InstanceLog, OfAnyBytesIsKept) {
  std::string bytes = "begin ";
  for (int byte = 0; byte < 256; ++byte)
    bytes += byte == '"' || byte == '\\' || (byte > 0 && byte < ' ') ? ' ' : static_cast<char>(byte);
  FaultServer server;
  const DataWorksClient client = clientFor(server.url());
  server.play(replyBody(kBegin + bytes + R"(\u001b[31m end"})"));
  const auto read = log(client);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->invalidUtf8, 129u);  // NUL, and all that are not ASCII
  EXPECT_EQ(read->data.substr(0, 9), "begin \uFFFD");
  EXPECT_EQ(read->data.substr(read->data.size() - 9), "\x1b[31m end");
}

TEST(InstanceLog, OfTheLimitIsWholeOneByteMoreIsCut) {
  FaultServer server;
  ClientOptions options = optionsFor(server.url());
  options.http.maxLogBytes = 8192;
  const DataWorksClient client = clientFor(std::move(options));
  for (const std::size_t length : {std::size_t{8192}, std::size_t{8193}, std::size_t{20'000}}) {
    server.play(replyBody(kBegin + std::string(length, 'x') + "\"}"));
    const auto read = log(client);
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->data.size(), 8192u);
    EXPECT_EQ(read->truncated, length > 8192);
  }
}

}  // namespace

}  // namespace dataworks::testing
