// SPDX-License-Identifier: Apache-2.0
// What can go wrong on the way to a response and in it: small makers of faults, to be named and combined in tables.
#pragma once

#include <string>
#include <string_view>

#include "support/fault_server.h"

namespace dataworks::testing::faults {

using BytesFor = std::function<std::string(const SeenRequest&)>;

/// How a response with JSON begins; more headers may follow.
inline const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

// --- before the request was read
Fault onAccept(std::function<void(Conversation&)> act);
Fault resetOnAccept();
Fault closeOnAccept();
Fault holdOnAccept();  ///< As soon as the client has said something: within the TLS handshake.
/// Reads so many bytes of the request, then resets.
Fault resetAfterReading(std::size_t bytes);

// --- after it was read and counted
Fault resetAfterRequest();
Fault closeAfterRequest();
Fault holdAfterRequest();
/// Sends these bytes and goes on with the next request.
Fault reply(BytesFor bytes);
Fault reply(std::string bytes);
/// A whole response with this body.
Fault replyBody(std::string body, std::string_view status = "200 OK", std::string_view moreHeaders = {});
/// Different bodies for trigger and poll.
Fault replyBodies(std::string toTrigger, std::string toPoll);
/// Sends these bytes and closes; over TLS without a close_notify if `closeNotify` is false.
Fault replyAndClose(BytesFor bytes, bool closeNotify = true);
Fault replyAndReset(BytesFor bytes);
Fault replyAndHold(BytesFor bytes);
/// Sends `beginning`, then `more` again and again until the client leaves.
Fault endless(std::string beginning, std::string more);
/// Sends the response byte by byte, so slowly that it never ends. `FaultServer::waitUntilHeld` waits until it has
/// begun.
Fault drip(BytesFor bytes);

/// The proper response, whole, and its first part.
std::string properResponse(const SeenRequest& request);
BytesFor firstPart(BytesFor whole, double share);
BytesFor chunked(BytesFor body);  ///< As one chunk, without the last one.
/// The error envelope of the gateway.
std::string envelope(std::string_view code, std::string_view message = "made by the test");

}  // namespace dataworks::testing::faults
