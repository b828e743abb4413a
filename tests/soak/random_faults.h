// SPDX-License-Identifier: Apache-2.0
// The faults that a soak chooses from, by their weights.
#pragma once

#include <vector>

#include "ledger.h"

namespace dataworks::soak {

/// `proper` percent of the responses are proper; the rest is shared by the faults.
inline std::vector<Chance> randomFaults(int proper) {
  using namespace testing::faults;
  using testing::Conversation;
  using testing::SeenRequest;
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const auto fixed = [](std::string bytes) { return BytesFor([bytes](const SeenRequest&) { return bytes; }); };
  std::vector<Chance> chances{
      {.fault = resetOnAccept()},
      {.fault = closeOnAccept()},
      {.fault = resetAfterReading(1)},
      {.fault = resetAfterReading(200)},
      {.fault = resetAfterRequest(), .weight = 3},
      {.fault = closeAfterRequest(), .weight = 3},
      {.fault = replyAndClose(fixed("HTTP/1.1 2"))},
      {.fault = replyAndClose(fixed(head))},
      {.fault = replyAndClose(firstPart(properResponse, 0.8))},
      {.fault = replyAndReset(firstPart(properResponse, 0.8))},
      {.fault = replyAndClose(properResponse), .weight = 3},  // proper, but the connection is not kept
      {.fault = replyAndReset(properResponse)},
      {.fault = replyAndClose(chunked(testing::goodBody))},
      {.fault = replyAndClose(fixed(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"))},
      {.fault = replyBody("<html>", "200 OK")},
      {.fault = replyBody("<html>", "502 Bad Gateway")},
      {.fault = replyBody("", "302 Found", "Location: http://127.0.0.1:1/\r\n")},
      {.fault = replyBody(R"({"RequestId":"R","ReturnCode":"0","ReturnValue":-1,"Success":true})")},
      {.fault = replyBody(envelope("InternalError"), "500 Internal Server Error")},
      {.fault = replyBody(envelope("Throttling.User"), "429 Too Many Requests"), .weight = 3, .acts = false},
      {.fault = replyBody(envelope("MissingParameter"), "400 Bad Request"), .acts = false},
      {.fault = endless(head, "X-Flood: " + std::string(1000, 'x') + "\r\n")},
  };
  int faults = 0;
  for (const Chance& chance : chances) faults += chance.weight;
  chances.push_back({.fault = {}, .weight = faults * proper / std::max(100 - proper, 1)});
  return chances;
}

}  // namespace dataworks::soak
