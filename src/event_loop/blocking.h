// SPDX-License-Identifier: Apache-2.0
// One exchange on the caller's thread, for code that needs nothing else: credentials providers.
#pragma once

#include <stop_token>

#include "dataworks/transport.h"
#include "event_loop/event_loop.h"

namespace dataworks::detail {

/// Sends one request and waits for its outcome, until the deadline of the request or `stop`.
[[nodiscard]] TransportOutcome sendHere(EventLoop& loop, HttpRequest request, const std::stop_token& stop);

}  // namespace dataworks::detail
