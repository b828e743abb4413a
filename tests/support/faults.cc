// SPDX-License-Identifier: Apache-2.0
#include "support/faults.h"

#include <array>
#include <cstdio>

namespace dataworks::testing::faults {

Fault onAccept(std::function<void(Conversation&)> act) { return {.onAccept = std::move(act)}; }

Fault resetOnAccept() {
  return onAccept([](Conversation& client) { client.reset(); });
}

Fault closeOnAccept() {
  return onAccept([](Conversation& client) { client.close(); });
}

Fault holdOnAccept() {
  return onAccept([](Conversation& client) {
    if (client.waitForByte()) client.hold();
  });
}

Fault resetAfterReading(std::size_t bytes) {
  return {.beforeRequest = [bytes](Conversation& client) {
    for (std::size_t seen = 0; seen < bytes;) {
      const std::size_t size = client.read(bytes - seen).size();
      if (size == 0) break;
      seen += size;
    }
    client.reset();
  }};
}

Fault resetAfterRequest() {
  return {.onRequest = [](Conversation& client, const SeenRequest&) { client.reset(); }};
}

Fault closeAfterRequest() {
  return {.onRequest = [](Conversation& client, const SeenRequest&) { client.close(); }};
}

Fault holdAfterRequest() {
  return {.onRequest = [](Conversation& client, const SeenRequest&) { client.hold(); }};
}

Fault reply(BytesFor bytes) {
  return {.onRequest = [bytes = std::move(bytes)](Conversation& client, const SeenRequest& request) {
    client.send(bytes(request));
  }};
}

Fault reply(std::string bytes) {
  return reply(BytesFor([bytes = std::move(bytes)](const SeenRequest&) { return bytes; }));
}

Fault replyBody(std::string body, std::string_view status, std::string_view moreHeaders) {
  return reply(response(body, status, moreHeaders));
}

Fault replyBodies(std::string toTrigger, std::string toPoll) {
  return reply(
      BytesFor([=](const SeenRequest& request) { return response(request.isTrigger() ? toTrigger : toPoll); }));
}

Fault replyAndClose(BytesFor bytes, bool closeNotify) {
  return {.onRequest = [bytes = std::move(bytes), closeNotify](Conversation& client, const SeenRequest& request) {
    client.send(bytes(request));
    client.close(closeNotify);
  }};
}

Fault replyAndReset(BytesFor bytes) {
  return {.onRequest = [bytes = std::move(bytes)](Conversation& client, const SeenRequest& request) {
    client.send(bytes(request));
    client.reset();
  }};
}

Fault replyAndHold(BytesFor bytes) {
  return {.onRequest = [bytes = std::move(bytes)](Conversation& client, const SeenRequest& request) {
    client.send(bytes(request));
    client.hold();
  }};
}

Fault endless(std::string beginning, std::string more) {
  return {.onRequest = [=](Conversation& client, const SeenRequest&) {
    client.send(beginning);
    while (client.send(more)) {
    }
    client.close(false);
  }};
}

Fault drip(BytesFor bytes) {
  return {.onRequest = [bytes = std::move(bytes)](Conversation& client, const SeenRequest& request) {
    const std::string all = bytes(request);
    std::size_t sent = 0;
    for (; sent + 1 < all.size() && client.send(all.substr(sent, 1)); ++sent) {
      if (sent == 9) client.noteHeld();
      if (client.peerLeaves(10)) break;
    }
    client.hold();
  }};
}

std::string properResponse(const SeenRequest& request) { return response(goodBody(request)); }

BytesFor firstPart(BytesFor whole, double share) {
  return [whole = std::move(whole), share](const SeenRequest& request) {
    const std::string all = whole(request);
    return all.substr(0, static_cast<std::size_t>(static_cast<double>(all.size()) * share));
  };
}

BytesFor chunked(BytesFor body) {
  return [body = std::move(body)](const SeenRequest& request) {
    const std::string text = body(request);
    std::array<char, 16> size{};
    std::snprintf(size.data(), size.size(), "%zx", text.size());
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
           std::string(size.data()) + "\r\n" + text + "\r\n";
  };
}

std::string envelope(std::string_view code, std::string_view message) {
  return R"({"RequestId":"R-3","HostId":"test","Code":")" + std::string(code) + R"(","Message":")" +
         std::string(message) + R"("})";
}

}  // namespace dataworks::testing::faults
